"""How the collected tables of parties, orders and counts become our own: only facts, each row dated for use.

A row may be used from the later of the day on which it took effect and the day on which it was announced.
"""

import re
from datetime import date

from ledger.reference import load_lists
from ledger.reference.completeness import ENTITY_LIST, GOODS, ORIGINS, TIERS
from ledger.reference.loaders.cells import entity_key, listed, name_and_aliases
from ledger.reference.loaders.order_rows import OrderEntry, order_rows
from scripts.row_dates import last_day, trust_of
from scripts.same_orders import SAME_ORDER
from scripts.sector_goods import SECTOR_GOODS

Row = dict[str, str]

CUSTOMS, SECURITY, LABOUR_ORGANISATION = (
    "US Customs and Border Protection",
    "US Department of Homeland Security",
    "International Labour Organization",
)
LIST_DAY = "2026-06-23"  # the order list holds every order that was not ended by then
ENDED = f"not among the orders in force on {LIST_DAY}; the day of its end is not known"
# what the publishers announced with an edition: list, total, publisher, day, trust, source
ANNOUNCED = (
    (GOODS, "204", "US Department of Labor", "2024-09-05", "high", "announced with the edition of 2024: 204 goods"),
    (ORIGINS, "82", "US Department of Labor", "2024-09-05", "high", "announced with the edition of 2024: 82 countries"),
    (TIERS, "188", "US Department of State", "2025-09-29", "high", "edition of 2025: tiers of 188 countries"),
)
STATUS = {"Active": "active", "Partially Modified": "modified", "Inactive-Pending Litigation": "modified"}


def origin(row: Row, publisher: str, as_of: str) -> Row:
    """Give the four columns that every row ends with."""
    return {"publisher": publisher, "as_of": as_of, "trust": trust_of(row["trust"]), "source": row["source"]}


def listed_entities(rows: list[Row]) -> list[Row]:
    """Parties of the entity list by sublist; the notice of a listing appears on the day on which it takes effect."""
    return [entity(row) | origin(row, SECURITY, row["effective"]) for row in rows]


def entity(row: Row) -> Row:
    """Give a party as its loader reads it from the page."""
    name, aliases = name_and_aliases(row["name_as_published"])
    return {
        "entity_key": entity_key(name),
        "name": name,
        "aliases": listed(*aliases),
        "list_name": ENTITY_LIST,
        "sublist": row["sublist"],
        "effective": row["effective"],
        "removed": "",
        "iso3": "",
        "addresses": "",
        "identifiers": "",
    }


def trade_orders(listed: list[Row], verified: list[Row]) -> list[Row]:
    """Orders of the list, with announcement days of the verified table, and the orders that only it still names."""
    again = [row for row in verified if row["entity"] in SAME_ORDER]
    announced = {(SAME_ORDER[row["entity"]], kind_of(row)): row["date"] for row in again}
    ended = [row for row in verified if row["entity"] not in SAME_ORDER]
    entries = [(row, in_force(row, announced)) for row in listed] + [(row, ended_order(row)) for row in ended]
    return [party | origin(row, CUSTOMS, party["as_of"]) for row, entry in entries for party in order_rows(entry)]


def kind_of(row: Row) -> str:
    """Give WRO or Finding; the scope that some sources write beside it has its own column."""
    return row["action"].split(" ")[0]


def in_force(row: Row, announced: dict[tuple[str, str], str]) -> OrderEntry:
    """Give an order of the list."""
    effective = date.fromisoformat(row["effective"])
    told = date.fromisoformat(announced.get((row["entity"], row["action"]), row["effective"]))
    return OrderEntry(
        entity=row["entity"],
        aliases=tuple(name.strip() for name in row["aliases"].split(";") if name.strip()),
        iso3=row["iso3"],
        action=row["action"],
        merchandise=row["merchandise"],
        status=STATUS[row["status"]],
        effective=effective,
        announced=told if told > effective else None,
    )


def ended_order(row: Row) -> OrderEntry:
    """Give an order that the list no longer holds: its end is known to the day, or only to be past."""
    changed = re.search(r"\d{4}-\d{2}(-\d{2})?", row["modified_or_revoked"])
    day = last_day(changed[0]) if changed else LIST_DAY
    is_ended = row["status_note"] == "revoked"
    noted = f"modified {day}; {ENDED}" if row["status_note"] == "modified" else ENDED
    return OrderEntry(
        entity=row["entity"],
        aliases=(),
        iso3=row["iso3"],
        action=kind_of(row),
        merchandise=row["merchandise"],
        status="revoked",
        effective=date.fromisoformat(row["date"]),
        announced=date.fromisoformat(row["date"]),
        revoked=date.fromisoformat(day if is_ended else LIST_DAY),
        remaining="" if is_ended else noted,
    )


def entity_counts(rows: list[Row]) -> list[Row]:
    """How many parties, goods or countries the publishers count, by date."""
    counted = [({"list_name": ENTITY_LIST, "total": row["listed_entities"]}, row) for row in rows]
    dated = [count | origin(row, SECURITY, row["as_of"]) for count, row in counted]
    columns = load_lists.COLUMNS["entity_counts"]
    return dated + [dict(zip(columns, told, strict=True)) for told in ANNOUNCED]


def priority_sectors(rows: list[Row]) -> list[Row]:
    """The known priority sectors, a row for each good that counts to one, with the reason."""
    return [
        {"sector": row["sector"], "designated": row["designated"], "good": good, "basis": basis}
        | origin(row, SECURITY, row["as_of"])
        for row in rows
        for good, basis in SECTOR_GOODS[row["sector"]].items()
    ]


def ratifications(rows: list[Row]) -> list[Row]:
    """What is known country by country; a row that says no date from which it may be used is left out, so unknown."""
    return [
        {
            "iso3": row["iso3"],
            "convention": row["convention"],
            "status": row["status"].removesuffix(" (by count only)"),
            "ratified_on": row["date"] if re.fullmatch(r"\d{4}-\d{2}-\d{2}", row["date"]) else "",
            "basis": row["basis"] + (" (by count only)" if "count only" in row["status"] else ""),
        }
        | origin(row, LABOUR_ORGANISATION, last_day(row["as_of"]))
        for row in rows
        if row["as_of"] != "n/d"
    ]
