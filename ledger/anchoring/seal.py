"""Pending records become contiguous entries under a new head, or nothing happens.

One wrong bit in a leaf cannot be mended once its head is anchored, so every record id is recomputed from the stored
statement, twice, and the log below is checked against the root that was anchored (threat list F53).
"""

import hashlib
from collections.abc import Iterable
from itertools import zip_longest

from ledger.errors import LogDisagrees, Malformed
from ledger.model.log import Frontier, SealedHead, TreeHead
from ledger.model.record import Entry
from ledger.model.work import PendingRecord, Seal
from ledger.proof.merkle import extend, leaf_hash, root_of_frontier
from ledger.proof.typed_data import statement_digest


def seal(
    first_read: Iterable[PendingRecord],
    second_read: Iterable[PendingRecord],
    *,
    frontier: Frontier,
    anchored: TreeHead | None,
    now: int,
) -> Seal:
    """Give the seal that extends `frontier` by the pending records, read twice from the store, one at a time.

    `anchored` is the newest head that the chain holds. Raises LogDisagrees where the two reads differ, a record id is
    not its statement's digest, or the frontier does not have the anchored root.
    """
    _require_anchored(frontier, anchored)
    entries = tuple(_entry(record, index) for index, record in enumerate(first_read, frontier.size))
    again = (_entry(record, index) for index, record in enumerate(second_read, frontier.size))
    if any(once != twice for once, twice in zip_longest(entries, again)):
        raise LogDisagrees(size=frontier.size, reason="two reads of the pending records differ")
    grown, nodes = extend(frontier, [leaf_hash(entry.to_bytes()) for entry in entries])
    head = TreeHead(size=grown.size, root=root_of_frontier(grown))
    return Seal(
        sealed=SealedHead(head=head, previous_size=frontier.size, sealed_at=now),
        entries=entries,
        nodes=tuple(nodes),
    )


def _require_anchored(frontier: Frontier, anchored: TreeHead | None) -> None:
    expected = anchored or TreeHead(0, root_of_frontier(Frontier(0, ())))
    found = TreeHead(frontier.size, root_of_frontier(frontier))
    if found != expected:
        reason = f"the stored log of size {found.size} is not the anchored head of size {expected.size}"
        raise LogDisagrees(size=found.size, reason=reason)


def _entry(record: PendingRecord, index: int) -> Entry:
    if not _is_whole(record):
        reason = f"the stored statement of record 0x{record.record_id.hex()} has another digest"
        raise LogDisagrees(size=index, reason=reason)
    return Entry(index, record.record_id, hashlib.sha256(record.signature).digest())


def _is_whole(record: PendingRecord) -> bool:
    try:
        return statement_digest(record.statement, record.domain) == record.record_id
    except (Malformed, AttributeError, TypeError):  # SQLite keeps a value of any type in any column
        return False
