"""Whom a brand left: by whose word, from which day, and what no later word of the brand erases (rules S11 and S14)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest

from ledger.brand.exits import Exit, suppliers_left
from ledger.brand.orders import Ordered, OrderTold, orders_by_seller
from ledger.brand.score import score_brand
from ledger.brand.terms import leaving_without_care_term
from ledger.model.brand import BrandInputs, SupplierLeft

BRAND, MILL = "did:web:brand.example", "did:web:mill.example"
AS_OF = date(2026, 11, 21)


def an_exit(**changes: object) -> Exit:
    """The brand's own statement, 120 days ahead and with an impact assessment."""
    left_on = date(2026, 6, 1)
    made = Exit(MILL, left_on, left_on - timedelta(days=120), False, 120, True, None, "0x01")
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "is_well"),
    [
        ({}, True),
        ({"has_assessment": False}, False),
        ({"notice_days": 30}, False),
        ({"told_on": date(2026, 5, 31)}, False),
        ({"has_assessment": False, "notice_days": 0, "exception": "workers-ask"}, True),
        ({"has_assessment": False, "notice_days": 0, "exception": "law-forbids"}, True),
    ],
)
def test_s14_leaving_needs_an_assessment_and_notice_unless_law_or_workers_ask(
    changes: dict[str, object], is_well: bool
) -> None:
    (left,) = suppliers_left([an_exit(**changes)], {}, as_of=AS_OF)
    assert left.has_left_well is is_well
    assert (leaving_without_care_term([left]).value == 0) is is_well


@pytest.mark.parametrize(("notice", "is_well"), [(100, True), (5, False)])
def test_s14_the_suppliers_word_on_the_notice_counts_and_the_assessment_is_the_brands(
    notice: int, is_well: bool
) -> None:
    late = an_exit(told_on=date(2026, 6, 1))
    by_supplier = an_exit(by_supplier=True, notice_days=notice, has_assessment=False, record_id="0x02")
    (left,) = suppliers_left([late, by_supplier], {}, as_of=AS_OF)
    assert left.has_left_well is is_well
    (alone,) = suppliers_left([replace(by_supplier, has_assessment=True)], {}, as_of=AS_OF)
    assert alone.how == "no impact assessment"


def test_s14_an_exception_says_whose_word_it_is() -> None:
    own = an_exit(exception="workers-ask")
    told = [suppliers_left([replace(own, by_supplier=each)], {}, as_of=AS_OF)[0].how for each in (False, True)]
    assert told == ["workers-ask, by the brand's own word", "workers-ask, by the supplier's word"]


def an_order(on: str = "2025-09-01", **changes: object) -> OrderTold:
    """The brand's own order, which the mill may read, anchored and standing."""
    made = OrderTold(MILL, "PO-1", date.fromisoformat(on), False, True, True, True, "0x0a")
    return replace(made, **changes)  # type: ignore[arg-type]


def ordered(*told: OrderTold, known: tuple[str, ...] = (MILL,)) -> Mapping[str, Ordered]:
    return orders_by_seller(told, known=known, as_of=AS_OF)


def still_counted(left: tuple[SupplierLeft, ...]) -> bool:
    return bool(score_brand(BrandInputs(BRAND, (), (), left=left), as_of=AS_OF).left)


@pytest.mark.parametrize(
    ("told", "is_supplier"),
    [
        ([an_order()], False),
        ([an_order(by_seller=True)], False),
        ([an_order(), an_order(by_seller=True, order="PO-2")], False),
        ([an_order(), an_order(by_seller=True)], True),
    ],
)
def test_one_sides_word_makes_nobody_a_supplier(told: list[OrderTold], is_supplier: bool) -> None:
    assert (set(ordered(*told, known=())) == {MILL}) is is_supplier
    assert set(ordered(*told)) == {MILL}


def test_who_confirms_to_be_ordered_from_again_was_not_left() -> None:
    again = an_order("2026-09-01", by_seller=True)
    assert suppliers_left([an_exit()], ordered(again), as_of=AS_OF) == ()


@pytest.mark.parametrize("changes", [{}, {"by_seller": True, "is_valid": False}, {"is_open": False}])
def test_attack_a_token_order_that_the_supplier_does_not_confirm_ends_no_exit(changes: dict[str, object]) -> None:
    token = an_order("2026-09-01", **changes)
    (left,) = suppliers_left([an_exit()], ordered(token), as_of=AS_OF)
    assert left.supplier == MILL
    assert still_counted((left,))


def test_who_is_forgotten_for_a_year_was_left_and_the_order_is_named() -> None:
    (left,) = suppliers_left([], ordered(an_order("2025-09-01")), as_of=AS_OF)
    assert (left.left_on, left.has_left_well, left.record_id) == (date(2025, 9, 1), False, "0x0a")
    assert suppliers_left([], ordered(an_order("2026-01-01")), as_of=AS_OF) == ()


@pytest.mark.parametrize("changes", [{"is_open": False}, {"is_anchored": False}, {"ordered_on": date(2027, 1, 1)}])
def test_attack_an_order_unseen_unanchored_or_of_the_future_ends_no_silence(changes: dict[str, object]) -> None:
    later = replace(an_order("2026-11-01"), **changes)  # type: ignore[arg-type]
    (left,) = suppliers_left([], ordered(an_order("2025-09-01"), later), as_of=AS_OF)
    assert left.left_on == date(2025, 9, 1)


def test_attack_an_order_that_was_taken_back_still_proves_whom_the_brand_left() -> None:
    (left,) = suppliers_left([], ordered(an_order("2025-09-01", is_valid=False)), as_of=AS_OF)
    assert left.left_on == date(2025, 9, 1)


def test_attack_an_old_date_does_not_put_an_exit_out_of_its_24_months() -> None:
    old = an_exit(left_on=date(2020, 1, 1), told_on=date(2026, 11, 1))
    (alone,) = suppliers_left([old], {}, as_of=AS_OF)
    assert (alone.left_on, alone.counts_from) == (date(2020, 1, 1), date(2026, 11, 1))
    (after,) = suppliers_left([replace(old, told_on=date(2020, 1, 1))], ordered(an_order("2025-09-01")), as_of=AS_OF)
    assert after.left_on == after.counts_from == date(2025, 9, 1)
    assert still_counted((alone,))
    assert still_counted((after,))


@pytest.mark.parametrize("brands", [date(2020, 1, 1), date(2026, 9, 1)])
def test_the_suppliers_day_of_leaving_beats_the_brands(brands: date) -> None:
    by_mill = an_exit(by_supplier=True, left_on=date(2026, 6, 1), told_on=date(2026, 6, 2), record_id="0x02")
    own = an_exit(left_on=brands, told_on=date(2020, 1, 1))
    (left,) = suppliers_left([own, by_mill], {}, as_of=AS_OF)
    assert (left.left_on, left.counts_from, left.record_id) == (date(2026, 6, 1), date(2026, 6, 2), "0x02")


def test_an_exit_told_again_does_not_run_for_another_24_months() -> None:
    first = an_exit(by_supplier=True, left_on=date(2024, 6, 1), told_on=date(2024, 6, 2))
    (left,) = suppliers_left([first, replace(first, told_on=date(2026, 6, 2), record_id="0x02")], {}, as_of=AS_OF)
    assert left.counts_from == date(2024, 6, 2)
    assert not still_counted((left,))
