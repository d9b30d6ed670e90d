"""A capture job: what became of one document that somebody sent."""

from dataclasses import dataclass
from enum import StrEnum


class ErrorBehaviour(StrEnum):
    """What is kept of a document in which one event fails (GS1-Capture-Error-Behaviour)."""

    ROLLBACK = "rollback"  # nothing
    PROCEED = "proceed"  # every other event


@dataclass(frozen=True, slots=True)
class CaptureFault:
    """Why an event, or the whole document (`event` None), was refused. `pointer` is an RFC 6901 JSON pointer."""

    code: str
    detail: str
    event: int | None = None
    check: str | None = None
    pointer: str | None = None
    mend: str | None = None


@dataclass(frozen=True, slots=True)
class CaptureJob:
    """One document of one party. It is finished in the transaction that keeps its events, or keeps none.

    Times are epoch seconds. A job without `finished_at` runs, or was cut off: then nothing of that run was kept.
    """

    capture_id: str
    owner: str  # DID; "" is this machine's own operator
    behaviour: ErrorBehaviour
    created_at: int
    finished_at: int | None = None
    record_ids: tuple[bytes, ...] = ()  # of the events that were kept, in the order of the document
    faults: tuple[CaptureFault, ...] = ()

    @property
    def succeeded(self) -> bool:
        """Say whether no fault was found so far."""
        return not self.faults
