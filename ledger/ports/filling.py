"""The port of an import: an empty ledger is filled in one transaction, or stays empty."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from ledger.model.event import CapturedEvent
from ledger.model.record import Entry
from ledger.ports.stored_rows import StoredRow


class Filling(Protocol):
    """Writes rows into a ledger that was empty. Where the database does not take them, `filling` raises StoreFailed."""

    def insert(self, table: str, rows: Sequence[StoredRow]) -> None:
        """Keep these rows of one table. A record's row comes without its index."""
        ...

    def index_events(self, events: Mapping[bytes, CapturedEvent]) -> None:
        """Keep what queries find the events by, whose records, by id, were inserted."""
        ...

    def extend(self, entries: Sequence[Entry], nodes: Sequence[tuple[int, int, bytes]]) -> None:
        """Continue the log by these entries, whose records were inserted, and by the nodes complete with them."""
        ...


class FillableStore(Protocol):
    """A database that can be filled while it is empty."""

    def filling(self) -> AbstractContextManager[Filling]:
        """Give the way to fill the ledger; all of it is committed where the block ends well, and nothing else.

        Raises HomeInUse where the ledger holds anything but API keys and sessions.
        """
        ...
