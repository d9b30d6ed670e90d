"""Sheets and mappings with one line to override, and a workbook as a spreadsheet program writes it."""

import csv
import io
from collections.abc import Sequence
from typing import Any

import openpyxl

from ledger.intake.papers import PaperMapping, Papers, read_mapping, read_papers

MILL, BRAND = "did:web:mill.example", "did:web:brand.example"
GTIN = "09506000134352"
PLACE = "https://id.gs1.org/414/9506000134376"
HEADER = ("Invoice", "Day", "GTIN", "Lot", "Amount", "Container")
LINE = ("INV-1", "2026-05-03", GTIN, "A1", "100", "CSQU3054383")


def an_invoice_mapping(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "invoice",
        "numbers": {"decimal": ".", "thousands": ","},
        "fields": {
            "invoice": "Invoice",
            "day": "Day",
            "buyer": {"constant": BRAND},
            "seller": {"constant": MILL},
            "lot": {"template": "https://id.gs1.org/01/{GTIN}/10/{Lot}"},
            "quantity": "Amount",
            "unit": {"constant": "KGM"},
            "container": "Container",
        },
    } | changes


def a_transport_mapping(**fields: Any) -> dict[str, Any]:
    return {
        "kind": "transport",
        "numbers": {"decimal": "."},
        "dates": {"offset": "+07:00"},
        "fields": {
            "step": {"constant": "shipping"},
            "moment": "Day",
            "place": {"constant": PLACE},
            "lot": {"template": "https://id.gs1.org/01/{GTIN}/10/{Lot}"},
            "quantity": "Amount",
            "unit": {"constant": "KGM"},
            "receiver": {"constant": BRAND},
            "bill_of_lading": "Invoice",
            "container": "Container",
        }
        | fields,
    }


def a_production_mapping() -> dict[str, Any]:
    return {
        "kind": "production",
        "dates": {"offset": "+07:00"},
        "fields": {
            "batch": "Batch",
            "direction": "Side",
            "moment": "Day",
            "place": {"constant": PLACE},
            "lot": {"template": "https://id.gs1.org/01/{GTIN}/10/{Lot}"},
            "quantity": "Amount",
            "unit": {"constant": "KGM"},
        },
    }


def a_csv(*lines: Sequence[Any], header: Sequence[str] = HEADER, delimiter: str = ",") -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter).writerows([header, *lines])
    return written.getvalue().encode()


def a_workbook(*lines: Sequence[Any], header: Sequence[str] = HEADER) -> Any:
    book = openpyxl.Workbook()
    for row in (header, *lines):
        book.worksheets[0].append(list(row))
    return book


def saved(book: Any) -> bytes:
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def mapping(found: dict[str, Any] | None = None) -> PaperMapping:
    return read_mapping(found or an_invoice_mapping())


def papers(raw: bytes, found: dict[str, Any] | None = None, *, issuer: str = MILL) -> Papers:
    return read_papers(raw, mapping(found), issuer=issuer)


def the_fault(raw: bytes, found: dict[str, Any] | None = None) -> tuple[int, str | None, str]:
    """Row, column and reason of the one fault that there must be."""
    (fault,) = papers(raw, found).faults
    return fault.row, fault.column, fault.reason


def changed(**cells: Any) -> tuple[Any, ...]:
    """The good line with cells replaced by the header in lower case."""
    return tuple(cells.get(name.lower(), cell) for name, cell in zip(HEADER, LINE, strict=True))
