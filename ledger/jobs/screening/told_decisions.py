"""What people decided, as it counts for screening: who may decide, said to all downstream, by the end of a day.

Decision: taking a decision back that made something hold ends the hold only where a refusal would (see `refusals`):
until then what was taken back counts on, or whoever confirmed could let go again without a trace of an anchor. What
held nothing falls at once.
"""

from collections.abc import Callable, Collection
from datetime import date

from ledger.jobs.blast_radius import end_of
from ledger.jobs.screening.refusals import that_may_end
from ledger.jobs.standing import registry_of
from ledger.jobs.supply import ever_said, is_late, is_shared, may_decide
from ledger.jobs.supply_states import acts_on
from ledger.model.bodies import DecisionBody
from ledger.model.graph import SupplyGraph
from ledger.model.record import Record
from ledger.model.statement import Kind
from ledger.ports import World
from ledger.provenance import typed_body

Told = tuple[Record, DecisionBody]
_WITHDRAWING = (Kind.REVOCATION, Kind.SUPERSESSION)


def decisions_told(
    world: World,
    graph: SupplyGraph,
    subject: str,
    *,
    as_of: date,
    sides: Callable[[DecisionBody], Collection[str]],
) -> list[Told]:
    """Give the decisions about this subject that count on the day, in the order of the log.

    `sides` gives the parties (DIDs) that are sides of one: who takes it back must be none of them.
    """
    said = [
        (record, body, is_withdrawn)
        for record, is_withdrawn in ever_said(world, (Kind.DECISION,), size=graph.log_size)
        if _counts(world, record, end_of(as_of))
        if isinstance(body := typed_body(record), DecisionBody) and body.subject == subject
    ]
    doubted = {r.record_id: (r, body) for r, body, is_withdrawn in said if is_withdrawn and body.outcome == "confirmed"}
    ended = _ended(world, graph, doubted, as_of=as_of, sides=sides)
    held = doubted.keys() - ended
    return [(record, body) for record, body, is_withdrawn in said if not is_withdrawn or record.record_id in held]


def said_on(record: Record) -> int:
    """Give when a record was there for sure, epoch seconds: its anchor's time, or its own claim while it has none."""
    return record.anchored_at if record.anchored_at is not None else record.signed.statement.issued_at


def _counts(world: World, record: Record, until: int) -> bool:
    issuer = record.signed.statement.issuer
    return said_on(record) <= until and is_shared(record) and may_decide(issuer, registry_of(world))


def _ended(
    world: World,
    graph: SupplyGraph,
    doubted: dict[bytes, Told],
    *,
    as_of: date,
    sides: Callable[[DecisionBody], Collection[str]],
) -> set[bytes]:
    """Give which of these decisions were taken back by a record that may end a hold, known by the end of the day."""
    if not doubted:
        return set()
    keys, until = registry_of(world).keys, end_of(as_of)
    found = {
        record.record_id: (record, acts_on(record))
        for record in world.store.records(_WITHDRAWING, size=graph.log_size)
        if acts_on(record) in doubted and said_on(record) <= until and not is_late(record, keys)
    }
    own = [
        (record, sides(doubted[about][1]))
        for record, about in found.values()
        if record.signed.statement.issuer == doubted[about][0].signed.statement.issuer
    ]
    return {found[each][1] for each in that_may_end(world, graph, own, as_of=as_of)}
