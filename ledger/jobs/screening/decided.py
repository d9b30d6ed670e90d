"""What people decided about matches, by signed `decision` records with the subject screening-match.

Decision: as with sites, a decision counts from a party that the registry lists as auditor or operator, and where all
downstream may read it, since it changes the score that they share. A refusal that ends a hold needs more: see
`refusals`.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime

from ledger.jobs.blast_radius import end_of
from ledger.jobs.screening.refusals import lifting_refusals, subject_of
from ledger.jobs.standing import registry_of
from ledger.jobs.supply import is_shared, may_decide, still_said
from ledger.model.graph import SupplyGraph
from ledger.model.record import Record
from ledger.model.screening import HumanDecision
from ledger.model.statement import Kind
from ledger.ports import World
from ledger.provenance.decided import decisions_about

SUBJECT = "screening-match"


def decisions_by(world: World, graph: SupplyGraph, *, as_of: date) -> tuple[HumanDecision, ...]:
    """Give the decisions that were said by the end of the day, in the order of the log."""
    said = list(_counted(world, graph, end_of(as_of)))
    by_id = {record.record_id: record for record in said}
    told = [(by_id[record_id], body) for record_id, body in decisions_about(SUBJECT, said)]
    lifting = lifting_refusals(world, graph, told, as_of=as_of)
    days = {record.record_id: datetime.fromtimestamp(said_on(record), UTC).date() for record in said}
    return tuple(
        HumanDecision(
            subject=subject_of(body, graph),
            ref=body.right,
            is_confirmed=body.outcome == "confirmed",
            basis=tuple(bytes.fromhex(each[2:]) for each in body.basis),
            record_id=record.record_id,
            said_on=days[record.record_id],
            by=record.signed.statement.issuer,
            may_lift=record.record_id in lifting,
        )
        for record, body in told
    )


def said_on(record: Record) -> int:
    """Give when a record was there for sure, epoch seconds: its anchor's time, or its own claim while it has none."""
    return record.anchored_at if record.anchored_at is not None else record.signed.statement.issued_at


def _counted(world: World, graph: SupplyGraph, until: int) -> Iterator[Record]:
    registry = registry_of(world)
    for record in still_said(world, (Kind.DECISION,), size=graph.log_size):
        if said_on(record) <= until and is_shared(record) and may_decide(record.signed.statement.issuer, registry):
            yield record
