"""Bytes of a stranger become rows of text, within limits; every row that cannot be read is named with its number."""

import csv
import io
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import NoReturn

from ledger.errors import ListFileRefused, RefusedRow
from ledger.reference.keys import KEYS, OF_THE_EDITION, key_of

MAX_BYTES = 64_000_000
MAX_ROWS = 500_000
MAX_CELL = 20_000  # characters
MOST_TOLD = 20  # rows of one refusal

Row = dict[str, str]
Numbered = tuple[int, Row]
_TOLD_APART = {"trade_orders": ("merchandise",)}  # one party may be named in two orders of one day for two goods
_UNCHANGED = "load the publisher's own file, unchanged"


def text_of(raw: bytes, publisher: str) -> str:
    """Give the text of a file in UTF-8, a byte order mark allowed. Raises ListFileRefused beyond the size limit."""
    if len(raw) > MAX_BYTES:
        refuse(publisher, f"the file has {len(raw)} bytes, more than {MAX_BYTES}", "load one list, not an archive")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        refuse(publisher, f"line {line} is not UTF-8", "save the file as UTF-8")
    if "\x00" in text:
        refuse(publisher, "the file holds a NUL character", _UNCHANGED)
    return text


def csv_rows(raw: bytes, publisher: str, *, required: Sequence[str], optional: Collection[str] = ()) -> list[Numbered]:
    """Give the rows of a CSV file by column, numbered as in the file. Raises ListFileRefused.

    A missing, unknown or doubled column stops the load (D2). Rows without any content are passed over.
    """
    lines = csv.reader(io.StringIO(text_of(raw, publisher), newline=""), strict=True)
    header: list[str] = []
    rows = []
    try:
        for cells in lines:
            if not header:
                header = _checked_header(publisher, cells, required, optional)
            elif any(cell.strip() for cell in cells):
                rows.append((lines.line_num, _by_column(publisher, header, cells, lines.line_num)))
            if len(rows) > MAX_ROWS:
                refuse(publisher, f"the file has more than {MAX_ROWS} rows", "load one list, not a database")
    except csv.Error as error:
        refuse(publisher, f"line {lines.line_num}: {error}", _UNCHANGED)
    return rows if header else refuse(publisher, "the file is empty", _UNCHANGED)


def _checked_header(publisher: str, cells: list[str], required: Sequence[str], optional: Collection[str]) -> list[str]:
    header = [cell.strip() for cell in cells]
    missing = [column for column in required if column not in header]
    unknown = sorted(column for column in header if column not in required and column not in optional)
    doubled = sorted({column for column in header if header.count(column) > 1})
    for said, columns in (("missing", missing), ("unknown", unknown), ("doubled", doubled)):
        if columns:
            refuse(publisher, f"{said} columns: {', '.join(columns)[:300]}", f"columns are {', '.join(required)[:300]}")
    return header


def _by_column(publisher: str, header: list[str], cells: list[str], number: int) -> Row:
    if len(cells) != len(header):
        refuse_row(publisher, number, "row", f"has {len(cells)} cells, the header {len(header)}", _UNCHANGED)
    for column, cell in zip(header, cells, strict=True):
        if len(cell) > MAX_CELL:
            refuse_row(publisher, number, column, f"holds more than {MAX_CELL} characters", _UNCHANGED)
    return {column: cell.strip() for column, cell in zip(header, cells, strict=True)}


def each(
    publisher: str, rows: Iterable[Numbered], read: Callable[[Row], Sequence[Row]], *, table: str | None = None
) -> list[Row]:
    """Give what `read` makes of each row. Raises one ListFileRefused that names every row which `read` refused.

    With a table, rows of one key must agree: of two that do not, both are named, since nobody here can say which holds.
    """
    made: list[Numbered] = []
    refused: list[RefusedRow] = []
    for number, row in rows:
        try:
            made.extend((number, each_made) for each_made in read(row))
        except ListFileRefused as error:
            refused.extend(RefusedRow(number, bad.field, bad.reason, bad.mend) for bad in error.rows)
    refused += _contradictions(table, made) if table else []
    if refused:
        raise _of_rows(publisher, tuple(refused))
    return [row for _, row in made] or refuse(publisher, "the file has no row", _UNCHANGED)


def _contradictions(table: str, made: Iterable[Numbered]) -> Iterator[RefusedRow]:
    """Give each row that says otherwise than an earlier one of its key."""
    first: dict[tuple[str, ...], Numbered] = {}
    for number, row in made:
        apart = tuple(row[column].casefold() for column in _TOLD_APART.get(table, ()))
        before, earlier = first.setdefault((*key_of(table, row), *apart), (number, row))
        odd = [column for column in row if row[column] != earlier[column] and column not in OF_THE_EDITION]
        if odd := [column for column in odd if column not in KEYS[table]]:
            told = "; ".join(f"{column} {earlier[column][:40]!r} and {row[column][:40]!r}" for column in odd[:3])
            reason = f"contradicts row {before}, which has the same {', '.join(KEYS[table])}: {told}"
            yield RefusedRow(number, odd[0], reason, "keep the row that holds, and tell the publisher")


def refuse_cell(field: str, reason: str, mend: str) -> NoReturn:
    """Refuse the row that is being read; `each` adds its number."""
    raise _of_rows("", (RefusedRow(0, field, reason, mend),))


def refuse_row(publisher: str, row: int, field: str, reason: str, mend: str) -> NoReturn:
    """Refuse the file for one row."""
    raise _of_rows(publisher, (RefusedRow(row, field, reason, mend),))


def refuse(publisher: str, reason: str, mend: str) -> NoReturn:
    """Refuse the file as a whole."""
    raise ListFileRefused(publisher=publisher, reason=reason, mend=mend)


def _of_rows(publisher: str, rows: tuple[RefusedRow, ...]) -> ListFileRefused:
    mend = "correct them at the publisher, or load another edition"
    told = f"{len(rows)} rows cannot be read" if len(rows) != 1 else "one row cannot be read"
    more = f", of which the first {MOST_TOLD} are told" if len(rows) > MOST_TOLD else ""
    return ListFileRefused(publisher=publisher, reason=told + more, mend=mend, rows=rows[:MOST_TOLD])
