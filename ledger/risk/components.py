"""Strongly connected components of a directed graph, each after everything that it points to."""

from collections.abc import Sequence


def components(below: Sequence[Sequence[int]]) -> list[list[int]]:
    """Give the components of nodes 0 to n-1, where `below[v]` are the nodes that v points to; suppliers come first.

    Tarjan's algorithm with a stack of its own, so that no depth of a chain is too deep. Each component is sorted.
    """
    search = _Search(len(below))
    for start in range(len(below)):
        if not search.order[start]:
            search.run(start, below)
    return search.found


class _Search:
    """The state of one run: discovery order from 1, lowest order reachable, and what waits for its component."""

    __slots__ = ("count", "found", "is_waiting", "low", "order", "waiting")

    def __init__(self, size: int) -> None:
        self.count = 0
        self.order, self.low = [0] * size, [0] * size
        self.is_waiting = [False] * size
        self.waiting: list[int] = []
        self.found: list[list[int]] = []

    def run(self, start: int, below: Sequence[Sequence[int]]) -> None:
        self._enter(start)
        path = [(start, iter(below[start]))]
        while path:
            node, left = path[-1]
            for next_node in left:
                if not self.order[next_node]:
                    self._enter(next_node)
                    path.append((next_node, iter(below[next_node])))
                    break
                if self.is_waiting[next_node]:
                    self.low[node] = min(self.low[node], self.order[next_node])
            else:
                path.pop()
                if path:
                    self.low[path[-1][0]] = min(self.low[path[-1][0]], self.low[node])
                self._leave(node)

    def _enter(self, node: int) -> None:
        self.count += 1
        self.order[node] = self.low[node] = self.count
        self.waiting.append(node)
        self.is_waiting[node] = True

    def _leave(self, node: int) -> None:
        if self.low[node] != self.order[node]:
            return
        at = _last_index(self.waiting, node)
        component, self.waiting[at:] = self.waiting[at:], []
        for each in component:
            self.is_waiting[each] = False
        self.found.append(sorted(component))


def _last_index(values: list[int], wanted: int) -> int:
    """Give the place of a value that stands once, searched from the end, where it is near."""
    at = len(values) - 1
    while values[at] != wanted:
        at -= 1
    return at
