"""What holds whatever the names: what P31 to P33 of the risk method rest on, over made-up lists."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from screening_builders import LISTED_ON, TODAY, a_row, a_subject, an_order, an_origin, lists, screened

from ledger.model.screening import ScreeningVerdict
from ledger.reference.rows import OrderScope, OrderStatus, Trust
from ledger.screening.names import read_name

WORDS = ("Quorvane", "Brightwater", "Zelmora", "Textile", "Cotton", "Ltd", "Vorn", "凯瑞", "Хлопок", "7", "KTV")
NAMES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
LAW = settings(max_examples=40, deadline=None)


@LAW
@given(NAMES, st.sampled_from([OrderScope.ENTITY, OrderScope.COUNTRY_COMMODITY]))
def test_a_low_trust_row_never_holds_and_confirms_nobody(name: str, scope: OrderScope) -> None:
    low = an_origin(trust=Trust.LOW)
    tables = lists([a_row(name, origin=low)], [an_order(name, scope=scope, origin=low)])
    answer = screened(a_subject(name, goods=("Garments",)), tables)
    assert all(match.verdict is ScreeningVerdict.POSSIBLE and not match.may_hold for match in answer.matches)


@LAW
@given(NAMES, st.integers(min_value=1, max_value=4000))
def test_a_row_is_unknown_before_its_day(name: str, days: int) -> None:
    tables = lists([a_row(name)], [an_order(name)])
    answer = screened(a_subject(name, goods=("Garments",)), tables, LISTED_ON - timedelta(days=days))
    assert (answer.matches, answer.ended) == ((), ())


@LAW
@given(NAMES, st.integers(min_value=0, max_value=300))
def test_an_ended_order_holds_nothing(name: str, days: int) -> None:
    order = an_order(name, status=OrderStatus.REVOKED, revoked=LISTED_ON + timedelta(days=days))
    answer = screened(a_subject(name, goods=("Garments",)), lists(orders=[order]), order.revoked or TODAY)
    assert answer.matches == ()


@LAW
@given(NAMES)
def test_the_very_same_name_is_always_shown(name: str) -> None:
    shown = screened(name, lists([a_row(name)]))
    assert shown.matches
    confirmed = shown.verdict is ScreeningVerdict.CONFIRMED
    assert confirmed is not (read_name(name).is_short or read_name(name).is_generic)


@LAW
@given(NAMES, NAMES, NAMES)
def test_another_row_on_the_list_takes_no_match_away(name: str, listed: str, other: str) -> None:
    one = lists([a_row(listed, entity_key="one")])
    both = lists([a_row(listed, entity_key="one"), a_row(other, entity_key="two")])
    if screened(name, one).verdict is ScreeningVerdict.CONFIRMED:
        assert screened(name, both).verdict is ScreeningVerdict.CONFIRMED


@LAW
@given(NAMES)
def test_what_is_told_beside_the_name_is_never_needed_to_be_shown(name: str) -> None:
    bare = replace(a_subject(name), country=None)
    assert screened(bare, lists([a_row(name)])).matches
