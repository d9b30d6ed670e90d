"""The sheets of a questionnaire's workbook as rows of text, each with the place that a refusal names."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from ledger.errors import InstrumentRefused
from ledger.proof.workbook import opened_workbook

MAX_ROWS = 5_000  # of one sheet
MAX_COLUMNS = 200
MAX_CELL_CHARACTERS = 2_000
NEEDED = ("survey", "choices", "settings")
_ELSEWHERE = ("external_choices", "entities", "osm")
_SPACE = re.compile(r"[ \t\r\n\u00a0]+")


@dataclass(frozen=True, slots=True)
class Row:
    """One row with something in it: its filled cells by header. `number` counts from 1, the header too."""

    sheet: str
    number: int
    cells: Mapping[str, str]

    def text(self, column: str) -> str:
        return self.cells.get(column, "")

    def refuse(self, column: str | None, reason: str, mend: str) -> NoReturn:
        """Raise InstrumentRefused for this row, or one cell of it."""
        at = f"sheet {self.sheet}, row {self.number}" + (f", column {column}" if column else "")
        raise InstrumentRefused(place=at, reason=reason, mend=mend)


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: the headers in their order, and the rows below."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]


def sheets_of(raw: bytes) -> Mapping[str, Table]:
    """Give the sheets survey, choices and settings; one that is not there is empty.

    Raises Malformed or TooLarge for what is no workbook or a bomb, and InstrumentRefused, naming sheet, row and column,
    for formulas, dates, merged cells, headers that stand twice, or sheets that bring in what lies elsewhere.
    """
    with opened_workbook(raw) as (book, merges):
        found = {sheet.title: sheet for sheet in book.worksheets}
        if "survey" not in found:
            mend = "save it as an XLSForm, with the sheets survey, choices and settings"
            raise InstrumentRefused(place="workbook", reason="has no sheet named survey", mend=mend)
        for name in _ELSEWHERE:
            if name in found:
                mend = "delete the sheet: choices stand on the sheet choices, and nothing is fetched"
                raise InstrumentRefused(place=f"sheet {name}", reason="brings in what lies elsewhere", mend=mend)
        return {name: _table(found[name], merges) if name in found else Table((), ()) for name in NEEDED}


def _table(sheet: Any, merges: Mapping[str, tuple[str, ...]]) -> Table:
    if merges[sheet._worksheet_path]:
        mend = "unmerge them and write the value into each row"
        raise InstrumentRefused(place=f"sheet {sheet.title}", reason="has merged cells", mend=mend)
    sheet.reset_dimensions()  # the size it states may be a lie
    lines = _lines(sheet)
    header = next(lines, (1, []))[1]
    twice = {name for name in header if name and header.count(name) > 1}
    if twice:
        at = f"sheet {sheet.title}, row 1, column {min(twice)}"
        raise InstrumentRefused(place=at, reason="stands twice", mend="keep one of the columns")
    return Table(tuple(name for name in header if name), tuple(_rows(sheet.title, header, lines)))


def _rows(sheet: str, header: Sequence[str], lines: Iterator[tuple[int, list[str]]]) -> Iterator[Row]:
    for number, cells in lines:
        for place, cell in enumerate(cells):
            if cell and (place >= len(header) or not header[place]):
                Row(sheet, number, {}).refuse(None, "has a value under no header", "delete it, or name its column")
        filled = {name: cell for name, cell in zip(header, cells, strict=False) if name and cell}
        if filled:
            yield Row(sheet, number, filled)


def _lines(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    for number, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS + 1), 1):
        row = Row(sheet.title, number, {})
        if number > MAX_ROWS:
            row.refuse(None, f"is beyond {MAX_ROWS} rows", "delete the empty rows at the end of the sheet")
        texts = [_text(cell, row) if cell.value is not None else "" for cell in cells]
        if len(texts) > MAX_COLUMNS and texts[-1]:
            row.refuse(None, f"has over {MAX_COLUMNS} columns", "delete the columns that are not needed")
        if any(texts) or number == 1:
            yield number, texts


def _text(cell: Any, row: Row) -> str:
    """Give what the cell says: whole numbers as digits, TRUE and FALSE as yes and no, spaces joined, in NFC."""
    value = cell.value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if cell.data_type == "f" or not isinstance(value, str | int):
        row.refuse(cell.column_letter, "holds a formula, a date or a fraction", "write it as text")
    text = unicodedata.normalize("NFC", _SPACE.sub(" ", str(value)).strip())
    if len(text) > MAX_CELL_CHARACTERS:
        row.refuse(cell.column_letter, f"holds over {MAX_CELL_CHARACTERS} characters", "shorten it")
    if any(unicodedata.category(each) in {"Cc", "Cs", "Co"} for each in text):
        row.refuse(cell.column_letter, "holds control characters", "type the text again")
    return text
