"""The US Department of Labor's list of goods made with child or forced labour, as its workbook (XLSX)."""

from ledger.errors import ListFileRefused, Malformed, TooLarge
from ledger.proof.workbook import opened_workbook
from ledger.reference.completeness import GOODS_LIST
from ledger.reference.loaders.cells import country_of, filled
from ledger.reference.loaders.reading import MAX_CELL, MAX_ROWS, Numbered, Row, each, refuse, refuse_cell
from ledger.reference.loaders.told import LoadedTable, Told

PUBLISHER = "US Department of Labor"
LICENCE = "US government work, public domain."
COUNTRY, GOOD, CHILD, FORCED = "Country", "Good", "Child Labor", "Forced Labor"
_SAME = {"Country/Area": COUNTRY, "Country / Area": COUNTRY, "Goods": GOOD, "Exploited Good": GOOD}
_MARKS = {"": "0", "x": "1", "no": "0", "yes": "1"}
_MOST_COLUMNS = 40
_HEADER_WITHIN = 20  # rows: a title and notes may stand above


def load_dol(raw: bytes, told: Told) -> LoadedTable:
    """Give pairs of origin and good. Raises ListFileRefused, also for a workbook that would unpack beyond limits.

    A row without a mark is refused: it would say that nothing was found. Goods made with a listed input stand in a
    table of the report that the workbook does not hold: no row says `input`, so that part of L stays unknown.
    """
    rows = _rows(raw)
    made = each(PUBLISHER, rows, lambda row: [_of(row, told)], table="goods_list_2024")
    return LoadedTable("goods_list_2024", GOODS_LIST, PUBLISHER, LICENCE, tuple(made))


def _of(row: Row, told: Told) -> Row:
    child, forced = (_mark(field, row[field]) for field in (CHILD, FORCED))
    if (child, forced) == ("0", "0"):
        refuse_cell(f"{CHILD}, {FORCED}", "neither is marked", "mark the one that the list marks")
    return {
        "iso3": country_of(COUNTRY, row[COUNTRY], told.countries),
        "good": " ".join(filled(GOOD, row[GOOD]).split()),
        "child_labour": child,
        "forced_labour": forced,
        "input_child_labour": "0",
        "input_forced_labour": "0",
        "basis": f"listed_{told.as_of.year}",
    } | told.origin(PUBLISHER)


def _mark(field: str, cell: str) -> str:
    found = _MARKS.get(cell.casefold())
    return found if found is not None else refuse_cell(field, f"{cell[:20]!r} is no mark", "write X, or leave it empty")


def _rows(raw: bytes) -> list[Numbered]:
    try:
        with opened_workbook(raw) as (book, _):
            for sheet in book.worksheets:
                sheet.reset_dimensions()  # the size it states may be a lie
                if rows := _listed(sheet):
                    return rows
    except (Malformed, TooLarge) as error:
        reason = str(getattr(error, "reason", "is larger than the limits"))
        raise ListFileRefused(
            publisher=PUBLISHER, reason=f"the file {reason}", mend="save it again as .xlsx"
        ) from error
    return refuse(
        PUBLISHER, f"no sheet has the columns {COUNTRY}, {GOOD}, {CHILD}, {FORCED}", "load the whole workbook"
    )


def _listed(sheet: object) -> list[Numbered]:
    """Give the rows below the header of a sheet, none for a sheet that has no such header."""
    header: list[str] = []
    rows: list[Numbered] = []
    for number, cells in enumerate(sheet.iter_rows(max_col=_MOST_COLUMNS, values_only=True), start=1):  # type: ignore[attr-defined]
        values = ["" if cell is None else str(cell).strip()[:MAX_CELL] for cell in cells]
        if not header:
            header = _header(values)
            if not header and number >= _HEADER_WITHIN:
                return []
        elif any(values):
            rows.append((number, {column: value for column, value in zip(header, values, strict=False) if column}))
        if len(rows) > MAX_ROWS:
            refuse(PUBLISHER, f"the sheet has more than {MAX_ROWS} rows", "load the list alone")
    return rows


def _header(values: list[str]) -> list[str]:
    named = [_SAME.get(value, value) for value in values]
    if not {COUNTRY, GOOD, CHILD, FORCED} <= set(named):
        return []
    unknown = sorted(set(named) - {COUNTRY, GOOD, CHILD, FORCED, ""})
    if unknown:
        refuse(PUBLISHER, f"unknown columns: {', '.join(unknown)[:200]}", "load the publisher's own file, unchanged")
    return named
