"""What is asked of the procedure, and what each of its checks answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ledger.model.log import BlockRef, EventProof, ProvenState, StateProof, TreeHead
from ledger.model.party import SigningKey
from ledger.model.receipt import Receipt
from ledger.model.statement import Domain, UnverifiedSubmission
from ledger.model.verdict import Check, VerdictKind, Withdrawal
from ledger.proof.event_proof import prove_anchored
from ledger.proof.state_proof import prove


class Prover(Protocol):
    """`proof.state_proof.prove`, or one that remembers what it proved."""

    def __call__(self, state: StateProof, *, expect_address: bytes) -> ProvenState: ...


class EventProver(Protocol):
    """`proof.event_proof.prove_anchored`, or one that remembers what it proved."""

    def __call__(self, event: EventProof, *, anchor_log: bytes, log_id: bytes) -> tuple[BlockRef, TreeHead, int]: ...


@dataclass(frozen=True, slots=True)
class Question:
    """One statement with what came along, as of a day (ISO 8601), and what the asker knows already.

    `log` is the ledger that the asker means; `block_hashes` those of blocks that the asker has from elsewhere, and then
    nothing of another block counts. Either may be None: the verdict then says what it is relative to. `withdrawals` are
    those that the log of size `as_of_size` holds; None where nobody looked, as for a receipt alone. `is_kept` says that
    the asker's own ledger holds the statement. `prover` and `event_prover` may remember proofs checked before.

    Of the asker's own ledger: `registered` is the signer's key in its registry; `wallet_answer` what a contract wallet
    said of the signature in the anchor's block; `shredded_by` the erasure on whose ground the statement is gone.
    """

    claim: UnverifiedSubmission
    receipt: Receipt | None
    today: str
    log: Domain | None = None
    block_hashes: frozenset[bytes] | None = None
    withdrawals: Sequence[Withdrawal] | None = None
    as_of_size: int | None = None
    is_kept: bool = False
    prover: Prover = prove
    event_prover: EventProver = prove_anchored
    registered: SigningKey | None = None
    wallet_answer: bool | None = None
    shredded_by: bytes | None = None

    def is_known(self, block: BlockRef) -> bool:
        """Say whether the asker named this block, or named none at all."""
        return self.block_hashes is None or block.block_hash in self.block_hashes


@dataclass(frozen=True, slots=True)
class Outcome:
    """One check line, and the verdict it asks for where it did not pass."""

    check: Check
    verdict: VerdictKind | None = None
    code: str | None = None


def passed(number: int, name: str, detail: str) -> Outcome:
    """Give the outcome of a check that holds."""
    return Outcome(Check(number, name, passed=True, detail=detail))


def failed(number: int, name: str, detail: str, verdict: VerdictKind, code: str | None = None) -> Outcome:
    """Give the outcome of a check that does not hold."""
    return Outcome(Check(number, name, passed=False, detail=detail), verdict, code)


def invalid(number: int, name: str, detail: str, code: str) -> Outcome:
    """Give the outcome of a check whose failure makes the record INVALID."""
    return failed(number, name, detail, VerdictKind.INVALID, code)


def not_run(
    number: int, name: str, detail: str, verdict: VerdictKind | None = None, code: str | None = None
) -> Outcome:
    """Give the outcome of a check that could not run; without a verdict, an earlier check has already spoken."""
    return Outcome(Check(number, name, passed=None, detail=detail), verdict, code)


def unnamed_block(number: int, name: str, what: str, block: BlockRef) -> Outcome:
    """Give the outcome of a check that rests on a block which the asker did not name."""
    told = f"{what} is shown in block {block.number}, 0x{block.block_hash.hex()}, which you did not name"
    return not_run(number, name, told, VerdictKind.CANNOT_VERIFY, "other-block")
