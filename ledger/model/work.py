"""Values that pass between the anchoring stage and the store."""

from dataclasses import dataclass

from ledger.model.log import OutboxState, SealedHead
from ledger.model.record import Entry
from ledger.model.statement import Domain, Statement


@dataclass(frozen=True, slots=True)
class PendingRecord:
    """A durable record without an index, as it lies in the database, for sealing to recompute."""

    record_id: bytes
    statement: Statement
    signature: bytes
    domain: Domain


@dataclass(frozen=True, slots=True)
class Seal:
    """Everything one sealing writes in one transaction."""

    sealed: SealedHead
    entries: tuple[Entry, ...]
    nodes: tuple[tuple[int, int, bytes], ...]  # level, index, hash of each newly complete subtree (level >= 1)


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to anchor, held by one process. Each outbox write checks `token`."""

    holder: str
    token: int
    until: int


@dataclass(frozen=True, slots=True)
class LogSizes:
    """How far the log reaches: entries below the newest head, and below the newest final one."""

    sealed_size: int
    final_size: int


@dataclass(frozen=True, slots=True)
class LogCounts:
    """How the log stands now, for readiness and the head endpoint."""

    pending: int
    sealed_size: int
    final_size: int
    oldest_pending_at: int | None
    unfinished: OutboxState | None
