"""How a copy of a ledger stands to the chain: the newest head that the chain holds must be in it."""

from dataclasses import dataclass
from enum import StrEnum

from ledger.errors import ChainAway, EndpointsDisagree, WrongChain
from ledger.model.deployment import Deployment
from ledger.model.log import TreeHead
from ledger.ports import Chain, Store


class Standing(StrEnum):
    """Whether a copy holds all that the chain knows of."""

    COMPLETE = "complete"
    CHAIN_IS_AHEAD = "chain-is-ahead"
    DIFFERS = "differs"
    NOT_COMPARED = "not-compared"


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a copy stands to the chain. `missing_heads` were anchored after it; `told` says it to a person."""

    standing: Standing
    missing_heads: int
    told: str


def compare_with_chain(copy: Store, chain: Chain | None) -> Comparison:
    """Say whether the copy's heads are those of the chain, and how many came after it. Changes nothing.

    What was acknowledged after the copy and never anchored is not seen by this: no chain knows of it.
    """
    deployment = copy.deployment()
    if deployment is None:
        return _not_compared("the copy is of a ledger that was never deployed")
    if chain is None:
        return _not_compared("no chain is known here")
    try:
        chain.check(deployment)
        return _compared(copy, chain, deployment)
    except (ChainAway, EndpointsDisagree, WrongChain) as error:
        return _not_compared(str(error))


def _compared(copy: Store, chain: Chain, deployment: Deployment) -> Comparison:
    held, count, _ = chain.head(deployment.log_id, block=chain.latest_block())
    newest = _newest_up_to(copy, held.size)
    if newest is None or newest.size <= deployment.begins_at < held.size:
        return _ahead(count) if count else _complete(copy, held)
    if newest == held or not count:
        return _complete(copy, held)
    anchored = chain.find_anchor(deployment.log_id, newest.size)
    if anchored is None or anchored.head != newest:
        told = f"the chain does not hold the copy's head of size {newest.size}: they are of different histories"
        return Comparison(Standing.DIFFERS, 0, told)
    return _ahead(count - anchored.count)


def _newest_up_to(copy: Store, size: int) -> TreeHead | None:
    heads = [item.sealed.head for item in (*copy.finished(), *copy.outbox()) if item.sealed.head.size <= size]
    return max(heads, key=lambda head: head.size, default=None)


def _complete(copy: Store, held: TreeHead) -> Comparison:
    counts = copy.counts()
    open_ended = counts.sealed_size - min(held.size, counts.sealed_size) + counts.pending
    told = f"it holds the chain's newest head, of size {held.size}"
    return Comparison(
        Standing.COMPLETE, 0, told + (f", and {open_ended} records that are not on the chain yet" if open_ended else "")
    )


def _ahead(heads: int) -> Comparison:
    told = (
        f"the chain is ahead by {heads} heads: entries since are lost unless another copy has them; anchor nothing "
        "from this copy before you have looked for one"
    )
    return Comparison(Standing.CHAIN_IS_AHEAD, heads, told)


def _not_compared(why: str) -> Comparison:
    return Comparison(Standing.NOT_COMPARED, 0, f"not compared with the chain: {why}")
