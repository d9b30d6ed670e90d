"""Whether a list holds all that its publisher says it does. One that does not, or that nobody counts, clears no one.

Totals count parties, goods or countries, never rows: one party on two sublists is one.
"""

from dataclasses import dataclass
from datetime import date

from ledger.reference.rows import EntityCountRow, Trust, good_key
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
    """What was found of a list on a day, and what its publisher's last count by then wants; None for no count.

    A count that came with an import is its user's own word: it never stands in the place of the publisher's.
    """

    list_name: str
    found: int
    wanted: int | None
    is_complete: bool
    reason: str


def list_completeness(snapshot: ReferenceSnapshot, *, as_of: date) -> tuple[ListState, ...]:
    """Give the state of every list as known on a day, by name (risk method D3).

    Complete is a list with at least the total of the last count not after `as_of`, of which no later edition is known.
    An edition of a later day is not whole before it: who had left the list by then is not in it.
    Where the publisher's count and a user's own are both known, the larger is wanted.
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
    official, own = (_last_count(snapshot.entity_counts, name, as_of, is_own=is_own) for is_own in (False, True))
    facts = {each.table: each for each in snapshot.tables}.get(_TABLES.get(name, ""))
    later = facts.superseded_on if facts is not None else None
    count = max(filter(None, (official, own)), key=lambda row: row.total, default=None)
    if count is None:
        return ListState(name, found, None, False, f"no count by its publisher is known on {as_of}")
    said = _said(count, official, own)
    if found < count.total:
        return ListState(name, found, count.total, False, f"{found} of {said}")
    if facts is not None and facts.as_of > as_of:
        reason = f"read from an edition of {facts.as_of}, which lacks who had left"
        return ListState(name, found, count.total, False, reason)
    if later is not None and later <= as_of:
        return ListState(name, found, count.total, False, f"an edition of {later} exists that nobody has loaded")
    return ListState(name, found, count.total, True, f"all of {said}")


def _said(count: EntityCountRow, official: EntityCountRow | None, own: EntityCountRow | None) -> str:
    """Say whose count is wanted, and beside the publisher's what whoever imported counts otherwise."""
    if count is not official:
        beside = f"; its publisher counts {official.total}" if official is not None else ", and its publisher none"
        return f"the {count.total} that whoever imported it counts since {count.origin.as_of}{beside}"
    is_other = own is not None and own.origin.as_of >= count.origin.as_of and own.total != count.total
    beside = f"; whoever imported it counts {own.total}" if own is not None and is_other else ""
    return f"the {count.total} that its publisher counts since {count.origin.as_of}{beside}"


def _last_count(counts: tuple[EntityCountRow, ...], name: str, as_of: date, *, is_own: bool) -> EntityCountRow | None:
    """Give the last count of the publisher (a row of high trust), or the last that came with an import."""
    known = [row for row in counts if row.list_name == name and row.origin.as_of <= as_of]
    wanted = [row for row in known if (row.origin.trust is not Trust.HIGH) is is_own]
    return max(wanted, key=lambda row: row.origin.as_of, default=None)
