"""The procedure. Its order is its meaning; the code below carries the same numbers.

 1 known       the statement is still there                                   else CANNOT-VERIFY(shredded)
               version and kind are ones that this program has a rule for     else CANNOT-VERIFY
 2 log         the domain signed for is the log that is asked about           else INVALID(wrong-log)
 3 signature   the EIP-712 digest is signed by the named signer, by the rule of the type
               that the key is registered with                                else INVALID(bad-signature)
                 eoa       r || s || v, low s, recovers to the signer
                 passkey   WebAuthn ES256, low s, challenge = digest, user verified, rpIdHash = the key's
                 erc1271   the wallet said yes in the anchor's block, or the statement is recorded on chain
                                                                              else CANNOT-VERIFY(erc1271-offline)
               nothing shows how the key is registered: CANNOT-VERIFY(key-not-shown)
 4 anchored    there is a receipt                    else UNANCHORED for what the asker's own ledger
               keeps, CANNOT-VERIFY(no-receipt) for anything else
 5 inclusion   the entry stands at its index in head n                        else INVALID(not-included)
 6 head        AnchorLog held head n of this log in block B (state proof, or receipt-trie proof of
               its event)                                                     else INVALID(head-not-anchored)
               no proof of head n, and a later head that extends it is shown: TIME-UNPROVABLE(head-not-shown)
               nothing shown at all: CANNOT-VERIFY(head-not-shown)
 7 history     head n-1 was anchored too, does not cover the entry, and head n
               extends it (consistency proof); the first head after the log moved
               extends the head that it was left with                         else INVALID(history-broken)
               no proof of head n-1 could be kept: TIME-UNPROVABLE(head-before-not-shown)
 8 places      the log id commits to the first place: chain, AnchorLog, admin
               and registries                                                 else INVALID(wrong-place)
               each move is signed by the admin of the place that was left    else INVALID(not-migrated)
               heads, keys and attestations count at the last place only
 9 key         at block B's time the key, by the newest state shown, was the
               issuer's or its custodian's:  before `from`                    INVALID(key-not-yet-valid)
                                             in [suspectFrom, revokedAt)      DISPUTED
                                             from revokedAt on                INVALID(key-revoked)
               a mandate given again since hides the one before               CANNOT-VERIFY(delegation-overwritten)
10 withdrawn   its issuer has not revoked or replaced it                      else REVOKED, SUPERSEDED
11 date        its own `valid_until` has not passed                           else EXPIRED

The strongest outcome is the verdict (`VerdictKind` has the order). A check that could not run is CANNOT-VERIFY, never a
pass, with two bounded exceptions. Check 10: a receipt cannot know what its issuer says later, so a verdict from a
receipt is as of its head, and says that nobody looked further. TIME-UNPROVABLE: signature and inclusion hold, and what
the chain held is lost; the time lies between the head before and the later head, and a key that was bad at both bounds
is bad. The time of check 9 is B's block time: dates inside a statement are claims. The key's state may be of a later
block than B: party and `from` never change, a revocation is never taken back. Everything is relative to the hashes of
the blocks shown: an asker who names blocks is told which one is missing, and a newer key state of an unnamed block is
not read.

Decision, binding the contracts (check 8). A state proof shows what *some* contract holds, so a forger could bring
contracts of their own. Options: trust a list of them; put them into the domain; let the log id commit to them. The log
id is keccak256(chain id, AnchorLog, admin, salt) and every signer signs it, so `deploy` opens the log with the hash of
the registries' addresses as salt and the receipt names them and the admin: nothing new to trust. A second registry for
one log would change our mind.

Decision, a contract wallet without a chain (check 3). A wallet's word can change from block to block, so its yes counts
as of a time. The ledger asks in the anchor's block and keeps the answer; that answer is the operator's word, so a
receipt alone does not use it. AttestationRegistry took the statement (its record id, not these signature bytes) only
because the wallet said yes at `recordedAt`. We let that count whether it lies before or after the anchor, since the
entry fixed the statement and its signature at the anchor and nobody but the wallet could say yes to it; but not from
the moment on that the key is revoked or suspected, when whoever holds the wallet may be the thief. The key itself is
still judged at the anchor (check 9). Wallets that prove an answer at a past block would change our mind.
"""

from dataclasses import dataclass

from ledger.errors import UnsupportedScheme
from ledger.model.log import BlockRef
from ledger.model.party import SigningKey
from ledger.model.statement import Domain, Kind, Scheme, Statement
from ledger.model.verdict import (
    SHOWS_ATTESTATION,
    SHOWS_HEAD,
    SHOWS_HEAD_BEFORE,
    SHOWS_KEY,
    SHOWS_KEY_AT_ANCHOR,
    Verdict,
    VerdictKind,
)
from ledger.proof.signed import scheme_of
from ledger.proof.typed_data import statement_digest
from ledger.verification.chain_state import (
    SHOWS_LATER_HEAD,
    ShownHead,
    check_5_inclusion,
    check_6_head,
    check_7_history,
    check_8_places,
)
from ledger.verification.key_state import KeyState, read_key_state
from ledger.verification.outcome import Outcome, Question, failed, invalid, not_run, passed
from ledger.verification.reading import phrase
from ledger.verification.signature import check_3_signature
from ledger.verification.times import anchor_time, check_9_key, check_10_withdrawn, check_11_date

