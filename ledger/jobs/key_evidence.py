"""State proofs of signers' key slots, fetched together and kept one by one."""

from collections.abc import Sequence
from dataclasses import replace

from ledger.jobs.standing import custodian_of
from ledger.model.deployment import Deployment, RegistrySnapshot
from ledger.model.log import BlockRef, StateProof
from ledger.ports import Chain
from ledger.proof.state_proof import delegation_slot, key_slots
from ledger.proof.typed_data import keccak, party_id

Speaker = tuple[bytes, str]  # signer, issuer
_SLOTS_A_CALL = 400


def evidence_subject(signer: bytes, issuer: str) -> bytes:
    """Give the name under which the key evidence of this signer, speaking for this issuer, is kept."""
    return b"key:" + signer + party_id(issuer)


def key_proofs(
    chain: Chain, deployment: Deployment, registry: RegistrySnapshot, speakers: Sequence[Speaker], *, block: BlockRef
) -> dict[Speaker, StateProof]:
    """Give for each speaker the proof of its key slots, and of the delegation slot where the key is a custodian's."""
    slots = {speaker: _slots(registry, speaker) for speaker in speakers}
    wanted = sorted({slot for group in slots.values() for slot in group})
    found: dict[bytes, StateProof] = {}
    for start in range(0, len(wanted), _SLOTS_A_CALL):
        proof = chain.state_proof(deployment.key_registry, wanted[start : start + _SLOTS_A_CALL], block=block)
        found |= {slot.slot: replace(proof, slots=(slot,)) for slot in proof.slots}
    return {speaker: _joined([found[slot] for slot in group]) for speaker, group in slots.items()}


def _slots(registry: RegistrySnapshot, speaker: Speaker) -> tuple[bytes, ...]:
    signer, issuer = speaker
    custodian = custodian_of(registry, signer=signer, issuer=issuer)
    delegation = (delegation_slot(party_id(issuer), custodian),) if custodian else ()
    return (*key_slots(keccak(signer)), *delegation)


def _joined(parts: Sequence[StateProof]) -> StateProof:
    return replace(parts[0], slots=tuple(part.slots[0] for part in parts))
