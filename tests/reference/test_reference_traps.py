"""The known traps of public lists (risk method D1 to D7): each was once somebody's wrong row."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ledger.errors import DropUnconfirmed
from ledger.reference.completeness import ENTITY_LIST, GOODS, ORDERS, TIERS, ListState, list_completeness
from ledger.reference.countries import country_part
from ledger.reference.difference import check_drop, difference
from ledger.reference.editions import rows_of_table
from ledger.reference.rows import EntityCountRow, OrderScope, OrderStatus, Origin, TradeOrderRow, Trust
from ledger.reference.snapshot import ReferenceSnapshot, as_known_on, bundled_snapshot, bundled_text

SNAPSHOT = bundled_snapshot()
LIST_DAY = next(facts.as_of for facts in SNAPSHOT.tables if facts.table == "trade_orders")


def orders_of(day: str) -> list[TradeOrderRow]:
    """The rows of the orders that took effect on a day: no firm is named here beside what was said of it."""
    return [row for row in SNAPSHOT.trade_orders if row.effective == date.fromisoformat(day)]


def state(name: str, day: date, snapshot: ReferenceSnapshot = SNAPSHOT) -> ListState:
    return next(each for each in list_completeness(snapshot, as_of=day) if each.list_name == name)


def test_two_rows_that_contradict_each_other_count_as_missing() -> None:
    row = next(row for row in SNAPSHOT.tip if row.iso3 == "VNM")
    contradicted = replace(SNAPSHOT, tip=(*SNAPSHOT.tip, replace(row, tier="1" if row.tier != "1" else "3")))
    assert "trafficking-report tier" in country_part(contradicted, "VNM").missing


def test_an_order_is_usable_from_its_announcement_and_not_from_its_earlier_effective_day() -> None:
    row, other = orders_of("2020-09-08")
    assert row.announced == other.announced == row.known_from == date(2020, 9, 14)
    assert row not in as_known_on(SNAPSHOT, date(2020, 9, 13)).trade_orders
    assert row.is_in_force_on(date(2020, 9, 13)) is False
    assert row.is_in_force_on(date(2020, 9, 14)) is True


def test_no_row_is_usable_before_its_own_day() -> None:
    rows = (*SNAPSHOT.listed_entities, *SNAPSHOT.trade_orders)
    assert [row for row in rows if row.effective > row.origin.as_of] == []


def test_the_order_that_public_copies_invent_otherwise_is_told_as_the_agency_told_it() -> None:
    (row,) = orders_of("2022-07-29")
    assert (row.iso3, row.commodity_keys, row.origin.trust) == ("IND", ("garments",), Trust.HIGH)
    assert [row.is_in_force_on(date(2022, 9, day)) for day in (6, 7)] == [True, False]


def test_two_firms_in_one_cell_are_two_parties_of_one_order() -> None:
    first, second = orders_of("2020-09-03")
    assert first.order_key == second.order_key
    assert first.entity != second.entity


def test_two_commodities_in_one_cell_are_two_keys() -> None:
    assert [row.commodity_keys for row in orders_of("2021-01-13")] == [("cotton", "tomatoes")]


@pytest.mark.parametrize(
    ("day", "scope"),
    [
        ("2022-01-28", OrderScope.VESSEL),
        ("2021-01-13", OrderScope.REGION_COMMODITY),
        ("2019-11-01", OrderScope.COUNTRY_COMMODITY),
        ("2018-03-05", OrderScope.ENTITY),
    ],
)
def test_an_order_says_whether_it_names_a_firm_a_ship_a_region_or_a_country(day: str, scope: OrderScope) -> None:
    assert [row.scope for row in orders_of(day)] == [scope]


def test_an_order_against_all_products_is_never_taken_for_one_good() -> None:
    assert [row.commodity_keys for row in orders_of("2018-03-05")] == [("multiple",)]


def test_a_firm_that_was_taken_out_of_its_order_stood_under_it_until_that_day() -> None:
    (row,) = [row for row in orders_of("1998-07-21") if row.revoked == date(2021, 7, 23)]
    assert row.status is OrderStatus.REVOKED
    assert row.is_in_force_on(date(2021, 7, 22)) is True
    assert row.is_in_force_on(date(2021, 7, 23)) is False
    assert sum(row.is_in_force_on(date(2026, 1, 1)) is True for row in orders_of("1998-07-21")) == 3


def test_an_end_whose_day_nobody_knows_is_unknown_until_the_list_that_lacks_the_order() -> None:
    ended = [row for row in SNAPSHOT.trade_orders if row.status is OrderStatus.REVOKED and row.revoked is None]
    assert len(ended) >= 10
    for day, stood in ((LIST_DAY - timedelta(days=1), {None}), (LIST_DAY, {False})):
        assert {row.is_in_force_on(day) for row in ended} == stood


def test_an_order_says_of_which_day_its_list_is_and_names_the_publisher_s_file_first() -> None:
    orders = SNAPSHOT.trade_orders
    assert {row.origin.as_of for row in orders} == {LIST_DAY}
    of_the_list = [row for row in orders if row.is_in_force_on(LIST_DAY)]
    file = f"withhold-release-orders-findings-fy26-{LIST_DAY}.csv, read from a copy at "
    assert {row.origin.source.startswith(file) for row in of_the_list} == {True}


def test_only_a_row_read_beside_the_agency_s_own_release_is_of_high_trust() -> None:
    by_trust = {trust: [row for row in SNAPSHOT.trade_orders if row.origin.trust is trust] for trust in Trust}
    assert all("its release https://" in row.origin.source for row in by_trust[Trust.HIGH])
    assert all("read from a copy at" in row.origin.source for row in by_trust[Trust.MEDIUM])
    assert all(row.origin.source.startswith("told by http") for row in by_trust[Trust.LOW])
    assert all(row.status is OrderStatus.REVOKED for row in by_trust[Trust.LOW])


def test_totals_count_parties_and_not_the_rows_of_their_sublists() -> None:
    found = state(ENTITY_LIST, date(2026, 7, 9))
    assert (found.found, found.wanted, found.is_complete) == (144, 144, True)
    assert len(SNAPSHOT.listed_entities) == 160


@pytest.mark.parametrize(
    ("day", "wanted"), [("2022-06-21", 20), ("2024-05-16", 30), ("2024-05-17", 65), ("2025-01-15", 144)]
)
def test_a_list_is_measured_by_the_last_count_that_was_made_by_then(day: str, wanted: int) -> None:
    assert state(ENTITY_LIST, date.fromisoformat(day)).wanted == wanted


def test_a_list_with_one_party_too_few_is_incomplete() -> None:
    one = SNAPSHOT.listed_entities[0].entity_key
    short = replace(SNAPSHOT, listed_entities=tuple(row for row in SNAPSHOT.listed_entities if row.entity_key != one))
    assert not state(ENTITY_LIST, date(2026, 7, 9), short).is_complete
    assert "143 of the 144" in state(ENTITY_LIST, date(2026, 7, 9), short).reason


def test_a_list_of_which_a_later_edition_is_known_is_incomplete_from_that_day() -> None:
    assert state(ENTITY_LIST, date(2026, 7, 30)).is_complete
    assert not state(ENTITY_LIST, date(2026, 7, 31)).is_complete


def test_a_list_that_nobody_counts_is_incomplete_and_one_count_completes_it() -> None:
    day = date(2026, 7, 1)
    assert not state(ORDERS, day).is_complete
    origin = Origin("US Customs and Border Protection", day, Trust.HIGH, "a count")
    counted = replace(SNAPSHOT, entity_counts=(*SNAPSHOT.entity_counts, EntityCountRow(ORDERS, 67, origin)))
    assert state(ORDERS, day, counted).is_complete


@pytest.mark.parametrize(("own", "wanted", "told"), [(3, 144, "143 of the 144 that its publisher"), (150, 150, "150")])
def test_attack_a_count_given_with_an_import_is_never_less_than_the_publisher_s(
    own: int, wanted: int, told: str
) -> None:
    day, one = date(2026, 7, 9), SNAPSHOT.listed_entities[0].entity_key
    origin = Origin("US Department of Homeland Security", day, Trust.MEDIUM, "count given with the import")
    rows = tuple(row for row in SNAPSHOT.listed_entities if row.entity_key != one)
    counts = (*SNAPSHOT.entity_counts, EntityCountRow(ENTITY_LIST, own, origin))
    found = state(ENTITY_LIST, day, replace(SNAPSHOT, listed_entities=rows, entity_counts=counts))
    assert (found.wanted, found.is_complete) == (wanted, False)
    assert told in found.reason
    assert f"whoever imported it counts {'since' if own == wanted else own}" in found.reason


def test_an_empty_list_is_incomplete_and_still_told() -> None:
    empty = replace(SNAPSHOT, listed_entities=(), trade_orders=(), entity_counts=())
    assert {each.list_name for each in list_completeness(empty, as_of=date(2026, 7, 1))} >= {ENTITY_LIST, ORDERS, TIERS}
    assert not any(each.is_complete for each in list_completeness(empty, as_of=date(2026, 7, 1)))


def test_the_goods_and_countries_that_the_publisher_announced_are_compared() -> None:
    assert (state(GOODS, date(2026, 7, 1)).found, state(GOODS, date(2026, 7, 1)).wanted) == (203, 204)


def test_a_ratification_that_no_row_tells_is_unknown() -> None:
    pairs = {(row.iso3, row.convention): row.status for row in SNAPSHOT.ratifications}
    assert pairs[("IND", "C182")] == "ratified"
    assert ("DEU", "C029") not in pairs  # ratified, by a row without the day from which it may be used
    assert set(pairs.values()) == {"ratified", "not ratified", "denounced"}


def test_a_ratification_is_known_from_its_day_on() -> None:
    early = as_known_on(SNAPSHOT, date(2021, 1, 1)).ratifications
    assert {row.convention for row in early} >= {"C182"}
    assert len(early) < len(SNAPSHOT.ratifications)
    assert max(row.origin.as_of for row in early) <= date(2021, 1, 1)


def test_tied_visa_coding_without_terms_of_reuse_does_not_ship() -> None:
    assert SNAPSHOT.tied_visa == ()


ENTITIES = rows_of_table(bundled_text("listed_entities"))


def test_an_edition_that_drops_more_than_a_twentieth_waits_for_a_person() -> None:
    with pytest.raises(DropUnconfirmed) as waiting:
        check_drop("listed_entities", ENTITY_LIST, ENTITIES, ENTITIES[::2])
    assert (waiting.value.dropped, waiting.value.before) == (80, 160)
    check_drop("listed_entities", ENTITY_LIST, ENTITIES, ENTITIES[1:])


def test_an_edition_that_stops_in_the_middle_of_the_alphabet_waits_for_a_person() -> None:
    few_at_the_end = [{**ENTITIES[0], "entity_key": f"{n}", "name": f"M{n}"} for n in range(200)] + [
        {**ENTITIES[0], "entity_key": letter, "name": letter} for letter in "WXZ"
    ]
    with pytest.raises(DropUnconfirmed, match="begins with W"):
        check_drop("listed_entities", ENTITY_LIST, few_at_the_end, few_at_the_end[:-3])


def test_orders_that_have_ended_may_be_missing_from_a_new_edition() -> None:
    rows = rows_of_table(bundled_text("trade_orders"))
    check_drop("trade_orders", ORDERS, rows, [row for row in rows if row["status"] != "revoked"])


def test_a_difference_tells_added_removed_and_changed_rows_and_no_change_of_source_alone() -> None:
    first, second, third, *_ = ENTITIES
    after = [{**second, "source": "another page"}, {**third, "name": "Another Name"}, {**first, "entity_key": "new"}]
    found = difference("listed_entities", [first, second, third], after)
    assert ([row["entity_key"] for row in found.added], list(found.removed)) == (["new"], [first])
    assert [each.changes for each in found.changed] == [(("name", third["name"], "Another Name"),)]
    assert found.unchanged == 1
