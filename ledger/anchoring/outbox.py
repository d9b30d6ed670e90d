"""The outbox: how one sealed head reaches the chain, exactly once, whatever breaks in between.

    SEALED   the head is durable                     -> sign; nonce and raw bytes durable before anything is sent
    SIGNED   nothing was sent, as far as we know     -> UNKNOWN first, then send
    UNKNOWN  sent, fate open                         -> look for the head in the contract; else the same bytes again
    MINED    a block holds it, its evidence is kept  -> FINAL when the block is final; UNKNOWN when it left the chain
    FINAL    settled                                 -> nothing

A send that fails has an unknown fate, never a failed one. The truth is the head that the contract holds: it takes a
head only on top of the size we sealed on, so sending twice cannot anchor twice. A nonce that something else used up,
or gave back in a reorganisation, frees the item to be signed again.
"""

from collections.abc import Callable
from dataclasses import replace

from ledger.errors import ChainAway, LogDisagrees
from ledger.model.log import Anchor, BlockRef, OutboxItem, OutboxState
from ledger.ports import Chain

Keep = Callable[[OutboxItem], None]
KeepEvidence = Callable[[OutboxItem, Anchor], Anchor]


def advance(
    item: OutboxItem, *, chain: Chain, log_id: bytes, writer: bytes, keep: Keep, keep_evidence: KeepEvidence
) -> OutboxItem:
    """Take one step and give the item as it now is; the same item where there is nothing to do yet.

    `keep` makes the item durable; `keep_evidence` takes and keeps the state proofs of the anchor's block, or of a later
    one that still holds the head, and gives the anchor as that block holds it. Raises ChainAway (try again later,
    nothing is lost), ChainRefused, LeaseLost, LogDisagrees.
    """
    match item.state:
        case OutboxState.SEALED:
            return _sign(item, chain, writer, log_id, keep)
        case OutboxState.SIGNED | OutboxState.UNKNOWN:
            return _settle(item, chain, writer, log_id, keep, keep_evidence)
        case OutboxState.MINED:
            return _follow(item, chain, keep)
        case OutboxState.FINAL:
            return item


def _sign(item: OutboxItem, chain: Chain, writer: bytes, log_id: bytes, keep: Keep) -> OutboxItem:
    nonce = chain.next_nonce(writer)
    sealed = item.sealed
    raw, transaction_hash = chain.sign_anchor(log_id, sealed.previous_size, sealed.head, nonce=nonce)
    signed = replace(
        item,
        state=OutboxState.SIGNED,
        account_nonce=nonce,
        raw_transaction=raw,
        transaction_hash=transaction_hash,
        anchor=None,
    )
    keep(signed)
    return signed


def _settle(
    item: OutboxItem, chain: Chain, writer: bytes, log_id: bytes, keep: Keep, keep_evidence: KeepEvidence
) -> OutboxItem:
    anchor = chain.find_anchor(log_id, item.sealed.head.size)
    if anchor is not None:
        return _mine(item, anchor, keep, keep_evidence)
    raw = item.raw_transaction
    if raw is None or item.account_nonce is None or chain.next_nonce(writer) != item.account_nonce:
        # Looked up after the nonce was seen as used: a head mined between the two looks is found, not sent again.
        # Below ours, a reorganisation took away what something else had sent: the gap would never close by itself.
        late = chain.find_anchor(log_id, item.sealed.head.size)
        if late is not None:
            return _mine(item, late, keep, keep_evidence)
        unsigned = replace(item, state=OutboxState.SEALED)
        keep(unsigned)
        return unsigned
    if item.state is not OutboxState.UNKNOWN:
        item = replace(item, state=OutboxState.UNKNOWN)
        keep(item)
    try:
        chain.send(raw)
    except ChainAway:
        return item  # fate unknown: the next step looks before it sends
    return item


def _mine(item: OutboxItem, anchor: Anchor, keep: Keep, keep_evidence: KeepEvidence) -> OutboxItem:
    if anchor.head != item.sealed.head:
        reason = "the chain holds another root for this size"
        raise LogDisagrees(size=anchor.head.size, reason=reason)
    # Evidence first: after a crash in between, the head is looked up and its evidence taken again.
    mined = replace(item, state=OutboxState.MINED, anchor=keep_evidence(item, anchor))
    keep(mined)
    return mined


def _follow(item: OutboxItem, chain: Chain, keep: Keep) -> OutboxItem:
    anchor = item.anchor
    if anchor is None or not chain.is_canonical(BlockRef(anchor.block_number, anchor.block_hash, anchor.anchored_at)):
        lost = replace(item, state=OutboxState.UNKNOWN, anchor=None)
        keep(lost)
        return lost
    if chain.final_block().number < anchor.block_number:
        return item
    final = replace(item, state=OutboxState.FINAL)
    keep(final)
    return final
