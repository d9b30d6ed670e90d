"""Rounds of the attack: draw a site, release it once or twice, let the insider work, count what it recovers."""

import random
from collections.abc import Mapping

from release_attacker import Claim, Seen, claims, is_right, with_settled
from release_tables import (
    DAY,
    GENDERS,
    INDICATORS,
    NEXT_WAVE,
    a_site,
    a_tally,
    an_asked,
    exact,
    random_fees,
    random_row,
    random_tally,
    released,
    seeded,
)

from ledger.model.survey.instrument import FeeFact
from ledger.model.survey.tally import Count, SiteTally
from ledger.surveys.releases.batch import draft_batch
from ledger.surveys.releases.grid import NO_GENDER, Key, Table, merged, table_of
from ledger.surveys.releases.issued import Issued, sizes

_Sites = list[tuple[Issued, SiteTally]]


def recovered(seed: int) -> list[Claim]:
    """Give what the insider rightly recovers of one random site: of every third, a second wave some days later.

    In half of the rounds the bands had no noise at all: what the insider works out is then always right.
    """
    drawn = random.Random(seed)
    noise = exact if drawn.random() < 0.5 else seeded(seed)
    first = random_tally(drawn)
    found = [(released(first, noise=noise), first)]
    if seed % 3 == 0:
        second = grown(drawn, first)
        later = an_asked(NEXT_WAVE, second.ended_on)
        found.append((released(second, noise=noise, asked=later, earlier=(found[0][0],)), second))
    return _right(found)


def recovered_of_small_sites(seed: int) -> list[Claim]:
    """Give what the insider rightly recovers of two or three sites of under 20 that are told together."""
    drawn = random.Random(seed)
    names = ("mill", "shed", "yard")[: drawn.choice((2, 3))]
    tallies = {name: small_tally(drawn, name) for name in names}
    sites = [a_site(name, workers=60) for name in names]
    issued = draft_batch(
        tallies, sites, an_asked(), history=lambda _: (), noise=exact, on=DAY
    )[0]  # fmt: skip
    tables = {name: table_of(tally, a_site(name, workers=60).roster) for name, tally in tallies.items()}
    everybody = merged([tables[name] for name in issued.members])
    members = {name: sizes_of(tables[name]) for name in issued.members}
    known = Seen(issued.release, sizes_of(everybody), members if len(members) > 1 else {})
    true = affected(everybody) | {
        (*key, name): count for name in issued.members for key, count in affected(tables[name]).items()
    }
    return [claim for claim in claims([known]) if is_right(claim, [true])]


def small_tally(drawn: random.Random, name: str) -> SiteTally:
    women = drawn.randint(1, 17)
    sizes_of_row = (women, drawn.randint(1, 19 - women), 0, 0)
    rows = [random_row(drawn, sizes_of_row) for _ in INDICATORS]
    shown = [sum(row[at][1] for row in rows) for at in range(len(sizes_of_row))]
    forced = tuple((n, min(n, most, drawn.randint(0, n))) for n, most in zip(sizes_of_row, shown, strict=True))
    return a_tally([forced, *rows, *random_fees(sizes_of_row, rows)], site=name, workers=60)


def grown(drawn: random.Random, tally: SiteTally) -> SiteTally:
    """The same workers with the same answers in another wave, and one to three more of each group."""
    before = rows_of_tally(tally)
    asked = 1 + len(INDICATORS)
    more = [[drawn.choice((0, 1, 1, 3)) for _ in range(4)] for _ in range(asked)]
    cells = [
        [_more(drawn, count, extra) for count, extra in zip(row, add, strict=True)]
        for row, add in zip(before[:asked], more, strict=True)
    ]
    new = random_fees(more[0], cells)
    cells += [
        [(count.respondents + n, count.affected + y) for count, (n, y) in zip(row, add, strict=True)]
        for row, add in zip(before[asked:], new, strict=True)
    ]
    workers = tally.workers + 4
    return a_tally(
        cells, site=tally.site, workers=workers, wave=NEXT_WAVE, ended_on="2026-10-15", answered=tally.answered + 4
    )


def seen(issued: Issued, tally: SiteTally) -> Seen:
    return Seen(issued.release, sizes_of(table_of(tally, a_site().roster)))


def sizes_of(table: Table) -> dict[Key, int]:
    return with_settled(sizes(table), lambda paid, _: paid)


def truth(tally: SiteTally) -> Mapping[Key, int]:
    return affected(table_of(tally, a_site().roster))


def affected(table: Table) -> dict[Key, int]:
    told = {key: count.affected for key, count in table.counts.items()}
    told |= {(row, NO_GENDER): table.residual(row).affected for row in table.rows()}
    return with_settled(told, lambda paid, owed: paid - owed)


def _right(found: _Sites) -> list[Claim]:
    truths = [truth(tally) for _, tally in found]
    return [claim for claim in claims([seen(*each) for each in found]) if is_right(claim, truths)]


def rows_of_tally(tally: SiteTally) -> list[list[Count]]:
    table = table_of(tally, a_site().roster)
    asked = [row for row in (None, *INDICATORS, *FeeFact) if (row, None) in table.counts]
    return [[*(table.counts[row, each] for each in GENDERS), table.residual(row)] for row in asked]


def _more(drawn: random.Random, count: Count, extra: int) -> tuple[int, int]:
    return count.respondents + extra, count.affected + drawn.randint(0, extra)


def grown_by_one(tally: SiteTally) -> SiteTally:
    """The same answers in another wave, and one woman more who says so in every row."""
    rows = [[(each.respondents, each.affected) for each in row] for row in rows_of_tally(tally)]
    cells = [[(row[0][0] + 1, row[0][1] + 1), *row[1:]] for row in rows]
    return a_tally(cells, workers=tally.workers, wave=NEXT_WAVE, ended_on="2026-10-15")
