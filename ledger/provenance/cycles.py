"""A lot cannot be made of itself: of the links that close a cycle, the one later in the log is cut."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from ledger.model.finding import Finding
from ledger.model.graph import LotEdge


def cut_cycles(edges: Sequence[LotEdge]) -> tuple[list[LotEdge], list[Finding]]:
    """Give the edges without those that close a cycle, and a finding for each cut. `edges` come in log order.

    An edge is cut exactly when the kept edges before it already lead from its output to its input. Nearly linear,
    except for edges that come after the first cut and lie among lots on cycles: those are quadratic at worst.
    """
    core = _core(edges)
    order = _Order(_first_order(core, edges))
    kept: list[LotEdge] = []
    findings: list[Finding] = []
    for edge in edges:
        is_safe = edge.input_lot not in core or edge.output_lot not in core
        against = None if is_safe and edge.input_lot != edge.output_lot else order.add(edge)
        if against is None:
            kept.append(edge)
        else:
            findings.append(_finding(edge, against))
    return kept, findings


def inputs_first(lots: Iterable[str], edges: Sequence[LotEdge]) -> list[str]:
    """Give the lots so that each comes after all that it is made of. The edges must hold no cycle."""
    waiting_for = dict.fromkeys(lots, 0)
    outputs: dict[str, list[str]] = {}
    for edge in edges:
        waiting_for[edge.output_lot] += 1
        outputs.setdefault(edge.input_lot, []).append(edge.output_lot)
    ready = [lot for lot, count in waiting_for.items() if not count]
    for lot in ready:  # grows while it is walked
        for output in outputs.get(lot, ()):
            waiting_for[output] -= 1
            if not waiting_for[output]:
                ready.append(output)
    return ready


def _core(edges: Sequence[LotEdge]) -> frozenset[str]:
    """Give the lots on cycles or between them: what is left when starts and ends are peeled off."""
    forward = {(edge.input_lot, edge.output_lot) for edge in edges if edge.input_lot != edge.output_lot}
    backward = {(output, given) for given, output in forward}
    return frozenset(_peeled(forward) & _peeled(backward)) if forward else frozenset()


def _first_order(core: frozenset[str], edges: Sequence[LotEdge]) -> list[str]:
    """Give an order that obeys every edge before the first that closes a cycle: a long ring costs one search."""
    lots = sorted(core)
    inside = [edge for edge in edges if edge.input_lot in core and edge.output_lot in core]
    inside = [edge for edge in inside if edge.input_lot != edge.output_lot]
    first_bad = bisect_left(
        range(len(inside) + 1), True, key=lambda count: len(inputs_first(lots, inside[:count])) < len(lots)
    )
    return inputs_first(lots, inside[: first_bad - 1])


def _peeled(pairs: set[tuple[str, str]]) -> set[str]:
    count: dict[str, int] = {}
    following: dict[str, list[str]] = {}
    for first, second in pairs:
        count[second] = count.get(second, 0) + 1
        count.setdefault(first, 0)
        following.setdefault(first, []).append(second)
    free = [lot for lot, left in count.items() if not left]
    for lot in free:  # grows while it is walked
        for after in following.get(lot, ()):
            count[after] -= 1
            if not count[after]:
                free.append(after)
    return count.keys() - set(free)


class _Order:
    """An order of lots that every kept edge obeys, mended as edges come (Pearce and Kelly, 2006)."""

    def __init__(self, lots: Iterable[str]) -> None:
        self._place = {lot: place for place, lot in enumerate(lots)}
        self._out: dict[str, list[LotEdge]] = {}
        self._into: dict[str, list[LotEdge]] = {}

    def add(self, edge: LotEdge) -> LotEdge | None:
        """Take the edge, or give the kept edge into its input that it would close a cycle with."""
        first, second = edge.input_lot, edge.output_lot
        if first == second:
            return edge
        if self._place[first] > self._place[second]:
            reached = self._after(second, self._place[first])
            if first in reached:
                return reached[first]
            self._swap(self._before(first, self._place[second]), reached.keys())
        self._out.setdefault(first, []).append(edge)
        self._into.setdefault(second, []).append(edge)
        return None

    def _after(self, start: str, limit: int) -> dict[str, LotEdge | None]:
        reached: dict[str, LotEdge | None] = {start: None}
        waiting = [start]
        while waiting:
            for edge in self._out.get(waiting.pop(), ()):
                if edge.output_lot not in reached and self._place[edge.output_lot] <= limit:
                    reached[edge.output_lot] = edge
                    waiting.append(edge.output_lot)
        return reached

    def _before(self, start: str, limit: int) -> set[str]:
        reached, waiting = {start}, [start]
        while waiting:
            for edge in self._into.get(waiting.pop(), ()):
                if edge.input_lot not in reached and self._place[edge.input_lot] >= limit:
                    reached.add(edge.input_lot)
                    waiting.append(edge.input_lot)
        return reached

    def _swap(self, before: Iterable[str], after: Iterable[str]) -> None:
        moved = [*sorted(before, key=self._place.__getitem__), *sorted(after, key=self._place.__getitem__)]
        for lot, place in zip(moved, sorted(self._place[lot] for lot in moved), strict=True):
            self._place[lot] = place


def _finding(edge: LotEdge, against: LotEdge) -> Finding:
    return Finding(
        code="lot-cycle",
        subject=edge.output_lot,
        sentence=f"{edge.input_lot} cannot go into {edge.output_lot}, which it is itself made of. "
        "The later statement is left out of the graph.",
        records=tuple(dict.fromkeys((against.record_id, edge.record_id))),
    )
