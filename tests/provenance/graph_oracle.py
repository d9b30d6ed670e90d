"""A supply graph the plain way: dictionaries of values, walked by recursion-free search. Slow, and easy to believe."""

from collections.abc import Iterable

from ledger.model.graph import LotEdge, SupplyGraph
from ledger.provenance.packing import Network, pack

Steps = dict[str, int]


def packed(network: Network, edges: list[LotEdge]) -> SupplyGraph:
    """The graph of the network with these edges."""
    fields = {name: getattr(network, name) for name in Network.__dataclass_fields__}
    return SupplyGraph(pack(Network(**{**fields, "edges": edges})))


def into(edges: Iterable[LotEdge], lot: str) -> list[LotEdge]:
    return [edge for edge in edges if edge.output_lot == lot]


def is_followed(network: Network, edges: list[LotEdge], edge: LotEdge) -> bool:
    is_bare = not network.lots[edge.input_lot].is_disclosed and not into(edges, edge.input_lot)
    return is_bare or edge.used_by in network.holders.get(edge.input_lot, {})


def behind(network: Network, edges: list[LotEdge], start: str) -> Steps:
    pairs = [(e.output_lot, e.input_lot) for e in edges if is_followed(network, edges, e)]
    return _reached(pairs, start)


def ahead(network: Network, edges: list[LotEdge], start: str) -> Steps:
    pairs = [(e.input_lot, e.output_lot) for e in edges if is_followed(network, edges, e)]
    return _reached(pairs, start)


def _reached(pairs: list[tuple[str, str]], start: str) -> Steps:
    steps, waiting = {start: 0}, [start]
    for at in waiting:
        for further in [to for here, to in pairs if here == at and to not in steps]:
            steps[further] = steps[at] + 1
            waiting.append(further)
    return steps
