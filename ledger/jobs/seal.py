"""Seal what is pending under a new head, for the holder of the lease."""

from ledger.anchoring.seal import seal
from ledger.errors import ChainAway
from ledger.model.deployment import Deployment
from ledger.model.log import OutboxItem, TreeHead
from ledger.model.work import Lease
from ledger.ports import Chain, World

MOST_ENTRIES_A_SEAL = 100_000


def seal_pending(world: World, chain: Chain, deployment: Deployment, lease: Lease) -> OutboxItem | None:
    """Give the sealed head over what was pending, None where nothing was. Raises LogDisagrees, LeaseLost, ChainAway."""
    store = world.store
    waiting = min(store.counts().pending, MOST_ENTRIES_A_SEAL)
    if not waiting:
        return None
    block = chain.latest_block()
    head, count, _ = chain.head(deployment.log_id, block=block)
    if not count and deployment.former:  # the log came here with a head that this chain does not hold
        head, count = TreeHead(deployment.begins_at, deployment.migrations[-1].head_root), deployment.begins_at
    if head.size < store.sizes().sealed_size:  # every head was final a moment ago: the node lags, or was reorganised
        raise ChainAway(doing="seal a head", reason=f"block {block.number} does not hold the newest final head")
    sealed = seal(
        store.pending(limit=waiting),
        store.pending(limit=waiting),
        frontier=store.frontier(),
        anchored=head if count else None,
        now=world.clock.now(),
    )
    store.append(sealed, lease=lease)
    return store.outbox_item(sealed.sealed.head.size)
