"""One entry of the order list becomes a row for each party that it names: scope, region, goods, what is left of it."""

import re
from dataclasses import dataclass
from datetime import date

from ledger.reference.loaders.cells import bare, listed
from ledger.reference.loaders.order_facts import (
    COMMODITIES,
    OTHER_NAMES,
    PARTIES,
    PLACES,
    RELEASED,
    REMAINING,
    STILL_WHOLE,
)
from ledger.reference.loaders.reading import Row

_TWO_FIRMS = re.compile(r"(?<=Ltd\.) and (?=[A-Z][^;]*(?:Ltd|Inc|Corp|Co)\b)|(?<=Inc\.) and (?=[A-Z])")
_COUNTRY_WIDE = re.compile(r"^All [A-Z]\w+ |^\w[\w ]* produced in [A-Z]\w+( |$)")
_REGION_WIDE = re.compile(r"Xinjiang Uyghur Autonomous Region|^XUAR\b")
_VESSEL = re.compile(r"^(Fishing )?Vessels?\b:?\s*", re.IGNORECASE)
_GROUP = re.compile(r"(?i:subsidiar|vessels owned by)|subordinate|affiliate|[Gg]roup($| \()")


@dataclass(frozen=True, slots=True)
class OrderEntry:
    """One line of the list: its words, its day, and what has become of it. `announced` is None where nobody says."""

    entity: str
    aliases: tuple[str, ...]
    iso3: str
    action: str
    merchandise: str
    status: str
    effective: date
    announced: date | None = None
    revoked: date | None = None
    remaining: str = ""


def order_rows(entry: OrderEntry) -> list[Row]:
    """Give the rows of an entry, all with the key of their order."""
    return [_row(entry, party) for party in parties_of(entry.entity)]


def parties_of(entity: str) -> tuple[str, ...]:
    """Give the parties that one cell names. What nobody has told apart by hand stays one name."""
    found = PARTIES.get(entity) or tuple(_TWO_FIRMS.split(entity))
    return tuple(bare(each) for each in found)


def slug(name: str) -> str:
    """Give the letters and digits of a name, for a key."""
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:60].strip("-")


def _row(entry: OrderEntry, party: str) -> Row:
    scope, region = _scope(entry.entity)
    released = RELEASED.get(party, "")
    status = "revoked" if released else "active" if party in STILL_WHOLE else entry.status
    return {
        "order_key": f"{entry.action.casefold()}-{entry.effective}-{slug(entry.entity)}",
        "market": "USA",
        "action": entry.action,
        "entity": _named(party, scope),
        "aliases": OTHER_NAMES.get(party, listed(*entry.aliases)),
        "iso3": entry.iso3,
        "region": region,
        "merchandise": entry.merchandise,
        "commodity_keys": COMMODITIES.get(entry.merchandise.casefold(), entry.merchandise.casefold()),
        "scope": scope,
        "status": status,
        "remaining_scope": "" if released else REMAINING.get(party, entry.remaining),
        "effective": str(entry.effective),
        "announced": str(entry.announced or ""),
        "revoked": released or str(entry.revoked or ""),
        "includes_subsidiaries": str(int(_GROUP.search(entry.entity) is not None)),
    }


def _named(party: str, scope: str) -> str:
    """Give the party alone: no word for a ship, and of goods of a place no full stop, which ends no name there."""
    is_place = scope in ("region-commodity", "country-commodity")
    return re.sub(r" \(vessel\)$", "", party.removeprefix("Fishing Vessel: ")).rstrip("." if is_place else "")


def _scope(entity: str) -> tuple[str, str]:
    if entity in PLACES:
        return PLACES[entity]
    if _VESSEL.match(entity) or entity.endswith(" (vessel)"):
        return "vessel", ""
    if _REGION_WIDE.search(entity):
        return "region-commodity", "CN-XJ"
    return ("country-commodity" if _COUNTRY_WIDE.search(entity) else "entity"), ""
