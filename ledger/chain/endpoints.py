"""One or two endpoints of one chain, and which blocks both of them tell of.

Everything this ledger relies on is proven against a block hash: heads and keys by state proofs, events by receipt
proofs, headers by their own hash. So what an endpoint could still lie about is which blocks are the chain and which of
them are final, and that is what is compared. Decisions:

- An endpoint that lags is not one that disagrees: of two newest, and of two final blocks, the lower one is taken, and
  must have the same hash at both. Another hash at one number raises EndpointsDisagree: nothing is concluded.
- While the second endpoint is away nothing becomes final (ChainAway); heads are still sent, and found mined, since both
  can be taken back.
- Nonces, fees and money are not compared: a lie about them costs time, never a head. Broadcasts go to the first alone.
"""

from ledger.chain.answers import block_ref, hexed
from ledger.chain.finality import Finality
from ledger.chain.identity import check_identity
from ledger.chain.rpc import Rpc
from ledger.errors import ChainAway, EndpointsDisagree, NodeBehind
from ledger.model.deployment import Deployment
from ledger.model.log import BlockRef


class Endpoints:
    """The blocks of one chain, as one endpoint or two agreeing ones tell them."""

    def __init__(self, first: Rpc, second: Rpc | None) -> None:
        """Remember both; nothing is asked."""
        self._first, self._second = first, second

    def check(self, deployment: Deployment) -> None:
        """Return when every endpoint that answers is of this deployment's chain. Raises WrongChain, ChainAway."""
        check_identity(self._first, deployment)
        if self._second is None:
            return
        try:
            check_identity(self._second, deployment)
        except ChainAway:
            return  # it is needed for finality, and missed there

    def latest(self) -> BlockRef:
        """Give the newest block that both know; the first's where the second is away."""
        ours = _named(self._first, "latest")
        if self._second is None:
            return ours
        try:
            theirs = _named(self._second, "latest")
        except ChainAway:
            return ours
        return self._lower(self._second, ours, theirs)

    def final(self, rule: Finality) -> BlockRef:
        """Give the newest block that is final for both; the genesis block where the chain is too short.

        Raises ChainAway while either is away, EndpointsDisagree.
        """
        ours = _final(self._first, rule)
        if self._second is None:
            return ours
        try:
            theirs = _final(self._second, rule)
        except ChainAway as error:
            reason = f"the second endpoint is needed for finality: {error.doing}: {error.reason}"
            raise ChainAway(doing="read the final block", reason=reason, mend=error.mend) from error
        return self._lower(self._second, ours, theirs)

    def at(self, number: int) -> BlockRef:
        """Give the block at this number; the second must not hold another one there, if it answers and has one."""
        ours = _named(self._first, hex(number))
        if self._second is not None:
            try:
                theirs = _found(self._second, number)
            except ChainAway:
                return ours
            _require_same(number, ours, theirs)
        return ours

    def is_canonical(self, block: BlockRef) -> bool:
        """Say whether the chain still holds this block at its number.

        Raises NodeBehind for a node that has not got that far, EndpointsDisagree, ChainAway.
        """
        ours = _there(self._first, block)
        if self._second is None:
            return ours == block.block_hash
        try:
            theirs = _there(self._second, block)
        except ChainAway:
            return ours == block.block_hash
        if block.block_hash in (ours, theirs) and ours != theirs:
            raise _disagreement(block.number, ours, theirs)
        return ours == block.block_hash

    def require_canonical(self, block: BlockRef) -> None:
        """Return when the chain still holds this block. Raises ChainAway."""
        if not self.is_canonical(block):
            raise reorganised(block)

    def _lower(self, second: Rpc, ours: BlockRef, theirs: BlockRef) -> BlockRef:
        lower, other = (ours, second) if ours.number <= theirs.number else (theirs, self._first)
        there = _found(other, lower.number)
        if there is None:
            raise ChainAway(doing="compare two endpoints", reason=f"{other.host} lost block {lower.number} meanwhile")
        _require_same(lower.number, *((lower, there) if other is second else (there, lower)))
        return lower


def reorganised(block: BlockRef) -> ChainAway:
    """Build the error for a block that left the chain while it was being read."""
    reason = f"block {block.number} {hexed(block.block_hash)} is not on the chain (any more)"
    return ChainAway(doing="read the chain", reason=reason, mend="nothing: it is asked again by itself")


def _named(rpc: Rpc, which: str) -> BlockRef:
    found = rpc.block(which)
    if found is None:
        reason, mend = f"the node knows no block {which}", "set the finality rule to a depth in blocks"
        raise ChainAway(doing="read a block", reason=reason, mend=mend)
    return block_ref(found, f"block {which}")


def _found(rpc: Rpc, number: int) -> BlockRef | None:
    found = rpc.block(hex(number))
    return None if found is None else block_ref(found, f"block {number}")


def _final(rpc: Rpc, rule: Finality) -> BlockRef:
    if rule.kind == "tag":
        return _named(rpc, rule.tag)
    return _named(rpc, hex(max(0, _named(rpc, "latest").number - rule.depth)))


def _there(rpc: Rpc, block: BlockRef) -> bytes | None:
    """The hash at the block's number; None where the chain is shorter and has already gone another way.

    A shorter chain whose newest block is not younger than this one may be the same chain, not yet as far: no answer.
    """
    there = _found(rpc, block.number)
    if there is not None:
        return there.block_hash
    newest = _named(rpc, "latest")
    if newest.number >= block.number or newest.timestamp <= block.timestamp:
        reason = f"{rpc.host} is at block {newest.number}, and block {block.number} was there before"
        raise NodeBehind(doing="read a block", reason=reason)
    return None


def _require_same(number: int, ours: BlockRef, theirs: BlockRef | None) -> None:
    if theirs is not None and theirs != ours:
        raise _disagreement(number, ours.block_hash, theirs.block_hash)


def _disagreement(number: int, ours: bytes | None, theirs: bytes | None) -> EndpointsDisagree:
    told = [hexed(block_hash) if block_hash else "no such block" for block_hash in (ours, theirs)]
    return EndpointsDisagree(what=f"block {number}", first=told[0], second=told[1])
