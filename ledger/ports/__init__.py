"""What the ledger needs from the world: one Protocol for each outside thing, adapters in store/, chain/, vault/."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from ledger.model.deployment import Deployment, RegistrySnapshot
from ledger.model.event import CapturedEvent
from ledger.model.graph import SupplyGraph
from ledger.model.log import Anchor, BlockRef, Frontier, OutboxItem, SealedHead, StateProof, TreeHead
from ledger.model.party import Role
from ledger.model.reader import ApiKey, Reader, RememberedAnswer
from ledger.model.record import Acknowledgement, Entry, Record
from ledger.model.statement import Kind
from ledger.model.verdict import Withdrawal
from ledger.model.work import Lease, LogCounts, PendingRecord, Seal


class Clock(Protocol):
    """The operator's clock. Never trusted for order, keys or anchors; used for promises, leases and sessions."""

    def now(self) -> int:
        """Give epoch seconds."""
        ...


class RecordStore(Protocol):
    """Records, durable before they are acknowledged."""

    def add(self, records: Sequence[Record], events: Sequence[CapturedEvent | None]) -> tuple[Acknowledgement, ...]:
        """Keep all records in one durable transaction, or none.

        `events[i]` goes with `records[i]` where it is an event. The same statement again is acknowledged as not new.
        Raises NonceReused where an issuer's nonce names another statement, StoreFailed where the write failed.
        """
        ...

    def record(self, record_id: bytes) -> Record | None: ...

    def record_by_nonce(self, issuer: str, nonce: bytes) -> Record | None: ...

    def records(self, kinds: Collection[Kind], *, size: int) -> Iterator[Record]:
        """Give the records of these kinds with index < size, in the order of the log."""
        ...

    def records_by(self, issuer: str, *, limit: int) -> tuple[Record, ...]:
        """Give what this issuer said, the newest first, pending records included; events left out."""
        ...

    def withdrawals(self, record_id: bytes, *, size: int) -> tuple[Withdrawal, ...]:
        """Give what its issuer later said to revoke or replace it, sealed below `size`."""
        ...

    def events(
        self, *, after: int, limit: int, event_type: str | None, from_ms: int | None, until_ms: int | None
    ) -> tuple[tuple[int, Record, CapturedEvent], ...]:
        """Give captured events in capture order with their positions (> `after`), pending ones included."""
        ...


