"""Work that takes a whole core for seconds is done for one reader at a time; others are told when to come again."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from ledger.errors import LedgerError


@contextmanager
def one_at_a_time(place: Lock, busy: type[LedgerError]) -> Iterator[None]:
    """Hold the one place for as long as the block runs. Raises `busy` where somebody else holds it."""
    if not place.acquire(blocking=False):
        raise busy
    try:
        yield
    finally:
        place.release()
