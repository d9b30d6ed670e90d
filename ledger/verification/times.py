"""Checks 9 to 11: was the key good at the anchor's block time, and does the statement still stand?"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum

from ledger.errors import UnsupportedScheme
from ledger.model.log import BlockRef
from ledger.model.party import Delegation, SigningKey
from ledger.model.receipt import Receipt
from ledger.model.statement import Scheme, Statement
from ledger.model.verdict import VerdictKind
from ledger.proof.signed import scheme_of
from ledger.proof.typed_data import party_id
from ledger.verification.chain_state import ShownHead
from ledger.verification.key_state import KeyState
from ledger.verification.outcome import Outcome, Question, failed, invalid, not_run, passed, unnamed_block

_KEY = "key"


@dataclass(frozen=True, slots=True)
class AnchorTime:
    """The block times between which the entry was anchored; equal where its own head is shown."""

    earliest: int
    latest: int

    @property
    def is_exact(self) -> bool:
        """Whether the time is known to the second."""
        return self.earliest == self.latest


class Mandate(Enum):
    """Whether the key's party might speak for the issuer at the anchor."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


def anchor_time(shown: ShownHead, before: ShownHead | None) -> AnchorTime:
    """Give the time of the anchor; of a head that only a later one covers, its bounds."""
    if not shown.is_later:
        return AnchorTime(shown.anchored_at, shown.anchored_at)
    return AnchorTime(before.anchored_at if before else 0, shown.anchored_at)


def check_9_key(question: Question, receipt: Receipt, state: KeyState, shown: ShownHead, time: AnchorTime) -> Outcome:
    """The key was the issuer's, or its custodian's, and good at the anchor's block time.

    Party and `from` never change and a revocation is never taken back, so a state later than the anchor serves as well
    as the anchor's own. A mandate may have been ended and given again since: then that state cannot tell.
    """
    if state.refusal is not None:
        return _refused(state.refusal)
    if state.state is None or state.as_of is None:
        return _not_shown(question)
    if not question.is_known(state.state.block):
        return unnamed_block(9, _KEY, "the key", state.state.block)
    if time.is_exact and not _may_show(state.state.block, shown, time):
        told = "the key state is not of the anchor's block or a later one: the key may have been revoked between"
        return invalid(9, _KEY, told, "key-not-shown")
    is_complete = state.state.block.timestamp >= time.latest
    if state.key is None or state.newest is None:
        told = "the registry did not know this key when the record was anchored"
        return invalid(9, _KEY, told, "unknown-key") if is_complete else _open("when the key was registered")
    mandate = _mandate(state.delegation, time, seen_until=state.state.block.timestamp)
    return _judge(question, receipt, state.newest, mandate, time, state.as_of.number)


def _judge(
    question: Question, receipt: Receipt, key: SigningKey, mandate: Mandate, time: AnchorTime, as_of_block: int
) -> Outcome:
    try:
        scheme = scheme_of(key, question.claim.statement.issuer)
    except UnsupportedScheme as error:
        return _refused(error)
    if scheme is not receipt.signed.scheme:
        return invalid(9, _KEY, "the receipt names another scheme than the key's", "scheme-mislabelled")
    if scheme is Scheme.CUSTODIAL:
        match mandate:
            case Mandate.NO:
                return invalid(9, _KEY, "the key's party had no mandate from the issuer", "not-delegated")
            case Mandate.UNKNOWN if time.is_exact:
                told = "the mandate was given again after the anchor, so the one before it is not shown"
                return not_run(9, _KEY, told, VerdictKind.CANNOT_VERIFY, "delegation-overwritten")
            case Mandate.UNKNOWN | Mandate.YES:
                pass
    return _judge_time(key, time, as_of_block)


def _may_show(block: BlockRef, shown: ShownHead, time: AnchorTime) -> bool:
    """By time, since a head may be shown in a later block than its anchor's; two blocks may have the same second."""
    if block.number == shown.block.number:
        return block == shown.block  # two blocks of one number are of two chains
    if shown.block.timestamp == time.latest:  # the anchor's own block
        return block.timestamp >= time.latest and block.number > shown.block.number
    return block.timestamp > time.latest  # of the anchor's block only the second is known


def _mandate(delegation: Delegation | None, time: AnchorTime, *, seen_until: int) -> Mandate:
    """What the newest mandate, by a state that was taken at `seen_until`, says of the time of the anchor."""
    if delegation is None:
        return Mandate.NO if seen_until >= time.latest else Mandate.UNKNOWN
    if delegation.valid_from > time.latest:
        return Mandate.NO if time.is_exact and seen_until == time.latest else Mandate.UNKNOWN
    if delegation.until is not None and delegation.until <= time.earliest:
        return Mandate.NO if time.is_exact else Mandate.UNKNOWN
    if delegation.valid_from <= time.earliest and (delegation.until is None or time.latest < delegation.until):
        return Mandate.YES
    return Mandate.UNKNOWN


