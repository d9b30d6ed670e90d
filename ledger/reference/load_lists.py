"""Tables of parties, orders and counts in our own schema become typed rows, as strictly as those that scores read."""

from ledger.reference.cells import (
    ORIGIN_COLUMNS,
    cell,
    day_not_later,
    day_or_none,
    filled,
    flag,
    number,
    origin_of,
    rows_of,
    several,
    whole_number,
)
from ledger.reference.rows import (
    EntityCountRow,
    HubSiteRow,
    ListedEntityRow,
    OrderScope,
    OrderStatus,
    ProducerRow,
    RatificationRow,
    TiedVisaRow,
    TradeOrderRow,
)

_MOST_EXPORTED = 1e15  # of one good in one unit: above it the table is of something else

COLUMNS = {
    "listed_entities": (
        "entity_key",
        "name",
        "aliases",
        "list_name",
        "sublist",
        "effective",
        "removed",
        "iso3",
        "addresses",
        "identifiers",
        *ORIGIN_COLUMNS,
    ),
    "trade_orders": (
        "order_key",
        "market",
        "action",
        "entity",
        "aliases",
        "iso3",
        "region",
        "merchandise",
        "commodity_keys",
        "scope",
        "status",
        "remaining_scope",
        "effective",
        "announced",
        "revoked",
        "includes_subsidiaries",
        *ORIGIN_COLUMNS,
    ),
    "entity_counts": ("list_name", "total", *ORIGIN_COLUMNS),
    "ilo_ratifications": ("iso3", "convention", "status", "ratified_on", "basis", *ORIGIN_COLUMNS),
    "hub_sites": (
        "os_id",
        "name",
        "address",
        "iso3",
        "latitude",
        "longitude",
        "sectors",
        "parent",
        "is_closed",
        *ORIGIN_COLUMNS,
    ),
    "tied_visa": ("iso3", "single_employer", "consent_to_leave", "exit_offence", *ORIGIN_COLUMNS),
    "producers": ("iso3", "good", "exports", *ORIGIN_COLUMNS),
}
ACTIONS = ("WRO", "Finding")
RATIFICATION_STATES = ("ratified", "not ratified", "denounced")


def load_listed_entities(text: str) -> tuple[ListedEntityRow, ...]:
    """Give the rows of `listed_entities`. Raises ReferenceTableError, also for a row usable before it took effect."""
    return tuple(
        ListedEntityRow(
            entity_key=filled(row, "entity_key", at),
            name=filled(row, "name", at),
            aliases=several(row, "aliases"),
            list_name=filled(row, "list_name", at),
            sublist=row["sublist"],
            effective=day_not_later(row, "effective", at),
            removed=day_or_none(row, "removed", at),
            iso3=row["iso3"] or None,
            addresses=several(row, "addresses"),
            identifiers=several(row, "identifiers"),
            origin=origin_of(row, at),
        )
        for row, at in rows_of("listed_entities", text, COLUMNS["listed_entities"])
    )


def load_trade_orders(text: str) -> tuple[TradeOrderRow, ...]:
    """Give the rows of `trade_orders`. Raises ReferenceTableError, also for a row usable before it was announced."""
    return tuple(
        TradeOrderRow(
            order_key=filled(row, "order_key", at),
            market=filled(row, "market", at),
            action=cell(row, "action", at, _action, " or ".join(ACTIONS)),
            entity=filled(row, "entity", at),
            aliases=several(row, "aliases"),
            iso3=row["iso3"] or None,
            region=row["region"] or None,
            merchandise=several(row, "merchandise"),
            commodity_keys=several(row, "commodity_keys"),
            scope=cell(row, "scope", at, OrderScope, ", ".join(OrderScope)),
            status=cell(row, "status", at, OrderStatus, ", ".join(OrderStatus)),
            remaining_scope=row["remaining_scope"],
            effective=day_not_later(row, "effective", at),
            announced=day_not_later(row, "announced", at) if row["announced"] else None,
            revoked=day_or_none(row, "revoked", at),
            includes_subsidiaries=flag(row, "includes_subsidiaries", at),
            origin=origin_of(row, at),
        )
        for row, at in rows_of("trade_orders", text, COLUMNS["trade_orders"])
    )


