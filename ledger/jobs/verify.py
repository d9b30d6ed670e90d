"""Verify a record of this ledger, or a receipt from anywhere."""

from datetime import UTC, datetime

from ledger.jobs.key_evidence import evidence_subject
from ledger.jobs.receipt import ReceiptDesk
from ledger.jobs.standing import deployment_of, registry_of
from ledger.model.log import StateProof
from ledger.model.receipt import Receipt
from ledger.model.record import Record, RecordStatus
from ledger.model.statement import Domain, SignedStatement, UnverifiedSubmission
from ledger.model.verdict import Verdict, VerdictKind, Withdrawal
from ledger.ports import World
from ledger.proof.typed_data import keccak
from ledger.verification.outcome import Question
from ledger.verification.procedure import verify


def verify_record(world: World, record: Record, *, desk: ReceiptDesk | None = None) -> Verdict:
    """Give the verdict on a stored record, from its own receipt and what the log says of it later.

    A withdrawal counts unless it is INVALID itself: a key that was revoked before withdraws nothing.
    """
    desk = desk or ReceiptDesk(world)
    found = world.store.withdrawals(record.record_id, size=desk.sizes.sealed_size)
    return _verify(world, record, desk, tuple(each for each in found if not _is_invalid(world, each, desk)))


def _is_invalid(world: World, withdrawal: Withdrawal, desk: ReceiptDesk) -> bool:
    record = world.store.record(withdrawal.by_record_id)
    return record is None or _verify(world, record, desk, ()).kind is VerdictKind.INVALID


def _verify(world: World, record: Record, desk: ReceiptDesk, withdrawals: tuple[Withdrawal, ...]) -> Verdict:
    is_there = record.shredded_by is None
    receipt = desk.issue(record) if is_there and record.status is RecordStatus.FINAL else None
    question = Question(
        claim=_claim(record.signed),
        receipt=receipt,
        today=_day(world.clock.now()),
        log=desk.deployment.domain,
        withdrawals=withdrawals,
        as_of_size=desk.sizes.sealed_size,
        is_kept=True,
        prover=desk.prover,
        event_prover=desk.event_prover,
        registered=desk.registered(record.signed.statement.signer),
        wallet_answer=record.wallet_answer,
        shredded_by=record.shredded_by,
    )
    return verify(question)


def verify_receipt(
    receipt: Receipt, *, now: int, log: Domain | None = None, block_hashes: frozenset[bytes] | None = None
) -> Verdict:
    """Give the verdict on a receipt alone: no database, no node. Later withdrawals are unknown to it."""
    claim = _claim(receipt.signed)
    return verify(Question(claim=claim, receipt=receipt, today=_day(now), log=log, block_hashes=block_hashes))


def verify_brought_receipt(world: World, receipt: Receipt) -> Verdict:
    """Give the verdict on a receipt that somebody brings to this ledger: nothing in it counts but our own anchors.

    A receipt about a head or block that we did not anchor is CANNOT-VERIFY. For a record of ours that it proves, what
    the log and the registry say by now decides.
    """
    desk, signed = ReceiptDesk(world), receipt.signed
    record = world.store.record(signed.record_id)
    if record is not None and record.shredded_by is not None:
        return verify_record(world, record, desk=desk)
    is_ours = record is not None and record.signed.signature == signed.signature
    question = Question(
        claim=_claim(signed),
        receipt=receipt,
        today=_day(world.clock.now()),
        log=desk.deployment.domain,
        block_hashes=_own_blocks(world, receipt, desk),
        registered=desk.registered(signed.statement.signer),
        wallet_answer=record.wallet_answer if record is not None and is_ours else None,
    )
    verdict = verify(question)
    does_not_hold = verdict.kind in (VerdictKind.INVALID, VerdictKind.CANNOT_VERIFY)
    return verdict if record is None or does_not_hold else verify_record(world, record, desk=desk)


def _own_blocks(world: World, receipt: Receipt, desk: ReceiptDesk) -> frozenset[bytes]:
    """The blocks that we anchored the receipt's heads in, and the one that we kept its signer's key state of."""
    statement, later = receipt.signed.statement, receipt.later.head if receipt.later else None
    sizes = [evidence.head.size for evidence in (receipt.head, receipt.previous, later) if evidence is not None]
    items = [world.store.outbox_item(size) for size in sizes]
    anchors = {item.anchor.block_hash for item in items if item is not None and item.anchor is not None}
    kept = world.store.evidence(receipt.head.head.size, evidence_subject(statement.signer, statement.issuer))
    if not isinstance(kept, StateProof):
        return frozenset(anchors)
    return frozenset(anchors | {desk.prover(kept, expect_address=kept.address).block.block_hash})


def verify_submission(world: World, submission: UnverifiedSubmission, *, record: Record | None) -> Verdict:
    """Give the verdict on a statement as somebody holds it, with this ledger's receipt where it has the record."""
    if record is not None and (record.shredded_by is not None or record.signed.signature == submission.signature):
        return verify_record(world, record)
    domain, key = deployment_of(world).domain, registry_of(world).keys.get(keccak(submission.statement.signer))
    today = _day(world.clock.now())
    return verify(Question(claim=submission, receipt=None, today=today, log=domain, registered=key))


def _claim(signed: SignedStatement) -> UnverifiedSubmission:
    return UnverifiedSubmission(signed.statement, signed.signature, signed.domain)


def _day(now: int) -> str:
    return datetime.fromtimestamp(now, UTC).date().isoformat()
