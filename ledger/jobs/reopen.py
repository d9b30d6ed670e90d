"""A reorganisation took blocks back: what was said of their heads is taken back too, however deep it went."""

from collections.abc import Iterator
from contextlib import suppress

from ledger.anchoring.outbox import taken_back
from ledger.errors import ChainAway, NodeBehind
from ledger.jobs.anchor_evidence import block_of
from ledger.model.log import OutboxItem
from ledger.model.work import Lease
from ledger.ports import Chain, Store

_MOST_BEHIND = 64  # heads that a node may not have got to before the rest is left to the next look


def reopen_lost(store: Store, chain: Chain, *, lease: Lease, newest: int | None = None, down_to: int = 0) -> None:
    """Make every head UNKNOWN again whose block left the chain, so that it is followed again, oldest first.

    A head that another block holds now is reopened too: its evidence is of a block that proves nothing any more. Looks
    from the newest head down, or from that of size `newest`, and ends at the first whose block is there: what lies
    below it is there as well, because of `require_predecessor`. Raises NodeBehind, with nothing changed, where the node
    has not got as far as a head's block. Heads up to size `down_to` are of a chain that was left: not asked for.
    """
    behind: list[OutboxItem] = []
    waiting: NodeBehind | None = None
    for item in _newest_first(store, store.counts().sealed_size if newest is None else newest, down_to):
        try:
            if item.anchor is None:
                continue
            if chain.is_canonical(block_of(item.anchor)):
                break
        except NodeBehind as error:
            waiting = error
            behind.append(item)
            if len(behind) >= _MOST_BEHIND:
                break
            continue
        for lost in (*behind, item):  # above a block that is gone nothing is left
            store.save_outbox(taken_back(lost), lease=lease)
        behind, waiting = [], None
    if waiting is not None:
        _hand_over_again(chain, behind)
        raise waiting


def require_predecessor(store: Store, chain: Chain, item: OutboxItem, *, lease: Lease, down_to: int = 0) -> None:
    """Return when the head before this one still stands in the block that we have of it.

    Asked after this one was seen in a block, so that a head whose block is there vouches for all below it, also when a
    reorganisation fell in the middle of a call. Else what fell is taken back, and ChainAway ends the call.
    """
    size = item.sealed.previous_size
    before = store.outbox_item(size) if size > down_to else None
    if before is None or before.anchor is None or chain.is_canonical(block_of(before.anchor)):
        return
    reopen_lost(store, chain, lease=lease, newest=size, down_to=down_to)
    reason = f"a reorganisation moved the head of size {size}, which is followed first"
    raise ChainAway(doing="follow a head", reason=reason, mend="nothing: it goes on by itself")


def _hand_over_again(chain: Chain, heads: list[OutboxItem]) -> None:
    """A chain that fell back and mines only what is sent would stay behind for ever; elsewhere this changes nothing."""
    for item in heads:
        if item.raw_transaction is not None:
            with suppress(ChainAway):
                chain.send(item.raw_transaction)


def _newest_first(store: Store, size: int, down_to: int) -> Iterator[OutboxItem]:
    """Each sealed head from this size down, by way of the one that it names as the one before."""
    while size > down_to and (item := store.outbox_item(size)) is not None:
        yield item
        size = item.sealed.previous_size
