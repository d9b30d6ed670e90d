"""Which lots lie behind a lot, and which contain it: by number, with the fewest steps between. Linear, no recursion."""

from collections.abc import Callable, Iterable
from functools import partial

from ledger.model.graph import SupplyGraph
from ledger.model.graph.columns import Rows


def behind(graph: SupplyGraph, start: int) -> dict[int, int]:
    """Give every lot behind this one as far as each hand-over is confirmed; itself at 0 steps, nearest first."""
    return _reached((start,), partial(_of_rows, graph.made_of))


def ahead(graph: SupplyGraph, starts: Iterable[int], *, unconfirmed: bool = False) -> dict[int, int]:
    """Give every lot that contains one of these, nearest first; they themselves at 0 steps.

    As far as each hand-over is confirmed; with `unconfirmed` also where none is.
    """
    if not unconfirmed:
        return _reached(starts, partial(_of_rows, graph.went_into))
    output = graph.edges.output
    return _reached(starts, lambda lots: {output[edge] for edge in _of_rows(graph.outputs, lots)})


def _of_rows(rows: Rows, lots: Iterable[int]) -> set[int]:
    starts, values = rows.starts, rows.values
    found: set[int] = set()
    for lot in lots:
        first, last = starts[lot], starts[lot + 1]
        if first != last:  # most lots are at an end, and a slice costs more than the question
            found.update(values[first:last])
    return found


def _reached(starts: Iterable[int], further_from: Callable[[set[int]], set[int]]) -> dict[int, int]:
    steps, further = dict.fromkeys(starts, 0), 0
    reached = set(steps)
    while reached:
        further += 1
        reached = further_from(reached)
        reached.difference_update(steps)
        steps.update(dict.fromkeys(reached, further))
    return steps
