"""Seals without a chain, by the stage that makes them."""

from dataclasses import replace

from ledger.anchoring.seal import seal
from ledger.model.log import Anchor, OutboxState
from ledger.model.work import Lease, Seal
from ledger.store.sql_store import SqlStore

LATER = 2_000_000_000


def a_lease(store: SqlStore, *, holder: str = "anchorer", now: int = 0, seconds: int = LATER) -> Lease:
    lease = store.take_lease(holder=holder, now=now, seconds=seconds)
    assert lease is not None
    return lease


def a_seal(store: SqlStore) -> Seal:
    """What sealing everything pending would write."""
    pending, frontier = tuple(store.pending(limit=1000)), store.frontier()
    head = store.sealed_head(frontier.size)
    return seal(pending, pending, frontier=frontier, anchored=head.head if head else None, now=7)


def sealed(store: SqlStore, *, lease: Lease | None = None) -> Seal:
    """Everything pending, sealed."""
    made = a_seal(store)
    store.append(made, lease=lease or a_lease(store))
    return made


def final_head(store: SqlStore, *, anchored_at: int) -> None:
    """Everything pending, sealed and marked final as of this block time."""
    made, lease = sealed(store), a_lease(store)
    (item,) = store.outbox()
    count = len(store.finished()) + 1
    anchor = Anchor(b"\xbb" * 32, count, made.sealed.head, count, b"\x0c" * 32, anchored_at)
    store.save_outbox(replace(item, state=OutboxState.FINAL, anchor=anchor), lease=lease)
