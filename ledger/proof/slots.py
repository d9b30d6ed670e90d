"""Where Solidity keeps a value: storage slots of mappings, structs and arrays, and numbers packed into one word."""

from collections.abc import Mapping

from ledger.errors import ProofMismatch
from ledger.proof.typed_data import keccak

_SLOTS = 1 << 256


def mapping_slot(key: bytes, position: int) -> bytes:
    """Give the slot of a 32-byte key in the mapping at `position`."""
    return keccak(as_slot(key) + word(position))


def nested_slot(outer: bytes, inner: bytes, position: int) -> bytes:
    """Give the slot of `[outer][inner]` (32-byte keys) in the mapping of mappings at `position`."""
    return keccak(as_slot(inner) + mapping_slot(outer, position))


def array_slots(length_slot: bytes, count: int) -> tuple[bytes, ...]:
    """Give the slots of the first `count` elements, one word each, of the dynamic array whose length lies there."""
    base = keccak(length_slot)
    return tuple(offset(base, index) for index in range(count))


def offset(slot: bytes, words: int) -> bytes:
    """Give the slot `words` behind this one."""
    return word((int.from_bytes(slot, "big") + words) % _SLOTS)


def word(number: int) -> bytes:
    """Give a number as 32 bytes."""
    return number.to_bytes(32, "big")


def as_slot(octets: bytes) -> bytes:
    """Give the 32 bytes back. Raises ProofMismatch for any other length."""
    if len(octets) != 32:
        raise ProofMismatch(what="slot", reason=f"it has {len(octets)} bytes, not 32")
    return octets


def value_of(values: Mapping[bytes, int], slot: bytes) -> int:
    """Give the proven value of a slot. Raises ProofMismatch for one that is not among those proven."""
    if slot not in values:
        raise ProofMismatch(what="state proof", reason=f"slot 0x{slot.hex()} is not among those proven")
    return values[slot]


def bits(packed: int, first: int, count: int) -> int:
    """Give `count` bits of a word from bit `first` on, the lowest being 0."""
    return packed >> first & ((1 << count) - 1)
