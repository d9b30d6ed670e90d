"""State proofs of signers' key slots, and of statements recorded on chain, fetched together and kept one by one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from ledger.jobs.standing import custodian_of
from ledger.model.deployment import Deployment, RegistrySnapshot
from ledger.model.log import BlockRef, SlotProof, StateProof
from ledger.ports import Chain
from ledger.proof.attestation_state import attestation_slots, decode_attestation
from ledger.proof.state_proof import delegation_slot, key_slots, prove
from ledger.proof.typed_data import keccak, party_id

Speaker = tuple[bytes, str]  # signer, issuer
Named = TypeVar("Named")
_SLOTS_A_CALL = 400


def evidence_subject(signer: bytes, issuer: str) -> bytes:
    """Give the name under which the key evidence of this signer, speaking for this issuer, is kept."""
    return b"key:" + signer + party_id(issuer)


def key_proofs(
    chain: Chain, deployment: Deployment, registry: RegistrySnapshot, speakers: Sequence[Speaker], *, block: BlockRef
) -> dict[Speaker, StateProof]:
    """Give for each speaker the proof of its key slots, and of the delegation slot where the key is a custodian's."""
    slots = {speaker: _slots(registry, speaker) for speaker in speakers}
    return _proofs(chain, deployment.place.key_registry, slots, block=block)


def attestation_proofs(
    chain: Chain, deployment: Deployment, record_ids: Collection[bytes], *, block: BlockRef
) -> dict[bytes, StateProof]:
    """Give the proof of AttestationRegistry's slots for each of these records that it holds at this block."""
    address = deployment.place.attestation_registry
    found = _proofs(chain, address, {each: attestation_slots(each) for each in record_ids}, block=block)
    return {each: proof for each, proof in found.items() if _is_recorded(each, proof)}


def _is_recorded(record_id: bytes, proof: StateProof) -> bool:
    _, recorded_at, _ = decode_attestation(record_id, prove(proof, expect_address=proof.address).values)
    return recorded_at != 0


def _proofs(
    chain: Chain, address: bytes, slots: Mapping[Named, tuple[bytes, ...]], *, block: BlockRef
) -> dict[Named, StateProof]:
    wanted = sorted({slot for group in slots.values() for slot in group})
    answers: list[StateProof] = []
    found: dict[bytes, SlotProof] = {}
    for start in range(0, len(wanted), _SLOTS_A_CALL):
        answers.append(chain.state_proof(address, wanted[start : start + _SLOTS_A_CALL], block=block))
        found |= {slot.slot: slot for slot in answers[-1].slots}
    return {name: replace(answers[0], slots=tuple(found[slot] for slot in group)) for name, group in slots.items()}


def _slots(registry: RegistrySnapshot, speaker: Speaker) -> tuple[bytes, ...]:
    signer, issuer = speaker
    custodian = custodian_of(registry, signer=signer, issuer=issuer)
    delegation = (delegation_slot(party_id(issuer), custodian),) if custodian else ()
    return (*key_slots(keccak(signer)), *delegation)
