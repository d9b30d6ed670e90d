"""The port of captured events: how they are found again, and what became of each document that was sent."""

from collections.abc import Sequence
from typing import Protocol

from ledger.model.capture_job import CaptureJob
from ledger.model.event import CapturedEvent
from ledger.model.event_query import EventFilter, EventPlace, ReadableEvents, TermRole
from ledger.model.record import Record


class EventStore(Protocol):
    """Captured events. What comes may be more than was asked for, never less: the asker matches exactly."""

    def events(
        self, wanted: EventFilter, *, after: EventPlace | None, limit: int
    ) -> tuple[tuple[Record, CapturedEvent], ...]:
        """Give captured events in the order that is asked for, from after a place on, pending ones included.

        Fewer than `limit` means that there are no more.
        """
        ...

    def records_of_terms(
        self,
        roles: Sequence[TermRole],
        *,
        after: tuple[str, int],
        limit: int,
        readable: ReadableEvents | None = None,
    ) -> tuple[tuple[tuple[str, int], Record], ...]:
        """Give ((term, number), record) of terms in these roles, by term and number, from above `after` on.

        A term comes once for each of its records, of those that `readable` names. Fewer than `limit` means that there
        are no more.
        """
        ...

    def begin_capture(self, job: CaptureJob) -> None:
        """Keep that this job runs. One that kept events before stays as it is."""
        ...

    def finish_capture(self, job: CaptureJob) -> None:
        """Keep how a job ended that keeps no event; one that does is finished by `RecordStore.add`.

        One that kept events in an earlier run stays as it is.
        """
        ...

    def capture_job(self, capture_id: str) -> CaptureJob | None: ...

    def capture_jobs(self, owner: str | None, *, after: tuple[int, str] | None, limit: int) -> tuple[CaptureJob, ...]:
        """Give the jobs of one owner (None: of all), the newest first, from after (created_at, capture_id) on."""
        ...
