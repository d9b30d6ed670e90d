"""The procedure. Its order is its meaning; the code below carries the same numbers.

 1 known       version and kind are ones that this program has a rule for      else CANNOT-VERIFY
 2 log         the domain signed for is the log that is asked about            else INVALID(wrong-log)
 3 signature   the EIP-712 digest recovers, with low s, to the named signer    else INVALID(bad-signature)
               (a signer that is no account: CANNOT-VERIFY)
 4 anchored    there is a receipt                    else UNANCHORED for what the asker's own ledger
               keeps, CANNOT-VERIFY(no-receipt) for anything else
 5 inclusion   the entry stands at its index in head n                         else INVALID(not-included)
 6 head        AnchorLog held head n of this log in block B (state proof)      else INVALID(head-not-anchored)
 7 history     head n-1 was anchored too, does not cover the entry, and head n
               extends it (consistency proof)                                  else INVALID(history-broken)
 8 registry    the log id commits to the key registry whose slots are shown    else INVALID(wrong-registry)
 9 key         at block B's time the key, by the newest state shown, was the
               issuer's or its custodian's:  before `from`                     INVALID(key-not-yet-valid)
                                             in [suspectFrom, revokedAt)       DISPUTED
                                             from revokedAt on                 INVALID(key-revoked)
10 withdrawn   its issuer has not revoked or replaced it                       else REVOKED, SUPERSEDED
11 date        its own `valid_until` has not passed                            else EXPIRED

The strongest outcome is the verdict (`VerdictKind` has the order). A check that could not run is CANNOT-VERIFY, never a
pass; check 10 alone is bounded instead: a receipt cannot know what its issuer says later, so a verdict from a receipt
is as of its head, and says that nobody looked further. The time of check 9 is B's block time: dates inside a statement
are claims. Everything is relative to the hash of block B, of the block
that shows head n-1 and of the block of the newest key state: an asker who names blocks is told which one is missing,
and a newer key state of an unnamed block is not read.

Decision, binding the registry (check 8). A state proof shows what *some* contract holds, so a forger could bring a
registry of their own. Options: trust a list of registries; put the registry into the domain; let the log id commit to
it. The log id is keccak256(chain id, AnchorLog, admin, salt) and every signer signs it, so `deploy` opens the log with
the registry's address as salt and the receipt names the admin: nothing new to trust. A second registry for one log
would change our mind.
"""

from dataclasses import dataclass, field

from ledger.errors import LedgerError, UnsupportedScheme
from ledger.model.log import BlockRef
from ledger.model.statement import Domain, Kind, Scheme, Statement
from ledger.model.verdict import SHOWS_HEAD, SHOWS_HEAD_BEFORE, SHOWS_KEY, Verdict, VerdictKind
from ledger.proof.signed import check_signature
from ledger.proof.typed_data import statement_digest
from ledger.verification.chain_state import (
    ShownHead,
    check_5_inclusion,
    check_6_head,
    check_7_history,
    check_8_registry,
)
from ledger.verification.outcome import Outcome, Question, failed, invalid, not_run, passed
from ledger.verification.reading import phrase
from ledger.verification.times import ShownKey, check_9_key, check_10_withdrawn, check_11_date

KNOWN_VERSION = 1
_NOT_REACHED = {5: "inclusion", 6: "head", 7: "history", 8: "registry", 9: "key"}


@dataclass(frozen=True, slots=True)
class Shown:
    """What a receipt showed: the head, the block of the head before, and the signer's key."""

    head: ShownHead | None = None
    before: BlockRef | None = None
    key: ShownKey = field(default_factory=ShownKey)


def verify(question: Question) -> Verdict:
    """Give the verdict of the numbered procedure. Never raises for what the claim or the receipt contain.

    Does not ask whether the content is true, nor whether the block hash belongs to a chain that anyone relies on.
    """
    statement = question.claim.statement
    known = check_1_known(statement)
    if known.verdict is not None:
        return _conclude(question, [known], None)
    domain = question.claim.domain or question.log
    if domain is None:
        missing = not_run(2, "log", "no domain was given", VerdictKind.CANNOT_VERIFY, "no-domain")
        return _conclude(question, [known, missing], None)
    outcomes = [known, check_2_log(domain, question.log), check_3_signature(question, domain)]
    shown = _read_receipt(question, domain, outcomes)
    outcomes.append(check_10_withdrawn(question))
    outcomes.append(check_11_date(statement, question.today))
    return _conclude(question, outcomes, shown)


