"""How the collected tables of parties, orders and counts become our own: only facts, each row dated for use.

A row may be used from the later of the day on which it took effect and the day on which it was announced. `as_of` of
an order is the day of the list that tells it, or that lacks it by then.
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
LIST_FILE = f"withhold-release-orders-findings-fy26-{LIST_DAY}.csv"
ENDED = f"not among the orders in force on {LIST_DAY}; the day of its end is not known"
ENDS = ("revoked", "replaced by Finding")  # notes of the verified table whose day is that of the order's end
# orders whose end another release dates than the table's own column: "modified" there, ended by risk method 7.1 and D4
LIFTED = {"Natchi Apparel (P) Ltd.": "2022-09-07"}
# addresses of the agency's own releases; whatever else tells of an order is somebody's report
OWN_RELEASES = re.compile(
    r"https://(?:www\.)?cbp\.gov/newsroom/|https://content\.govdelivery\.com/bulletins/gd/USDHSCBP-"
)
COPY = re.compile(r"(?P<copy>.+) \(from CBP (?P<file>[^()]+)\)")
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
    again = {(SAME_ORDER[row["entity"]], kind_of(row)): row for row in verified if row["entity"] in SAME_ORDER}
    ended = [row for row in verified if row["entity"] not in SAME_ORDER]
    standing = [(row, again.get((row["entity"], row["action"]))) for row in listed]
    entries = [(in_force(row, told), of_the_list(row, told)) for row, told in standing]
    entries += [(ended_order(row), of_a_release(row)) for row in ended]
    return [party | origin for entry, origin in entries for party in order_rows(entry)]


def of_the_list(row: Row, told: Row | None) -> Row:
    """Give the origin of an order of the list, which was read from a copy: of high trust only where the agency's own
    release was read beside it (D4)."""
    found = COPY.fullmatch(row["source"])
    if found is None or found["file"] != LIST_FILE or row["as_of"] != LIST_DAY:
        raise SystemExit(f"{row['entity']}: {row['source']} of {row['as_of']} is not read from {LIST_FILE}")
    is_own = told is not None and OWN_RELEASES.match(told["source"]) is not None
    beside = f"; its release {told['source']}" if told is not None and is_own else ""
    return _customs("high" if is_own else "medium", f"{LIST_FILE}, read from a copy at {found['copy']}{beside}")


def of_a_release(row: Row) -> Row:
    """Give the origin of an order that the list lacks. What only others report is of low trust (D4).

    That the list lacks it is no part of the source: nobody knew it on the days for which the order is told.
    """
    is_own = OWN_RELEASES.match(row["source"]) is not None
    return _customs("high" if is_own else "low", f"{'its release' if is_own else 'told by'} {row['source']}")


def _customs(trust: str, source: str) -> Row:
    return {"publisher": CUSTOMS, "as_of": LIST_DAY, "trust": trust, "source": source}


def kind_of(row: Row) -> str:
    """Give WRO or Finding; the scope that some sources write beside it has its own column."""
    return row["action"].split(" ")[0]


def in_force(row: Row, release: Row | None) -> OrderEntry:
    """Give an order of the list, with the day of its announcement where the verified table tells it."""
    effective = date.fromisoformat(row["effective"])
    told = date.fromisoformat((release or {"date": row["effective"]})["date"])
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
    day = last_day(changed[0]) if changed else ""
    lifted = day if row["status_note"] in ENDS else LIFTED.get(row["entity"], "")
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
        revoked=date.fromisoformat(lifted) if lifted else None,
        remaining="" if lifted else noted,
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
