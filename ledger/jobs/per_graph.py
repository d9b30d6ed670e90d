"""What was worked out for one state of the log, kept as long as its graph is open in this process."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar
from weakref import ref

from ledger.model.graph import SupplyGraph

_T = TypeVar("_T")
_MOST_GRAPHS, _MOST_KEYS = 4, 64


class PerGraph(Generic[_T]):
    """Values by graph and key. A graph is of one state of log and registry, so its values never change."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[ref[SupplyGraph], dict[Hashable, _T]]] = {}

    def of(self, graph: SupplyGraph, key: Hashable, make: Callable[[], _T]) -> _T:
        """Give the kept value, or make it and keep it. Two threads may both make it: it is the same."""
        known = self._kept.get(id(graph))
        if known is None or known[0]() is not graph:
            if len(self._kept) >= _MOST_GRAPHS:
                self._kept.clear()
            known = self._kept[id(graph)] = (ref(graph), {})
        values = known[1]
        found = values.get(key)
        if found is None:
            found = make()
            if len(values) >= _MOST_KEYS:
                values.clear()
            values[key] = found
        return found