def _read_receipt(question: Question, domain: Domain, outcomes: list[Outcome]) -> Shown:
    """Run checks 4 to 9 as far as they can run and give what the chain showed."""
    receipt, statement = question.receipt, question.claim.statement
    if receipt is None:
        outcomes.append(check_4_without_receipt(question))
        outcomes += [
            not_run(number, name, "there is no receipt") for number, name in _NOT_REACHED.items() if number > 4
        ]
        return Shown()
    outcomes.append(passed(4, "anchored", "there is a receipt"))
    record_id = statement_digest(statement, domain)
    outcomes.append(check_5_inclusion(record_id, question.claim.signature, receipt))
    head, shown = check_6_head(question, receipt, domain)
    history, before = check_7_history(question, receipt, domain, shown)
    outcomes += [head, history, check_8_registry(receipt, domain)]
    if shown is None:
        outcomes.append(not_run(9, "key", "without the head there is no anchor time"))
        return Shown()
    outcome, key = check_9_key(question, receipt, shown)
    outcomes.append(outcome)
    return Shown(shown, before, key)


def check_4_without_receipt(question: Question) -> Outcome:
    """Without a receipt: kept and waiting for its anchor, or nothing that is known here."""
    if question.is_kept:
        return failed(4, "anchored", "no anchored head covers it yet", VerdictKind.UNANCHORED)
    told = "no receipt came with it, and nobody here knows whether any ledger keeps it"
    return not_run(4, "anchored", told, VerdictKind.CANNOT_VERIFY, "no-receipt")


def check_1_known(statement: Statement) -> Outcome:
    """Version and kind are ones that this program has a rule for."""
    if statement.v != KNOWN_VERSION:
        return not_run(1, "known", f"version {statement.v}", VerdictKind.CANNOT_VERIFY, "unknown-version")
    if statement.kind not in frozenset(Kind):
        return not_run(1, "known", f"kind {statement.kind}", VerdictKind.CANNOT_VERIFY, "unknown-kind")
    return passed(1, "known", f"{statement.kind} statement, version {statement.v}")


def check_2_log(domain: Domain, expected: Domain | None) -> Outcome:
    """The statement was signed for the log that is asked about."""
    if expected is None:
        return passed(2, "log", f"log 0x{domain.salt.hex()} on chain {domain.chain_id}, as the statement says itself")
    if domain != expected:
        return invalid(2, "log", "it was signed for another ledger, chain or log", "wrong-log")
    return passed(2, "log", f"log 0x{domain.salt.hex()} on chain {domain.chain_id}")


def check_3_signature(question: Question, domain: Domain) -> Outcome:
    """The digest under the domain recovers to the signer that the statement names."""
    try:
        signed = check_signature(question.claim, domain, is_custodial=False)
    except UnsupportedScheme as error:
        return not_run(3, "signature", str(error), VerdictKind.CANNOT_VERIFY, "unsupported-scheme")
    except LedgerError as error:
        return invalid(3, "signature", str(error), "bad-signature")
    return passed(3, "signature", f"by 0x{signed.statement.signer.hex()}")


def _conclude(question: Question, outcomes: list[Outcome], shown: Shown | None) -> Verdict:
    speaking = [(outcome.verdict, outcome) for outcome in outcomes if outcome.verdict is not None]
    kind, strongest = min(speaking, key=lambda pair: pair[0].precedence, default=(VerdictKind.VALID, None))
    statement, receipt = question.claim.statement, question.receipt
    domain = question.claim.domain or question.log
    head = shown.head if shown else None
    return Verdict(
        kind=kind,
        code=strongest.code if strongest else None,
        reads=phrase(kind, strongest.check.detail if strongest else ""),
        checks=tuple(outcome.check for outcome in outcomes),
        record_id=statement_digest(statement, domain) if shown and domain else None,
        issuer=statement.issuer,
        scheme=(Scheme.CUSTODIAL if shown.key.is_custodial else Scheme.EOA) if shown else None,
        anchored_at=head.anchored_at if head else None,
        as_of_size=question.as_of_size or (receipt.head.head.size if receipt and head else None),
        blocks=_blocks(shown) if shown else (),
    )


def _blocks(shown: Shown) -> tuple[tuple[str, BlockRef], ...]:
    found = (
        (SHOWS_HEAD, shown.head.state.block if shown.head else None),
        (SHOWS_HEAD_BEFORE, shown.before),
        (SHOWS_KEY, shown.key.as_of),
    )
    return tuple((shows, block) for shows, block in found if block is not None)
