"""Which lots lie behind a lot, and which contain it: by number, with the fewest steps between. Linear, no recursion."""

from ledger.model.graph import SupplyGraph
from ledger.model.graph.columns import Rows


def behind(graph: SupplyGraph, start: int) -> dict[int, int]:
    """Give every lot behind this one as far as each hand-over is confirmed; itself at 0 steps, nearest first."""
    return _reached(graph.made_of, start)


def ahead(graph: SupplyGraph, start: int) -> dict[int, int]:
    """Give every lot that contains this one as far as each hand-over is confirmed; itself at 0 steps, nearest first."""
    return _reached(graph.went_into, start)


def _reached(rows: Rows, start: int) -> dict[int, int]:
    starts, values = rows.starts, rows.values
    steps, reached, further = {start: 0}, {start}, 0
    while reached:
        further += 1
        found: set[int] = set()
        for lot in reached:
            first, last = starts[lot], starts[lot + 1]
            if first != last:  # most lots are at an end, and a slice costs more than the question
                found.update(values[first:last])
        found.difference_update(steps)
        steps.update(dict.fromkeys(found, further))
        reached = found
    return steps
