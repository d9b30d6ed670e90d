"""The supply graph of the sealed log, built once for each log size."""

from collections.abc import Iterator

from ledger.jobs.standing import registry_of
from ledger.model.graph import SupplyGraph
from ledger.model.record import Record
from ledger.ports import World
from ledger.proof.typed_data import keccak
from ledger.provenance import GRAPH_KINDS, build_graph


def graph_of(world: World) -> SupplyGraph:
    """Give the graph over everything that is sealed and still said. The newest is kept; an answer names its log size.

    Left out: what its issuer withdrew, and what a key signed that the registry, as last synced, calls revoked before
    the anchor.
    """
    counts = world.store.counts()
    size, state = counts.sealed_size, (counts.sealed_size, counts.final_size)
    graph = world.graphs.get(state)
    if graph is None:
        graph = build_graph(_still_said(world, size), log_size=size)
        world.graphs.clear()
        world.graphs[state] = graph
    return graph


def _still_said(world: World, size: int) -> Iterator[Record]:
    withdrawn = world.store.withdrawn(size=size)
    keys = registry_of(world).keys
    for record in world.store.records(GRAPH_KINDS, size=size):
        key = keys.get(keccak(record.signed.statement.signer))
        revoked_at = key.revoked_at if key else None
        is_late = revoked_at is not None and record.anchored_at is not None and revoked_at <= record.anchored_at
        if not is_late and record.record_id not in withdrawn:
            yield record
