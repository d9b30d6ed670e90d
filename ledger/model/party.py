"""Who may speak: parties, their keys and what they delegated, as the key registry holds them."""

from dataclasses import dataclass
from enum import IntEnum, IntFlag


class Role(IntFlag):
    """What a party was registered as; the bits are those of KeyRegistry."""

    SUPPLIER = 1
    RECRUITER = 2
    AUDITOR = 4
    SURVEYOR = 8
    BRAND = 16
    CUSTODIAN = 32
    OPERATOR = 64

    @property
    def names(self) -> tuple[str, ...]:
        """Give the single roles in lower case, in the order of their bits."""
        return tuple(role.name.lower() for role in Role if role in self and role.name)


class KeyType(IntEnum):
    """How signatures of a key are checked; the numbers are those of KeyRegistry."""

    EOA = 1
    PASSKEY = 2
    ERC1271 = 3
    LOG_ES256 = 4  # signs promises, never statements
    LOG_ED25519 = 5  # signs checkpoints, never statements

    @property
    def signs_statements(self) -> bool:
        """Whether a statement may be signed with a key of this type."""
        return self in (KeyType.EOA, KeyType.PASSKEY, KeyType.ERC1271)


@dataclass(frozen=True, slots=True)
class Party:
    """A registered party. `party_id` is keccak256(did), 32 bytes; the chain knows no name.

    `admins` are the ERC-7913 signers (20 bytes are an account) that the registry's events name; `quorum` of them
    together change the set.
    """

    did: str
    party_id: bytes
    admins: frozenset[bytes]
    roles: Role
    quorum: int = 1


@dataclass(frozen=True, slots=True)
class SigningKey:
    """One key of one party. Times are block times in epoch seconds; 0 in the registry is None here."""

    key_id: bytes  # keccak256(signer), 32 bytes
    party_id: bytes
    signer: bytes  # ERC-7913: 20 bytes are an account, 84 a passkey (verifier, x, y); log keys are the bare public key
    key_type: KeyType
    rp_id_hash: bytes
    valid_from: int
    revoked_at: int | None = None
    suspect_from: int | None = None


@dataclass(frozen=True, slots=True)
class Delegation:
    """A party lets a custodian sign for it from `valid_from` until `until` (None: not ended)."""

    party_id: bytes
    custodian_id: bytes
    valid_from: int
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Recovery:
    """A key of the party asks that another admin become its only one, from `ready_at` on (block seconds).

    Both ids are keccak256 of an ERC-7913 signer.
    """

    admin_id: bytes
    key_id: bytes
    ready_at: int
