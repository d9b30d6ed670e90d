"""Read the key registry from the chain, so that intake knows keys without asking it."""

from ledger.jobs.standing import chain_of
from ledger.model.deployment import RegistrySnapshot
from ledger.ports import World


def sync_registry(world: World) -> RegistrySnapshot:
    """Replace the stored registry by the one in the chain's latest block and give it. Raises ChainAway."""
    chain = chain_of(world)
    snapshot = chain.registry(block=chain.latest_block(), dids=world.store.dids())
    if snapshot != world.store.registry():
        world.store.save_registry(snapshot)
    return snapshot
