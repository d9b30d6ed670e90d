"""Write the example sheets of docs/papers, which the templates of `tierlight papers template` read.

`python -m scripts.example_papers` writes them anew; all companies are fictional and all numbers GS1's own demo prefix.
"""

import csv
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import openpyxl

FOLDER = Path(__file__).parent.parent / "docs" / "papers"
SHIRT, YARN, MILL = "09506000134352", "09506000134369", "9506000134376"
Cell = str | int | float | datetime
Rows = Sequence[Sequence[Cell]]

PURCHASE_ORDERS: Rows = (
    ("PO number", "Order date", "Supplier", "GTIN", "Lot", "Quantity", "Unit", "Invoice", "Remarks"),
    ("PO-4711", "2026-03-02", "Meadow Mill Ltd", SHIRT, "S-1", "1,200.5", "kg", "INV-2026-17", "blue, to be\nlabelled"),
    ("PO-4711", "2026-03-02", "Meadow Mill Ltd", SHIRT, "S-2", "800", "kg", "", ""),
    ("PO-4712", "2026-03-09", "Field Gin Ltd", YARN, "Y-9", "2,000", "kg", "", "urgent"),
)
INVOICES: Rows = (
    ("Rechnung", "Datum", "GTIN", "Charge", "Menge", "Einheit", "Bestellung", "Container"),
    ("INV-2026-17", datetime(2026, 4, 20), SHIRT, "S-1", 1200.5, "kg", "PO-4711", "CSQU 305438-3"),  # noqa: DTZ001
    ("INV-2026-18", datetime(2026, 4, 21), SHIRT, "S-2", 800, "kg", "PO-4711", ""),  # noqa: DTZ001
)
TRANSPORT: Rows = (
    ("Movement", "Date and time", "Site GLN", "GTIN", "Lot", "Net kg", "Container", "B/L", "Customs entry",
     "PO number"),
    ("Out", "22/04/2026 08:30", MILL, SHIRT, "S-1", "1200.5", "CSQU3054383", "HLBL-889", "26BD 0042 7", "PO-4711"),
    ("Out", "23/04/2026 17:05", MILL, SHIRT, "S-2", "800", "", "HLBL-890", "", "PO-4711"),
)  # fmt: skip
PRODUCTION: Rows = (
    ("Batch", "In or out", "Date", "GTIN", "Lot", "Kg"),
    ("B-77", "in", datetime(2026, 4, 10), YARN, "Y-9", 1350),  # noqa: DTZ001
    ("B-77", "out", datetime(2026, 4, 10), SHIRT, "S-1", 1200.5),  # noqa: DTZ001
    ("B-78", "in", datetime(2026, 4, 11), YARN, "Y-9", 900.25),  # noqa: DTZ001
    ("B-78", "out", datetime(2026, 4, 11), SHIRT, "S-2", 800),  # noqa: DTZ001
)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    _write_csv(FOLDER / "purchase-order.csv", PURCHASE_ORDERS)
    _write_csv(FOLDER / "transport.csv", TRANSPORT)
    write_xlsx(FOLDER / "invoice.xlsx", INVOICES)
    write_xlsx(FOLDER / "production.xlsx", PRODUCTION)


def _write_csv(path: Path, rows: Rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def write_xlsx(path: Path, rows: Rows) -> None:
    """Write one sheet as a spreadsheet program would: text as text, numbers and days as such."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Lines"
    for row in rows:
        sheet.append(list(row))
    book.properties.creator = "Tierlight"
    book.save(path)


if __name__ == "__main__":
    main()
