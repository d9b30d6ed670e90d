"""Checks 5 to 8: what the receipt shows of the log and of the chain."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from ledger.errors import LedgerError, ProofMismatch
from ledger.model.deployment import Migration, Place
from ledger.model.log import BlockRef, EventProof, StateProof, TreeHead
from ledger.model.receipt import HeadEvidence, LaterHead, Receipt
from ledger.model.record import Entry
from ledger.model.statement import Domain
from ledger.model.verdict import VerdictKind
from ledger.proof.event_proof import prove_event
from ledger.proof.merkle import check_consistency, check_inclusion, leaf_hash
from ledger.proof.places import is_signed_migration, log_id_of
from ledger.proof.state_proof import decode_head, head_slots
from ledger.verification.outcome import Outcome, Question, invalid, not_run, passed, unnamed_block

SHOWS_LATER_HEAD = "a later head"


@dataclass(frozen=True, slots=True)
class ShownHead:
    """What a block is shown to have held of one head. `is_later`: of one that only covers the record's own head."""

    block: BlockRef
    anchored_at: int
    is_later: bool = False


def check_5_inclusion(record_id: bytes, signature: bytes, receipt: Receipt) -> Outcome:
    """The 65-byte entry of this very statement and signature stands at its index in head n."""
    name = "inclusion"
    entry = Entry(receipt.index, record_id, hashlib.sha256(signature).digest())
    head = receipt.head.head
    try:
        check_inclusion(leaf_hash(entry.to_bytes()), receipt.index, head.size, receipt.inclusion_path, head.root)
    except ProofMismatch as error:
        return invalid(5, name, error.reason, "not-included")
    return passed(5, name, f"entry {receipt.index} of the log head of size {head.size}")


def check_6_head(question: Question, receipt: Receipt) -> tuple[Outcome, ShownHead | None]:
    """AnchorLog held head n of this log, in a block whose hash the asker knows where the asker knows any."""
    name = "head"
    if receipt.head.proof is None:
        return _later_head(question, receipt)
    try:
        shown = _show(question, receipt.head, receipt.places[-1])
    except ProofMismatch as error:
        return invalid(6, name, error.reason, "head-not-anchored"), None
    if not question.is_known(shown.block):
        return unnamed_block(6, name, "the head", shown.block), shown
    detail = f"head {receipt.head.count} of size {receipt.head.head.size} is in block {shown.block.number}"
    return passed(6, name, detail), shown


def _later_head(question: Question, receipt: Receipt) -> tuple[Outcome, ShownHead | None]:
    """Without a proof of head n, a later head that covers it bounds the anchor's time from above, and no more."""
    name, later = "head", receipt.later
    if later is None or later.head.proof is None:
        told = "nothing shows that the head was anchored"
        return not_run(6, name, told, VerdictKind.CANNOT_VERIFY, "head-not-shown"), None
    try:
        shown = _show_later(question, later, receipt)
    except ProofMismatch as error:
        return invalid(6, name, error.reason, "head-not-anchored"), None
    if not question.is_known(shown.block):
        return unnamed_block(6, name, "the later head", shown.block), shown
    told = (
        f"what the chain held of head {receipt.head.count} could not be kept; a later head of size "
        f"{later.head.head.size}, which extends it, is in block {shown.block.number}"
    )
    return not_run(6, name, told, VerdictKind.TIME_UNPROVABLE, "head-not-shown"), shown


def _show_later(question: Question, later: LaterHead, receipt: Receipt) -> ShownHead:
    own, head = receipt.head.head, later.head.head
    check_consistency(own.size, own.root, head.size, head.root, later.consistency_path)
    shown = _show(question, later.head, receipt.places[-1])
    return ShownHead(shown.block, shown.anchored_at, is_later=True)


def check_7_history(question: Question, receipt: Receipt, shown: ShownHead | None) -> tuple[Outcome, ShownHead | None]:
    """Head n is the smallest that covers the entry and extends what came before it, shown in an earlier block."""
    if receipt.previous is None:
        return _first_head(receipt), None
    name, code = "history", "history-broken"
    previous, head = receipt.previous, receipt.head
    if previous.count != head.count - 1 or previous.head.size > receipt.index:
        return invalid(7, name, "the head before is another one, or covers the entry already", code), None
    if _is_shown(receipt) and receipt.migrations and previous.head.size < receipt.migrations[-1].head_size:
        return invalid(7, name, "the head before is smaller than the log was when it came here", code), None
    try:
        _require_extends(previous.head, receipt)
        before = None if previous.proof is None else _show_before(question, previous, receipt)
    except ProofMismatch as error:
        return invalid(7, name, error.reason, code), None
    if before is None:
        told = f"what the chain held of head {previous.count} could not be kept: the entry may be older than its head"
        return not_run(7, name, told, VerdictKind.TIME_UNPROVABLE, "head-before-not-shown"), None
    if shown is not None and not shown.is_later and not _may_precede(before.block, shown.block):
        return invalid(7, name, "the head before is shown in a later block", code), before
    if not question.is_known(before.block):
        return unnamed_block(7, name, "the head before", before.block), before
    told = f"extends head {previous.count} of size {previous.head.size} in block {before.block.number}"
    return passed(7, name, told), before


