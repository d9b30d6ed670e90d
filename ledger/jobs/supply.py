"""The supply graph of the sealed log: built once for each state of it, kept as arrays, mapped by every process.

Decision, when a graph is asked for and the log has grown: whoever asks first builds, in whichever process; meanwhile
others are answered from the newest graph that is kept, which names its log size, and `min_log_size` is for those who
need more (see supply_asked). Never from one of another ground: what was withdrawn by revoking a key, or shredded, must
not be answered from an old file. Nor from one that was replayed for a question about the past (see supply_states).
"""

import gc
import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from threading import Lock

from ledger.errors import ReplayBusy, StoreFailed, Unacceptable
from ledger.jobs.standing import registry_of
from ledger.jobs.supply_states import DECIDE, State, acts_on, newest_of, opened, remembered, state_of
from ledger.model.deployment import RegistrySnapshot
from ledger.model.graph import AsOf, SupplyGraph
from ledger.model.party import Role, SigningKey
from ledger.model.record import Record
from ledger.model.statement import Kind
from ledger.ports import World
from ledger.ports.graphs import GraphSnapshots
from ledger.proof.typed_data import keccak, party_id
from ledger.provenance import GRAPH_KINDS, build_graph

_WITHDRAWING = (Kind.REVOCATION, Kind.SUPERSESSION)
_MAKING = (Kind.EVENT, Kind.LOT)  # kinds of which a sealed node may show that one exists
_SHARED = frozenset({"downstream", "public"})
_REPLAYING = Lock()  # of this process; the folder's own lock is for all of them, where there is a folder


def graph_of(world: World, *, at: AsOf | None = None) -> SupplyGraph:
    """Give the graph over everything that is sealed and still said, or was `at` an older state; it names its log size.

    Left out: what its issuer withdrew, what a key signed that the registry, as last synced, calls revoked before the
    anchor, and what was said to a narrower audience than those downstream: the graph is shown to all of them, so it may
    hold only what each may read. Left out as well: finished lots that no registered brand declares, since whoever names
    a product first owns it, and decisions about sites by anybody but auditors and the operator. An older state is
    replayed from the log with the registry and the erasures of today. The graph that a world is pinned to is given as
    it is. Raises NotDeployed, Unacceptable for a state that the log has not reached, ReplayBusy.
    """
    if at is None and world.pinned is not None:
        return world.pinned
    size = log_size_at(world, at)
    state = state_of(world, size, is_past=False)
    found = opened(world, state)
    if found is not None:
        return found
    if at is None or size == world.store.sizes().sealed_size:
        return _newest(world, state)
    past = replace(state, is_past=True)
    return opened(world, past) or _replayed(world, past)


def pinned(world: World) -> World:
    """Give the world with its graph held: every part of one answer then reads this one, whatever becomes of the log."""
    return world if world.pinned is not None else replace(world, pinned=graph_of(world))


def log_size_at(world: World, at: AsOf | None) -> int:
    """Give the number of entries that a state of the log has. Raises Unacceptable for one that was not reached."""
    if at is not None and at.anchored_by is not None:
        anchors = (item.anchor for item in world.store.finished())
        return max((a.head.size for a in anchors if a and a.anchored_at <= at.anchored_by), default=0)
    sealed = world.store.sizes().sealed_size
    if at is None or at.log_size is None:
        return sealed
    if not 0 <= at.log_size <= sealed:
        reason = f"the log holds {sealed} entries"
        raise Unacceptable(field="as_of_log_size", reason=reason, mend=f"give a size from 0 to {sealed}")
    return at.log_size


def build_graph_at(world: World, size: int) -> SupplyGraph:
    """Build the graph of the first `size` entries from the records, whatever is kept."""
    with without_collection():
        narrower: list[Record] = []  # filled while the others are read
        return build_graph(_still_said(world, size, narrower), log_size=size, narrower=narrower)


