"""Heads of the log, their proofs, and their way onto the chain."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class TreeHead:
    """The RFC 9162 tree over the first `size` entries. `root` is 32 bytes; size 0 has the root SHA-256("")."""

    size: int
    root: bytes


@dataclass(frozen=True, slots=True)
class Frontier:
    """The roots of the complete subtrees that make up a tree of `size` leaves, largest first (one per set bit)."""

    size: int
    roots: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class SealedHead:
    """A head that is durable with all its entries, before any chain knows it."""

    head: TreeHead
    previous_size: int
    sealed_at: int  # epoch seconds, operator's clock


class OutboxState(StrEnum):
    """The way of one head to the chain. A send error means UNKNOWN, never failed."""

    SEALED = "sealed"
    SIGNED = "signed"  # nonce and raw transaction durable
    UNKNOWN = "unknown"  # sent, fate open
    MINED = "mined"
    FINAL = "final"


@dataclass(frozen=True, slots=True)
class OutboxItem:
    """One head in the outbox with everything that must survive a crash."""

    sealed: SealedHead
    state: OutboxState
    account_nonce: int | None = None
    raw_transaction: bytes | None = None
    transaction_hash: bytes | None = None
    earlier_hashes: tuple[bytes, ...] = ()  # of transactions with this nonce that a dearer one replaced
    sent_at: int | None = None  # operator's clock, when the raw transaction was first handed over
    anchor: "Anchor | None" = None


@dataclass(frozen=True, slots=True)
class Anchor:
    """A head as a block holds it. `count` numbers the heads.

    The block is the one that took the head; `anchored_at` is its time, the only trusted one.
    """

    log_id: bytes
    count: int
    head: TreeHead
    block_number: int
    block_hash: bytes
    anchored_at: int


@dataclass(frozen=True, slots=True)
class BlockRef:
    """One block, named by number and hash. `timestamp` is epoch seconds."""

    number: int
    block_hash: bytes
    timestamp: int


@dataclass(frozen=True, slots=True)
class SlotProof:
    """The Merkle-Patricia proof nodes of one storage slot (32-byte key); an empty value proves absence."""

    slot: bytes
    nodes: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class StateProof:
    """What `eth_getProof` gave for one contract at one block, with that block's RLP header. Nothing is checked yet."""

    header: bytes
    address: bytes
    account_nodes: tuple[bytes, ...]
    slots: tuple[SlotProof, ...]


@dataclass(frozen=True, slots=True)
class EventProof:
    """The receipt of one transaction in its block's receipt trie, with that block's RLP header. Nothing is checked yet.

    `transaction_index` is the key of the trie; `log_position` the place of the event among that transaction's logs.
    """

    header: bytes
    transaction_index: int
    log_position: int
    nodes: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class ProvenState:
    """Slot values that hold at the block whose header hashes to `block.block_hash` (checked)."""

    block: BlockRef
    address: bytes
    values: dict[bytes, int]  # slot -> value; absent slots are 0
