"""Mappings over columns that make their values only when they are asked for."""

from collections.abc import Callable, ItemsView, Iterator, Mapping, ValuesView
from typing import Generic, TypeVar

from ledger.model.graph.columns import Texts

V = TypeVar("V")


class ByName(Mapping[str, V], Generic[V]):
    """A read-only mapping of names to values. Not every name needs a value here; a lookup is a binary search."""

    __slots__ = ("_count", "_has", "_names", "_value")

    def __init__(self, names: Texts, has: Callable[[int], bool], value: Callable[[int], V]) -> None:
        self._names, self._has, self._value = names, has, value
        self._count: int | None = None

    def __getitem__(self, name: str) -> V:
        number = self._number(name)
        if number is None:
            raise KeyError(name)
        return self._value(number)

    def __contains__(self, name: object) -> bool:
        return self._number(name) is not None

    def __len__(self) -> int:
        if self._count is None:
            self._count = sum(1 for _ in self.numbers())
        return self._count

    def __bool__(self) -> bool:
        return next(self.numbers(), None) is not None

    def __iter__(self) -> Iterator[str]:
        return (self._names[number] for number in self.numbers())

    def items(self) -> ItemsView[str, V]:
        """Give the pairs without a search for each."""
        return _Items(self)

    def values(self) -> ValuesView[V]:
        """Give the values without a search for each."""
        return _Values(self)

    def numbers(self) -> Iterator[int]:
        """Give the numbers that have a value here, in the order of their names."""
        return filter(self._has, range(len(self._names)))

    def pair(self, number: int) -> tuple[str, V]:
        """Give name and value of a number."""
        return self._names[number], self._value(number)

    def value(self, number: int) -> V:
        """Give the value of a number."""
        return self._value(number)

    def _number(self, name: object) -> int | None:
        number = self._names.find(name)
        return number if number is not None and self._has(number) else None


class _Items(ItemsView[str, V]):
    _mapping: ByName[V]

    def __iter__(self) -> Iterator[tuple[str, V]]:
        return map(self._mapping.pair, self._mapping.numbers())


class _Values(ValuesView[V]):
    _mapping: ByName[V]

    def __iter__(self) -> Iterator[V]:
        return map(self._mapping.value, self._mapping.numbers())


class ByPair(Mapping[tuple[str, str], V], Generic[V]):
    """A mapping by two names, kept as a mapping of mappings."""

    __slots__ = ("_inner",)

    def __init__(self, inner: Mapping[str, Mapping[str, V]]) -> None:
        self._inner = inner

    def __getitem__(self, pair: tuple[str, str]) -> V:
        return self._inner[pair[0]][pair[1]]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return ((first, second) for first, rest in self._inner.items() for second in rest)

    def __len__(self) -> int:
        return sum(len(rest) for rest in self._inner.values())
