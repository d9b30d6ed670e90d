"""One table of units: exact factors, whole numbers, and nothing compared that does not compare."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.model.event import LotQuantity
from ledger.model.units import UNITS, Dimension, Measure, comparable_parts, in_unit, measure, told
from ledger.provenance.units import comparable, total

AMOUNTS = st.integers(0, 10**18).map(lambda n: Decimal(n).scaleb(-9))
CODES = st.sampled_from(sorted(UNITS))


def one(code: str) -> int:
    return UNITS[code][1]


@pytest.mark.parametrize(
    ("code", "times", "smaller"),
    [
        ("LBR", 16, "ONZ"),
        ("STN", 2000, "LBR"),
        ("LTN", 2240, "LBR"),
        ("CWI", 112, "LBR"),
        ("CWA", 100, "LBR"),
        ("TNE", 1000, "KGM"),
        ("KGM", 10**9, "MC"),
        ("FOT", 12, "INH"),
        ("YRD", 3, "FOT"),
        ("SMI", 5280, "FOT"),
        ("FTK", 144, "INK"),
        ("YDK", 9, "FTK"),
        ("HAR", 10_000, "MTK"),
        ("FTQ", 1728, "INQ"),
        ("GLL", 231, "INQ"),
        ("BLL", 42, "GLL"),
        ("MTQ", 1000, "LTR"),
        ("KWH", 1000, "WHR"),
        ("MWH", 3600, "3B"),
        ("GRO", 12, "DZN"),
        ("DZN", 6, "PR"),
    ],
)
def test_a_unit_is_exactly_so_many_of_a_smaller_one(code: str, times: int, smaller: str) -> None:
    assert one(code) == times * one(smaller)
    assert UNITS[code][0] is UNITS[smaller][0]


def test_the_pound_and_the_yard_are_what_the_agreement_of_1959_says() -> None:
    assert (measure(Decimal(1), "LBR"), measure(Decimal(1), "YRD")) == (
        Measure("kg", 45359237 * 10**28),
        Measure("m", 9144 * 10**32),
    )


@given(AMOUNTS, CODES)
def test_an_amount_of_a_statement_is_a_whole_number_and_comes_back(amount: Decimal, code: str) -> None:
    found = measure(amount, code)
    assert found is not None
    assert in_unit(found.parts, code) == amount


@given(st.lists(AMOUNTS, min_size=1, max_size=5), CODES)
def test_a_sum_of_amounts_is_exact(amounts: list[Decimal], code: str) -> None:
    found = total("a", [LotQuantity("a", amount, code) for amount in amounts])
    assert found.amount is not None
    assert _scaled(found.amount) == sum(map(_scaled, amounts))


def _scaled(amount: Decimal) -> int:
    numerator, denominator = amount.as_integer_ratio()
    return numerator * 10**9 // denominator


def test_no_unit_is_a_count_of_items() -> None:
    assert measure(Decimal(12), None) == measure(Decimal(1), "DZN")


def test_what_does_not_compare_gives_nothing() -> None:
    kilogram, item, metre = (measure(Decimal(1), unit) for unit in ("KGM", None, "MTR"))
    assert comparable_parts([kilogram, item]) is None
    assert comparable_parts([kilogram, metre]) is None
    assert comparable_parts([kilogram, None]) is None
    assert comparable_parts([]) is None
    assert comparable([LotQuantity("a", Decimal(1), "KGM"), LotQuantity("a", Decimal(1), None)]) is None


def test_a_unit_that_is_not_in_the_table_compares_with_itself_alone() -> None:
    boxes = [LotQuantity("a", Decimal(2), "XBX"), LotQuantity("a", Decimal(3), "XBX")]
    assert total("a", boxes) == LotQuantity("a", Decimal(5), "XBX")
    assert comparable([boxes[0], LotQuantity("a", Decimal(1), "XCT")]) is None


def test_masses_of_several_units_add_up_to_kilograms() -> None:
    mixed = [LotQuantity("a", Decimal("0.1"), "KGM"), LotQuantity("a", Decimal(200), "GRM")]
    assert total("a", mixed) == LotQuantity("a", Decimal("0.3"), "KGM")


def test_an_amount_finer_than_anybody_weighs_is_unknown_and_never_rounded() -> None:
    assert measure(Decimal("1e-36"), "KGM") == Measure("kg", 1)
    assert measure(Decimal("1e-37"), "KGM") is None
    assert measure(Decimal("NaN"), "KGM") is None


def test_every_dimension_has_a_unit_to_be_told_in() -> None:
    assert [told(one(code), UNITS[code][0]) for code in ("GRM", "CMT", "HAR", "LTR", "KWH", "DZN")] == [
        "0.001 kg",
        "0.01 m",
        "10000 m2",
        "0.001 m3",
        "3600000 J",
        "12 items",
    ]
    assert set(Dimension) == {dimension for dimension, _ in UNITS.values()}
