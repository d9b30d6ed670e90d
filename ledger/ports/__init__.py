"""What the ledger needs from the world: one Protocol for each outside thing, adapters in store/, chain/, vault/."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

from ledger.model.asking import NotedOpening
from ledger.model.capture_job import CaptureJob
from ledger.model.deployment import Deployment, RegistrySnapshot
from ledger.model.event import CapturedEvent
from ledger.model.graph import SupplyGraph
from ledger.model.log import EventProof, Frontier, OutboxItem, SealedHead, StateProof
from ledger.model.reader import ApiKey, Reader, RememberedAnswer
from ledger.model.record import Acknowledgement, Entry, Record
from ledger.model.references import ReferenceIndex
from ledger.model.statement import Kind
from ledger.model.verdict import Withdrawal
from ledger.model.work import Lease, LogCounts, LogSizes, PendingRecord, Seal
from ledger.ports.chain import Chain as Chain
from ledger.ports.credits import CreditStore
from ledger.ports.events import EventStore
from ledger.ports.filling import FillableStore
from ledger.ports.graphs import GraphSnapshots
from ledger.ports.reference import ReferenceShelf
from ledger.ports.stored_rows import StoredRows


class Clock(Protocol):
    """The operator's clock. Never trusted for order, keys or anchors; used for promises, leases and sessions."""

    def now(self) -> int:
        """Give epoch seconds."""
        ...


class RecordStore(Protocol):
    """Records, durable before they are acknowledged."""

    def add(
        self, records: Sequence[Record], events: Sequence[CapturedEvent | None], *, job: CaptureJob | None = None
    ) -> tuple[Acknowledgement, ...]:
        """Keep all records in one durable transaction, or none, and in it how the capture job ended that they are of.

        `events[i]` goes with `records[i]` where it is an event. The same statement again is acknowledged as not new.
        Raises NonceReused where an issuer's nonce names another statement, StoreFailed where the write failed; and what
        `CreditStore` says of certified quantities, which are reserved in the same transaction.
        """
        ...

    def record(self, record_id: bytes) -> Record | None: ...

    def record_by_nonce(self, issuer: str, nonce: bytes) -> Record | None: ...

    def records_by_nonces(self, issuer: str, nonces: Collection[bytes]) -> dict[bytes, Record]:
        """Give the records in which this issuer used these nonces, by nonce; nonces that are free are left out."""
        ...

    def records(self, kinds: Collection[Kind], *, size: int) -> Iterator[Record]:
        """Give the records of these kinds with index < size, in the order of the log."""
        ...

    def shred(self, record_id: bytes, *, by: bytes) -> None:
        """Empty the record's statement on the ground of the erasure record `by`; its entry and its spent nonce stay.

        Raises NotFound where no final `erasure` names the record, ReceiptNotReady until the record itself is final.
        """
        ...

    def records_by(self, issuer: str, *, limit: int) -> tuple[Record, ...]:
        """Give what this issuer said, the newest first, pending records included; events left out."""
        ...

    def withdrawals(self, record_id: bytes, *, size: int) -> tuple[Withdrawal, ...]:
        """Give what its issuer later said to revoke or replace it, sealed below `size`."""
        ...


class LogStore(Protocol):
    """The append-only log, its outbox and the evidence that receipts need."""

    def counts(self) -> LogCounts:
        """Count what is pending, sealed and final. What is pending is looked through: not for every read."""
        ...

    def sizes(self) -> LogSizes:
        """Give how far the log reaches, whatever is pending."""
        ...

    def pending(self, *, limit: int) -> Iterator[PendingRecord]:
        """Give records without an index in the order they came; few are in memory at a time."""
        ...

    def frontier(self) -> Frontier: ...

    def sealed_head(self, size: int) -> SealedHead | None: ...

    def nodes(self, wanted: Collection[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
        """Give hashes of complete subtrees by (level, index); level 0 is leaf hashes. Raises LogDisagrees for a gap."""
        ...

    def take_lease(self, *, holder: str, now: int, seconds: int) -> Lease | None:
        """Give a lease with a token above all earlier ones, or None while another holder's is unexpired."""
        ...

    def renew_lease(self, lease: Lease, *, now: int, seconds: int) -> Lease:
        """Give the same lease, its token too, running for `seconds` from now. Raises LeaseLost once another took it."""
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

    def save_evidence(self, size: int, proofs: Mapping[bytes, StateProof | EventProof], *, lease: Lease) -> None:
        """Replace the proofs of head `size`, by subject: b"head", or `evidence_subject` of a signer."""
        ...

    def evidence(self, size: int, subject: bytes) -> StateProof | EventProof | None: ...

    def save_wallet_answers(self, answers: Mapping[bytes, bool], *, lease: Lease) -> None:
        """Keep by record id what ERC-1271 signers said in the anchor's block."""
        ...

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

    def former_log_keys(self) -> Mapping[int, RegistrySnapshot]:
        """Give the operator's log keys as the registry of each place that was left had them, by its number from 1."""
        ...

    def save_former_log_keys(self, number: int, snapshot: RegistrySnapshot) -> None: ...

    def note_opening(self, opening: NotedOpening) -> None:
        """Keep that a party opened a request; the first time that it did stays."""
        ...

    def noted_openings(self) -> Mapping[bytes, tuple[NotedOpening, ...]]:
        """Give what was noted, by the request's record id, the first first."""
        ...

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


class Store(RecordStore, EventStore, CreditStore, LogStore, PartyStore, FillableStore, Protocol):
    """The database."""

    def as_stored(self) -> AbstractContextManager[StoredRows]:
        """Give every row as it is stored at this moment, for as long as the block runs; nothing is written by it."""
        ...

    def ping(self) -> None:
        """Return when the database answers and keeps acknowledged writes. Raises StoreFailed, UnsafeStore."""
        ...

    def close(self) -> None: ...


class LogSigner(Protocol):
    """The operator's log keys, apart from the anchoring key. Secrets stay behind it."""

    @property
    def promise_key(self) -> bytes:
        """The P-256 point (x || y, 64 bytes) of the key that signs promises."""
        ...

    @property
    def checkpoint_key(self) -> bytes:
        """The Ed25519 public key (32 bytes) of the key that signs checkpoints."""
        ...

    def sign_promise(self, material: bytes) -> bytes:
        """Give the ES256 signature (r || s, 64 bytes) over these bytes."""
        ...

    def sign_checkpoint(self, material: bytes) -> bytes:
        """Give the Ed25519 signature (64 bytes) over these bytes."""
        ...


@dataclass(frozen=True, slots=True)
class World:
    """Everything outside that a job works with. `chain` is None where this process was started without one, and
    `log_signer` where it holds no log keys.

    `graphs` keeps the supply graphs that this process has open, and `snapshots` their arrays for all processes, None
    where there is no data folder; `grants` keeps what was last read of them. All can be lost at any time. `pinned` is
    the graph that this world is asked about, None for the newest: all parts of one answer are of one graph. `shelf`
    holds the public lists that the operator imported, None where only those that ship count.
    """

    store: Store
    chain: Chain | None
    clock: Clock
    log_signer: LogSigner | None = None
    graphs: dict[str, SupplyGraph] = field(default_factory=dict)
    snapshots: GraphSnapshots | None = None
    pinned: SupplyGraph | None = None
    grants: dict[tuple[int, int, int], Mapping[str, frozenset[tuple[bytes, str]]]] = field(default_factory=dict)
    references: dict[tuple[int, ...], ReferenceIndex] = field(default_factory=dict)  # the newest; may be lost
    shelf: ReferenceShelf | None = None