KNOWN_VERSION = 1
_NOT_REACHED = {5: "inclusion", 6: "head", 7: "history", 8: "places", 9: "key"}


@dataclass(frozen=True, slots=True)
class Shown:
    """What a receipt showed: the head, or a later one that covers it; the head before; and the signer's key."""

    record_id: bytes
    key: KeyState
    head: ShownHead | None = None
    before: ShownHead | None = None


def verify(question: Question) -> Verdict:
    """Give the verdict of the numbered procedure. Never raises for what the claim or the receipt contain.

    Does not ask whether the content is true, nor whether the block hash belongs to a chain that anyone relies on.
    """
    statement = question.claim.statement
    known = check_1_known(question)
    if known.verdict is not None:
        return _conclude(question, [known], None)
    domain = question.claim.domain or question.log
    if domain is None:
        missing = not_run(2, "log", "no domain was given", VerdictKind.CANNOT_VERIFY, "no-domain")
        return _conclude(question, [known, missing], None)
    record_id = statement_digest(statement, domain)
    key = read_key_state(question, record_id)
    outcomes = [known, check_2_log(domain, question.log), check_3_signature(question, domain, key)]
    shown = _read_receipt(question, domain, Shown(record_id, key), outcomes)
    outcomes.append(check_10_withdrawn(question, key))
    outcomes.append(check_11_date(statement, question.today))
    return _conclude(question, outcomes, shown)


def _read_receipt(question: Question, domain: Domain, shown: Shown, outcomes: list[Outcome]) -> Shown:
    """Run checks 4 to 9 as far as they can run and give what the chain showed."""
    receipt = question.receipt
    if receipt is None:
        outcomes.append(check_4_without_receipt(question))
        outcomes += [not_run(number, name, "there is no receipt") for number, name in _NOT_REACHED.items()]
        return shown
    outcomes.append(passed(4, "anchored", "there is a receipt"))
    outcomes.append(check_5_inclusion(shown.record_id, question.claim.signature, receipt))
    is_shown, head = check_6_head(question, receipt)
    history, before = check_7_history(question, receipt, head)
    outcomes += [is_shown, history, check_8_places(receipt, domain)]
    if head is None:
        outcomes.append(not_run(9, "key", "without the head there is no anchor time"))
    else:
        outcomes.append(check_9_key(question, receipt, shown.key, head, anchor_time(head, before)))
    return Shown(shown.record_id, shown.key, head, before)


def check_4_without_receipt(question: Question) -> Outcome:
    """Without a receipt: kept and waiting for its anchor, or nothing that is known here."""
    if question.is_kept:
        return failed(4, "anchored", "no anchored head covers it yet", VerdictKind.UNANCHORED)
    told = "no receipt came with it, and nobody here knows whether any ledger keeps it"
    return not_run(4, "anchored", told, VerdictKind.CANNOT_VERIFY, "no-receipt")


def check_1_known(question: Question) -> Outcome:
    """The statement is still there, and version and kind are ones that this program has a rule for."""
    statement: Statement = question.claim.statement
    if question.shredded_by is not None:
        told = f"it was erased on the ground of record 0x{question.shredded_by.hex()}; its entry stays in the log"
        return not_run(1, "known", told, VerdictKind.CANNOT_VERIFY, "shredded")
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


def _conclude(question: Question, outcomes: list[Outcome], shown: Shown | None) -> Verdict:
    speaking = [(outcome.verdict, outcome) for outcome in outcomes if outcome.verdict is not None]
    kind, strongest = min(speaking, key=lambda pair: pair[0].precedence, default=(VerdictKind.VALID, None))
    statement, receipt = question.claim.statement, question.receipt
    head = shown.head if shown else None
    own_head = head if head and not head.is_later else None
    return Verdict(
        kind=kind,
        code=strongest.code if strongest else None,
        reads=phrase(kind, strongest.check.detail if strongest else ""),
        checks=tuple(outcome.check for outcome in outcomes),
        record_id=shown.record_id if shown else None,
        issuer=statement.issuer,
        scheme=_scheme(shown.key.key or question.registered, statement.issuer) if shown else None,
        anchored_at=own_head.anchored_at if own_head else None,
        as_of_size=question.as_of_size or (receipt.head.head.size if receipt and head else None),
        blocks=_blocks(shown) if shown else (),
    )


def _scheme(key: SigningKey | None, issuer: str) -> Scheme | None:
    try:
        return scheme_of(key, issuer) if key else None
    except UnsupportedScheme:
        return None


def _blocks(shown: Shown) -> tuple[tuple[str, BlockRef], ...]:
    head, before, key = shown.head, shown.before, shown.key
    shows_head = SHOWS_LATER_HEAD if head and head.is_later else SHOWS_HEAD
    found = (
        (shows_head, head.block if head else None),
        (SHOWS_HEAD_BEFORE, before.block if before else None),
        (SHOWS_KEY, key.as_of),
        (SHOWS_KEY_AT_ANCHOR, key.state.block if key.state else None),
        (SHOWS_ATTESTATION, key.attestation.block if key.attestation else None),
    )
    listed: dict[str, BlockRef] = {}
    for shows, block in found:
        always_told = shows not in (SHOWS_KEY_AT_ANCHOR, SHOWS_ATTESTATION)
        if block is not None and (always_told or block not in listed.values()):
            listed[shows] = block
    return tuple(listed.items())
