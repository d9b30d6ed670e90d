"""The supply graph of the sealed log: built once for each state of it, kept as arrays, mapped by every process.

Decision, when a graph is asked for and the log has grown: whoever asks first builds, in whichever process; meanwhile
others are answered from the newest graph that is kept, which names its log size, and `min_log_size` is for those who
need more (see supply_asked). Never from one of another ground: what was withdrawn by revoking a key, or shredded, must
not be answered from an old file.
"""

import gc
import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256

from ledger.errors import StoreFailed, Unacceptable
from ledger.jobs.standing import registry_of
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
_DECIDE = Role.AUDITOR | Role.OPERATOR
_COUNTED = Role.BRAND | _DECIDE  # roles without which some statements count nothing
_MOST_OPEN = 4  # graphs that one process has mapped


def graph_of(world: World, *, at: AsOf | None = None) -> SupplyGraph:
    """Give the graph over everything that is sealed and still said, or was `at` an older state; it names its log size.

    Left out: what its issuer withdrew, what a key signed that the registry, as last synced, calls revoked before the
    anchor, and what was said to a narrower audience than those downstream: the graph is shown to all of them, so it may
    hold only what each may read. Left out as well: finished lots that no registered brand declares, since whoever names
    a product first owns it, and decisions about sites by anybody but auditors and the operator. An older state is
    replayed from the log with the registry and the erasures of today.
    Raises NotDeployed, Unacceptable for a state that the log has not reached.
    """
    asked = at or world.as_of
    state = _state(world, log_size_at(world, asked))
    found = _opened(world, state)
    if found is not None:
        return found
    if world.snapshots is None:
        return _remembered(world, state, build_graph_at(world, state.size))
    return _kept(world, world.snapshots, state, may_be_older=asked is None)


def log_size_at(world: World, at: AsOf | None) -> int:
    """Give the number of entries that a state of the log has. Raises Unacceptable for one that was not reached."""
    if at is not None and at.anchored_by is not None:
        anchors = (item.anchor for item in world.store.finished())
        return max((a.head.size for a in anchors if a and a.anchored_at <= at.anchored_by), default=0)
    sealed = world.store.counts().sealed_size
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


@dataclass(frozen=True, slots=True)
class _State:
    """What decides the content of a graph. `ground` is what may take away from it again; `heads` the unfinished heads,
    whose anchor times may still move, where any key was ever revoked."""

    ground: str
    size: int
    heads: str

    @property
    def name(self) -> str:
        return f"{self.ground}-{self.size}-{self.heads}"


def _state(world: World, size: int) -> _State:
    registry = registry_of(world)
    revoked = sorted((key.key_id.hex(), key.revoked_at) for key in registry.keys.values() if key.revoked_at is not None)
    roles = sorted((each.party_id.hex(), int(each.roles & _COUNTED)) for each in registry.parties.values())
    ground = _digest([revoked, [each for each in roles if each[1]], _shredded(world)])
    unfinished = [
        (item.sealed.head.size, item.anchor.anchored_at if item.anchor else None)
        for item in (world.store.outbox() if revoked else ())
        if item.sealed.previous_size < size
    ]
    return _State(ground, size, _digest(unfinished) if unfinished else "0")


def _shredded(world: World) -> list[str]:
    """Name the records that were shredded: what they said is in no graph any more, of whatever log size."""
    erasures = world.store.records((Kind.ERASURE,), size=world.store.counts().sealed_size)
    found = [world.store.record(_acts_on(record)) for record in erasures]
    return sorted({each.record_id.hex() for each in found if each is not None and each.shredded_by is not None})


def _digest(decides: object) -> str:
    return sha256(json.dumps(decides).encode()).hexdigest()[:16]


def _opened(world: World, state: _State) -> SupplyGraph | None:
    """Give the graph of this state where it is open here already or kept for all."""
    found = world.graphs.get(state.name)
    if found is None and world.snapshots is not None:
        columns = world.snapshots.open(state.name)
        found = _remembered(world, state, SupplyGraph(columns)) if columns is not None else None
    return found


def _kept(world: World, snapshots: GraphSnapshots, state: _State, *, may_be_older: bool) -> SupplyGraph:
    older = _newest_of(world, snapshots, state.ground) if may_be_older else None
    with snapshots.building(waits=older is None) as is_alone:
        if not is_alone and older is not None:
            return older
        found = _opened(world, state)  # by whoever built while we waited
        if found is not None:
            return found
        built = build_graph_at(world, state.size)
        try:
            return _remembered(world, state, SupplyGraph(snapshots.keep(state.name, built.columns)))
        except StoreFailed:  # a full or read-only disk: the answer is as good from memory
            return _remembered(world, state, built)


def _newest_of(world: World, snapshots: GraphSnapshots, ground: str) -> SupplyGraph | None:
    states = [state for name in snapshots.names() if (state := _named(name, ground)) is not None]
    by_size = sorted(states, key=lambda state: -state.size)
    return next((found for state in by_size if (found := _opened(world, state)) is not None), None)


def _named(name: str, ground: str) -> _State | None:
    parts = name.split("-")
    is_one = len(parts) == 3 and parts[0] == ground and parts[1].isdigit()
    return _State(ground, int(parts[1]), parts[2]) if is_one else None


def _remembered(world: World, state: _State, graph: SupplyGraph) -> SupplyGraph:
    open_here = world.graphs
    for name in list(open_here):
        if len(open_here) >= _MOST_OPEN or not name.startswith(state.ground):
            open_here.pop(name, None)
    open_here[state.name] = graph
    return graph


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
    keys = registry_of(world).keys
    withdrawn = {
        (_acts_on(record), record.signed.statement.issuer)
        for record in world.store.records(_WITHDRAWING, size=size)
        if not is_late(record, keys)
    }
    for record in world.store.records(kinds, size=size):
        is_withdrawn = (record.record_id, record.signed.statement.issuer) in withdrawn
        if not is_withdrawn and not is_late(record, keys):
            yield record


def is_shared(record: Record) -> bool:
    """Say whether a record was said to everyone downstream, so that shared results may be made of it."""
    return record.signed.statement.audience in _SHARED


def may_decide(issuer: str, registry: RegistrySnapshot) -> bool:
    """Say whether the registry lists this party (a DID) as one that decides which sites are one place."""
    return _has_role(issuer, _DECIDE, registry)


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


def _acts_on(record: Record) -> bytes:
    return bytes.fromhex(json.loads(record.signed.statement.body)["record"][2:])
