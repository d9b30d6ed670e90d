"""Which chain and which contracts one ledger lives on, and what is checked before they are used."""

from dataclasses import dataclass

from ledger.model.party import Delegation, Party, SigningKey
from ledger.model.statement import Domain


@dataclass(frozen=True, slots=True)
class Deployment:
    """The contracts of one ledger. Addresses are 20 bytes, hashes 32. Checked at every connection."""

    domain: Domain  # chain id, AnchorLog and logId
    key_registry: bytes
    genesis_hash: bytes
    anchor_log_code_hash: bytes  # keccak256 of the runtime code
    key_registry_code_hash: bytes
    admin: bytes
    writer: bytes
    registrar: bytes
    deployed_at_block: int


@dataclass(frozen=True, slots=True)
class RegistrySnapshot:
    """The key registry as of one block: what intake knows of parties and keys."""

    block_number: int
    block_hash: bytes
    parties: dict[bytes, Party]  # party_id -> party; did is "" where only the hash is known
    keys: dict[bytes, SigningKey]  # key_id -> key
    delegations: dict[tuple[bytes, bytes], Delegation]  # (party_id, custodian_id)
