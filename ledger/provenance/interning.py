"""Strings and record ids become numbers, and lists of numbers become columns."""

from array import array
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from ledger.model.graph import NONE

Column = NDArray[Any]


_Name = TypeVar("_Name", str, bytes)


class _Numbering(dict[_Name, int]):
    """A new name gets the next number when it is first asked for; None is NONE, and is not kept.

    Millions of names are asked for again and again: a dictionary answers those without a call into Python.
    """

    def __missing__(self, name: _Name | None) -> int:
        if name is None:
            return NONE
        found = self[name] = len(self)
        return found


class Interned:
    """Numbers for texts in the order in which they are first met."""

    __slots__ = ("number", "numbers")

    def __init__(self) -> None:
        self.numbers: dict[str, int] = _Numbering()
        self.number: Callable[[str | None], int] = self.numbers.__getitem__  # type: ignore[assignment]  # None is NONE

    def column(self, texts: Iterable[str | None]) -> Column:
        """Give the numbers of these texts."""
        return numbers(map(self.number, texts))


class InternedRecords:
    """Numbers for record ids in the order in which they are first met."""

    __slots__ = ("number", "numbers")

    def __init__(self) -> None:
        self.numbers: dict[bytes, int] = _Numbering()
        self.number: Callable[[bytes], int] = self.numbers.__getitem__

    def ids(self) -> Column:
        """Give all ids, 32 bytes each."""
        return np.frombuffer(b"".join(self.numbers), dtype="u1")

    def index(self, known: Mapping[bytes, int]) -> Column:
        """Give their places in the log."""
        return numbers(known.get(each, NONE) for each in self.numbers)


def numbers(found: Iterable[int]) -> Column:
    """Give a column of numbers."""
    column: Column = np.frombuffer(array("I", found), dtype="<u4")
    return column


def text_columns(name: str, texts: Iterable[str]) -> dict[str, Column]:
    """Give the blob of these texts and where each begins, the end included."""
    listed = texts if isinstance(texts, list) else list(texts)
    joined = "".join(listed)
    lengths = map(len, listed) if joined.isascii() else (len(each.encode()) for each in listed)
    at = np.zeros(len(listed) + 1, dtype="<u4")
    at[1:] = np.cumsum(np.fromiter(lengths, dtype="u8", count=len(listed)))
    return {f"{name}.blob": np.frombuffer(joined.encode(), dtype="u1"), f"{name}.at": at}


def starts_of(rows: Column, count: int) -> Column:
    """Give where each of `count` rows begins, the end included, once the values are sorted by row."""
    at = np.zeros(count + 1, dtype="<u4")
    at[1:] = np.cumsum(np.bincount(rows, minlength=count))
    return at


def order_of(rows: Column) -> Column:
    """Give the order that sorts values by row and leaves each row's own order as it is."""
    found: Column = np.argsort(rows, kind="stable").astype("<u4")
    return found
