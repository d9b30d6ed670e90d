"""What was known of countries, goods and pairs on the cut-off, as arrays: the features of section 15."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import log

import numpy as np
from numpy.typing import NDArray

from ledger.backtest.metrics import Marks, Scores
from ledger.backtest.window import Spy, Window
from ledger.errors import RiskInputError
from ledger.reference.quartile import by_key
from ledger.reference.rows import GoodsRow, Origin, RuleOfLawRow, TipRow, Trust
from ledger.reference.snapshot import ReferenceSnapshot, as_known_on, bundled_snapshot

TIERS = {"1": 0, "2": 1, "2WL": 2, "3": 3, "SC": 3}
_NAMES = ("countries", "sectors")  # names, not observations: kept whatever their date


@dataclass(frozen=True)
class Features:
    """One value per country, per good, or per pair (countries in rows, goods in columns).

    `tip` and `corruption` in [0, 1], higher is worse; `corruption` is None where no index was supplied. `good_prior`
    and `country_count` are log(1 + n) / log(1 + most) for n = forced-labour rows of the good and of the country; a good
    without any row inherits the mean of its sector, or of all goods where it has none (D7). `child` and `forced` say
    whether a row of that kind names the pair; `listed_goods` of the goods stand on the list itself. `snapshot` is what
    the product's own method reads at that date.
    """

    countries: tuple[str, ...]
    goods: tuple[str, ...]
    listed_goods: int
    tip: Scores
    corruption: Scores | None
    good_prior: Scores
    country_count: Scores
    child: Marks
    forced: Marks
    snapshot: ReferenceSnapshot

    @cached_property
    def country_at(self) -> Mapping[str, int]:
        """The row of each country."""
        return {iso3: place for place, iso3 in enumerate(self.countries)}

    @cached_property
    def good_at(self) -> Mapping[str, int]:
        """The column of each good."""
        return {good: place for place, good in enumerate(self.goods)}

    def marks(self, pairs: set[tuple[str, str]]) -> Marks:
        """Give the pairs that can be represented here, as a mark on each."""
        marked = np.zeros((len(self.countries), len(self.goods)), dtype=bool)
        for iso3, good in pairs:
            if iso3 in self.country_at and good in self.good_at:
                marked[self.country_at[iso3], self.good_at[good]] = True
        return marked

    def per_pair(self, by_country: Scores | None = None, by_good: Scores | None = None) -> Scores:
        """Give a value per pair from one per country and one per good."""
        pairs = np.zeros((len(self.countries), len(self.goods)))
        pairs = pairs if by_country is None else pairs + by_country[:, None]
        return pairs if by_good is None else pairs + by_good[None, :]


def features(window: Window, *, with_mapped_goods: bool) -> Features:
    """Read everything through the window. `with_mapped_goods` adds the goods of the sector map that no row names.

    A country with two rows that contradict each other counts as missing.

    Raises RiskInputError where no goods list or no trafficking report was out by then. Does not ask the spy what it
    saw: whoever opened the window does.
    """
    rows = window.goods()
    tiers = by_key(((row.iso3, row) for row in window.tip()), value="tier")
    scores = by_key(((row.iso3, row) for row in window.corruption()), value="score")
    tip = {iso3: TIERS[row.tier] / 3 for iso3, row in tiers.items()}
    corruption = {iso3: (100 - row.score) / 100 for iso3, row in scores.items()}
    if not rows or not tip:
        mend = f"choose a cut-off with editions before it, not {window.cut_off}"
        raise RiskInputError(field="cut_off", value=window.cut_off, mend=mend)
    known = {row.iso3 for row in window.countries()} & set(tip) & (set(corruption) or set(tip))
    countries, listed = tuple(sorted(known)), tuple(sorted({row.good for row in rows}))
    sector_of = {row.good: row.division for row in window.sectors()}
    unlisted = tuple(sorted(set(sector_of) - set(listed))) if with_mapped_goods else ()
    forced = {(row.iso3, row.good) for row in rows if row.forced_labour}
    found = Features(
        countries=countries,
        goods=(*listed, *unlisted),
        listed_goods=len(listed),
        tip=np.array([tip[iso3] for iso3 in countries]),
        corruption=np.array([corruption[iso3] for iso3 in countries]) if corruption else None,
        good_prior=_good_priors(forced, listed, unlisted, sector_of),
        country_count=_log_counts(Counter(iso3 for iso3, _ in forced), countries),
        child=np.zeros((0, 0), dtype=bool),
        forced=np.zeros((0, 0), dtype=bool),
        snapshot=_snapshot(window, rows),
    )
    child = found.marks({(row.iso3, row.good) for row in rows if row.child_labour})
    return replace(found, child=child, forced=found.marks(forced))


def _log_counts(counts: Counter[str], keys: Sequence[str]) -> NDArray[np.float64]:
    most = max(counts.values(), default=1)
    return np.array([log(1 + counts[key]) / log(1 + most) for key in keys])


def _good_priors(
    forced: set[tuple[str, str]], listed: Sequence[str], unlisted: Sequence[str], sector_of: Mapping[str, str]
) -> Scores:
    own = _log_counts(Counter(good for _, good in forced), listed)
    by_sector: dict[str, list[float]] = {}
    for good, value in zip(listed, own.tolist(), strict=True):
        by_sector.setdefault(sector_of.get(good, ""), []).append(value)
    inherited = [by_sector.get(sector_of.get(good, "none"), own.tolist()) for good in unlisted]
    return np.array([*own, *(sum(values) / len(values) for values in inherited)])


def _snapshot(window: Window, rows: tuple[GoodsRow, ...]) -> ReferenceSnapshot:
    """Give what the product reads, as of the cut-off: a corruption index stands in for the rule of law, for which no
    edition of before 2016 exists, and no table but names carries a later row.
    """
    law = tuple(
        RuleOfLawRow(row.iso3, 2.5 - 5 * (100 - row.score) / 100, _stand_in(row.origin)) for row in window.corruption()
    )
    tip: tuple[TipRow, ...] = window.tip()
    built = replace(
        bundled_snapshot(),
        countries=window.countries(),
        sectors=window.sectors(),
        goods=rows,
        tip=tip,
        rule_of_law=law,
    )
    known = as_known_on(built, window.cut_off)
    note_snapshot(known, window.spy)
    return known


def _stand_in(origin: Origin) -> Origin:
    return replace(origin, trust=Trust.HIGH)  # a medium row counts as it stands; nothing here is raised to a quartile


def note_snapshot(snapshot: ReferenceSnapshot, spy: Spy) -> None:
    """Let the spy see every dated row that the product's own code may read, whichever tables the snapshot grows."""
    for name in snapshot.__dataclass_fields__:
        rows = getattr(snapshot, name)
        if name not in _NAMES and isinstance(rows, tuple):
            spy.note(f"snapshot {name}", (row for row in rows if hasattr(row, "origin")))
