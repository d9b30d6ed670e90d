"""Whether a list holds all that its publisher says it does. One that does not, or that nobody counts, clears no one.

Totals count parties, goods or countries, never rows: one party on two sublists is one.
"""

from dataclasses import dataclass
from datetime import date

from ledger.reference.rows import EntityCountRow, good_key
from ledger.reference.snapshot import ReferenceSnapshot

ENTITY_LIST = "UFLPA Entity List"
ORDERS = "CBP orders and findings"
GOODS_LIST = "DOL list of goods"
GOODS, ORIGINS = f"{GOODS_LIST}: goods", f"{GOODS_LIST}: countries"
RULE_OF_LAW = "WGI rule of law"
HUB_SITES = "Open Supply Hub sites"
TIERS = "Trafficking in Persons report"
_TABLES = {
    ENTITY_LIST: "listed_entities",
    ORDERS: "trade_orders",
    GOODS: "goods_list_2024",
    ORIGINS: "goods_list_2024",
    TIERS: "tip_2025",
}


@dataclass(frozen=True, slots=True)
class ListState:
    """What was found of a list on a day, and what its publisher's last count by then wants; None for no count."""

    list_name: str
    found: int
    wanted: int | None
    is_complete: bool
    reason: str


def list_completeness(snapshot: ReferenceSnapshot, *, as_of: date) -> tuple[ListState, ...]:
    """Give the state of every list as known on a day, by name (risk method D3).

    Complete is a list with at least the total of the last count not after `as_of`, of which no later edition is known.
    """
    found = _found(snapshot, as_of)
    return tuple(_state(snapshot, name, found[name], as_of) for name in sorted(found))


def _found(snapshot: ReferenceSnapshot, as_of: date) -> dict[str, int]:
    """Count the distinct members of each list; a list that only has counts is there with nothing found."""
    goods = [row for row in snapshot.goods if row.origin.as_of <= as_of]
    names = {ENTITY_LIST, *(row.list_name for row in snapshot.entity_counts)}
    parties: dict[str, set[str]] = {name: set() for name in names}
    for row in snapshot.listed_entities:
        members = parties.setdefault(row.list_name, set())
        if row.is_listed_on(as_of):
            members.add(row.entity_key)
    return {name: len(members) for name, members in parties.items()} | {
        ORDERS: len({row.order_key for row in snapshot.trade_orders if row.is_in_force_on(as_of)}),
        GOODS: len({good_key(row.good) for row in goods}),
        ORIGINS: len({row.iso3 for row in goods}),
        TIERS: len({row.iso3 for row in snapshot.tip if row.origin.as_of <= as_of}),
    }


def _state(snapshot: ReferenceSnapshot, name: str, found: int, as_of: date) -> ListState:
    count = _last_count(snapshot.entity_counts, name, as_of)
    later = {each.table: each.superseded_on for each in snapshot.tables}.get(_TABLES.get(name, ""))
    if count is None:
        return ListState(name, found, None, False, f"no count by its publisher is known on {as_of}")
    if found < count.total:
        reason = f"{found} of the {count.total} that its publisher counts since {count.origin.as_of}"
        return ListState(name, found, count.total, False, reason)
    if later is not None and later <= as_of:
        return ListState(name, found, count.total, False, f"an edition of {later} exists that nobody has loaded")
    return ListState(name, found, count.total, True, f"all {count.total} that its publisher counts")


def _last_count(counts: tuple[EntityCountRow, ...], name: str, as_of: date) -> EntityCountRow | None:
    known = [row for row in counts if row.list_name == name and row.origin.as_of <= as_of]
    return max(known, key=lambda row: row.origin.as_of, default=None)
