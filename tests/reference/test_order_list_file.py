"""The order list becomes a row for each party; every bad row is named with number, field, reason and what mends it."""

from datetime import date, timedelta

import pytest
from publisher_files import AS_OF, CBP_HEADER, an_order, told

from ledger.errors import ListFileRefused
from ledger.reference.editions import table_bytes
from ledger.reference.load_lists import load_trade_orders
from ledger.reference.loaders.registry import load_file
from ledger.reference.loaders.told import LoadedTable
from ledger.reference.rows import OrderScope, OrderStatus, TradeOrderRow, Trust


def loaded(raw: bytes | str, publisher: str, as_of: date = AS_OF) -> LoadedTable:
    return load_file(raw.encode() if isinstance(raw, str) else raw, publisher, told(as_of))


def orders(*lines: str) -> tuple[TradeOrderRow, ...]:
    return load_trade_orders(table_bytes(loaded(CBP_HEADER + "".join(lines), "cbp")).decode())


def refused(raw: bytes | str, publisher: str) -> ListFileRefused:
    with pytest.raises(ListFileRefused) as error:
        loaded(raw, publisher)
    return error.value


def test_an_order_keeps_agency_day_goods_and_the_address_of_its_release() -> None:
    (row,) = orders(an_order())
    assert (row.entity, row.iso3, row.action, row.status) == ("Farhaven Looms Ltd.", "IND", "WRO", OrderStatus.ACTIVE)
    assert (row.effective, row.known_from, row.commodity_keys) == (date(2025, 9, 24), date(2025, 9, 24), ("garments",))
    assert row.origin.as_of == AS_OF  # the day of the list that tells it
    assert row.origin.source.endswith("; https://agency.example/release")
    assert row.origin.trust is Trust.HIGH


def test_one_order_against_two_firms_is_two_parties_of_one_order() -> None:
    first, second = orders(an_order(entity="Farhaven Looms Co., Ltd. and Nearhaven Trade Co., Ltd."))
    assert first.order_key == second.order_key
    assert {first.entity, second.entity} == {"Farhaven Looms Co., Ltd.", "Nearhaven Trade Co., Ltd."}


def test_the_words_for_subsidiaries_are_no_part_of_a_name() -> None:
    (row,) = orders(an_order(entity="Farhaven Looms Ltd. and its subsidiaries"))
    assert (row.entity, row.includes_subsidiaries) == ("Farhaven Looms Ltd.", True)


@pytest.mark.parametrize(
    ("entity", "scope", "region"),
    [
        ("Fishing Vessel: Far Star 9", OrderScope.VESSEL, None),
        ("Xinjiang Uyghur Autonomous Region (XUAR)", OrderScope.REGION_COMMODITY, "CN-XJ"),
        ("All Turkmenistan Cotton or products produced in whole or in part with Turkmenistan cotton.",
         OrderScope.COUNTRY_COMMODITY, None),
        ("Salt produced in Chad", OrderScope.COUNTRY_COMMODITY, None),
        ("Farhaven Looms Ltd.", OrderScope.ENTITY, None),
    ],
)  # fmt: skip
def test_an_order_names_a_firm_a_ship_a_region_or_a_country(entity: str, scope: OrderScope, region: str | None) -> None:
    (row,) = orders(an_order(entity=entity))
    assert (row.scope, row.region) == (scope, region)


def test_a_vessel_may_have_no_country_and_keeps_only_its_name() -> None:
    (row,) = orders(an_order(entity="Fishing Vessel: Far Star 9", country="", code=""))
    assert (row.entity, row.iso3) == ("Far Star 9", None)


def test_an_order_against_everything_a_firm_makes_has_the_key_multiple() -> None:
    (row,) = orders(an_order(goods="All Products"))
    assert row.commodity_keys == ("multiple",)


@pytest.mark.parametrize(
    ("status", "kept"),
    [("Partially Modified", "modified"), ("Inactive-Pending Litigation", "modified"), ("Revoked", "revoked")],
)
def test_a_changed_order_is_told_by_its_status(status: str, kept: str) -> None:
    (row,) = orders(an_order(status=status, remarks="Socks removed from the order."))
    assert row.status == kept
    assert row.revoked is None  # the list tells no day of an end
    stood = [row.is_in_force_on(day) for day in (AS_OF - timedelta(days=1), AS_OF)]
    assert stood == ([None, False] if kept == "revoked" else [True, True])
    assert row.remaining_scope == ("Socks removed from the order." if kept == "modified" else "")


@pytest.mark.parametrize(
    ("other", "field", "reason"),
    [
        ({"day": "9/24/2027"}, "Effective Date", "is after the day of the file"),
        ({"day": "24 September"}, "Effective Date", "is no day"),
        ({"year": "2021"}, "Calendar Year", "is not the year of"),
        ({"country": "Atlantis", "code": ""}, "Country", "are not one known country"),
        ({"country": "China"}, "Country", "are not one known country"),
        ({"status": "Sleeping"}, "Status", "is not known here"),
        ({"action": "Hint"}, "WRO/Finding", "is not known here"),
        ({"entity": ""}, "Entity", "is empty"),
        ({"goods": ""}, "Merchandise", "is empty"),
    ],
)
def test_a_bad_order_is_refused_with_its_row_field_and_reason(other: dict[str, str], field: str, reason: str) -> None:
    error = refused(CBP_HEADER + an_order() + an_order(**other), "cbp")
    (row,) = error.rows
    assert (row.row, row.field) == (3, field)
    assert reason in row.reason
    assert row.mend


def test_every_bad_row_is_named_at_once() -> None:
    error = refused(CBP_HEADER + an_order(status="?") + an_order() + an_order(entity=""), "cbp")
    assert [row.row for row in error.rows] == [2, 4]


@pytest.mark.parametrize(
    ("header", "told_of"),
    [
        (CBP_HEADER.replace(",Press Release", ""), "missing columns: Press Release"),
        (CBP_HEADER.replace("Remarks", "Colour"), "missing columns: Remarks"),
        (CBP_HEADER.replace("Remarks", "Remarks,Colour"), "unknown columns: Colour"),
        (CBP_HEADER.replace("Remarks", "Remarks,Remarks"), "doubled columns: Remarks"),
        ("", "the file is empty"),
    ],
)
def test_unknown_missing_and_doubled_columns_stop_the_load(header: str, told_of: str) -> None:
    assert told_of in refused(header, "cbp").reason