class LogStore(Protocol):
    """The append-only log, its outbox and the evidence that receipts need."""

    def counts(self) -> LogCounts: ...

    def pending(self, *, limit: int) -> tuple[PendingRecord, ...]:
        """Give records without an index in the order they came."""
        ...

    def frontier(self) -> Frontier: ...

    def sealed_head(self, size: int) -> SealedHead | None: ...

    def nodes(self, wanted: Collection[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
        """Give hashes of complete subtrees by (level, index); level 0 is leaf hashes. Raises LogDisagrees for a gap."""
        ...

    def take_lease(self, *, holder: str, now: int, seconds: int) -> Lease | None:
        """Give a lease with a token above all earlier ones, or None while another holder's is unexpired."""
        ...

    def release_lease(self, lease: Lease) -> None:
        """Let another anchorer begin at once; its token will be higher all the same. Does nothing for a lost lease."""
        ...

    def append(self, seal: Seal, *, lease: Lease) -> None:
        """Write entries, nodes, frontier, head and outbox row in one transaction. Raises LeaseLost, LogDisagrees."""
        ...

    def outbox(self) -> tuple[OutboxItem, ...]:
        """Give the heads that are not final, smallest first (at most one by rule)."""
        ...

    def outbox_item(self, size: int) -> OutboxItem | None: ...

    def finished(self) -> tuple[OutboxItem, ...]:
        """Give the final heads, smallest first."""
        ...

    def save_outbox(self, item: OutboxItem, *, lease: Lease) -> None:
        """Replace the outbox row of this head. Raises LeaseLost."""
        ...

    def save_evidence(self, size: int, proofs: Mapping[bytes, StateProof], *, lease: Lease) -> None:
        """Replace the state proofs of head `size`, by subject: b"head", or `evidence_subject` of a signer."""
        ...

    def evidence(self, size: int, subject: bytes) -> StateProof | None: ...

    def entries(self, *, first: int, last: int) -> tuple[Entry, ...]:
        """Give the entries with first <= index < last, in order, as they are stored."""
        ...

    def signers_between(self, first: int, last: int) -> tuple[tuple[bytes, str], ...]:
        """Give the distinct (signer, issuer) of entries with first <= index < last."""
        ...


class PartyStore(Protocol):
    """What is known of parties, and how they sign in."""

    def deployment(self) -> Deployment | None: ...

    def save_deployment(self, deployment: Deployment) -> None: ...

    def registry(self) -> RegistrySnapshot | None: ...

    def save_registry(self, snapshot: RegistrySnapshot) -> None: ...

    def dids(self) -> tuple[str, ...]: ...

    def name_party(self, did: str, party_id: bytes) -> None:
        """Keep which DID a party id is the hash of; the chain knows only the hash."""
        ...

    def save_api_key(self, key: ApiKey) -> None: ...

    def api_key(self, key_id: str) -> ApiKey | None: ...

    def save_sign_in(self, token_hash: bytes, reader: Reader, *, expires_at: int) -> None: ...

    def use_sign_in(self, token_hash: bytes, *, now: int) -> Reader | None:
        """Give the reader of a one-time link and spend it in one transaction; None when spent, expired or unknown."""
        ...

    def save_session(self, token_hash: bytes, reader: Reader, *, expires_at: int) -> None: ...

    def session(self, token_hash: bytes, *, now: int) -> Reader | None: ...

    def end_session(self, token_hash: bytes) -> None: ...

    def remembered(self, reader: Reader, key: str) -> RememberedAnswer | None: ...

    def remember(self, reader: Reader, key: str, answer: RememberedAnswer, *, now: int) -> None: ...


class Store(RecordStore, LogStore, PartyStore, Protocol):
    """The database."""

    def ping(self) -> None:
        """Return when the database answers and keeps acknowledged writes. Raises StoreFailed, UnsafeStore."""
        ...

    def close(self) -> None: ...


class Chain(Protocol):
    """One EVM chain. Each method raises ChainAway when no usable answer came; a send that raised may have arrived."""

    def check(self, deployment: Deployment) -> None:
        """Return when chain id, genesis and both contracts' code are those of the deployment. Raises WrongChain."""
        ...

    def latest_block(self) -> BlockRef: ...

    def final_block(self) -> BlockRef:
        """Give the newest block that the configured finality rule (tag or depth) calls final."""
        ...

    def is_canonical(self, block: BlockRef) -> bool:
        """Say whether the chain still holds this block at its number."""
        ...

    def head(self, log_id: bytes, *, block: BlockRef) -> tuple[TreeHead, int, int]:
        """Give (head, count, anchored_at) that AnchorLog holds at this block; size 0 and count 0 before the first."""
        ...

    def find_anchor(self, log_id: bytes, size: int) -> Anchor | None:
        """Give the block that anchored this size, by its `Anchored` event, confirmed against storage; None if none."""
        ...

    def next_nonce(self, account: bytes) -> int:
        """Give the nonce of the account's next transaction, counting mined ones only."""
        ...

    def sign_anchor(self, log_id: bytes, previous_size: int, head: TreeHead, *, nonce: int) -> tuple[bytes, bytes]:
        """Give (raw transaction, its hash), signed with the anchoring key. Nothing is sent."""
        ...

    def send(self, raw_transaction: bytes) -> None:
        """Hand a raw transaction to the node once. An answer that it is already known counts as sent."""
        ...

    def state_proof(self, address: bytes, slots: Iterable[bytes], *, block: BlockRef) -> StateProof: ...

    def registry(self, *, block: BlockRef, dids: Iterable[str]) -> RegistrySnapshot:
        """Read the whole key registry as of this block; `dids` names the parties known by more than their hash."""
        ...


class Registrar(Protocol):
    """Writes to the key registry. Each call returns when the change is mined; a change already made is left alone."""

    def register(self, parties: Sequence[tuple[str, bytes, Role]]) -> None:
        """Enter (did, admin, roles) for each party that is not there yet, signed by the registrar key."""
        ...

    def add_keys(self, keys: Sequence[tuple[str, bytes, bytes]]) -> None:
        """Give each (did, admin secret, signer account) party this secp256k1 key, signed by the party's admin."""
        ...

    def revoke_key(self, did: str, admin_secret: bytes, signer: bytes, *, suspect_from: int) -> None: ...

    def delegate(self, delegations: Sequence[tuple[str, bytes, str]]) -> None:
        """Let each (did, admin secret, custodian did) party be signed for by the custodian."""
        ...


@dataclass(frozen=True, slots=True)
class World:
    """Everything outside that a job works with. `chain` is None where this process was started without one.

    `graphs` keeps the newest supply graph by sealed and final log size; it can be lost at any time.
    """

    store: Store
    chain: Chain | None
    clock: Clock
    graphs: dict[tuple[int, int], SupplyGraph] = field(default_factory=dict)