def _may_precede(before: BlockRef, block: BlockRef) -> bool:
    """One block may take two heads, each shown by its event; two blocks of one number are of two chains."""
    return before.number < block.number or before == block


def _first_head(receipt: Receipt) -> Outcome:
    """The first head of a log extends nothing; the first after a migration what the migration names."""
    name, code = "history", "history-broken"
    if receipt.head.count != 1:
        told = f"head {receipt.head.count} has a predecessor that the receipt does not show"
        return invalid(7, name, told, code)
    if not receipt.migrations or (not _is_shown(receipt) and not receipt.consistency_path):
        return passed(7, name, "the first head of the log")
    # A head that is not shown may be the first at any of its log's places.
    refusals = [_refused_after(left, receipt) for left in receipt.migrations[-1 if _is_shown(receipt) else 0 :]]
    if all(refusals):
        return invalid(7, name, refusals[-1], code)
    return passed(7, name, "the first head after the log moved; extends the head that it was left with")


def _refused_after(left: Migration, receipt: Receipt) -> str:
    """Why the head cannot be the first after this move; empty where it can."""
    if left.head_size > receipt.index:
        return "the head that the log was left with covers the entry already"
    if left.head_size:  # every tree extends the empty one, and no proof shows it
        try:
            _require_extends(TreeHead(left.head_size, left.head_root), receipt)
        except ProofMismatch as error:
            return error.reason
    return ""


def _is_shown(receipt: Receipt) -> bool:
    return receipt.head.proof is not None


def _show_before(question: Question, previous: HeadEvidence, receipt: Receipt) -> ShownHead:
    """Beside a shown head the one before is of the same place; beside one that is not shown, of any of its log's."""
    if _is_shown(receipt) or len(receipt.places) == 1:
        return _show(question, previous, receipt.places[-1])
    refusal = ProofMismatch(what="head", reason="it is of none of the places where the log was anchored")
    for place in _places_told(previous.proof, receipt.places):
        try:
            return _show(question, previous, place)
        except ProofMismatch as error:
            refusal = error
    raise refusal


def _places_told(proof: StateProof | EventProof | None, places: Sequence[Place]) -> tuple[Place, ...]:
    """The places of this log that the proof is about, so that it is not proven again for every other one.

    An event tells of one log; a state proof names its contract and has slots for two logs at most.
    """
    by_log = {(place.anchor_log, log_id_of(place)): place for place in places}
    if isinstance(proof, EventProof):
        told = prove_event(proof)
        return tuple(place for log, place in by_log.items() if log == (told.address, told.log_id))
    if proof is None:
        return ()
    slots = {slot.slot for slot in proof.slots}
    return tuple(
        place
        for (anchor_log, log_id), place in by_log.items()
        if anchor_log == proof.address and slots.issuperset(head_slots(log_id))
    )


def _require_extends(first: TreeHead, receipt: Receipt) -> None:
    second = receipt.head.head
    check_consistency(first.size, first.root, second.size, second.root, receipt.consistency_path)


def check_8_places(receipt: Receipt, domain: Domain) -> Outcome:
    """The log id, which the signer signed, commits to the first place; signed migrations lead to the last."""
    name, code = "places", "wrong-place"
    home = receipt.places[0]
    if (home.chain_id, home.anchor_log) != (domain.chain_id, domain.verifying_contract):
        return invalid(8, name, "the first place is another contract than the statement was signed for", code)
    if log_id_of(home) != domain.salt:
        return invalid(8, name, "the log was not opened by this admin, or not with these registries", code)
    for left, migration, entered in zip(receipt.places, receipt.migrations, receipt.places[1:], strict=False):
        if migration.successor != log_id_of(entered) or not _is_signed(left, migration):
            return invalid(8, name, "its admin did not sign that the log moved to the next place", "not-migrated")
    moved = f", moved {len(receipt.migrations)} times" if receipt.migrations else ""
    return passed(8, name, f"key registry 0x{receipt.places[-1].key_registry.hex()}{moved}")


def _is_signed(place: Place, migration: Migration) -> bool:
    try:
        return is_signed_migration(place, migration)
    except LedgerError:  # a signature of no form is nobody's
        return False


def _show(question: Question, evidence: HeadEvidence, place: Place) -> ShownHead:
    """Give the block that held this head at this place, and when it was anchored."""
    log_id = log_id_of(place)
    if evidence.proof is None:
        raise ProofMismatch(what="head", reason="nothing shows it")
    if not isinstance(evidence.proof, StateProof):
        block, head, count = question.event_prover(evidence.proof, anchor_log=place.anchor_log, log_id=log_id)
        anchored_at = block.timestamp
    else:
        state = question.prover(evidence.proof, expect_address=place.anchor_log)
        root_slot, packed_slot = head_slots(log_id)
        if root_slot not in state.values or packed_slot not in state.values:
            raise ProofMismatch(what="head", reason="the proof is about other slots than this log's")
        head, anchored_at, count, _ = decode_head(state.values[root_slot], state.values[packed_slot])
        block = state.block
    if (head, count) != (evidence.head, evidence.count):
        raise ProofMismatch(what="head", reason=f"the chain holds head {count} of size {head.size} there, another one")
    return ShownHead(block, anchored_at)
