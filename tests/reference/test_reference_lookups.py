"""C, G and L from the tables: quartiles for what is missing, caution for what is little trusted, never a zero."""

from dataclasses import replace
from datetime import date

import pytest

from ledger.errors import RiskInputError
from ledger.model.risk import Action, Band
from ledger.reference.countries import country_index, country_part, iso3_of
from ledger.reference.goods import commodity_part, goods_index, listing_origins, pair_listing
from ledger.reference.pseudo_site import pseudo_site_inputs
from ledger.reference.quartile import upper_quartile
from ledger.reference.rows import GoodsRow, Origin, RuleOfLawRow, TipRow, Trust
from ledger.reference.snapshot import ReferenceSnapshot, bundled_snapshot
from ledger.risk.method_v1 import score_site

AS_OF = date(2026, 11, 21)
HIGH = Origin("publisher", date(2025, 1, 1), Trust.HIGH, "source")
LOW = replace(HIGH, trust=Trust.LOW)
SNAPSHOT = bundled_snapshot()


def a_snapshot(
    *, law: tuple[RuleOfLawRow, ...] = (), tip: tuple[TipRow, ...] = (), goods: tuple[GoodsRow, ...] = ()
) -> ReferenceSnapshot:
    law = law or (RuleOfLawRow("DEU", 1.5, HIGH), RuleOfLawRow("VNM", 0.0, HIGH), RuleOfLawRow("SOM", -2.5, HIGH))
    tip = tip or (TipRow("DEU", "1", "listed", HIGH), TipRow("VNM", "2", "listed", HIGH))
    return replace(SNAPSHOT, rule_of_law=law, tip=tip, goods=goods or (a_row("VNM", "Cotton", forced=True),))


def a_row(iso3: str, good: str, *, forced: bool = False, child: bool = False, origin: Origin = HIGH) -> GoodsRow:
    return GoodsRow(iso3, good, child, forced, False, False, "observed", origin)


def test_the_upper_quartile_interpolates_between_two_values() -> None:
    assert upper_quartile("x", [4, 1, 3, 2]) == 3.25
    assert upper_quartile("x", [7]) == 7


def test_the_country_part_is_the_mean_of_its_two_readings() -> None:
    part = country_part(a_snapshot(), "VNM")
    assert part.value == pytest.approx((0.5 + 0.33) / 2)
    assert (part.missing, part.dates) == ((), (HIGH.as_of, HIGH.as_of))


def test_p35_a_missing_reading_takes_the_world_upper_quartile() -> None:
    part = country_part(a_snapshot(), "SOM")  # no tier: of 0 and 0.33 the quartile is 0.2475
    assert part.missing == ("trafficking-report tier",)
    assert part.value == pytest.approx((1.0 + 0.2475) / 2)


def test_an_undisclosed_country_takes_both_quartiles() -> None:
    part, index = country_part(SNAPSHOT, None), country_index(SNAPSHOT)
    assert part.value == pytest.approx((index.rule_of_law_quartile + index.tip_quartile) / 2)
    assert len(part.missing) == 2


def test_two_contradictory_rows_for_one_country_count_as_missing() -> None:
    law = (RuleOfLawRow("VNM", 1.0, HIGH), RuleOfLawRow("VNM", -1.0, HIGH), RuleOfLawRow("DEU", 0.0, HIGH))
    assert country_part(a_snapshot(law=law), "VNM").missing == ("rule of law",)
    twice = (RuleOfLawRow("VNM", 1.0, HIGH), RuleOfLawRow("VNM", 1.0, HIGH))
    assert country_part(a_snapshot(law=twice), "VNM").missing == ()


def test_a_low_trust_row_counts_at_least_the_upper_quartile() -> None:
    law = (RuleOfLawRow("VNM", 2.5, LOW), RuleOfLawRow("DEU", 2.5, HIGH), RuleOfLawRow("SOM", -2.5, HIGH))
    readings = dict(country_part(a_snapshot(law=law), "VNM").readings)
    assert readings["rule of law"] == country_index(a_snapshot(law=law)).rule_of_law_quartile == 0.5
    grave = replace(law[2], origin=LOW)
    assert dict(country_part(a_snapshot(law=(*law[:2], grave)), "SOM").readings)["rule of law"] == 1.0


def test_a_special_case_weighs_as_much_as_the_lowest_tier() -> None:
    readings = dict(country_part(SNAPSHOT, "SOM").readings)
    assert readings["trafficking-report tier"] == 1.0


