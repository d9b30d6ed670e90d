"""Which supply graphs this process has open and all of them keep, by the state of the log that each is of.

Decision: states that somebody asked for are kept apart from the newest, under another name, so that no number of
questions about the past pushes the newest out, and none of them is ever given as the newest. While another builds, an
older graph answers only where this process has shown none that is newer: what was withdrawn is not read again.
"""

import json
from dataclasses import dataclass
from hashlib import sha256

from ledger.jobs.standing import registry_of
from ledger.model.graph import SupplyGraph
from ledger.model.party import Role
from ledger.model.record import Record
from ledger.model.statement import Kind
from ledger.ports import World
from ledger.ports.graphs import OF_THE_PAST

DECIDE = Role.AUDITOR | Role.OPERATOR
_COUNTED = Role.BRAND | DECIDE  # roles without which some statements count nothing
_MOST_NEWEST = 2  # an answer that is being made may still be of the one before
_MOST_PAST = 3


@dataclass(frozen=True, slots=True)
class State:
    """What decides the content of a graph. `ground` is what may take away from it again; `heads` the unfinished heads,
    whose anchor times may still move, where any key was ever revoked. `is_past` says that it was asked for as such."""

    ground: str
    size: int
    heads: str
    is_past: bool = False

    @property
    def name(self) -> str:
        return f"{self.ground}-{self.size}-{self.heads}{OF_THE_PAST if self.is_past else ''}"


def state_of(world: World, size: int, *, is_past: bool) -> State:
    """Give the state of the first `size` entries, by the registry and the erasures of today."""
    registry = registry_of(world)
    revoked = sorted((key.key_id.hex(), key.revoked_at) for key in registry.keys.values() if key.revoked_at is not None)
    roles = sorted((each.party_id.hex(), int(each.roles & _COUNTED)) for each in registry.parties.values())
    ground = _digest([revoked, [each for each in roles if each[1]], _shredded(world)])
    unfinished = [
        (item.sealed.head.size, item.anchor.anchored_at if item.anchor else None)
        for item in (world.store.outbox() if revoked else ())
        if item.sealed.previous_size < size
    ]
    return State(ground, size, _digest(unfinished) if unfinished else "0", is_past)


def acts_on(record: Record) -> bytes:
    """Give the id of the record that this one withdraws, replaces or erases; shredded, a withdrawal still names it."""
    if record.withdrew is not None:
        return record.withdrew
    return bytes.fromhex(json.loads(record.signed.statement.body)["record"][2:])


def opened(world: World, state: State) -> SupplyGraph | None:
    """Give the graph of this state where it is open here already or kept for all."""
    found = world.graphs.get(state.name)
    if found is None and world.snapshots is not None:
        columns = world.snapshots.open(state.name)
        found = remembered(world, state, SupplyGraph(columns)) if columns is not None else None
    return found


def newest_of(world: World, ground: str) -> SupplyGraph | None:
    """Give the newest graph of this ground; None where this process has shown a newer one, of whatever ground."""
    kept = world.snapshots.names() if world.snapshots is not None else ()
    known = {state for name in (*kept, *world.graphs) if (state := _named(name)) and not state.is_past}
    shown = max((state.size for name in list(world.graphs) if (state := _named(name)) and not state.is_past), default=0)
    wanted = [state for state in known if state.ground == ground and state.size >= shown]
    by_size = sorted(wanted, key=lambda state: -state.size)
    return next((found for state in by_size if (found := opened(world, state)) is not None), None)


def remembered(world: World, state: State, graph: SupplyGraph) -> SupplyGraph:
    """Keep the graph open here, and let go of its own sort what is of another ground, or older than the newest few."""
    open_here = world.graphs
    open_here[state.name] = graph
    same = [each for name in list(open_here) if (each := _named(name)) and each.is_past == state.is_past]
    of_ground = [each for each in same if each.ground == state.ground]
    most = _MOST_PAST if state.is_past else _MOST_NEWEST
    kept = of_ground[-most:] if state.is_past else sorted(of_ground, key=lambda each: each.size)[-most:]
    for each in same:
        if each not in kept:
            open_here.pop(each.name, None)
    return graph


def _named(name: str) -> State | None:
    parts = name.removesuffix(OF_THE_PAST).split("-")
    is_one = len(parts) == 3 and parts[1].isdigit()
    return State(parts[0], int(parts[1]), parts[2], name.endswith(OF_THE_PAST)) if is_one else None


def _shredded(world: World) -> list[str]:
    """Name the records that were shredded: what they said is in no graph any more, of whatever log size."""
    erasures = world.store.records((Kind.ERASURE,), size=world.store.sizes().sealed_size)
    found = [world.store.record(acts_on(record)) for record in erasures]
    return sorted({each.record_id.hex() for each in found if each is not None and each.shredded_by is not None})


def _digest(decides: object) -> str:
    return sha256(json.dumps(decides).encode()).hexdigest()[:16]
