"""What tests of jobs do most: tell the ledger something, anchor it, ask for its verdict or its receipt file."""

from typing import Any

from api_town import anchor_all
from builders import MILL, Party, an_attestation

from ledger.jobs.receipt import ReceiptDesk, record_named
from ledger.jobs.standing import deployment_of
from ledger.jobs.submit import submit
from ledger.jobs.verify import verify_record
from ledger.model.receipt import Receipt
from ledger.model.record import Record
from ledger.model.statement import Domain, UnverifiedSubmission
from ledger.model.verdict import Verdict
from ledger.ports import World
from ledger.proof.canonical import canonicalise
from ledger.proof.receipt import receipt_document


def domain_of(world: World) -> Domain:
    return deployment_of(world).domain


def tell(world: World, submission: UnverifiedSubmission | None = None, *, by: Party = MILL, **changes: Any) -> bytes:
    """The id of the record that was acknowledged."""
    given = submission or an_attestation(signed_by=by, domain=domain_of(world), **changes)
    return submit(world, [given])[0].record_id


def tell_and_anchor(world: World, submission: UnverifiedSubmission | None = None, **changes: Any) -> Record:
    """The record, final."""
    record_id = tell(world, submission, **changes)
    anchor_all(world)
    return record_named(world, record_id)


def verdict_on(world: World, record_id: bytes) -> Verdict:
    return verify_record(world, record_named(world, record_id))


def receipt_of(world: World, record_id: bytes) -> Receipt:
    return ReceiptDesk(world).issue(record_named(world, record_id))


def receipt_file(world: World, record_id: bytes) -> bytes:
    return canonicalise(receipt_document(receipt_of(world, record_id)))
