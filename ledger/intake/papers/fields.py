"""One row of a sheet as fields that a statement is made of, or what is wrong with it, cell by cell."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from ledger.errors import Unacceptable
from ledger.intake.papers.amounts import read_amount
from ledger.intake.papers.dates import DayFormat, read_day, read_moment
from ledger.intake.papers.identifiers import contained, identified, looked_up, text_of
from ledger.intake.papers.mapping import FIELDS_OF, NEEDED_OF, Form, PaperMapping, Source, pieces
from ledger.intake.papers.sheet import Cell, Line, Sheet, Unusable

_MOST_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one row: `column` and `value` as the sheet has them, the reason, and the mend."""

    row: int
    field: str
    column: str | None
    value: str
    reason: str
    mend: str


@dataclass(frozen=True, slots=True)
class Row:
    """The fields that one row gives; what is empty is left out."""

    number: int
    fields: Mapping[str, str]


class RowReader:
    """Reads the rows of one sheet by one mapping. Raises Unacceptable for a column that is missing or there twice."""

    def __init__(self, sheet: Sheet, mapping: PaperMapping) -> None:
        self._sheet, self._mapping = sheet, mapping
        self._forms, self._needed = FIELDS_OF[mapping.kind], NEEDED_OF[mapping.kind]
        self._days = DayFormat(mapping.dates.format)
        self._places = {name: _place(sheet, name) for name in sorted(mapping.columns())}

    def read(self, line: Line) -> tuple[Row, tuple[Fault, ...]]:
        """Give the fields of this row, and its faults: with any, the fields are not all there."""
        fields: dict[str, str] = {}
        faults = list(self._beyond(line))
        for name, source in self._mapping.fields.items():
            try:
                text = self._field(line, name, source)
            except Unacceptable as error:
                faults.append(self.fault(line, name, reason=error.reason, mend=error.mend))
                continue
            if text:
                fields[name] = text
            elif name in self._needed:
                faults.append(self.fault(line, name, reason="is empty", mend="fill it in, or delete the row"))
        return Row(line.number, fields), tuple(faults)

    def fault(self, line: Line, field: str, *, reason: str, mend: str) -> Fault:
        """Give a fault of this row that names the columns a field was read from, and what they hold."""
        source = self._mapping.fields.get(field)
        columns = source.columns() if source is not None else ()
        if source is not None and source.constant is not None:
            return Fault(line.number, field, None, source.constant, reason, f"{mend} (a constant of the mapping)")
        shown = ", ".join(_shown(self._cell(line, column)) for column in columns)
        return Fault(line.number, field, ", ".join(columns) or None, shown, reason, mend)

    def _beyond(self, line: Line) -> Iterator[Fault]:
        width = len(self._sheet.header)
        unnamed = [cell for cell in line.cells[width:] if cell != ""]
        if unnamed:
            reason = "stands right of the last header, so the columns may be shifted"
            mend = "put the cell before it in quotation marks, delete it, or give the column a header"
            yield Fault(line.number, "row", None, _shown(unnamed[0]), reason, mend)

    def _cell(self, line: Line, column: str) -> Cell:
        place = self._places[column]
        return line.cells[place] if place < len(line.cells) else ""

    def _field(self, line: Line, name: str, source: Source) -> str:
        if source.template is not None:
            text = self._filled(line, source.template)
        elif source.column is not None:
            text = self._read(self._cell(line, source.column), self._forms[name], source)
        else:
            text = source.constant or ""
        return self._checked(text, self._forms[name]) if text else ""

    def _filled(self, line: Line, template: str) -> str:
        """Give the template with each column's text in it, escaped as part of a URI; empty where all of them are."""
        parts = [
            (before, column, text_of(self._cell(line, column)) if column else "") for before, column in pieces(template)
        ]
        if not any(text for _, _, text in parts):
            return ""
        for _, column, text in parts:
            if column and not text:
                raise Unacceptable(field="", reason=f"has no {column}", mend=f"fill in {column}")
        return "".join(before + quote(text, safe="") for before, _, text in parts)

    def _read(self, cell: Cell, form: Form, source: Source) -> str:
        if isinstance(cell, Unusable):
            raise Unacceptable(field="", reason=cell.why, mend=cell.mend)
        if cell == "":
            return ""
        if source.values is not None:
            return looked_up(text_of(cell), source.values)
        match form:
            case Form.AMOUNT:
                rules = self._mapping.numbers
                return read_amount(cell, decimal=rules.decimal, thousands=rules.thousands)
            case Form.DAY:
                return read_day(cell, self._days)
            case Form.MOMENT:
                return read_moment(cell, self._days, self._mapping.dates.offset or "")
            case _:
                text = text_of(cell)
                return "".join(text.split()) if source.remove_spaces else text

    def _checked(self, text: str, form: Form) -> str:
        match form:
            case Form.LOT | Form.PLACE:
                return identified(text)
            case Form.CONTAINER:
                return contained(text)
            case Form.NUMBER_OF_PAPER if len(text.split()) > 1:
                mend = "write it without spaces, or say remove_spaces = true for this field in the mapping"
                raise Unacceptable(field="", reason="holds a space", mend=mend)
            case _:
                return text


def _place(sheet: Sheet, name: str) -> int:
    place = sheet.column(name)
    if place is None:
        reason = f"has no column {name!r}, which the mapping names"
        mend = f"correct the mapping; the header has: {', '.join(filter(None, sheet.header))[:300]}"
        raise Unacceptable(field="file", reason=reason, mend=mend)
    if sheet.header[place] in sheet.repeated():
        raise Unacceptable(
            field="file", reason=f"has the column {name!r} twice", mend="give each column a header of its own"
        )
    return place


def _shown(cell: Cell) -> str:
    match cell:
        case Unusable():
            return "(not shown)"
        case datetime():
            text = cell.isoformat(" ")
        case _:
            text = str(cell)
    return text if len(text) <= _MOST_SHOWN else text[:_MOST_SHOWN] + "…"