def load_entity_counts(text: str) -> tuple[EntityCountRow, ...]:
    """Give the rows of `entity_counts`. Raises ReferenceTableError."""
    return tuple(
        EntityCountRow(
            filled(row, "list_name", at),
            cell(row, "total", at, _count, "a count of 1 or more"),
            origin_of(row, at),
        )
        for row, at in rows_of("entity_counts", text, COLUMNS["entity_counts"])
    )


def load_ratifications(text: str) -> tuple[RatificationRow, ...]:
    """Give the rows of `ilo_ratifications`. Raises ReferenceTableError."""
    return tuple(
        RatificationRow(
            iso3=filled(row, "iso3", at),
            convention=filled(row, "convention", at),
            status=cell(row, "status", at, _state, ", ".join(RATIFICATION_STATES)),
            ratified_on=day_or_none(row, "ratified_on", at),
            basis=filled(row, "basis", at),
            origin=origin_of(row, at),
        )
        for row, at in rows_of("ilo_ratifications", text, COLUMNS["ilo_ratifications"])
    )


def load_hub_sites(text: str) -> tuple[HubSiteRow, ...]:
    """Give the rows of `hub_sites`, of which none ship. Raises ReferenceTableError."""
    return tuple(
        HubSiteRow(
            os_id=filled(row, "os_id", at),
            name=filled(row, "name", at),
            address=row["address"],
            iso3=filled(row, "iso3", at),
            latitude=cell(row, "latitude", at, number, "degrees"),
            longitude=cell(row, "longitude", at, number, "degrees"),
            sectors=several(row, "sectors"),
            parent=row["parent"],
            is_closed=flag(row, "is_closed", at),
            origin=origin_of(row, at),
        )
        for row, at in rows_of("hub_sites", text, COLUMNS["hub_sites"])
    )


def load_tied_visa(text: str) -> tuple[TiedVisaRow, ...]:
    """Give the rows of `tied_visa`. Raises ReferenceTableError.

    No such table ships: the one that is known has no terms of reuse. Who may use a coding imports it.
    """
    return tuple(
        TiedVisaRow(
            filled(row, "iso3", at),
            cell(row, "single_employer", at, _share, "a share from 0 to 1"),
            cell(row, "consent_to_leave", at, _share, "a share from 0 to 1"),
            cell(row, "exit_offence", at, _share, "a share from 0 to 1"),
            origin_of(row, at),
        )
        for row, at in rows_of("tied_visa", text, COLUMNS["tied_visa"])
    )


def load_producers(text: str) -> tuple[ProducerRow, ...]:
    """Give the rows of `producers`, of which none ship; an empty cell of exports is unknown, 0 is none."""
    return tuple(
        ProducerRow(
            filled(row, "iso3", at),
            filled(row, "good", at),
            cell(row, "exports", at, _amount, f"a number from 0 to {_MOST_EXPORTED:g}") if row["exports"] else None,
            origin_of(row, at),
        )
        for row, at in rows_of("producers", text, COLUMNS["producers"])
    )


def _action(written: str) -> str:
    return ACTIONS[ACTIONS.index(written)]


def _state(written: str) -> str:
    return RATIFICATION_STATES[RATIFICATION_STATES.index(written)]


def _count(written: str) -> int:
    if (found := whole_number(written)) < 1:
        raise ValueError(written)
    return found


def _amount(written: str) -> float:
    if not 0 <= (found := number(written)) <= _MOST_EXPORTED:
        raise ValueError(written)
    return found


def _share(written: str) -> float:
    if not 0 <= (found := number(written)) <= 1:
        raise ValueError(written)
    return found
