"""Checks 9 to 11: was the key good at the anchor's block time, and does the statement still stand?"""

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from ledger.errors import ProofMismatch, UnsupportedScheme
from ledger.model.log import BlockRef, ProvenState
from ledger.model.party import KeyType, SigningKey
from ledger.model.receipt import Receipt
from ledger.model.statement import Scheme, Statement
from ledger.model.verdict import VerdictKind
from ledger.proof.state_proof import decode_delegation, decode_key
from ledger.proof.typed_data import party_id
from ledger.verification.chain_state import ShownHead, is_known
from ledger.verification.outcome import Outcome, Question, failed, invalid, not_run, passed

_KEY = "key"


@dataclass(frozen=True, slots=True)
class ShownKey:
    """What check 9 learnt beside its outcome. `as_of` is the block of the newest key state that was read."""

    is_custodial: bool = False
    as_of: BlockRef | None = None


def check_9_key(question: Question, receipt: Receipt, shown: ShownHead) -> tuple[Outcome, ShownKey]:
    """The key was the issuer's, or its custodian's, and good at the anchor's block time.

    Party, `from` and mandate are read in the anchor's own block. The newer state can only add a revocation or a
    suspicion; of a block that the asker did not name, where blocks were named, it is not read at all.
    """
    try:
        then, now, as_of, is_custodial, has_mandate = _read_key(question, receipt, shown)
    except ProofMismatch as error:
        return invalid(9, _KEY, error.reason, "key-not-shown"), ShownKey()
    except UnsupportedScheme as error:
        unsupported = not_run(9, _KEY, f"keys of type {error.scheme}", VerdictKind.CANNOT_VERIFY, "unsupported-scheme")
        return unsupported, ShownKey()
    if then is None:
        outcome = invalid(9, _KEY, "the registry did not know this key in the anchor's block", "unknown-key")
    elif is_custodial != (receipt.signed.scheme is Scheme.CUSTODIAL):
        outcome = invalid(9, _KEY, "the receipt names another scheme than the key's", "scheme-mislabelled")
    elif not has_mandate:
        outcome = invalid(9, _KEY, "the key's party had no mandate from the issuer", "not-delegated")
    else:
        outcome = _judge_time(_newest(then, now), shown.anchored_at, as_of.number)
    return outcome, ShownKey(is_custodial, as_of)


def _read_key(
    question: Question, receipt: Receipt, shown: ShownHead
) -> tuple[SigningKey | None, SigningKey | None, BlockRef, bool, bool]:
    statement = question.claim.statement
    at_anchor = question.prover(receipt.key.at_anchor, expect_address=receipt.key_registry)
    newest = question.prover(receipt.key.at_issue, expect_address=receipt.key_registry)
    if at_anchor.block != shown.state.block:
        raise ProofMismatch(what=_KEY, reason="the key state is of another block than the anchor")
    if newest.block.number < at_anchor.block.number or not is_known(question, newest.block):
        newest = at_anchor
    then, now = decode_key(statement.signer, at_anchor.values), decode_key(statement.signer, newest.values)
    if then is not None and then.key_type is not KeyType.EOA:
        raise UnsupportedScheme(scheme=then.key_type.name.lower())
    issuer_id = party_id(statement.issuer)
    is_custodial = then is not None and then.party_id != issuer_id
    has_mandate = not is_custodial or _is_delegated(issuer_id, then, at_anchor, shown.anchored_at)
    return then, now, newest.block, is_custodial, has_mandate


def _newest(then: SigningKey, now: SigningKey | None) -> SigningKey:
    if now is None:
        return then
    return replace(
        then,
        revoked_at=now.revoked_at if then.revoked_at is None else then.revoked_at,
        suspect_from=now.suspect_from if now.suspect_from is not None else then.suspect_from,
    )


def _is_delegated(issuer_id: bytes, key: SigningKey | None, state: ProvenState, anchored_at: int) -> bool:
    delegation = decode_delegation(issuer_id, key.party_id, state.values) if key else None
    if delegation is None or delegation.valid_from > anchored_at:
        return False
    return delegation.until is None or anchored_at < delegation.until


def _judge_time(key: SigningKey, anchored_at: int, as_of_block: int) -> Outcome:
    if anchored_at < key.valid_from:
        return invalid(9, _KEY, "the anchor is older than the key", "key-not-yet-valid")
    if key.revoked_at is not None and key.revoked_at <= anchored_at:
        told = f"the key was revoked on {_instant(key.revoked_at)}, and the anchor is of {_instant(anchored_at)}"
        return invalid(9, _KEY, told, "key-revoked")
    if key.suspect_from is not None and key.suspect_from <= anchored_at:
        detail = "the key is reported stolen since before the anchor: this says only that the signature is disputed"
        return failed(9, _KEY, detail, VerdictKind.DISPUTED, "key-suspect")
    return passed(9, _KEY, f"good at the anchor's block time, by the key registry as of block {as_of_block}")


def _instant(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def check_10_withdrawn(question: Question) -> Outcome:
    """The issuer has not withdrawn or replaced the record in the log as far as it is known."""
    name, statement = "withdrawn", question.claim.statement
    if question.withdrawals is None:
        return not_run(10, name, "nobody looked: ask the ledger whether its issuer withdrew it after the anchor")
    own = [withdrawal for withdrawal in question.withdrawals if withdrawal.issuer == statement.issuer]
    for verdict, is_supersession in ((VerdictKind.REVOKED, False), (VerdictKind.SUPERSEDED, True)):
        found = next((each for each in own if each.is_supersession is is_supersession), None)
        if found is not None:
            return failed(10, name, f"by its issuer, in record 0x{found.by_record_id.hex()}", verdict)
    return passed(10, name, f"not in the log up to size {question.as_of_size}")


def check_11_date(statement: Statement, today: str) -> Outcome:
    """The statement's own last day has not passed; it counts to the end of that day in UTC."""
    until = json.loads(statement.body).get("valid_until")
    if until is not None and str(until) < today:
        return failed(11, "date", f"its own last day was {until}", VerdictKind.EXPIRED)
    return passed(11, "date", f"its own last day is {until}" if until else "it names no last day")
