"""Sites that nobody was asked at: tallies drawn at random, near every limit at which a release could tell too much."""

import random
from collections.abc import Sequence
from datetime import date
from typing import Any

from ledger.model.survey.instrument import FeeFact, Indicator
from ledger.model.survey.tally import Count, SiteTally
from ledger.model.survey.wave import PlannedSite, Roster, SampleBucket
from ledger.surveys.releases.batch import draft_batch
from ledger.surveys.releases.drafting import Asked
from ledger.surveys.releases.issued import Issued

GENDERS = ("woman", "man", "another")
INDICATORS = (Indicator.DEBT_BONDAGE, Indicator.RETENTION_OF_DOCUMENTS, Indicator.INTIMIDATION)
DAY = date(2026, 11, 1)
WAVE, NEXT_WAVE = "0x" + "11" * 32, "0x" + "22" * 32


def an_asked(wave: str = WAVE, ended_on: str = "2026-10-01") -> Asked:
    return Asked(wave, ended_on, GENDERS, panel_signed=True)


def a_site(name: str = "mill", *, workers: int = 400, women: float | None = 0.5, country: str = "BD") -> PlannedSite:
    return PlannedSite(f"{name}-token", name, country, Roster(workers, women=women), SampleBucket.FROM_50)


def a_tally(
    rows: Sequence[Sequence[tuple[int, int]]], *, site: str = "mill", workers: int = 400, **changes: Any
) -> SiteTally:
    """`rows`: forced labour, then indicators, then fees; of each (respondents, affected) of women, men, others, no
    gender."""
    rows = [(*row, *[(0, 0)] * (4 - len(row))) for row in rows]
    sums = [Count(sum(n for n, _ in row), sum(y for _, y in row)) for row in rows]
    named = [dict(zip(GENDERS, (Count(n, y) for n, y in row), strict=False)) for row in rows]
    told = dict(zip(INDICATORS, sums[1:], strict=False))
    by_both = {(row, g): c for row, cells in zip(told, named[1:], strict=False) for g, c in cells.items()}
    last = list(zip(FeeFact, sums[1 + len(INDICATORS) :], named[1 + len(INDICATORS) :], strict=False))
    fees = {(fact, g): c for fact, everybody, cells in last for g, c in ({None: everybody} | cells).items()}
    answered = changes.pop("answered", max(each.respondents for each in sums))
    fields = {"wave": WAVE, "ended_on": "2026-10-01", "tau": 1.0, "coverage": 1.0, "flags": ()} | changes
    return SiteTally(
        site=site, workers=workers, answered=answered, forced_labour=sums[0], by_indicator=told, by_gender=named[0],
        by_indicator_and_gender=by_both, fees=fees, **fields,
    )  # fmt: skip


def all_rows(*row: tuple[int, int]) -> list[tuple[tuple[int, int], ...]]:
    """The same row for forced labour and every indicator."""
    return [row] * (1 + len(INDICATORS))


def exact(counts: Sequence[int], scale: float) -> tuple[int, ...]:
    """No noise: what would be told if there were none."""
    return tuple(counts)


def seeded(seed: int) -> Any:
    """Discrete Laplace noise that a test can draw again: the difference of two geometric draws."""
    drawn = random.Random(seed)

    def noise(counts: Sequence[int], scale: float) -> tuple[int, ...]:
        return tuple(count + _geometric(drawn, scale) - _geometric(drawn, scale) for count in counts)

    return noise


def released(tally: SiteTally, site: PlannedSite | None = None, *, noise: Any = exact, **changes: Any) -> Issued:
    """What is issued of one site, all by itself."""
    settings = {"asked": an_asked(tally.wave, tally.ended_on), "earlier": (), "on": DAY} | changes
    earlier = settings.pop("earlier")
    found = draft_batch(
        {tally.site: tally}, [site or a_site(tally.site, workers=tally.workers)], settings["asked"],
        history=lambda _: earlier, noise=noise, on=settings["on"],
    )  # fmt: skip
    return found[0]


def random_row(drawn: random.Random, sizes: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Each group's count at a share near a border, near none or all, or anywhere."""
    share = drawn.choice((0.0, 0.02, 0.09, 0.1, 0.11, 0.24, 0.25, 0.26, 0.49, 0.5, 0.52, 0.9, 1.0, drawn.random()))
    shares = (drawn.choice((share, share, drawn.random())) for _ in sizes)
    return tuple((n, sum(drawn.random() < each for _ in range(n))) for n, each in zip(sizes, shares, strict=True))


def random_sizes(drawn: random.Random) -> list[int]:
    women, men = (drawn.choice((drawn.randint(0, 14), drawn.randint(8, 35), drawn.randint(20, 120))) for _ in range(2))
    return [women, men, drawn.choice((0, 0, 1, 2, 11)), drawn.choice((0, 0, 1, 4, 12))]


def random_tally(drawn: random.Random, *, site: str = "mill") -> SiteTally:
    """A site near the limits; each question has lost a few respondents, forced labour follows from two indicators."""
    sizes = random_sizes(drawn)
    rows = [random_row(drawn, [max(0, n - drawn.choice((0, 0, 0, 1, 2))) for n in sizes]) for _ in INDICATORS]
    forced = tuple((n, min(n, sum(row[at][1] for row in rows), drawn.randint(0, n))) for at, n in enumerate(sizes))
    rows += random_fees(sizes, rows)
    workers = sum(sizes) + drawn.choice((0, 3, 5, 6, 40, 300))
    return a_tally([forced, *rows], site=site, workers=workers, answered=sum(sizes))


def random_fees(sizes: Sequence[int], of: object) -> list[tuple[tuple[int, int], ...]]:
    """Who was asked, who paid, and of as many respondents who paid and was not repaid: often all or none of them.

    Drawn from what they are `of`, so that a seed gives the same site with fees as without.
    """
    drawn = random.Random(str(of))
    asked, paid = random_row(drawn, sizes), random_row(drawn, sizes)
    owed = tuple((n, drawn.choice((0, y, max(0, y - 1), drawn.randint(0, y)))) for n, y in paid)
    return [asked, paid, owed]


def _geometric(drawn: random.Random, scale: float) -> int:
    return int(drawn.expovariate(1 / scale))
