"""Lists, orders and decisions over time: what confirms, what holds, and what is never cleared."""

from datetime import date, timedelta
from typing import Any

import pytest
from screening_builders import (
    LISTED_ON,
    TODAY,
    a_row,
    a_subject,
    an_order,
    an_origin,
    lists,
    screened,
    the_match,
)

from ledger.model.screening import HumanDecision, ScreenedSubject, ScreeningVerdict, SubjectKind
from ledger.reference.rows import OrderScope, OrderStatus, TradeOrderRow, Trust
from ledger.screening.answer import screen

CONFIRMED, POSSIBLE = ScreeningVerdict.CONFIRMED, ScreeningVerdict.POSSIBLE
INCOMPLETE, NO_MATCH = ScreeningVerdict.INCOMPLETE, ScreeningVerdict.NO_MATCH
NAME = "Quorvane Brightwater Textile"
LEI = "5493001KJTIIGC8Y1R12"


def a_site(**changes: Any) -> ScreenedSubject:
    return a_subject("Dustplain Gin", kind=SubjectKind.SITE, **changes)


def a_decision(
    row_hash: bytes,
    ref: str,
    *,
    confirms: bool = True,
    subject: str = NAME,
    by: str = "did:x:counsel",
    may_lift: bool = True,
) -> HumanDecision:
    return HumanDecision(subject, ref, confirms, (row_hash,), b"\x07" * 32, TODAY, by, may_lift)


def of_cotton(**changes: Any) -> TradeOrderRow:
    return an_order(
        "All cotton of Exampleland", **{"commodity_keys": ("cotton",), "scope": OrderScope.COUNTRY_COMMODITY} | changes
    )


def test_a_list_with_fewer_entities_than_its_publisher_counts_never_clears_anyone() -> None:
    assert screened("Marigold Lantern Weavers", lists([a_row()])).verdict is NO_MATCH
    answer = screened("Marigold Lantern Weavers", lists([a_row()], short_by=1))
    assert answer.verdict is INCOMPLETE
    assert any("its publisher counts" in note for note in answer.notes)


def test_a_match_is_told_also_where_the_list_is_incomplete() -> None:
    assert screened(NAME, lists([a_row()], short_by=1)).verdict is CONFIRMED


def test_no_list_at_all_clears_nobody() -> None:
    assert screened("Marigold Lantern Weavers", lists(), date(2019, 1, 1)).verdict is INCOMPLETE


def test_the_same_number_of_a_register_confirms_whatever_the_names_say() -> None:
    tables = lists([a_row(identifiers=(f"lei:{LEI}",))])
    found = the_match(screened(a_subject("Another Name Altogether", identifiers=(LEI.lower(),)), tables))
    assert (found.verdict, found.confirmed_by) == (CONFIRMED, "identifier")


def test_a_label_of_no_register_is_possible_at_most() -> None:
    tables = lists([a_row(identifiers=("supplier-17",))])
    found = the_match(screened(a_subject("Another Name Altogether", identifiers=("supplier-17",)), tables))
    assert found.verdict is POSSIBLE


def test_a_tax_number_is_compared_with_its_country() -> None:
    tables = lists([a_row(identifiers=("tax:ZWE:20-11.7",))])
    assert screened(a_subject("Another Name", identifiers=("VAT 20117",)), tables).verdict is CONFIRMED
    assert screened(a_subject("Another Name", identifiers=("VAT 20117",), country="NPL"), tables).verdict is NO_MATCH


def test_another_address_makes_the_same_name_possible() -> None:
    tables = lists([a_row(addresses=("12 Kopje Road, Bulawayo",))])
    near, far = ("12, Kopje Rd., Bulawayo",), ("77 Baobab Street, Mutare",)
    assert screened(a_subject(NAME, addresses=near), tables).verdict is CONFIRMED
    assert screened(a_subject(NAME, addresses=far), tables).verdict is POSSIBLE


def test_a_low_trust_row_is_a_task_for_a_person_and_never_holds() -> None:
    tables = lists([a_row(origin=an_origin(trust=Trust.LOW))])
    found = the_match(screened(NAME, tables))
    assert (found.verdict, found.may_hold) == (POSSIBLE, False)
    decided = a_decision(found.entry.row_hash, found.entry.ref)
    assert the_match(screened(NAME, tables, decisions=[decided])).may_hold is False


