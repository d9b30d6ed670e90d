"""The supply graph of the sealed log, built once for each log size."""

from ledger.model.graph import SupplyGraph
from ledger.ports import World
from ledger.provenance import GRAPH_KINDS, build_graph


def graph_of(world: World) -> SupplyGraph:
    """Give the graph over everything that is sealed. The newest one is kept; an answer carries its log size."""
    size = world.store.counts().sealed_size
    graph = world.graphs.get(size)
    if graph is None:
        graph = build_graph(world.store.records(GRAPH_KINDS, size=size), log_size=size)
        world.graphs.clear()
        world.graphs[size] = graph
    return graph
