"""What the receipt shows of the signer's key, read once for checks 3, 9 and 10."""

from dataclasses import dataclass, replace

from ledger.errors import ProofMismatch, UnsupportedScheme
from ledger.model.deployment import Place
from ledger.model.log import BlockRef, ProvenState, StateProof
from ledger.model.party import Delegation, SigningKey
from ledger.model.receipt import Receipt
from ledger.proof.attestation_state import decode_attestation
from ledger.proof.state_proof import decode_delegation, decode_key
from ledger.proof.typed_data import keccak, party_id
from ledger.verification.outcome import Question


@dataclass(frozen=True, slots=True)
class ShownAttestation:
    """AttestationRegistry took the statement at `recorded_at` from this signer, who took it back at `revoked_at`."""

    block: BlockRef
    recorded_at: int
    revoked_at: int | None


@dataclass(frozen=True, slots=True)
class KeyState:
    """The signer's key as shown. `refusal` says why nothing is known; then `key` is None without meaning absent.

    `key` is the key by the state for the anchor, None where that state proves that it is not registered; `newest` adds
    what the newest state says of revocation and suspicion. `state` is the one for the anchor, `as_of` the newest block.
    `delegation` is what the state for the anchor holds from the issuer to the key's party, where these differ.
    """

    state: ProvenState | None = None
    key: SigningKey | None = None
    newest: SigningKey | None = None
    as_of: BlockRef | None = None
    delegation: Delegation | None = None
    attestation: ShownAttestation | None = None
    refusal: ProofMismatch | UnsupportedScheme | None = None


def read_key_state(question: Question, record_id: bytes) -> KeyState:
    """Give what is shown of the signer's key. Never raises for what the receipt contains."""
    receipt = question.receipt
    if receipt is None or receipt.key is None:
        return KeyState()
    try:
        return _read(question, receipt, record_id)
    except (ProofMismatch, UnsupportedScheme) as error:
        return KeyState(refusal=error)


def _read(question: Question, receipt: Receipt, record_id: bytes) -> KeyState:
    assert receipt.key is not None  # noqa: S101 - the caller asked
    signer = question.claim.statement.signer
    at_anchor = _prove(question, receipt, receipt.key.at_anchor)
    newest = _prove(question, receipt, receipt.key.at_issue)
    # The newer state can only add news; an older one, or one of a block that was not named, is not read at all.
    if newest.block.number < at_anchor.block.number or not question.is_known(newest.block):
        newest = at_anchor
    then, now = decode_key(signer, at_anchor.values), decode_key(signer, newest.values)
    if newest.block != at_anchor.block:
        _require_same_history(then, now)
    return KeyState(
        state=at_anchor,
        key=then,
        newest=then and _with_news(then, now),
        as_of=newest.block,
        delegation=_delegation(question.claim.statement.issuer, then, at_anchor),
        attestation=_attestation(question, receipt, signer, record_id),
    )


def _prove(question: Question, receipt: Receipt, proof: StateProof) -> ProvenState:
    """The registry is one that the log id, or a signed migration of it, commits to (check 8)."""
    registries = {place.key_registry for place in _places_of_key(receipt)}
    if proof.address not in registries:
        raise ProofMismatch(what="key", reason="the state is of another contract than the log's key registry")
    return question.prover(proof, expect_address=proof.address)


def _places_of_key(receipt: Receipt) -> tuple[Place, ...]:
    """Where head n is shown its own place counts; a head that is not shown may lie at any place of its log."""
    return receipt.places[-1:] if receipt.head.proof is not None else receipt.places


def _delegation(issuer: str, key: SigningKey | None, state: ProvenState) -> Delegation | None:
    issuer_id = party_id(issuer)
    if key is None or key.party_id == issuer_id:
        return None
    return decode_delegation(issuer_id, key.party_id, state.values)


def _require_same_history(then: SigningKey | None, now: SigningKey | None) -> None:
    """The registry takes nothing back: a later state in which a key is gone, or another, is of another chain."""
    if then is None:
        return
    if now is None or replace(now, revoked_at=None, suspect_from=None) != replace(
        then, revoked_at=None, suspect_from=None
    ):
        raise ProofMismatch(what="key", reason="the newer state does not hold the key that the older one holds")
    is_same_end = then.revoked_at in (None, now.revoked_at)
    is_no_later = then.suspect_from is None or (now.suspect_from is not None and now.suspect_from <= then.suspect_from)
    if not (is_same_end and is_no_later):
        raise ProofMismatch(what="key", reason="the newer state takes back what the older one says against the key")


def _with_news(then: SigningKey, now: SigningKey | None) -> SigningKey:
    if now is None:
        return then
    return replace(
        then,
        revoked_at=now.revoked_at if then.revoked_at is None else then.revoked_at,
        suspect_from=now.suspect_from if now.suspect_from is not None else then.suspect_from,
    )


def _attestation(question: Question, receipt: Receipt, signer: bytes, record_id: bytes) -> ShownAttestation | None:
    """None for what is not shown, is not about this record and signer, or is of a block that the asker did not name."""
    proof = receipt.key.attestation if receipt.key else None
    if proof is None:
        return None
    if proof.address not in {place.attestation_registry for place in _places_of_key(receipt)}:
        raise ProofMismatch(what="attestation", reason="the state is of another contract than the log's registry")
    state = question.prover(proof, expect_address=proof.address)
    signer_id, recorded_at, revoked_at = decode_attestation(record_id, state.values)
    if signer_id != keccak(signer) or not recorded_at or not question.is_known(state.block):
        return None
    return ShownAttestation(state.block, recorded_at, revoked_at or None)
