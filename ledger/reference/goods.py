"""What is made: G of a good and L of a pair of origin and good, with the rows behind them (sections 3.2 and 3.3)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from math import fsum

from ledger.errors import RiskInputError
from ledger.model.risk import CommodityPart, ListingPart
from ledger.reference.countries import iso3_of
from ledger.reference.origins import Origins, Production, origins_of, production_of
from ledger.reference.rows import GoodsRow, Trust, good_key
from ledger.reference.snapshot import ReferenceSnapshot, require_rows
from ledger.risk.inherent import commodity_value, listing_value

TABLE = "goods_list_2024"
_RAW_DIVISIONS = frozenset({"01", "02", "03", "05", "06", "07", "08", "09"})
_REASONS = {
    1.0: "a forced-labour row names this good and origin",
    0.8: "the good is listed as made with a listed input from this origin",
    0.5: "a child-labour row names this good and origin",
    0.0: "no row names this good and origin",
}


@dataclass(frozen=True, slots=True)
class GoodCounts:
    """In how many countries a good has any row, and a forced-labour row; low-trust rows are not counted.

    `producers` counts those that make it, the listed ones among them; None where no imported table says.
    """

    listed: int
    forced_labour: int
    producers: int | None = None

    @property
    def ratio(self) -> float:
        """The part of the producing countries, or of the listed ones, with a forced-labour row."""
        return self.forced_labour / (self.producers or self.listed)


@dataclass(frozen=True, slots=True, eq=False)
class GoodsIndex:
    """The list by good and by pair, and the means over each sector and over all goods."""

    counts: Mapping[str, GoodCounts]
    pairs: Mapping[tuple[str, str], tuple[GoodsRow, ...]]
    sector_of: Mapping[str, str]
    sector_means: Mapping[str, float]
    all_goods_mean: float
    latest: date


def commodity_part(snapshot: ReferenceSnapshot, good: str, *, producers: int | None = None) -> CommodityPart:
    """Give G of a good. Without a producer count the listed countries stand in for it, and the basis says so.

    The count is that of the imported table, unless one is given. A good without rows and count takes the mean of its
    sector, or of all goods where it has no sector or the mean would be 0.
    """
    index = goods_index(snapshot)
    key = good_key(good)
    sector = index.sector_of.get(key)
    mean = index.sector_means.get(sector or "", index.all_goods_mean)
    counts = index.counts.get(key)
    production = production_of(snapshot, good)
    if producers is None and production is not None:
        producers = (counts and counts.producers) or len(production.countries)
        mean = mean if counts else mean or index.all_goods_mean
    sources, dates = _read(index, key, production)
    if counts is None and producers is None:
        is_sector = sector in index.sector_means and mean > 0
        value, basis = (mean, "sector-mean") if is_sector else (index.all_goods_mean, "all-goods-mean")
        return CommodityPart(value, basis, (f"{TABLE} (US Department of Labor)",), dates)
    listed, forced = (counts.listed, counts.forced_labour) if counts else (0, 0)
    count = listed if producers is None else producers
    value = commodity_value(forced_labour_countries=forced, producers=count, sector_mean=mean)
    return CommodityPart(value, "listed-only" if producers is None else "producers", sources, dates)


def _read(index: GoodsIndex, key: str, production: Production | None) -> tuple[tuple[str, ...], tuple[date, ...]]:
    """Give the sources and days behind what is said of a good without an origin."""
    more = ((production.source(key),), (production.latest,)) if production is not None else ((), ())
    return (f"{TABLE}:{key} (US Department of Labor)", *more[0]), (index.latest, *more[1])


def pair_listing(snapshot: ReferenceSnapshot, iso3: str | None, good: str) -> ListingPart:
    """Give L of a good from an origin; for an undisclosed origin the upper quartile over the origins that list it.

    By the list of goods alone: a site is read with `listing_at`, which knows the priority sectors too. Raises
    RiskInputError for an unknown country.
    """
    index = goods_index(snapshot)
    if iso3 is None:
        return _over_origins(snapshot, index, good)
    rows = index.pairs.get((iso3_of(snapshot, iso3), good_key(good)), ())
    value = max((_row_value(row) for row in rows), default=0.0)
    dates = tuple(row.origin.as_of for row in rows) or (index.latest,)
    sources = tuple(f"{TABLE}:{row.iso3}:{row.good} ({row.origin.publisher})" for row in rows)
    return ListingPart(value, _REASONS[value], sources, dates)


def _over_origins(snapshot: ReferenceSnapshot, index: GoodsIndex, good: str) -> ListingPart:
    origins = unknown_origins(snapshot, good)
    value = origins.quartile("L", lambda iso3: pair_listing(snapshot, iso3, good).value) if origins.countries else 0.0
    return ListingPart(value, f"upper quartile over {origins.told}", *_read(index, good_key(good), origins.production))


def unknown_origins(snapshot: ReferenceSnapshot, good: str) -> Origins:
    """Give the origins over which an unknown share of a good is assumed (section 8)."""
    return origins_of(snapshot, good, listed=listing_origins(snapshot, good))


def is_raw_material(snapshot: ReferenceSnapshot, good: str) -> bool:
    """Say whether a good is grown, caught or mined: ISIC Rev.4 sections A and B (divisions 01-03 and 05-09).

    False for a good that is on no map: what is not known to be raw may have inputs.
    """
    return goods_index(snapshot).sector_of.get(good_key(good)) in _RAW_DIVISIONS


def listing_origins(snapshot: ReferenceSnapshot, good: str) -> tuple[str, ...]:
    """Give the countries with any row for the good, sorted."""
    key = good_key(good)
    return tuple(sorted({iso3 for iso3, named in goods_index(snapshot).pairs if named == key}))


@lru_cache(maxsize=32)
def goods_index(snapshot: ReferenceSnapshot) -> GoodsIndex:
    """Give the list indexed. Of contradictory rows for one pair the graver counts: dropping both would lower L.

    Raises RiskInputError when the list has no trusted row at the snapshot's date: an absent list clears nothing.
    """
    require_rows(snapshot, TABLE, snapshot.goods, field="goods_list")
    pairs: dict[tuple[str, str], tuple[GoodsRow, ...]] = {}
    for row in snapshot.goods:
        key = (row.iso3, good_key(row.good))
        pairs[key] = (*pairs.get(key, ()), row)
    counts = {good: _with_producers(snapshot, good, pairs, each) for good, each in _counts(pairs).items()}
    if not counts:
        reason, mend = "every row of the list is of low trust", "load a list with rows of medium or high trust"
        raise RiskInputError(field="goods_list", value=None, reason=reason, mend=mend)
    sector_of = {good_key(row.good): row.division for row in snapshot.sectors}
    by_sector: dict[str, list[float]] = {}
    for good, count in counts.items():
        by_sector.setdefault(sector_of.get(good, ""), []).append(count.ratio)
    ratios = [count.ratio for count in counts.values()]
    return GoodsIndex(
        counts=counts,
        pairs=pairs,
        sector_of=sector_of,
        sector_means={sector: fsum(each) / len(each) for sector, each in by_sector.items() if sector},
        all_goods_mean=fsum(ratios) / len(ratios),
        latest=max(row.origin.as_of for row in snapshot.goods),
    )


def _counts(pairs: Mapping[tuple[str, str], tuple[GoodsRow, ...]]) -> dict[str, GoodCounts]:
    counted: dict[str, GoodCounts] = {}
    for (_, good), rows in pairs.items():
        trusted = [row for row in rows if row.origin.trust is not Trust.LOW]
        if trusted:
            so_far = counted.get(good, GoodCounts(0, 0))
            forced = any(row.forced_labour for row in trusted)
            counted[good] = GoodCounts(so_far.listed + 1, so_far.forced_labour + forced)
    return counted


def _with_producers(
    snapshot: ReferenceSnapshot,
    good: str,
    pairs: Mapping[tuple[str, str], tuple[GoodsRow, ...]],
    counts: GoodCounts,
) -> GoodCounts:
    """Give the counts with the producers; a country that the list names for the good is one, whatever a table says."""
    production = production_of(snapshot, good)
    if production is None:
        return counts
    beside = sum(not _is_trusted(pairs.get((iso3, good), ())) for iso3 in production.countries)
    return replace(counts, producers=counts.listed + beside)


def _is_trusted(rows: tuple[GoodsRow, ...]) -> bool:
    return any(row.origin.trust is not Trust.LOW for row in rows)


def _row_value(row: GoodsRow) -> float:
    return listing_value(
        has_forced_labour_row=row.forced_labour,
        is_made_with_listed_input=row.input_child_labour or row.input_forced_labour,
        has_child_labour_row=row.child_labour,
    )