@contextmanager
def without_collection() -> Iterator[None]:
    """Put off the search for cyclic garbage: millions of values are made here, none of them in a cycle, and looking at
    them again and again costs a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _newest(world: World, state: State) -> SupplyGraph:
    """Give the graph of the whole log or, while another builds it, the newest that there is."""
    if world.snapshots is None:
        return remembered(world, state, build_graph_at(world, state.size))
    older = newest_of(world, state.ground)
    with world.snapshots.building(waits=older is None) as is_alone:
        if not is_alone and older is not None:
            return older
        return _kept(world, world.snapshots, state)


def _replayed(world: World, state: State) -> SupplyGraph:
    """Give the graph of an older state; one is replayed at a time, so that no number of questions fills the machine."""
    if not _REPLAYING.acquire(blocking=False):
        raise ReplayBusy
    try:
        if world.snapshots is None:
            return remembered(world, state, build_graph_at(world, state.size))
        with world.snapshots.building(waits=False, of_the_past=True) as is_alone:
            if not is_alone:
                raise ReplayBusy
            return _kept(world, world.snapshots, state)
    finally:
        _REPLAYING.release()


def _kept(world: World, snapshots: GraphSnapshots, state: State) -> SupplyGraph:
    found = opened(world, state)  # by whoever built while we waited
    if found is not None:
        return found
    built = build_graph_at(world, state.size)
    try:
        return remembered(world, state, SupplyGraph(snapshots.keep(state.name, built.columns)))
    except StoreFailed:  # a full or read-only disk: the answer is as good from memory
        return remembered(world, state, built)


def _still_said(world: World, size: int, narrower: list[Record]) -> Iterator[Record]:
    """Give the records that the graph is made of; put aside the narrower ones that tell who made a lot."""
    registry = registry_of(world)
    for record in still_said(world, GRAPH_KINDS, size=size):
        if not is_shared(record):
            narrower += [record] if record.signed.statement.kind in _MAKING else []
        elif _may_say(record, registry):
            yield record


def still_said(world: World, kinds: Collection[Kind], *, size: int) -> Iterator[Record]:
    """Give what is said in the first `size` entries, for whatever audience, in the order of the log.

    Left out is what its issuer withdrew, and what a key signed that the registry calls revoked before the anchor.
    """
    return (record for record, is_withdrawn in ever_said(world, kinds, size=size) if not is_withdrawn)


def ever_said(world: World, kinds: Collection[Kind], *, size: int) -> Iterator[tuple[Record, bool]]:
    """Give the same with what its issuer withdrew, each with whether it did."""
    keys, withdrawn = registry_of(world).keys, _withdrawn(world, size)
    for record in world.store.records(kinds, size=size):
        if not is_late(record, keys):
            yield record, (record.record_id, record.signed.statement.issuer) in withdrawn


def withdrawn_events(world: World, *, size: int) -> Iterator[Record]:
    """Give the events that their issuers withdrew by a record, in no order, without a look at any other event."""
    keys = registry_of(world).keys
    for about, issuer in _withdrawn(world, size):
        record = world.store.record(about)
        if record is None or record.signed.statement.kind != Kind.EVENT or record.signed.statement.issuer != issuer:
            continue
        if record.index is not None and record.index < size and not is_late(record, keys):
            yield record


def _withdrawn(world: World, size: int) -> set[tuple[bytes, str]]:
    """Give what was withdrawn, as (record id, who withdrew it)."""
    keys = registry_of(world).keys
    return {
        (acts_on(record), record.signed.statement.issuer)
        for record in world.store.records(_WITHDRAWING, size=size)
        if not is_late(record, keys)
    }


def is_shared(record: Record) -> bool:
    """Say whether a record was said to everyone downstream, so that shared results may be made of it."""
    return record.signed.statement.audience in _SHARED


def may_decide(issuer: str, registry: RegistrySnapshot) -> bool:
    """Say whether the registry lists this party (a DID) as one that decides which sites are one place."""
    return _has_role(issuer, DECIDE, registry)


def _may_say(record: Record, registry: RegistrySnapshot) -> bool:
    """Say whether the issuer's role lets it say this: finished lots are a brand's, decisions an auditor's."""
    statement = record.signed.statement
    if statement.kind == Kind.DECISION:
        return may_decide(statement.issuer, registry)
    opens_a_product = statement.kind == Kind.LOT and json.loads(statement.body).get("is_finished") is True
    return not opens_a_product or _has_role(statement.issuer, Role.BRAND, registry)


def _has_role(issuer: str, roles: Role, registry: RegistrySnapshot) -> bool:
    party = registry.parties.get(party_id(issuer))
    return party is not None and bool(party.roles & roles)


def is_late(record: Record, keys: Mapping[bytes, SigningKey]) -> bool:
    """Say whether the key was revoked before the anchor: what it then signed, withdrawals included, counts nothing."""
    key = keys.get(keccak(record.signed.statement.signer))
    revoked_at = key.revoked_at if key else None
    return revoked_at is not None and record.anchored_at is not None and revoked_at <= record.anchored_at
