"""What is asked of the procedure, and what each of its checks answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ledger.model.log import ProvenState, StateProof
from ledger.model.receipt import Receipt
from ledger.model.statement import Domain, UnverifiedSubmission
from ledger.model.verdict import Check, VerdictKind, Withdrawal
from ledger.proof.state_proof import prove


class Prover(Protocol):
    """`proof.state_proof.prove`, or one that remembers what it proved."""

    def __call__(self, state: StateProof, *, expect_address: bytes) -> ProvenState: ...


@dataclass(frozen=True, slots=True)
class Question:
    """One statement with what came along, as of a day (ISO 8601), and what the asker knows already.

    `log` is the ledger that the asker means; `block_hashes` those of blocks that the asker has from elsewhere, and then
    nothing of another block counts. Either may be None: the verdict then says what it is relative to. `withdrawals` are
    those that the log of size `as_of_size` holds; None where nobody looked, as for a receipt alone. `is_kept` says that
    the asker's own ledger holds the statement. `prover` may remember state proofs that it has checked before.
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
