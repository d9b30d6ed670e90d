"""XLSX files: values as the sheet typed them. Formulas, links and macros are never evaluated or followed.

The cost of a workbook is bounded before the reader sees it (proof/workbook). Merged cells are refused from the header
on, since all but the first of them read as empty. Strings of the sheet's own number formats are not looked at: what
counts is the stored value, not how it is shown.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from ledger.errors import Unacceptable
from ledger.intake.papers.sheet import MAX_CELL_CHARACTERS, MAX_COLUMNS, Cell, Sheet, Unusable, sheet_of
from ledger.proof.workbook import opened_workbook

MAGIC = b"PK\x03\x04"

_LONGEST_RANGE = 40  # XFD1048576:XFD1048576 is half of that
_RANGE = re.compile(r"\s*\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?\s*")
_HALF_A_SECOND = timedelta(microseconds=500_000)
_FORMULA = Unusable("holds a formula", "copy the column and paste it as values: nothing is evaluated")
_ODD: tuple[tuple[type, Unusable], ...] = (
    (bool, Unusable("holds TRUE or FALSE", "write it in words")),
    (timedelta, Unusable("holds a duration", "write a date or a number")),
)


def read_xlsx(raw: bytes, *, sheet: str | None, header_row: int) -> Sheet:
    """Give the named sheet, or the only one. Numbers are exact decimals of what is stored, dates have no zone.

    Raises Malformed for bytes that are no workbook, TooLarge for one that would unpack beyond the limits, Unacceptable
    for merged cells, or where the sheet is not there or not named among several.
    """
    with opened_workbook(raw) as (book, merges):
        chosen = _chosen(book, sheet)
        _refuse_merged(merges[chosen._worksheet_path], header_row)  # openpyxl reads no merges in its frugal mode
        chosen.reset_dimensions()  # the size it states may be a lie, and rows beyond would be passed over
        return sheet_of(_rows(chosen), header_row=header_row)


def _chosen(book: Any, sheet: str | None) -> Any:
    names = [each.title for each in book.worksheets]
    if sheet is None and len(names) == 1:
        return book.worksheets[0]
    if sheet not in names:
        found = ", ".join(names)[:300]
        reason = f"has {len(names)} sheets" if sheet is None else f"has no sheet {sheet!r}"
        raise Unacceptable(field="file", reason=reason, mend=f"name file.sheet in the mapping, one of: {found}")
    return book.worksheets[names.index(sheet)]


def _refuse_merged(ranges: tuple[str, ...], header_row: int) -> None:
    for told in ranges:
        found = _RANGE.fullmatch(told[:_LONGEST_RANGE])
        bottom = int(found[4] or found[2]) if found else None
        if bottom is None or bottom >= header_row:
            raise Unacceptable(
                field="file",
                reason=f"has merged cells: {told[:_LONGEST_RANGE]}",
                mend="unmerge them and write the value into each row",
            )


def _rows(chosen: Any) -> Iterator[Sequence[Cell]]:
    for row in chosen.iter_rows(max_col=MAX_COLUMNS + 1):
        yield [_cell(cell.value, cell.data_type) if cell.value is not None else "" for cell in row]


def _cell(value: object, data_type: str) -> Cell:
    if data_type == "f" or not isinstance(value, str | int | float | date | timedelta | Decimal):
        return _FORMULA
    if data_type == "e":
        return Unusable(f"holds the error {value}", "correct the sheet")
    for kind, unusable in _ODD:
        if isinstance(value, kind):
            return unusable
    if isinstance(value, str):
        text = value.strip()
        return text if len(text) <= MAX_CELL_CHARACTERS else Unusable("holds too many characters", "shorten it")
    if isinstance(value, datetime):
        return (value + _HALF_A_SECOND).replace(microsecond=0)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a sheet's dates have no zone
    return Decimal(repr(value)) if isinstance(value, int | float) else _FORMULA
