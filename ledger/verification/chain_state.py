"""Checks 5 to 8: what the receipt shows of the log and of the chain."""

import hashlib
from dataclasses import dataclass

from ledger.errors import ProofMismatch
from ledger.model.log import BlockRef, ProvenState
from ledger.model.receipt import HeadEvidence, Receipt
from ledger.model.record import Entry
from ledger.model.statement import Domain
from ledger.model.verdict import VerdictKind
from ledger.proof.merkle import check_consistency, check_inclusion, leaf_hash
from ledger.proof.state_proof import decode_head, head_slots
from ledger.proof.typed_data import keccak
from ledger.verification.outcome import Outcome, Question, invalid, not_run, passed


@dataclass(frozen=True, slots=True)
class ShownHead:
    """What the chain is shown to have held for one head."""

    state: ProvenState
    anchored_at: int


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


def check_6_head(question: Question, receipt: Receipt, domain: Domain) -> tuple[Outcome, ShownHead | None]:
    """AnchorLog held head n of this log, in a block whose hash the asker knows where the asker knows any."""
    name = "head"
    try:
        shown = _show(question, receipt.head, domain)
    except ProofMismatch as error:
        return invalid(6, name, error.reason, "head-not-anchored"), None
    block = shown.state.block
    if not is_known(question, block):
        reason = f"the receipt is about block {block.number}, 0x{block.block_hash.hex()}, which you did not name"
        return not_run(6, name, reason, VerdictKind.CANNOT_VERIFY, "other-block"), shown
    detail = f"head {receipt.head.count} of size {receipt.head.head.size} is in block {block.number}"
    return passed(6, name, detail), shown


def is_known(question: Question, block: BlockRef) -> bool:
    """Say whether the asker named this block, or named none at all."""
    return question.block_hashes is None or block.block_hash in question.block_hashes


def check_7_history(
    question: Question, receipt: Receipt, domain: Domain, shown: ShownHead | None
) -> tuple[Outcome, BlockRef | None]:
    """Head n is the smallest that covers the entry and extends head n-1, shown in an earlier block (given back)."""
    name, code = "history", "history-broken"
    previous, head = receipt.previous, receipt.head
    if previous is None:
        if head.count != 1:
            return invalid(7, name, f"head {head.count} has a predecessor that the receipt does not show", code), None
        return passed(7, name, "the first head of the log"), None
    if previous.count != head.count - 1 or previous.head.size > receipt.index:
        return invalid(7, name, "the head before is another one, or covers the entry already", code), None
    try:
        before = _show(question, previous, domain).state.block
        first, second = previous.head, head.head
        check_consistency(first.size, first.root, second.size, second.root, receipt.consistency_path)
    except ProofMismatch as error:
        return invalid(7, name, error.reason, code), None
    if shown is not None and before.number >= shown.state.block.number:
        return invalid(7, name, "the head before is shown in a later block", code), before
    if not is_known(question, before):
        told = f"the head before is shown in block {before.number}, 0x{before.block_hash.hex()}: name it as well"
        return not_run(7, name, told, VerdictKind.CANNOT_VERIFY, "other-block"), before
    return passed(
        7, name, f"extends head {previous.count} of size {previous.head.size} in block {before.number}"
    ), before


def check_8_registry(receipt: Receipt, domain: Domain) -> Outcome:
    """The log id, which the signer signed, commits to the key registry that the receipt shows slots of."""
    expected = bound_log_id(domain, admin=receipt.log_admin, key_registry=receipt.key_registry)
    if expected != domain.salt:
        return invalid(8, "registry", "the log was not opened with this key registry", "wrong-registry")
    return passed(8, "registry", f"key registry 0x{receipt.key_registry.hex()}")


def bound_log_id(domain: Domain, *, admin: bytes, key_registry: bytes) -> bytes:
    """Give the id that AnchorLog gives a log opened by `admin` with the key registry's address as salt.

    keccak256(abi.encode(uint256 chain id, address AnchorLog, address admin, bytes32 salt)).
    """
    words = (
        domain.chain_id.to_bytes(32, "big"),
        *(part.rjust(32, b"\x00") for part in (domain.verifying_contract, admin, key_registry)),
    )
    return keccak(b"".join(words))


def _show(question: Question, evidence: HeadEvidence, domain: Domain) -> ShownHead:
    state = question.prover(evidence.state, expect_address=domain.verifying_contract)
    root_slot, packed_slot = head_slots(domain.salt)
    if root_slot not in state.values or packed_slot not in state.values:
        raise ProofMismatch(what="head", reason="the proof is about other slots than this log's")
    head, anchored_at, count, _ = decode_head(state.values[root_slot], state.values[packed_slot])
    if (head, count) != (evidence.head, evidence.count):
        raise ProofMismatch(what="head", reason=f"the chain holds head {count} of size {head.size} there, another one")
    return ShownHead(state, anchored_at)
