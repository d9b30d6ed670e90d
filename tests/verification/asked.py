"""Questions to the procedure, from a receipt as it stands."""

from typing import Any

from ledger.model.log import BlockRef
from ledger.model.receipt import Receipt
from ledger.model.statement import UnverifiedSubmission
from ledger.model.verdict import SHOWS_HEAD, SHOWS_KEY, Verdict, VerdictKind
from ledger.verification.outcome import Question
from ledger.verification.procedure import verify

TODAY = "2026-11-21"


def verdict_on(receipt: Receipt, /, **changes: Any) -> Verdict:
    """The verdict on the statement that the receipt itself carries, by a ledger that knows of no withdrawal."""
    signed = receipt.signed
    claim = UnverifiedSubmission(signed.statement, signed.signature, signed.domain)
    asked: dict[str, Any] = {"claim": claim, "receipt": receipt, "today": TODAY, "withdrawals": (), "as_of_size": 99}
    return verify(Question(**asked | changes))


def told(verdict: Verdict) -> tuple[VerdictKind, str | None]:
    return verdict.kind, verdict.code


def failing(verdict: Verdict) -> list[int]:
    """The numbers of the checks that did not pass, could not run included."""
    return [check.number for check in verdict.checks if check.passed is not True]


def anchor_block(verdict: Verdict) -> BlockRef | None:
    """The block that shows the head; None where no head was shown."""
    return verdict.block_that_shows(SHOWS_HEAD)


def newest_key_block(verdict: Verdict) -> BlockRef | None:
    """The block of the newest key state that was read."""
    return verdict.block_that_shows(SHOWS_KEY)
