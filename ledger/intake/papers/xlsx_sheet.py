"""XLSX files: values as the sheet typed them. Formulas, links and macros are never evaluated or followed.

A workbook is a zip of XML, so its cost is bounded before a parser sees it: unpacked bytes, parts, tags, no DTD. Merged
cells are refused from the header on, since all but the first of them read as empty. Strings of the sheet's own number
formats are not looked at: what counts is the stored value, not how it is shown.
"""

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import ParseError

from ledger.errors import Malformed, TooLarge, Unacceptable
from ledger.intake.papers.sheet import MAX_CELL_CHARACTERS, MAX_COLUMNS, Cell, Sheet, Unusable, sheet_of

MAX_UNPACKED_BYTES = 32_000_000
MAX_PARTS = 1_000
MAX_TAGS = 1_000_000  # of one part: a cell with a value is four
MAGIC = b"PK\x03\x04"

_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=[\"']\s*\$?([A-Z]+)\$?(\d+)(?::\$?([A-Z]+)\$?(\d+))?")
_HALF_A_SECOND = timedelta(microseconds=500_000)
_FORMULA = Unusable("holds a formula", "copy the column and paste it as values: nothing is evaluated")
_ODD: tuple[tuple[type, Unusable], ...] = (
    (bool, Unusable("holds TRUE or FALSE", "write it in words")),
    (timedelta, Unusable("holds a duration", "write a date or a number")),
)
# What zipfile and openpyxl raise for a file that is none, as far as fuzzing found; anything else is a fault of ours.
_BROKEN = (
    zipfile.BadZipFile, zlib.error, ParseError, KeyError, ValueError, TypeError, AttributeError, IndexError, EOFError,
    OverflowError, NotImplementedError, RuntimeError, OSError,
)  # fmt: skip


def read_xlsx(raw: bytes, *, sheet: str | None, header_row: int) -> Sheet:
    """Give the named sheet, or the only one. Numbers are exact decimals of what is stored, dates have no zone.

    Raises Malformed for bytes that are no workbook, TooLarge for one that would unpack beyond the limits, Unacceptable
    for merged cells, or where the sheet is not there or not named among several.
    """
    try:
        _require_bounded(raw)
        return _read(raw, sheet, header_row)
    except _BROKEN as error:
        raise Malformed(
            field="file", reason=f"is no readable XLSX workbook: {type(error).__name__}", mend="save it again as .xlsx"
        ) from error


def _require_bounded(raw: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        parts = packed.infolist()
        if len(parts) > MAX_PARTS:
            raise TooLarge(what="parts of a workbook", limit=MAX_PARTS)
        if sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
            raise TooLarge(what="bytes of a workbook once unpacked", limit=MAX_UNPACKED_BYTES)
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                _require_plain(packed.read(part), part.filename)


def _require_plain(content: bytes, name: str) -> None:
    if b"\0" in content or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise Malformed(field="file", reason=f"{name} declares entities or is not UTF-8", mend="save it again as .xlsx")
    if content.count(b"<") > MAX_TAGS:
        raise TooLarge(what="cells of a sheet", limit=MAX_TAGS // 4, mend="split the file, or delete empty cells")


def _read(raw: bytes, sheet: str | None, header_row: int) -> Sheet:
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and features that hold no value
        book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=False, keep_links=False)
        try:
            chosen = _chosen(book, sheet)
            _refuse_merged(raw, chosen, header_row)
            chosen.reset_dimensions()  # the size it states may be a lie, and rows beyond would be passed over
            return sheet_of(_rows(chosen), header_row=header_row)
        finally:
            book.close()


def _chosen(book: Any, sheet: str | None) -> Any:
    names = [each.title for each in book.worksheets]
    if sheet is None and len(names) == 1:
        return book.worksheets[0]
    if sheet not in names:
        found = ", ".join(names)[:300]
        reason = f"has {len(names)} sheets" if sheet is None else f"has no sheet {sheet!r}"
        raise Unacceptable(field="file", reason=reason, mend=f"name file.sheet in the mapping, one of: {found}")
    return book.worksheets[names.index(sheet)]


def _refuse_merged(raw: bytes, chosen: Any, header_row: int) -> None:
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        content = packed.read(chosen._worksheet_path)  # openpyxl reads no merges in its frugal mode
    for found in _MERGED.finditer(content):
        first, top, last, bottom = (part.decode() if part else None for part in found.groups())
        if int(bottom or top or 0) >= header_row:
            raise Unacceptable(
                field="file",
                reason=f"has merged cells: {first}{top}:{last or first}{bottom or top}",
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
