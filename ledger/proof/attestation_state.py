"""Where AttestationRegistry keeps a recorded statement, and what its slots say (layout: IAttestationRegistry)."""

from collections.abc import Mapping

from ledger.errors import ProofMismatch
from ledger.proof.typed_data import keccak

_TIMES = (1 << 40) - 1  # uint40


def attestation_slots(record_id: bytes) -> tuple[bytes, bytes]:
    """Give the slots of a record: its signer's id, and the packed recordedAt and revokedAt."""
    base = keccak(record_id + bytes(32))  # the mapping at position 0
    return base, ((int.from_bytes(base, "big") + 1) % (1 << 256)).to_bytes(32, "big")


def decode_attestation(record_id: bytes, values: Mapping[bytes, int]) -> tuple[bytes, int, int]:
    """Give (keccak256 of the signer, recorded_at, revoked_at) from proven slot values.

    Times are block times in epoch seconds, 0 is never.    Raises ProofMismatch if a slot is not among the values.
    """
    slots = attestation_slots(record_id)
    if any(slot not in values for slot in slots):
        raise ProofMismatch(what="attestation", reason="the proof is about other slots than this record's")
    signer, times = (values[slot] for slot in slots)
    return signer.to_bytes(32, "big"), times & _TIMES, times >> 40 & _TIMES
