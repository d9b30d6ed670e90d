"""Check 3: the signature is the named key's, by the rule of the type that the key is registered with."""

from ledger.errors import LedgerError, UnsupportedScheme
from ledger.model.party import KeyType, SigningKey
from ledger.model.statement import Domain
from ledger.model.verdict import VerdictKind
from ledger.proof.signed import check_signature
from ledger.verification.key_state import KeyState
from ledger.verification.outcome import Outcome, Question, invalid, not_run, passed
from ledger.verification.times import instant_told

_NAME = "signature"


def check_3_signature(question: Question, domain: Domain, state: KeyState) -> Outcome:
    """The digest under the domain is signed by the named signer, by the rule of its registered type."""
    if isinstance(state.refusal, UnsupportedScheme):
        return not_run(3, _NAME, str(state.refusal), VerdictKind.CANNOT_VERIFY, "unsupported-scheme")
    key = state.newest or question.registered
    if key is None:
        told = "nothing shows how the signer's key is registered, so there is no rule to check the signature by"
        if question.receipt is None and not question.is_kept:
            return not_run(3, _NAME, told)  # check 4 speaks: there is nothing but the claim
        return not_run(3, _NAME, told, VerdictKind.CANNOT_VERIFY, "key-not-shown")
    try:
        check_signature(question.claim, domain, key=key, wallet=_answered_below)
    except UnsupportedScheme as error:
        return not_run(3, _NAME, str(error), VerdictKind.CANNOT_VERIFY, "unsupported-scheme")
    except LedgerError as error:
        return invalid(3, _NAME, str(error), "bad-signature")
    if key.key_type is KeyType.ERC1271:
        return _wallets_word(question.wallet_answer, key, state)
    return passed(3, _NAME, f"{key.key_type.name.lower()}, by 0x{key.signer.hex()}")


def _answered_below(account: bytes, digest: bytes, signature: bytes) -> None:
    """A wallet cannot be asked here; what it said is judged by _wallets_word."""


def _wallets_word(answer: bool | None, key: SigningKey, state: KeyState) -> Outcome:
    """One yes suffices: in the anchor's block, or when the statement was recorded on chain with a good key.

    Whether the key was good then is told only by a state that is at least as new: an older one leaves the news out.
    """
    attestation = state.attestation
    by = f"erc1271, by 0x{key.signer.hex()}"
    if answer:
        return passed(3, _NAME, f"{by}, whose contract called it its signature in the anchor's block")
    ends = [end for end in (key.revoked_at, key.suspect_from) if end is not None]
    is_seen = attestation is not None and state.as_of is not None and attestation.recorded_at <= state.as_of.timestamp
    if attestation is not None and is_seen and (not ends or attestation.recorded_at < min(ends)):
        when = instant_told(attestation.recorded_at)
        return passed(3, _NAME, f"{by}, whose contract accepted the statement on chain on {when}")
    if answer is False:
        told = f"the contract 0x{key.signer.hex()} did not call this its signature in the anchor's block"
        return invalid(3, _NAME, told, "contract-says-no")
    told = "a contract wallet's signature holds by what the contract says, and nothing here shows what it said"
    if attestation is not None:
        why = "when the wallet's key was not good" if is_seen else "and the key is shown as of an earlier time only"
        told = f"recorded on chain on {instant_told(attestation.recorded_at)}, {why}"
    return not_run(3, _NAME, told, VerdictKind.CANNOT_VERIFY, "erc1271-offline")
