"""Which block anchored a head: the contract's event, never believed without the state or the receipts of its block."""

from collections.abc import Callable, Iterator

from ledger.chain.answers import EventLog, unusable
from ledger.chain.contract import decoded
from ledger.chain.endpoints import Endpoints, reorganised
from ledger.chain.event_logs import events
from ledger.chain.rpc import Rpc
from ledger.errors import StateGone
from ledger.model.log import Anchor, BlockRef, EventProof, TreeHead
from ledger.proof.event_proof import ANCHORED_TOPIC

Shown = tuple[TreeHead, int, int]  # head, count, anchored_at
ShownHead = Callable[[BlockRef], Shown]
ProvenEvent = Callable[[Anchor], EventProof]


def block_of(anchor: Anchor) -> BlockRef:
    """Give the block that took the head."""
    return BlockRef(number=anchor.block_number, block_hash=anchor.block_hash, timestamp=anchor.anchored_at)


def find_event(
    rpc: Rpc, endpoints: Endpoints, anchor_log: bytes, log_id: bytes, size: int, *, first: int, count: int | None
) -> Anchor | None:
    """Give the anchor of this size as its event tells it, newest blocks first; None where no event does.

    Heads only grow, so that a smaller one ends the search. The event's block must be the one that the chain holds at
    its number, else ChainAway. NOT checked: that the contract held the head.
    """
    for found in _events(rpc, endpoints, anchor_log, log_id, first=first, count=count):
        told = _head_of(found)
        if told is None or told.size < size:
            return None
        if told.size == size and len(found.topics) == 3:
            return _anchor(endpoints, log_id, found, told)
    return None


def every_anchor(rpc: Rpc, endpoints: Endpoints, anchor_log: bytes, log_id: bytes, *, first: int) -> Iterator[Anchor]:
    """Give every head of the log as its event tells it, newest first, in one pass over the blocks.

    Each event's block is one that the chain holds, else ChainAway. NOT checked: that the contract held the heads, and
    that the node left none out; the counts tell.
    """
    for found in _events(rpc, endpoints, anchor_log, log_id, first=first, count=None):
        told = _head_of(found)
        if told is None or len(found.topics) != 3:
            raise unusable("eth_getLogs", "holds an event that is not that of an anchored head")
        yield _anchor(endpoints, log_id, found, told)


def _events(
    rpc: Rpc, endpoints: Endpoints, anchor_log: bytes, log_id: bytes, *, first: int, count: int | None
) -> Iterator[EventLog]:
    topics = (ANCHORED_TOPIC, log_id, *(() if count is None else (count.to_bytes(32, "big"),)))
    for found in events(rpc, anchor_log, topics, first=first, last=endpoints.latest().number):
        yield from reversed(found)


def _head_of(log: EventLog) -> TreeHead | None:
    size, root = decoded(("uint40", "bytes32"), log.payload, "Anchored")
    return TreeHead(size=size, root=root) if isinstance(size, int) and isinstance(root, bytes) else None


def _anchor(endpoints: Endpoints, log_id: bytes, log: EventLog, head: TreeHead) -> Anchor:
    block = endpoints.at(log.block_number)
    if block.block_hash != log.block_hash:
        raise reorganised(block)
    return Anchor(
        log_id=log_id,
        count=int.from_bytes(log.topics[2], "big"),
        head=head,
        block_number=block.number,
        block_hash=block.block_hash,
        anchored_at=block.timestamp,
    )


def require_held(found: Anchor, *, head_at: ShownHead, event_proof: ProvenEvent) -> None:
    """Return when the block of this older head held it, by its state or, where that cannot show it, by its receipts.

    The state cannot show it where the node lost it, and where a later head stands in the same block. If the receipts
    are lost as well, the event stands: later heads of the same contract rest on it. Raises ChainAway for a forgery.
    """
    try:
        shown = head_at(block_of(found))
    except StateGone:
        shown = None
    if shown == (found.head, found.count, found.anchored_at):
        return
    try:
        event_proof(found)
    except StateGone:
        if shown is not None and not _covers(shown, found):
            raise unusable("eth_getLogs", "holds another head than the storage of its block") from None


def _covers(shown: Shown, found: Anchor) -> bool:
    head, count, anchored_at = shown
    return head.size > found.head.size and count > found.count and anchored_at == found.anchored_at
