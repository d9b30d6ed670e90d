"""Where the editions of public lists are kept that an operator imported."""

from typing import Protocol

from ledger.reference.editions import Edition


class ReferenceShelf(Protocol):
    """Imported editions by day and SHA-256 of their table. None is ever changed, and none replaces another."""

    def __hash__(self) -> int:
        """Give the same for the same shelf: what follows from its editions is remembered by it."""
        ...

    def editions(self) -> tuple[Edition, ...]:
        """Give every edition that is kept, by name and day. Raises ReferenceTableError, StoreFailed."""
        ...

    def table(self, edition: Edition) -> bytes:
        """Give the table as it was written. Raises ReferenceTableError where it has another hash now, or is gone."""
        ...

    def source(self, edition: Edition) -> bytes:
        """Give the publisher's file that the table was read from. Raises ReferenceTableError as `table` does."""
        ...

    def keep(self, edition: Edition, table: bytes, source: bytes) -> None:
        """Keep an edition, whole or not at all; one that is there already stays as it is. Raises StoreFailed."""
        ...