def test_a_fuzzy_match_never_holds_until_a_person_confirms_it() -> None:
    tables, subject = lists([a_row()]), a_subject("Quorvane Brightwatter Textile", key=NAME)
    found = the_match(screened(subject, tables))
    assert (found.verdict, found.may_hold) == (POSSIBLE, False)
    confirmed = the_match(screened(subject, tables, decisions=[a_decision(found.entry.row_hash, found.entry.ref)]))
    assert (confirmed.verdict, confirmed.may_hold, confirmed.confirmed_by) == (CONFIRMED, True, "decision")


def test_the_newest_decision_counts() -> None:
    tables = lists([a_row()])
    entry = the_match(screened(NAME, tables)).entry
    said = [a_decision(entry.row_hash, entry.ref, confirms=confirms) for confirms in (True, False)]
    answer = screened(NAME, tables, decisions=said)
    assert (answer.verdict, answer.matches, len(answer.refused)) == (NO_MATCH, (), 1)
    assert screened(NAME, tables, decisions=said[::-1]).verdict is CONFIRMED


@pytest.mark.parametrize("first", [True, None])
def test_attack_a_refusal_that_is_not_proven_ends_no_hold(first: bool | None) -> None:
    tables = lists([a_row()])
    subject = NAME if first is None else a_subject("Quorvane Brightwatter Textile", key=NAME)
    entry = the_match(screened(NAME, tables)).entry
    before = [] if first is None else [a_decision(entry.row_hash, entry.ref)]
    unproven = a_decision(entry.row_hash, entry.ref, confirms=False, may_lift=False)
    answer = screened(subject, tables, decisions=[*before, unproven])
    assert (the_match(answer).may_hold, answer.refused) == (True, ())
    assert "does not count yet" in answer.notes[0]


def test_attack_a_decision_about_some_other_row_takes_no_confirmation_away() -> None:
    tables, subject = lists([a_row()]), a_subject("Quorvane Brightwatter Textile", key=NAME)
    entry = the_match(screened(subject, tables)).entry
    said = [a_decision(entry.row_hash, entry.ref), a_decision(bytes(32), entry.ref, confirms=False)]
    assert the_match(screened(subject, tables, decisions=said)).may_hold


def test_a_match_by_a_register_s_number_is_ended_by_two_people() -> None:
    tables = lists([a_row(identifiers=(f"lei:{LEI}",))])
    subject = a_subject("Another Name Altogether", key=NAME, identifiers=(LEI,))
    entry = the_match(screened(subject, tables)).entry
    one, again, other = (
        a_decision(entry.row_hash, entry.ref, confirms=False, by=f"did:x:{who}") for who in ("one", "one", "other")
    )
    assert the_match(screened(subject, tables, decisions=[one, again])).may_hold
    assert screened(subject, tables, decisions=[one, other]).matches == ()


def test_a_possible_match_holds_nothing_and_any_refusal_ends_it() -> None:
    tables, subject = lists([a_row()]), a_subject("Quorvane Brightwatter Textile", key=NAME)
    entry = the_match(screened(subject, tables)).entry
    said = a_decision(entry.row_hash, entry.ref, confirms=False, may_lift=False)
    assert screened(subject, tables, decisions=[said]).matches == ()


def test_a_decision_reopens_when_the_row_says_something_else() -> None:
    before, after = lists([a_row()]), lists([a_row(aliases=("Quorvane Mills",))])
    entry = the_match(screened(NAME, before)).entry
    answer = screened(NAME, after, decisions=[a_decision(entry.row_hash, entry.ref, confirms=False)])
    assert answer.verdict is CONFIRMED
    assert len(answer.reopened) == 1


def test_the_same_list_read_from_elsewhere_reopens_nothing() -> None:
    before, after = lists([a_row()]), lists([a_row(origin=an_origin(LISTED_ON + timedelta(days=90)))])
    entry = the_match(screened(NAME, before)).entry
    answer = screened(NAME, after, decisions=[a_decision(entry.row_hash, entry.ref, confirms=False)])
    assert (answer.matches, answer.reopened) == ((), ())


def test_a_party_on_two_sublists_is_one_match() -> None:
    assert the_match(screened(NAME, lists([a_row(), a_row(sublist="2(y)")]))).entry.title.count(";") == 1


