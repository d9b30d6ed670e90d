"""What the operator's log keys sign: promises to include a record, and checkpoints of the log."""

from dataclasses import dataclass

from ledger.model.log import TreeHead


@dataclass(frozen=True, slots=True)
class Promise:
    """The record is durable and will be in an anchored head by `include_by` (epoch seconds, operator's clock)."""

    log_id: bytes  # the home log id, which the statement was signed for
    record_id: bytes
    received_at: int
    include_by: int


@dataclass(frozen=True, slots=True)
class SignedPromise:
    """A promise with its ES256 signature (r || s, 64 bytes) by the log key (P-256 point x || y, 64 bytes)."""

    promise: Promise
    log_key: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A head as the operator states it, signed with Ed25519 as a C2SP signed note."""

    origin: str
    head: TreeHead
    log_key: bytes  # 32 bytes
    note: str
