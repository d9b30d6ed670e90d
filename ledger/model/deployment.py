"""Which chain and contracts one ledger lives on, where it lived before, and what is checked before they are used."""

from collections.abc import Mapping
from dataclasses import dataclass

from ledger.model.party import Delegation, Party, SigningKey
from ledger.model.statement import Domain


@dataclass(frozen=True, slots=True)
class Place:
    """Where the heads of a log are anchored: all that its log id commits to (`proof.places.log_id_of`).

    Addresses are 20 bytes. `admin` is the cold account that opened the log.
    """

    chain_id: int
    anchor_log: bytes
    admin: bytes
    key_registry: bytes
    attestation_registry: bytes
    survey_registry: bytes


@dataclass(frozen=True, slots=True)
class Migration:
    """The admin of one place has said, by a signature, that its log goes on as another log.

    `head_size` and `head_root` are the last head of the log that is left: what the other one extends.
    """

    log_id: bytes
    successor: bytes
    head_size: int
    head_root: bytes
    signature: bytes  # r || s || v by the admin of the place that is left (`proof.places.migration_digest`)


@dataclass(frozen=True, slots=True)
class FormerPlace:
    """A place that was left, and how the log went on."""

    place: Place
    migration: Migration


@dataclass(frozen=True, slots=True)
class Deployment:
    """The contracts of one ledger. Addresses are 20 bytes, hashes 32. Checked at every connection.

    `domain` is the home domain: what statements are signed for, for the life of the ledger. `log_id` is that of
    `place`, where heads are anchored now; before any migration it is `domain.salt`.
    """

    domain: Domain
    place: Place
    log_id: bytes
    genesis_hash: bytes
    code_hashes: Mapping[bytes, bytes]  # address -> keccak256 of the runtime code, for every contract
    passkey_verifier: bytes
    writer: bytes
    registrar: bytes
    deployed_at_block: int
    former: tuple[FormerPlace, ...] = ()  # oldest first

    @property
    def places(self) -> tuple[Place, ...]:
        """Every place of the log, home first."""
        return (*(former.place for former in self.former), self.place)

    @property
    def begins_at(self) -> int:
        """The size of the head that the log came to this place with; its contract holds none so far: 0 at home too."""
        return self.former[-1].migration.head_size if self.former else 0

    @property
    def migrations(self) -> tuple[Migration, ...]:
        """How the log went from each place to the next."""
        return tuple(former.migration for former in self.former)


@dataclass(frozen=True, slots=True)
class RegistrySnapshot:
    """The key registry as of one block: what intake knows of parties and keys."""

    block_number: int
    block_hash: bytes
    parties: dict[bytes, Party]  # party_id -> party; did is "" where only the hash is known
    keys: dict[bytes, SigningKey]  # key_id -> key
    delegations: dict[tuple[bytes, bytes], Delegation]  # (party_id, custodian_id) -> the newest interval