def test_a_row_dated_after_the_day_asked_about_is_not_known() -> None:
    tables = lists([a_row()], [an_order()])
    assert screened(NAME, tables, LISTED_ON - timedelta(days=1)).matches == ()
    assert len(screened(NAME, tables, LISTED_ON).matches) == 2


def test_an_order_lifted_within_weeks_holds_only_in_between() -> None:
    lifted = LISTED_ON + timedelta(days=40)
    tables = lists(orders=[an_order(status=OrderStatus.REVOKED, revoked=lifted)])
    assert the_match(screened(NAME, tables, lifted - timedelta(days=1))).may_hold
    answer = screened(NAME, tables, lifted)
    assert (answer.matches, len(answer.ended)) == ((), 1)


def test_of_a_modified_order_a_person_says_whether_the_rest_is_meant() -> None:
    tables = lists(orders=[an_order(status=OrderStatus.MODIFIED, remaining_scope="without knitwear")])
    found = the_match(screened(NAME, tables))
    assert (found.verdict, found.may_hold) == (CONFIRMED, False)
    assert the_match(screened(NAME, tables, decisions=[a_decision(found.entry.row_hash, found.entry.ref)])).may_hold


def test_an_order_against_some_goods_of_a_party_is_no_hold_for_a_site_of_other_goods() -> None:
    tables = lists(orders=[an_order()])
    assert the_match(screened(a_subject(NAME, goods=("T-shirts",)), tables)).may_hold
    found = the_match(screened(a_subject(NAME, goods=("Solar Cells",)), tables))
    assert (found.verdict, found.may_hold) == (POSSIBLE, False)


@pytest.mark.parametrize(("goods", "verdict"), [(("Cotton",), CONFIRMED), (("raw cotton",), CONFIRMED)])
def test_goods_and_origin_of_a_country_wide_order_confirm(goods: tuple[str, ...], verdict: ScreeningVerdict) -> None:
    found = the_match(screened(a_site(goods=goods), lists(orders=[of_cotton()])))
    assert (found.verdict, found.confirmed_by, found.may_hold) == (verdict, "scope", True)


@pytest.mark.parametrize(
    ("told", "verdict"),
    [
        ({"goods": ("Cotton yarn",)}, POSSIBLE),
        ({"goods": ("Shrimp",)}, NO_MATCH),
        ({"goods": ("Cotton",), "country": "NPL"}, NO_MATCH),
        ({"goods": ("Garments",), "country": "NPL", "inputs": (("Cotton", "ZWE"),)}, POSSIBLE),
    ],
)
def test_near_goods_and_bought_goods_are_for_a_person(told: dict[str, Any], verdict: ScreeningVerdict) -> None:
    assert screened(a_site(**told), lists(orders=[of_cotton()])).verdict is verdict


@pytest.mark.parametrize(
    ("region", "verdict"), [("ZW-MN", CONFIRMED), ("ZW-BU", NO_MATCH), (None, POSSIBLE), ("Manicaland", POSSIBLE)]
)
def test_an_order_of_a_region_needs_the_region(region: str | None, verdict: ScreeningVerdict) -> None:
    order = of_cotton(scope=OrderScope.REGION_COMMODITY, region="ZW-MN")
    assert screened(a_site(goods=("Cotton",), region=region), lists(orders=[order])).verdict is verdict


def test_a_ship_is_found_by_its_name_and_its_number() -> None:
    ship = an_order("Vorngala No. 61", scope=OrderScope.VESSEL, iso3=None, commodity_keys=("fish",))
    assert the_match(screened(a_subject("F/V Vorngala 61", goods=("Tuna",)), lists(orders=[ship]))).verdict is POSSIBLE
    assert screened("Vorngala No. 16", lists(orders=[ship])).verdict is NO_MATCH


def test_subjects_are_answered_in_their_order_and_name_the_lists() -> None:
    subjects = [a_subject(name) for name in (NAME, "Marigold Lantern Weavers")]
    answer = screen(subjects, lists([a_row()]), as_of=TODAY)
    assert [each.subject.key for each in answer.answers] == [each.key for each in subjects]
    assert {state.list_name for state in answer.lists} == {"UFLPA Entity List", "CBP orders and findings"}
