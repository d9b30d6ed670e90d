"""Four countries and three goods with two editions of a list: small enough to work every number out by hand."""

from dataclasses import replace
from datetime import date

from ledger.backtest.rows import Archive, CorruptionRow, OrderRow
from ledger.backtest.study import StudyPlan
from ledger.reference.rows import CountryRow, GoodsRow, Origin, SectorRow, TipRow, Trust

EARLIER, LATER = date(2016, 9, 30), date(2021, 9, 30)
PLAN = StudyPlan("little", EARLIER, 2016, 2021)


def origin(day: date) -> Origin:
    return Origin("a fictional ministry", day, Trust.HIGH, "made up for this test")


def listed(iso3: str, good: str, *, child: bool = False, forced: bool = False, on: date = EARLIER) -> GoodsRow:
    return GoodsRow(iso3, good, child, forced, False, False, "edition", origin(on))


def a_little_archive() -> Archive:
    """Tiers 1, 2, 2WL, 3 for AAA to DDD; cotton is listed in DDD, and later in CCC."""
    known = date(2016, 6, 30)
    countries = [f"{letter * 3}" for letter in "ABCD"]
    return Archive(
        countries=tuple(CountryRow(c[:2], c, "000", c, origin(known)) for c in countries),
        sectors=(SectorRow("cotton", ("0116",), ("52",), origin(known)),),
        editions=(
            (2016, (listed("DDD", "cotton", forced=True), listed("CCC", "cotton", child=True), listed("BBB", "tea"))),
            (2021, tuple(replace(each, origin=origin(LATER)) for each in _later())),
        ),
        tip=tuple(
            TipRow(c, tier, "listed", origin(known)) for c, tier in zip(countries, ("1", "2", "2WL", "3"), strict=True)
        ),
        corruption=tuple(
            CorruptionRow(c, 2015, score, origin(known))
            for c, score in zip(countries, (90.0, 60.0, 40.0, 20.0), strict=True)
        ),
        orders=(OrderRow(date(2019, 1, 1), "DDD", ("cotton", "tea"), "WRO"),),
        production=(),
        table_hashes=(),
    )


def _later() -> tuple[GoodsRow, ...]:
    return (
        listed("DDD", "cotton", forced=True),
        listed("CCC", "cotton", child=True, forced=True),
        listed("BBB", "Tea ", forced=True),
        listed("AAA", "gloves", forced=True),
    )
