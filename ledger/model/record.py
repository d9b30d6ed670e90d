"""What the ledger keeps of a signed statement, and how far its anchoring has come."""

from dataclasses import dataclass
from enum import StrEnum

from ledger.model.promise import SignedPromise
from ledger.model.statement import SignedStatement


class RecordStatus(StrEnum):
    """Where a record stands. Until `final` it is only the operator's word."""

    PENDING = "pending"  # durable and acknowledged, without an index
    SEALED = "sealed"  # has its index in the log; the head is not known to be on chain
    MINED = "mined"  # a block holds a covering head; a reorganisation may still take it back
    FINAL = "final"  # the covering head is on chain beyond the configured finality


@dataclass(frozen=True, slots=True)
class Record:
    """A durable signed statement. `received_at` and `include_by` are epoch seconds of the operator's clock."""

    signed: SignedStatement
    received_at: int
    include_by: int
    status: RecordStatus = RecordStatus.PENDING
    index: int | None = None
    head_size: int | None = None  # the smallest sealed head that covers it
    anchored_at: int | None = None  # block time of the anchor, once mined
    wallet_answer: bool | None = None  # what an ERC-1271 signer said of the signature in the anchor's block
    shredded_by: bytes | None = None  # the erasure record on whose ground the statement is gone
    withdrew: bytes | None = None  # of a withdrawal that is shredded: the record that it still withdraws

    @property
    def record_id(self) -> bytes:
        """The 32-byte EIP-712 digest that names the record."""
        return self.signed.record_id


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """The promise made for one submission: it is durable, and will be in a head by `include_by`."""

    record_id: bytes
    status: RecordStatus
    received_at: int
    include_by: int
    is_new: bool  # False: the same statement was already here
    promise: SignedPromise | None = None  # None where this process has no log key


@dataclass(frozen=True, slots=True)
class Entry:
    """One position of the log. The 65-byte entry never leaves, even when the statement behind it is erased."""

    index: int
    record_id: bytes
    signature_hash: bytes  # SHA-256 of the signature

    def to_bytes(self) -> bytes:
        """Give the entry as the tree hashes it: 0x01 || record_id || SHA-256(signature), 65 bytes."""
        return b"\x01" + self.record_id + self.signature_hash
