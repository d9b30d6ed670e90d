"""The outbox: how one sealed head reaches the chain, exactly once, whatever breaks in between.

    SEALED   the head is durable                  -> SIGNED: nonce, raw bytes and hash are durable before any send
    SIGNED   nothing was sent, as far as we know  -> UNKNOWN first, then send
    UNKNOWN  sent, fate open                      -> MINED when the contract holds the head; else the same bytes again,
                                                     and dearer ones under the same nonce when they wait too long;
                                                     SEALED when the nonce is no longer the account's next
    MINED    a block holds it, evidence is kept   -> FINAL when the block is final; UNKNOWN when it left the chain
    FINAL    settled                              -> UNKNOWN when its block left the chain after all (`taken_back`)

A send that fails has an unknown fate, never a failed one. The truth is the head that the contract holds: it takes a
head only on top of the size we sealed on, so sending twice, or two bids for one nonce, cannot anchor twice, and it does
not matter which of the hashes was mined. A nonce that something else used up, or that a reorganisation or a dropped
transaction gave back, frees the item to be signed again; all hashes ever tried for a head are kept.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from ledger.errors import ChainAway, ChainRefused, LogDisagrees
from ledger.model.log import Anchor, BlockRef, OutboxItem, OutboxState
from ledger.ports import Chain


def taken_back(item: OutboxItem) -> OutboxItem:
    """Give the item of a head whose block left the chain: its fate is open again, and its bid is a fresh one."""
    return replace(item, state=OutboxState.UNKNOWN, anchor=None, sent_at=None)


@dataclass(frozen=True, slots=True)
class Outbox:
    """The way to the chain for one holder of the lease, at one time.

    `keep` makes an item durable. `keep_evidence` takes and keeps what shows the anchor. `now` is the operator's clock,
    which decides nothing but how soon a waiting transaction is outbid. `begins_at` is the size with which the log came
    to this chain from another.
    """

    chain: Chain
    log_id: bytes
    writer: bytes
    keep: Callable[[OutboxItem], None]
    keep_evidence: Callable[[OutboxItem, Anchor], None]
    now: int
    bump_after_seconds: float
    begins_at: int = 0

    def advance(self, item: OutboxItem) -> OutboxItem:
        """Take one step and give the item as it now is; the same item where there is nothing to do yet.

        Raises ChainAway and SignerAway (try again later, nothing is lost), NoGasMoney, ChainRefused (the contract
        would not take the head, by name), EndpointsDisagree, LeaseLost, LogDisagrees.
        """
        match item.state:
            case OutboxState.SEALED:
                return self._sign(item)
            case OutboxState.SIGNED | OutboxState.UNKNOWN:
                return self._settle(item)
            case OutboxState.MINED:
                return self._follow(item)
            case OutboxState.FINAL:
                return item

    def _sign(self, item: OutboxItem) -> OutboxItem:
        nonce = self.chain.next_nonce(self.writer)
        signed = self._signed(item, nonce=nonce, outbids=None)
        if isinstance(signed, OutboxItem):
            return signed
        return self._kept(_bid(item, *signed), state=OutboxState.SIGNED, account_nonce=nonce, sent_at=None, anchor=None)

    def _settle(self, item: OutboxItem) -> OutboxItem:
        mined = self._mined(item)
        if mined is not None:
            return mined
        if item.raw_transaction is None or self.chain.next_nonce(self.writer) != item.account_nonce:
            # Looked up after the nonce was seen as used: a head mined between the two looks is found, not sent again.
            # Below ours, something before it was dropped or reorganised away: that gap would never close by itself.
            return self._mined(item) or self._kept(item, state=OutboxState.SEALED)
        sent = self._sent(item)
        self._hand_over(item.raw_transaction)
        return self._outbid(sent, item.raw_transaction) if self._waits_too_long(sent) else sent

    def _sent(self, item: OutboxItem) -> OutboxItem:
        """The item, durably UNKNOWN from its first send on. A clock that was set back begins to wait anew."""
        if item.state is OutboxState.UNKNOWN and item.sent_at is not None and item.sent_at <= self.now:
            return item
        return self._kept(item, state=OutboxState.UNKNOWN, sent_at=self.now)

    def _waits_too_long(self, item: OutboxItem) -> bool:
        return item.sent_at is not None and self.now - item.sent_at >= self.bump_after_seconds

    def _outbid(self, item: OutboxItem, raw: bytes) -> OutboxItem:
        """The same call under the same nonce for more money, durable before it is sent. At the cap, the same bytes."""
        signed = self._signed(item, nonce=item.account_nonce or 0, outbids=raw)
        if isinstance(signed, OutboxItem):
            return signed
        dearer = self._kept(_bid(item, *signed), sent_at=self.now)
        if signed[0] != raw:
            self._hand_over(signed[0])
        return dearer

    def _signed(self, item: OutboxItem, *, nonce: int, outbids: bytes | None) -> tuple[bytes, bytes] | OutboxItem:
        """The signed transaction; the mined item where the contract refuses because it holds this head already."""
        head, before = item.sealed.head, item.sealed.previous_size
        held = 0 if before == self.begins_at else before  # by the contract, which a log that moved enters empty
        try:
            return self.chain.sign_anchor(self.log_id, held, head, nonce=nonce, outbids=outbids)
        except ChainRefused:
            mined = self._mined(item)
            if mined is None:
                raise
            return mined

    def _hand_over(self, raw: bytes) -> None:
        try:
            self.chain.send(raw)
        except ChainAway:
            return  # fate unknown: the next step looks before it sends

    def _mined(self, item: OutboxItem) -> OutboxItem | None:
        anchor = self.chain.find_anchor(self.log_id, item.sealed.head.size)
        if anchor is None:
            return None
        if anchor.head != item.sealed.head:
            raise LogDisagrees(size=anchor.head.size, reason="the chain holds another root for this size")
        self.keep_evidence(item, anchor)  # first: after a crash in between, the head is found and it is taken again
        return self._kept(item, state=OutboxState.MINED, anchor=anchor)

    def _follow(self, item: OutboxItem) -> OutboxItem:
        anchor = item.anchor
        if anchor is None or not self.chain.is_canonical(
            BlockRef(anchor.block_number, anchor.block_hash, anchor.anchored_at)
        ):
            lost = taken_back(item)
            self.keep(lost)
            return lost
        if self.chain.final_block().number < anchor.block_number:
            return item
        return self._kept(item, state=OutboxState.FINAL)

    def _kept(self, item: OutboxItem, **changes: object) -> OutboxItem:
        changed = replace(item, **changes)  # type: ignore[arg-type]  # the names and types are those of the callers above
        self.keep(changed)
        return changed


def _bid(item: OutboxItem, raw: bytes, transaction_hash: bytes) -> OutboxItem:
    """The item with this transaction as its newest, and every hash before it kept once."""
    tried = dict.fromkeys((*item.earlier_hashes, item.transaction_hash))
    earlier = tuple(each for each in tried if each is not None and each != transaction_hash)
    return replace(item, raw_transaction=raw, transaction_hash=transaction_hash, earlier_hashes=earlier)
