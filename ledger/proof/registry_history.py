"""What KeyRegistry's storage shows of a party beyond one key: its terms, admins, whole key list and ended delegations.

All of it is provable at any later block, because the registry takes nothing back (IKeyRegistryTypes has the layout).
"""

from collections.abc import Iterable, Mapping

from ledger.errors import ProofMismatch
from ledger.model.party import Delegation, Party, Role
from ledger.proof.slots import array_slots, bits, mapping_slot, nested_slot, value_of, word
from ledger.proof.state_proof import delegation_in
from ledger.proof.typed_data import keccak, party_id


def party_slot(identifier: bytes) -> bytes:
    """Give the slot of a party (by its 32-byte party id): packed roles, registeredAt, adminCount, quorum and epoch."""
    return mapping_slot(identifier, 0)


def admin_slot(identifier: bytes, admin: bytes) -> bytes:
    """Give the slot of the epoch for which a signer (ERC-7913 bytes) is an admin of the party."""
    return nested_slot(identifier, keccak(admin), 7)


def decode_party(did: str, values: Mapping[bytes, int], *, admins: Iterable[bytes]) -> Party | None:
    """Give the party with this DID from proven slot values, or None if they prove that it is not registered.

    `admins` are the signers that may be its admins: storage holds only hashes of them. Raises ProofMismatch if a slot
    is not among the values, or if the party has more admins than are found among those given.
    """
    identifier = party_id(did)
    packed = value_of(values, party_slot(identifier))
    if packed == 0:
        return None
    epoch, count = bits(packed, 88, 32), bits(packed, 56, 16)
    present = frozenset(admin for admin in admins if value_of(values, admin_slot(identifier, admin)) == epoch)
    if len(present) != count:
        raise ProofMismatch(what="party", reason=f"it has {count} admins, {len(present)} of them among those named")
    return Party(
        did=did, party_id=identifier, admins=present, roles=Role(bits(packed, 0, 16)), quorum=bits(packed, 72, 16)
    )


def key_count_slot(identifier: bytes) -> bytes:
    """Give the slot of how many keys the party ever had."""
    return mapping_slot(identifier, 6)


def key_list_slots(identifier: bytes, count: int) -> tuple[bytes, ...]:
    """Give the slots of the ids of the party's first `count` keys, in the order in which they were added."""
    return array_slots(key_count_slot(identifier), count)


def decode_key_list(identifier: bytes, values: Mapping[bytes, int]) -> tuple[bytes, ...]:
    """Give the ids of all keys that the party ever had. Raises ProofMismatch if one of them is not proven."""
    count = value_of(values, key_count_slot(identifier))
    return tuple(word(value_of(values, slot)) for slot in _listed(key_count_slot(identifier), count, values))


def ended_count_slot(identifier: bytes, custodian_id: bytes) -> bytes:
    """Give the slot of how many delegations from the party to the custodian came before the newest."""
    return nested_slot(identifier, custodian_id, 5)


def ended_slots(identifier: bytes, custodian_id: bytes, count: int) -> tuple[bytes, ...]:
    """Give the slots of the first `count` delegations before the newest, oldest first."""
    return array_slots(ended_count_slot(identifier, custodian_id), count)


def decode_ended(identifier: bytes, custodian_id: bytes, values: Mapping[bytes, int]) -> tuple[Delegation, ...]:
    """Give all delegations before the newest, oldest first. Raises ProofMismatch if one of them is not proven."""
    length_slot = ended_count_slot(identifier, custodian_id)
    count = value_of(values, length_slot)
    return tuple(
        delegation_in(value_of(values, slot), identifier, custodian_id) for slot in _listed(length_slot, count, values)
    )


def used_nonce_slot(signer: bytes, nonce: int) -> bytes:
    """Give the slot that is 1 once no authorization by the signer with this nonce counts any more."""
    return keccak(word(nonce) + mapping_slot(keccak(signer), 8))


def recovery_slots(identifier: bytes) -> tuple[bytes, bytes, bytes]:
    """Give the slots of a running recovery: the new admin's id, the proposing key's id, when it is ready."""
    base = int.from_bytes(mapping_slot(identifier, 9), "big")
    return word(base), word(base + 1), word(base + 2)


def _listed(length_slot: bytes, count: int, values: Mapping[bytes, int]) -> tuple[bytes, ...]:
    """A count beyond what can have been proven is refused before it costs anything."""
    if count > len(values):
        raise ProofMismatch(what="state proof", reason=f"the list has {count} elements, not all are proven")
    return array_slots(length_slot, count)
