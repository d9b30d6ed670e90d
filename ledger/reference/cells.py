"""The cells of a table in our own schema: compared with its columns, and turned into values or refused by name."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from math import isfinite
from typing import TypeVar

from ledger.errors import ReferenceTableError
from ledger.reference.rows import Origin, Trust

_NUMBER = re.compile(r"[+-]?(\d{1,40}(\.\d{0,40})?|\.\d{1,40})(e[+-]?\d{1,3})?", re.ASCII | re.IGNORECASE)
_WHOLE = re.compile(r"\d{1,18}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
ORIGIN_COLUMNS = ("publisher", "as_of", "trust", "source")

Row = dict[str, str]
T = TypeVar("T")


def rows_of(table: str, text: str, columns: Sequence[str]) -> Iterator[tuple[Row, str]]:
    """Give each row with the place to name in an error, after the header was compared column by column."""
    lines = csv.reader(io.StringIO(text), strict=True)
    expected = list(columns)
    header = next(lines, [])
    if header != expected:
        odd = sorted(set(header) ^ set(expected)) or header
        raise ReferenceTableError(table=table, field=", ".join(odd), reason=f"columns must be {','.join(expected)}")
    for number, cells in enumerate(lines, start=2):
        if len(cells) != len(expected):
            raise ReferenceTableError(table=table, field=f"row {number}", reason=f"{len(cells)} cells")
        yield dict(zip(expected, cells, strict=True)), f"{table} row {number}"


def origin_of(row: Row, at: str) -> Origin:
    """Give the four columns that every row ends with."""
    try:
        return _origin(row["publisher"], row["as_of"], row["trust"], row["source"])
    except ValueError:
        return Origin(
            publisher=filled(row, "publisher", at),
            as_of=day(row, "as_of", at),
            trust=cell(row, "trust", at, Trust, "high, medium or low"),
            source=filled(row, "source", at),
        )


def cell(row: Row, column: str, at: str, parse: Callable[[str], T], wanted: str) -> T:
    """Give one cell as a value. Raises ReferenceTableError with the row where `parse` raises ValueError."""
    try:
        return parse(row[column])
    except ValueError as reason:
        table, _, place = at.partition(" ")
        told = f"{place}: {row[column]!r} is not {wanted}"
        raise ReferenceTableError(table=table, field=column, reason=told) from reason


def filled(row: Row, column: str, at: str) -> str:
    """Give a text that must not be empty."""
    return cell(row, column, at, _not_empty, "filled")


def flag(row: Row, column: str, at: str) -> bool:
    """Give 0 or 1 as a truth value."""
    return cell(row, column, at, ("0", "1").index, "0 or 1") == 1


def day(row: Row, column: str, at: str) -> date:
    """Give a full ISO date."""
    return cell(row, column, at, _day, "a full ISO date")


def day_or_none(row: Row, column: str, at: str) -> date | None:
    """Give a full ISO date, None for an empty cell."""
    return day(row, column, at) if row[column] else None


def day_not_later(row: Row, column: str, at: str) -> date:
    """Give a day that is not after the row's `as_of`: nobody may use a fact before both days are past."""
    found = day(row, column, at)
    if found > day(row, "as_of", at):
        table, _, place = at.partition(" ")
        raise ReferenceTableError(table=table, field="as_of", reason=f"{place}: is before the day in {column}, {found}")
    return found


def several(row: Row, column: str) -> tuple[str, ...]:
    """Give the values of a cell that holds several, separated by semicolons."""
    return tuple(each for part in row[column].split(";") if (each := part.strip()))


def number(written: str) -> float:
    """Give a finite number in plain decimal digits: no `1_0`, no digits of other scripts. Raises ValueError."""
    if not _NUMBER.fullmatch(written) or not isfinite(found := float(written)):
        raise ValueError(written)
    return found


def whole_number(written: str) -> int:
    """Give a number in plain digits, at least 0. Raises ValueError."""
    if not _WHOLE.fullmatch(written):
        raise ValueError(written)
    return int(written)


@lru_cache(maxsize=4096)  # one table has few origins, on many rows
def _origin(publisher: str, as_of: str, trust: str, source: str) -> Origin:
    return Origin(_not_empty(publisher), _day(as_of), Trust(trust), _not_empty(source))


@lru_cache(maxsize=256)
def _day(written: str) -> date:
    if not _DAY.fullmatch(written):  # Python reads weeks and bare digits as days as well
        raise ValueError(written)
    return date.fromisoformat(written)


def _not_empty(written: str) -> str:
    if not written.strip():
        raise ValueError(written)
    return written