def _judge_time(key: SigningKey, time: AnchorTime, as_of_block: int) -> Outcome:
    if time.latest < key.valid_from:
        return invalid(9, _KEY, "the anchor is older than the key", "key-not-yet-valid")
    if key.revoked_at is not None and key.revoked_at <= time.earliest:
        revoked, anchored = instant_told(key.revoked_at), instant_told(time.earliest)
        told = f"the key was revoked on {revoked}, and the anchor is of {anchored}"
        return invalid(9, _KEY, told if time.is_exact else f"{told} or later", "key-revoked")
    if key.suspect_from is not None and key.suspect_from <= time.earliest:
        detail = "the key is reported stolen since before the anchor: this says only that the signature is disputed"
        return failed(9, _KEY, detail, VerdictKind.DISPUTED, "key-suspect")
    if not time.is_exact:
        return _open("whether the key was good at the anchor")
    return passed(9, _KEY, f"good at the anchor's block time, by the key registry as of block {as_of_block}")


def _refused(error: Exception) -> Outcome:
    if isinstance(error, UnsupportedScheme):
        return not_run(9, _KEY, f"keys of type {error.scheme}", VerdictKind.CANNOT_VERIFY, "unsupported-scheme")
    return invalid(9, _KEY, str(error), "key-not-shown")


def _not_shown(question: Question) -> Outcome:
    """Nothing of the registry could be kept: the ledger itself still knows whose key it is, but not as of when."""
    if question.registered is not None:
        told = "nothing shows the key as of the anchor; this ledger's own registry knows it"
        return not_run(9, _KEY, told, VerdictKind.TIME_UNPROVABLE, "key-not-shown")
    return not_run(9, _KEY, "nothing shows whose key it is", VerdictKind.CANNOT_VERIFY, "key-not-shown")


def _open(what: str) -> Outcome:
    """Check 6 has spoken: without the head's own block, only what held at both bounds can be said."""
    return not_run(9, _KEY, f"without the time of the anchor nobody can say {what}")


def instant_told(seconds: int) -> str:
    """Give a block time as people read it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def check_10_withdrawn(question: Question, state: KeyState) -> Outcome:
    """The issuer has not withdrawn or replaced the record, in the log as far as it is known or on chain where shown."""
    name, statement, attestation = "withdrawn", question.claim.statement, state.attestation
    if attestation is not None and attestation.revoked_at is not None:
        told = f"by its signer, on chain on {instant_told(attestation.revoked_at)}"
        if _may_withdraw(state, statement.issuer, attestation.revoked_at):
            return failed(10, name, told, VerdictKind.REVOKED)
        if question.withdrawals is None:
            return not_run(10, name, f"{told}, when the signer could no longer speak for the issuer: ask the ledger")
    if question.withdrawals is None:
        return not_run(10, name, "nobody looked: ask the ledger whether its issuer withdrew it after the anchor")
    own = [withdrawal for withdrawal in question.withdrawals if withdrawal.issuer == statement.issuer]
    for verdict, is_supersession in ((VerdictKind.REVOKED, False), (VerdictKind.SUPERSEDED, True)):
        found = next((each for each in own if each.is_supersession is is_supersession), None)
        if found is not None:
            return failed(10, name, f"by its issuer, in record 0x{found.by_record_id.hex()}", verdict)
    return passed(10, name, f"not in the log up to size {question.as_of_size}")


def _may_withdraw(state: KeyState, issuer: str, at: int) -> bool:
    """A key that was revoked or suspect by then withdraws nothing, nor does a custodian without a mandate seen then."""
    key, mandate = state.newest, state.delegation
    if key is None or any(end is not None and end <= at for end in (key.revoked_at, key.suspect_from)):
        return False
    if key.party_id == party_id(issuer):
        return True
    if mandate is None or state.state is None or at > state.state.block.timestamp:
        return False
    return mandate.valid_from <= at and (mandate.until is None or at < mandate.until)


def check_11_date(statement: Statement, today: str) -> Outcome:
    """The statement's own last day has not passed; it counts to the end of that day in UTC."""
    until = json.loads(statement.body).get("valid_until")
    if until is not None and str(until) < today:
        return failed(11, "date", f"its own last day was {until}", VerdictKind.EXPIRED)
    return passed(11, "date", f"its own last day is {until}" if until else "it names no last day")
