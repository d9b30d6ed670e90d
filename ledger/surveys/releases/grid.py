"""The fixed grid, chosen before anything is collected: forced labour, indicators and fees, for all and by gender.

Country or recruiter of the workers is no part of it: a cut by corridor is one by nationality (rule S1).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from ledger.model.survey.instrument import FeeFact, Indicator
from ledger.model.survey.tally import Count, SiteTally
from ledger.model.survey.wave import Roster

Row = Indicator | FeeFact | None  # None: forced labour of a respondent as a whole
Key = tuple[Row, str | None]  # no gender: everybody
ROWS: tuple[Row, ...] = (None, *Indicator, *FeeFact)
WOMAN, MAN = "woman", "man"
NO_GENDER = ""  # those of a row who told none: never a cell, but whoever subtracts finds them


@dataclass(frozen=True, slots=True)
class Table:
    """The exact counts of one site, or of several small ones, in the grid. It never leaves the custodian.

    A row that is missing was not asked. `workers` by gender holds only what the roster knows.
    """

    counts: Mapping[Key, Count]
    genders: tuple[str, ...]
    answered: int
    workers: Mapping[str | None, int]

    def rows(self) -> tuple[Row, ...]:
        return tuple(row for row in ROWS if (row, None) in self.counts)

    def residual(self, row: Row) -> Count:
        """Give those of a row who told no gender."""
        everybody = self.counts[row, None]
        told = [self.counts[row, gender] for gender in self.genders]
        return Count(
            everybody.respondents - sum(each.respondents for each in told),
            everybody.affected - sum(each.affected for each in told),
        )


def table_of(tally: SiteTally, roster: Roster) -> Table:
    """Lay a tally out in the grid."""
    counts: dict[Key, Count] = {(None, None): tally.forced_labour}
    counts |= {(None, gender): count for gender, count in tally.by_gender.items()}
    counts |= {(indicator, None): count for indicator, count in tally.by_indicator.items()}
    counts |= dict(tally.by_indicator_and_gender.items()) | dict(tally.fees.items())
    names = dict.fromkeys(gender for _, gender in counts if gender is not None)
    return Table(_full(counts, tuple(names)), tuple(names), tally.answered, _workers(tally.workers, roster.women))


def merged(tables: list[Table]) -> Table:
    """Give the sum of several sites. A gender's roster is known only where it is known of each."""
    keys = {key for table in tables for key in table.counts}
    names = tuple(dict.fromkeys(gender for table in tables for gender in table.genders))
    sums = {key: _sum([table.counts[key] for table in tables if key in table.counts]) for key in keys}
    known = set.intersection(*(set(table.workers) for table in tables))
    workers = {gender: sum(table.workers[gender] for table in tables) for gender in known}
    return Table(_full(sums, names), names, sum(table.answered for table in tables), workers)


def _full(counts: Mapping[Key, Count], names: tuple[str, ...]) -> dict[Key, Count]:
    rows = [row for row in ROWS if (row, None) in counts]
    return {(row, gender): counts.get((row, gender), Count(0, 0)) for row in rows for gender in (None, *names)}


def _sum(counts: list[Count]) -> Count:
    return Count(sum(each.respondents for each in counts), sum(each.affected for each in counts))


def _workers(workers: int, women: float | None) -> dict[str | None, int]:
    """Both genders rounded down: a share is not known to a person, and too few others must not look like enough."""
    if women is None:
        return {None: workers}
    return {None: workers, WOMAN: int(workers * women), MAN: int(workers * (1 - women))}
