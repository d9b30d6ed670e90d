"""An erased statement is neither good nor bad, has no receipt any more, and is not taken again."""

from typing import Any

import pytest
from api_town import anchor_all
from builders import MILL, an_attestation
from told_records import domain_of, receipt_of, tell, tell_and_anchor, verdict_on

from ledger.bootstrap import Ledger
from ledger.errors import Shredded
from ledger.jobs.receipt import ReceiptDesk, record_named
from ledger.jobs.submit import submit
from ledger.jobs.verify import verify_brought_receipt, verify_receipt, verify_submission
from ledger.model.receipt import Receipt
from ledger.model.statement import UnverifiedSubmission
from ledger.model.verdict import Verdict, VerdictKind
from ledger.proof.wire import hex_text

pytestmark = pytest.mark.chain

ERASED = (VerdictKind.CANNOT_VERIFY, "shredded")


@pytest.fixture(scope="module")
def erased(town: Ledger) -> tuple[UnverifiedSubmission, Receipt, bytes]:
    """A statement that was anchored and erased, the receipt that somebody kept of it, and the erasure's record id."""
    world = town.world
    said = an_attestation(domain=domain_of(world))
    record = tell_and_anchor(world, said)
    kept = receipt_of(world, record.record_id)
    body: dict[str, Any] = {"record": hex_text(record.record_id), "ground": "GDPR, article 17"}
    erasure = tell(world, an_attestation(signed_by=MILL, kind="erasure", body=body, domain=domain_of(world)))
    anchor_all(world)
    world.store.shred(record.record_id, by=erasure)
    return said, kept, erasure


def told(verdict: Verdict) -> tuple[VerdictKind, str | None]:
    return verdict.kind, verdict.code


def test_the_ledger_says_of_it_that_it_was_erased_and_on_what_ground(
    town: Ledger, erased: tuple[UnverifiedSubmission, Receipt, bytes]
) -> None:
    said, kept, erasure = erased
    record_id = kept.signed.record_id
    verdict = verdict_on(town.world, record_id)
    assert told(verdict) == ERASED
    assert hex_text(erasure) in verdict.reads
    record = record_named(town.world, record_id)
    assert told(verify_submission(town.world, said, record=record)) == ERASED
    assert told(verify_brought_receipt(town.world, kept)) == ERASED
    with pytest.raises(Shredded):
        ReceiptDesk(town.world).issue(record)


def test_the_receipt_that_somebody_kept_still_proves_what_it_proved(
    town: Ledger, erased: tuple[UnverifiedSubmission, Receipt, bytes]
) -> None:
    """Erasing a row here takes nothing out of other people's hands; the product says so and does not pretend."""
    assert verify_receipt(erased[1], now=town.world.clock.now()).kind is VerdictKind.VALID


def test_it_is_not_taken_again_and_nothing_that_came_with_it_is_kept(
    town: Ledger, erased: tuple[UnverifiedSubmission, Receipt, bytes]
) -> None:
    before = town.world.store.counts()
    with pytest.raises(Shredded) as refused:
        submit(town.world, [an_attestation(domain=domain_of(town.world)), erased[0]])
    assert refused.value.by_record_id == erased[2]
    assert town.world.store.counts() == before
