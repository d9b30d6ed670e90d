"""Seals without a chain, by the stage that makes them."""

from ledger.anchoring.seal import seal
from ledger.model.work import Lease, Seal
from ledger.store.sql_store import SqlStore

LATER = 2_000_000_000


def a_lease(store: SqlStore, *, holder: str = "anchorer", now: int = 0, seconds: int = LATER) -> Lease:
    lease = store.take_lease(holder=holder, now=now, seconds=seconds)
    assert lease is not None
    return lease


def a_seal(store: SqlStore) -> Seal:
    """What sealing everything pending would write."""
    pending, frontier = store.pending(limit=1000), store.frontier()
    head = store.sealed_head(frontier.size)
    return seal(pending, pending, frontier=frontier, anchored=head.head if head else None, now=7)


def sealed(store: SqlStore, *, lease: Lease | None = None) -> Seal:
    """Everything pending, sealed."""
    made = a_seal(store)
    store.append(made, lease=lease or a_lease(store))
    return made
