"""The arrays of a supply graph as readers touch them: strings in one blob, rows by their starts.

Python reads single numbers from a memoryview several times faster than from a numpy array, so that is what is read
here; numpy is for whole columns. Nothing here copies: arrays may lie in a file that several processes have mapped.
"""

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Columns: TypeAlias = Mapping[str, NDArray[Any]]  # by name; each one-dimensional, of one of COLUMN_TYPES
COLUMN_TYPES: Mapping[str, np.dtype[Any]] = {"|u1": np.dtype("u1"), "<u4": np.dtype("<u4"), "<f8": np.dtype("<f8")}
NONE = 0xFFFF_FFFF  # "no such thing" in a column of numbers


class Texts:
    """Strings by number. `find` works only where they are sorted by code point, which is the order of their UTF-8."""

    __slots__ = ("_at", "_blob", "_count")

    def __init__(self, columns: Columns, name: str) -> None:
        self._blob = columns[f"{name}.blob"].data
        self._at = columns[f"{name}.at"].data
        self._count = len(self._at) - 1

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, number: int) -> str:
        return self._blob[self._at[number] : self._at[number + 1]].tobytes().decode()

    def many(self, numbers: Iterable[int]) -> list[str]:
        """Give the texts of these numbers, in less time than one by one."""
        blob, at = self._blob, self._at
        return [blob[at[number] : at[number + 1]].tobytes().decode() for number in numbers]

    def get(self, number: int) -> str | None:
        """Give the text, or None for NONE."""
        return None if number == NONE else self[number]

    def find(self, text: object) -> int | None:
        """Give the number of this text, or None."""
        if not isinstance(text, str):
            return None
        wanted, blob, at = text.encode("utf-8", "surrogatepass"), self._blob, self._at
        low, high = 0, self._count
        while low < high:
            middle = (low + high) // 2
            if bytes(blob[at[middle] : at[middle + 1]]) < wanted:
                low = middle + 1
            else:
                high = middle
        is_there = low < self._count and blob[at[low] : at[low + 1]] == wanted
        return low if is_there else None


class Rows:
    """Rows of numbers: row i is `values[starts[i]:starts[i + 1]]`."""

    __slots__ = ("starts", "values")

    def __init__(self, columns: Columns, name: str, values: str | None = None) -> None:
        self.starts = columns[f"{name}.at"].data
        self.values = columns[values or name].data

    def __getitem__(self, row: int) -> list[int]:
        found: list[int] = self.values[self.starts[row] : self.starts[row + 1]].tolist()
        return found

    def span(self, row: int) -> range:
        """Give the places of the row's values."""
        return range(self.starts[row], self.starts[row + 1])

    def has(self, row: int) -> bool:
        """Say whether the row has any value."""
        return bool(self.starts[row] != self.starts[row + 1])