def test_country_codes_of_all_three_kinds_are_known_and_others_refused() -> None:
    assert {iso3_of(SNAPSHOT, code) for code in ("vn", "VNM", "704")} == {"VNM"}
    assert iso3_of(SNAPSHOT, "XKX") == "XKX"
    for code in ("ZZ", "", "Vietnam"):
        with pytest.raises(RiskInputError, match="country"):
            iso3_of(SNAPSHOT, code)
    with pytest.raises(RiskInputError, match="country"):
        country_part(SNAPSHOT, "VN")


def test_p35_a_good_without_rows_takes_its_sector_mean_and_never_nothing() -> None:
    unknown = commodity_part(SNAPSHOT, "Bespoke Widgets")
    assert (unknown.basis, unknown.value) == ("all-goods-mean", goods_index(SNAPSHOT).all_goods_mean)
    bicycles = commodity_part(SNAPSHOT, "Bicycles")  # in the map, alone in its sector
    assert bicycles.value > 0
    steel = commodity_part(SNAPSHOT, "steel")  # ISIC 24, with aluminum
    assert (steel.basis, steel.value) == ("sector-mean", goods_index(SNAPSHOT).sector_means["24"])


def test_a_listed_good_without_a_producer_count_says_so() -> None:
    goods = (a_row("VNM", "Cotton", forced=True), a_row("IND", "cotton", child=True), a_row("IND", "Nails", child=True))
    part = commodity_part(a_snapshot(goods=goods), "COTTON")
    assert part.basis == "listed-only"
    assert part.value == pytest.approx((1 + 2 * 0.5) / (2 + 2))
    counted = commodity_part(a_snapshot(goods=goods), "cotton", producers=18)
    assert (counted.basis, counted.value) == ("producers", pytest.approx(2 / 20))


def test_a_low_trust_row_never_lowers_the_commodity_part() -> None:
    trusted = (a_row("VNM", "Cotton", forced=True),)
    doubted = (*trusted, a_row("IND", "Cotton", child=True, origin=LOW))
    assert (
        commodity_part(a_snapshot(goods=doubted), "Cotton").value
        == commodity_part(a_snapshot(goods=trusted), "Cotton").value
    )


@pytest.mark.parametrize(
    ("iso3", "good", "value"),
    [
        ("CHN", "Cotton", 1.0),
        ("chn", "cotton", 1.0),
        ("GHA", "Chocolate", 0.8),
        ("AFG", "Carpets", 0.5),
        ("DEU", "Cotton", 0.0),
    ],
)
def test_a_pair_is_listed_as_the_table_says(iso3: str, good: str, value: float) -> None:
    assert pair_listing(SNAPSHOT, iso3, good).value == value


def test_contradictory_rows_of_one_pair_never_lower_the_listing() -> None:
    goods = (a_row("VNM", "Cotton", child=True), a_row("VNM", "cotton", forced=True))
    assert pair_listing(a_snapshot(goods=goods), "VNM", "Cotton").value == 1.0
    assert pair_listing(a_snapshot(goods=goods[::-1]), "VNM", "Cotton").value == 1.0


def test_an_undisclosed_origin_takes_the_quartile_over_the_listed_origins() -> None:
    origins = listing_origins(SNAPSHOT, "Cotton")
    values = [pair_listing(SNAPSHOT, origin, "Cotton").value for origin in origins]
    assert pair_listing(SNAPSHOT, None, "Cotton").value == upper_quartile("L", values) > 0


@pytest.mark.parametrize("good", ["Cotton", "Polysilicon", "Shrimp", "Bespoke Widgets"])
def test_the_unknown_share_of_any_good_is_traced_and_never_low(good: str) -> None:
    score = score_site(pseudo_site_inputs(SNAPSHOT, good, site="unknown", name="unknown"), as_of=AS_OF)
    assert (score.band, score.action, score.completeness) == (Band.NOT_ASSESSED, Action.TRACE, 0.0)
    assert score.r >= 0.45
    assert score.r_hi >= 0.9


def test_the_unknown_share_is_not_better_than_three_quarters_of_its_origins() -> None:
    pseudo = pseudo_site_inputs(SNAPSHOT, "Cotton", site="unknown", name="unknown")
    countries = [country_part(SNAPSHOT, origin).value for origin in listing_origins(SNAPSHOT, "Cotton")]
    assert sum(value <= pseudo.country_part.value for value in countries) >= 0.75 * len(countries)
    assert pseudo.country is None
