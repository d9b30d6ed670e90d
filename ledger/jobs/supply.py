"""The supply graph of the sealed log, built once for each log size."""

import json
from collections.abc import Iterator, Mapping

from ledger.jobs.standing import registry_of
from ledger.model.deployment import RegistrySnapshot
from ledger.model.graph import SupplyGraph
from ledger.model.party import Role, SigningKey
from ledger.model.record import Record
from ledger.model.statement import Kind
from ledger.ports import World
from ledger.proof.typed_data import keccak, party_id
from ledger.provenance import GRAPH_KINDS, build_graph

_WITHDRAWING = (Kind.REVOCATION, Kind.SUPERSESSION)
_SHARED = frozenset({"downstream", "public"})


def graph_of(world: World) -> SupplyGraph:
    """Give the graph over everything that is sealed and still said. The newest is kept; an answer names its log size.

    Left out: what its issuer withdrew, what a key signed that the registry, as last synced, calls revoked before the
    anchor, and what was said to a narrower audience than those downstream: the graph is shown to all of them, so it may
    hold only what each may read. Left out as well: finished lots that no registered brand declares, since whoever names
    a product first owns it.
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
    registry = registry_of(world)
    keys = registry.keys
    withdrawn = {
        (_acts_on(record), record.signed.statement.issuer)
        for record in world.store.records(_WITHDRAWING, size=size)
        if not _is_late(record, keys)
    }
    for record in world.store.records(GRAPH_KINDS, size=size):
        is_withdrawn = (record.record_id, record.signed.statement.issuer) in withdrawn
        if is_withdrawn or not is_shared(record) or _is_late(record, keys):
            continue
        if not _opens_a_product(record) or _is_a_brands(record, registry):
            yield record


def is_shared(record: Record) -> bool:
    """Say whether a record was said to everyone downstream, so that shared results may be made of it."""
    return record.signed.statement.audience in _SHARED


def _opens_a_product(record: Record) -> bool:
    statement = record.signed.statement
    return statement.kind == Kind.LOT and json.loads(statement.body).get("is_finished") is True


def _is_a_brands(record: Record, registry: RegistrySnapshot) -> bool:
    party = registry.parties.get(party_id(record.signed.statement.issuer))
    return party is not None and Role.BRAND in party.roles


def _is_late(record: Record, keys: Mapping[bytes, SigningKey]) -> bool:
    """Say whether the key was revoked before the anchor: what it then signed, withdrawals included, counts nothing."""
    key = keys.get(keccak(record.signed.statement.signer))
    revoked_at = key.revoked_at if key else None
    return revoked_at is not None and record.anchored_at is not None and revoked_at <= record.anchored_at


def _acts_on(record: Record) -> bytes:
    return bytes.fromhex(json.loads(record.signed.statement.body)["record"][2:])
