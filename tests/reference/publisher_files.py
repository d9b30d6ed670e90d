"""Files as the publishers lay them out, made by hand. Every firm, site and person in them is invented."""

import io
import json
from datetime import date

import openpyxl

from ledger.reference.country_names import name_index
from ledger.reference.loaders.told import Told
from ledger.reference.snapshot import bundled_snapshot

AS_OF = date(2026, 10, 1)
GOODS_HEADER = ("Country/Area", "Good", "Child Labor", "Forced Labor")
CBP_HEADER = (
    "Calendar Year,Effective Date,Entity,Country,Country Code,Industry,Merchandise,WRO/Finding,Status,Remarks,"
    "Press Release\n"
)


def told(as_of: date = AS_OF) -> Told:
    """What a person says of a file."""
    return Told(as_of, "a file made by hand", name_index(bundled_snapshot()))


def an_order(**other: str) -> str:
    """One line of the order list."""
    cells = {
        "year": "2025",
        "day": "9/24/2025",
        "entity": "Farhaven Looms Ltd.",
        "country": "India",
        "code": "IN",
        "industry": "Textiles",
        "goods": "Garments",
        "action": "WRO",
        "status": "Active",
        "remarks": "",
        "release": "https://agency.example/release",
    } | other
    return ",".join(f'"{cell}"' for cell in cells.values()) + "\n"


def an_entity_page(*names: str, day: str = "June 21, 2022", header: str = "Name of Entity") -> bytes:
    """The page of the entity list with one section that has a table, and one that has none."""
    rows = "".join(f"<tr><td>{name}</td><td>{day}</td></tr>" for name in names)
    return (
        "<html><body><p><strong>A list</strong><br><a href='#'>Section 2(d)(2)(B)(iv)</a></p><p>None yet.</p>"
        "<p><strong>A list</strong><br><a href='#'>Section 2(d)(2)(B)(ii)</a></p>"
        f"<table><thead><tr><th>{header}</th><th>Effective Date</th></tr></thead><tbody>{rows}</tbody></table></html>"
    ).encode()


def a_goods_workbook(*rows: tuple[str, ...], header: tuple[str, ...] = GOODS_HEADER) -> bytes:
    """A workbook with a title line above the list."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["List of goods"])
    for row in (header, *rows):
        sheet.append(list(row))
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


def an_ftm_line(key: str = "x-1", *, schema: str = "Company", **properties: list[str]) -> str:
    """One line of a FollowTheMoney file."""
    body = {"name": ["Farhaven Looms"]} | properties if schema == "Company" else properties
    return json.dumps({"id": key, "schema": schema, "datasets": ["made_up_list"], "properties": body}) + "\n"


HUB_HEADER = (
    "os_id,contribution_date,name,address,country_code,country_name,lat,lng,sector,contributor (list),is_closed\n"
)
HUB_ROW = (
    "IN2026001ABCDEF,2026-01-02,Farhaven Looms,1 Mill Road,IN,India,19.1,72.8,Apparel|Textiles,A. Buyer (list),False\n"
)
