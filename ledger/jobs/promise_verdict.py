"""Was a promise kept? The order of the numbered rules is their meaning; the first that applies decides.

 1  it is of another log than the one asked                   CANNOT-VERIFY(other-log)
 2  the key that it names did not sign it                     INVALID(bad-signature)
 3  that key was never a log key of the operator              INVALID(not-a-log-key)
      of a chain that was left no registry is kept            CANNOT-VERIFY(left-registry-not-kept)
      where only the operator's word is to be had             CANNOT-VERIFY(log-key-not-shown)
    the key was revoked before `received_at`                  INVALID(log-key-revoked)
      where only the operator's word is to be had             CANNOT-VERIFY(log-key-revoked)
    the key was suspect by then                               CANNOT-VERIFY(log-key-suspect)
 4  the ledger does not hold the record                       NOT-KEPT(unknown-record)
      a server does not show it, perhaps to this reader       CANNOT-VERIFY(not-shown)
 5  what it shows does not prove when it was anchored         CANNOT-VERIFY(…)
 6  no head that a block holds covers it
      `include_by` has passed                                 NOT-KEPT(not-anchored)
      else                                                    OPEN(not-due)
 7  the block that took its head is later than `include_by`   NOT-KEPT(anchored-late)
 8  that block is not final yet                               OPEN(not-final)
                                                              KEPT

Decision. A key that was registered after the promise binds too: its owner registered it, and a promise may be older
than the first deployment's last transaction. `received_at` is the operator's own clock, so a thief of a revoked key can
date back; whoever holds such a promise should ask the operator while the key is good.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ledger.errors import ProofMismatch
from ledger.model.log import BlockRef
from ledger.model.promise import Promise, SignedPromise
from ledger.proof.promise import check_promise
from ledger.proof.wire import instant_text


class PromiseOutcome(StrEnum):
    """What became of a promise, the gravest first."""

    NOT_KEPT = "NOT-KEPT"
    INVALID = "INVALID"
    CANNOT_VERIFY = "CANNOT-VERIFY"
    OPEN = "OPEN"
    KEPT = "KEPT"


@dataclass(frozen=True, slots=True)
class LogKeyTimes:
    """What is known of a log key, in epoch seconds of block time."""

    revoked_at: int | None
    suspect_from: int | None


@dataclass(frozen=True, slots=True)
class Shown:
    """What a ledger shows of the promised record. `doubt` is why its receipt does not prove the time (a code).

    `is_hidden`: a server answered that there is none that this reader may see, which is no proof that there is none.
    `block` is the anchor's, by number and hash: what a receipt proves is relative to it.
    """

    is_known: bool
    anchored_at: int | None = None
    is_final: bool = False
    doubt: str | None = None
    is_hidden: bool = False
    block: BlockRef | None = None


@dataclass(frozen=True, slots=True)
class PromiseVerdict:
    """The outcome, why, and a sentence."""

    outcome: PromiseOutcome
    code: str | None
    reads: str


def key_verdict(
    signed: SignedPromise,
    *,
    log_id: bytes,
    key: LogKeyTimes | None,
    is_own_registry: bool,
    left_chains_not_kept: Sequence[int] = (),
) -> PromiseVerdict | None:
    """Give what rules 1 to 3 say, None where they leave the promise standing.

    `key` is what is known of the key that the promise names. `is_own_registry` says that a missing one is known to be
    missing: the registry was read from the chain by the asker, not told by the operator. `left_chains_not_kept` are the
    ids of chains that the log has left and whose registry nobody kept; `received_at` cannot rule them out, for whoever
    forges a promise writes that too.
    """
    received_at = signed.promise.received_at
    if signed.promise.log_id != log_id:
        return _cannot("other-log", "it is of another log than the one asked")
    try:
        check_promise(signed)
    except ProofMismatch as error:
        return _invalid("bad-signature", error.reason)
    if key is None and is_own_registry and left_chains_not_kept:
        chains = ", ".join(map(str, left_chains_not_kept))
        reads = f"its key is in no registry that is kept, and none is kept of a chain that was left ({chains})"
        return _cannot("left-registry-not-kept", reads)
    if key is None and is_own_registry:
        return _invalid("not-a-log-key", "the key that signed it was never a log key of the operator")
    if key is None:
        return _cannot("log-key-not-shown", "the server does not list the key that signed it; ask the chain's registry")
    if key.revoked_at is not None and received_at >= key.revoked_at:
        told = f"the log key was revoked on {instant_text(key.revoked_at)}"
        if is_own_registry:
            return _invalid("log-key-revoked", told)
        return _cannot("log-key-revoked", f"{told}, says the server that made the promise; ask the chain's registry")
    if key.suspect_from is not None and received_at >= key.suspect_from:
        return _cannot("log-key-suspect", f"the log key may be in wrong hands since {instant_text(key.suspect_from)}")
    return None


def keeping_verdict(promise: Promise, shown: Shown, *, now: int) -> PromiseVerdict:
    """Give what rules 4 to 8 say of a promise that stands. `now` is epoch seconds."""
    due = instant_text(promise.include_by)
    if shown.is_hidden:
        return _cannot("not-shown", "the server does not show you the record: ask as its issuer, or with --home")
    if not shown.is_known:
        return _not_kept("unknown-record", "the ledger does not show the record that it promised to keep")
    if shown.doubt is not None:
        return _cannot(shown.doubt, "what the ledger shows of the record does not prove when it was anchored")
    if shown.anchored_at is None:
        if now > promise.include_by:
            return _not_kept("not-anchored", f"due on {due}, and no anchored head covers the record")
        return PromiseVerdict(PromiseOutcome.OPEN, "not-due", f"not anchored yet, and not due before {due}")
    at = instant_text(shown.anchored_at)
    if shown.anchored_at > promise.include_by:
        return _not_kept("anchored-late", f"due on {due}, and anchored on {at}")
    if not shown.is_final:
        return PromiseVerdict(PromiseOutcome.OPEN, "not-final", f"a block of {at} holds it, which is not final yet")
    told = f"anchored on {at}, due on {due}"
    if shown.block is not None:
        named = f"block {shown.block.number}, 0x{shown.block.block_hash.hex()}"
        told = f"{told}, by {named}: compare it with a node that you trust, or name it with --block-hash"
    return PromiseVerdict(PromiseOutcome.KEPT, None, told)


def _not_kept(code: str, reads: str) -> PromiseVerdict:
    return PromiseVerdict(PromiseOutcome.NOT_KEPT, code, reads)


def _invalid(code: str, reads: str) -> PromiseVerdict:
    return PromiseVerdict(PromiseOutcome.INVALID, code, reads)


def _cannot(code: str, reads: str) -> PromiseVerdict:
    return PromiseVerdict(PromiseOutcome.CANNOT_VERIFY, code, reads)
