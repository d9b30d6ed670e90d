"""A sheet as rows of typed cells, whatever file it came from, and the limits that hold for every file."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypeAlias

from ledger.errors import TooLarge, Unacceptable

MAX_FILE_BYTES = 5_000_000
MAX_ROWS = 10_000
MAX_COLUMNS = 256
MAX_CELL_CHARACTERS = 32_767  # what a spreadsheet's own cell holds


@dataclass(frozen=True, slots=True)
class Unusable:
    """A cell that no field is read from. `why` completes the sentence "this cell …"."""

    why: str
    mend: str


Cell: TypeAlias = str | Decimal | datetime | Unusable


@dataclass(frozen=True, slots=True)
class Line:
    """One row with something in it. `number` counts from 1, as a spreadsheet does, the header and blank rows too."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A header and the rows below it. Empty cells are empty text; each row is as wide as it came."""

    header: tuple[str, ...]
    lines: tuple[Line, ...]

    def column(self, name: str) -> int | None:
        """Give the place of a column by its header, None where there is none."""
        wanted = header_text(name)
        return self.header.index(wanted) if wanted in self.header else None

    def repeated(self) -> set[str]:
        """Give the headers that stand over several columns."""
        return {name for name, count in Counter(self.header).items() if name and count > 1}


def header_text(cell: object) -> str:
    """Give a header as it is compared: spaces and line breaks count as one space."""
    return " ".join(str(cell).split())


def sheet_of(rows: Iterable[Sequence[Cell]], *, header_row: int) -> Sheet:
    """Give the sheet whose header is this row, counted from 1.

    Raises TooLarge past the limits, Unacceptable where there is no such row or nothing below it.
    """
    header: tuple[str, ...] = ()
    lines: list[Line] = []
    for number, cells in enumerate(map(_trimmed, rows), start=1):
        if number > MAX_ROWS + header_row:
            raise TooLarge(
                what="rows of a sheet", limit=MAX_ROWS, mend="split the file, or delete the empty rows at its end"
            )
        if number < header_row or not cells:
            continue
        if len(cells) > MAX_COLUMNS:
            raise TooLarge(what="columns of a sheet", limit=MAX_COLUMNS, mend="delete the columns that are not needed")
        if number == header_row:
            header = tuple(header_text(cell) for cell in cells)
        else:
            lines.append(Line(number, cells))
    if not header:
        raise Unacceptable(
            field="file", reason=f"row {header_row} holds no header", mend="set file.header_row in the mapping"
        )
    if not lines:
        raise Unacceptable(field="file", reason="has no row below the header", mend="name the right file or sheet")
    return Sheet(header, tuple(lines))


def _trimmed(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    filled = [place for place, cell in enumerate(cells, start=1) if cell != ""]
    return tuple(cells[: filled[-1]]) if filled else ()
