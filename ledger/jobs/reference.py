"""The snapshot of public tables that counts on a day: what ships, with the imported editions that are in force."""

from datetime import date
from functools import lru_cache

from ledger.ports import World
from ledger.ports.reference import ReferenceShelf
from ledger.reference.combined import combined, laid_over
from ledger.reference.editions import Edition
from ledger.reference.snapshot import ReferenceSnapshot, bundled_snapshot


def reference_of(world: World, *, as_of: date) -> ReferenceSnapshot:
    """Give the snapshot in force on a day, by what this operator imported. Raises as `reference_on` does."""
    return bundled_snapshot() if world.shelf is None else reference_on(world.shelf, as_of=as_of)


def reference_on(shelf: ReferenceShelf, *, as_of: date) -> ReferenceSnapshot:
    """Give the snapshot in force on a day. The same editions give the same object, so that look-ups stay cached.

    Rows are not cut to the day: see `as_known_on`. Raises ReferenceTableError for an edition that was changed.
    """
    return _combined(shelf, laid_over(bundled_snapshot(), shelf.editions(), as_of=as_of))


@lru_cache(maxsize=16)
def _combined(shelf: ReferenceShelf, editions: tuple[Edition, ...]) -> ReferenceSnapshot:
    if not editions:
        return bundled_snapshot()
    return combined(bundled_snapshot(), ((each, shelf.table(each).decode("utf-8")) for each in editions))
