"""What a log id commits to, and how a log goes on elsewhere: ids and digests that anyone recomputes.

The log id is in the domain that everyone signs, so what it commits to needs no further trust: the chain, AnchorLog, who
opened the log, and the registries that belong to it.

Decision, the link from a log to the one that follows. It must hold when the old chain is dead, so a state proof of
`successor` in the closed log cannot be it alone. The account that opened the log is under the log id; its signature
over (log id, successor, last head) is checked offline for ever, dead chain or not. While the chain lives the log is
closed on it as well, which keeps that account from naming two successors there. A quorum of admins would change our
mind.
"""

from ledger.model.deployment import Migration, Place
from ledger.proof.typed_data import keccak, recover_signer

_DOMAIN_TYPE = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
_MIGRATION_TYPE = "Migration(bytes32 logId,bytes32 successor,uint40 headSize,bytes32 headRoot)"
_NAME, _VERSION = "Tierlight Migration", "1"


def place_salt(place: Place) -> bytes:
    """Give the salt that the log of this place is opened with: keccak256 of the three registries' addresses."""
    registries = (place.key_registry, place.attestation_registry, place.survey_registry)
    return keccak(b"".join(address.rjust(32, b"\x00") for address in registries))


def log_id_of(place: Place) -> bytes:
    """Give the id that AnchorLog gives this log: keccak256(abi.encode(chain id, AnchorLog, admin, salt))."""
    chain = place.chain_id.to_bytes(32, "big")
    addresses = (place.anchor_log.rjust(32, b"\x00"), place.admin.rjust(32, b"\x00"))
    return keccak(b"".join((chain, *addresses, place_salt(place))))


def migration_digest(place: Place, *, successor: bytes, head_size: int, head_root: bytes) -> bytes:
    """Give the EIP-712 digest that the admin of `place` signs to let its log go on as `successor` (a log id)."""
    domain = keccak(
        keccak(_DOMAIN_TYPE.encode())
        + keccak(_NAME.encode())
        + keccak(_VERSION.encode())
        + place.chain_id.to_bytes(32, "big")
        + place.anchor_log.rjust(32, b"\x00")
    )
    struct = keccak(
        keccak(_MIGRATION_TYPE.encode()) + log_id_of(place) + successor + head_size.to_bytes(32, "big") + head_root
    )
    return keccak(b"\x19\x01" + domain + struct)


def is_signed_migration(place: Place, migration: Migration) -> bool:
    """Say whether the admin of the place signed this migration of its log. Raises SignatureMalformed."""
    digest = migration_digest(
        place, successor=migration.successor, head_size=migration.head_size, head_root=migration.head_root
    )
    is_of_log = migration.log_id == log_id_of(place)
    return is_of_log and recover_signer(digest, migration.signature) == place.admin
