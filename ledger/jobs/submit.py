"""Take signed statements: all of one call are durable before any is acknowledged, or none is kept."""

from collections.abc import Sequence

from ledger.intake.admit import admit
from ledger.intake.epcis import read_event_statement
from ledger.intake.plausible import check_happened, check_issued
from ledger.jobs.certifiers import check_credits
from ledger.jobs.enrolments import check_enrolments
from ledger.jobs.facilities import check_deciders
from ledger.jobs.fairness import check_fairness
from ledger.jobs.promises import promised
from ledger.jobs.recorded_assessments import check_assessors
from ledger.jobs.released_once import check_releases
from ledger.jobs.standing import deployment_of, registry_of
from ledger.jobs.wallets import wallet_at_intake
from ledger.model.capture_job import CaptureJob
from ledger.model.event import CapturedEvent
from ledger.model.record import Acknowledgement, Record
from ledger.model.statement import Kind, SignedStatement, Statement, UnverifiedSubmission
from ledger.ports import World

INCLUDE_WITHIN_SECONDS = 600  # the promise: in an anchored head ten minutes from now


def submit(world: World, submissions: Sequence[UnverifiedSubmission]) -> tuple[Acknowledgement, ...]:
    """Keep all submissions durably and acknowledge each, or raise the refusal of the first that fails a check.

    Needs the chain for the signature of a contract wallet only (ChainAway): keys are checked against the last synced
    registry and judged again at the anchor. Raises Shredded for a statement that was erased. What is claimed as
    certified is reserved in the transaction that keeps it (see ledger/model/credit.py).
    """
    domain, registry, wallet = deployment_of(world).domain, registry_of(world), wallet_at_intake(world)
    for submission in submissions:
        check_issued(submission.statement, now=world.clock.now())
    signed = [admit(submission, domain=domain, registry=registry, wallet=wallet) for submission in submissions]
    check_credits((each.statement for each in signed), registry)
    check_deciders((each.statement for each in signed), registry)
    check_releases(world, signed)
    check_enrolments((each.statement for each in signed), registry)
    check_fairness(world, signed)
    check_assessors(world, signed)
    return keep(world, signed, [_event_of(each.statement, now=world.clock.now()) for each in signed])


def keep(
    world: World,
    signed: Sequence[SignedStatement],
    events: Sequence[CapturedEvent | None],
    *,
    job: CaptureJob | None = None,
) -> tuple[Acknowledgement, ...]:
    """Make signed statements durable in one transaction, and how their capture `job` ended. `events[i]` goes with
    `signed[i]`."""
    now = world.clock.now()
    records = [Record(each, received_at=now, include_by=now + INCLUDE_WITHIN_SECONDS) for each in signed]
    return promised(world, world.store.add(records, events, job=job))


def _event_of(statement: Statement, *, now: int) -> CapturedEvent | None:
    if statement.kind != Kind.EVENT:
        return None
    event = read_event_statement(statement.body)
    check_happened(event, "body/event", now=now)
    return event
