"""Read the key registry from the chain, so that intake knows keys without asking it."""

from ledger.errors import ChainAway
from ledger.jobs.standing import chain_of
from ledger.model.deployment import RegistrySnapshot
from ledger.model.log import BlockRef
from ledger.ports import Chain, World


def sync_registry(world: World) -> RegistrySnapshot:
    """Replace the stored registry by the one in the chain's latest block and give it.

    Raises ChainAway, also for an answer that lacks what the registry held in a block that is still on the chain:
    nothing is ever taken out of it, so the endpoint left events out, or lags.
    """
    chain, kept = chain_of(world), world.store.registry()
    snapshot = chain.registry(block=chain.latest_block(), dids=world.store.dids())
    if snapshot == kept:
        return snapshot
    if kept is not None and not _holds_all_of(kept, snapshot) and _is_still_there(kept, chain):
        raise ChainAway(doing="read the key registry", reason="the endpoint left out what was registered before")
    world.store.save_registry(snapshot)
    return snapshot


def _holds_all_of(kept: RegistrySnapshot, snapshot: RegistrySnapshot) -> bool:
    """Whether every party, key, revocation and mandate that was known is in the newer snapshot."""
    revoked = {key_id for key_id, key in kept.keys.items() if key.revoked_at is not None}
    return (
        kept.parties.keys() <= snapshot.parties.keys()
        and kept.keys.keys() <= snapshot.keys.keys()
        and kept.delegations.keys() <= snapshot.delegations.keys()
        and all(snapshot.keys[key_id].revoked_at is not None for key_id in revoked)
    )


def _is_still_there(kept: RegistrySnapshot, chain: Chain) -> bool:
    """Raises NodeBehind for a node that is not as far: younger than any block, it is never taken for one gone."""
    return chain.is_canonical(BlockRef(kept.block_number, kept.block_hash, timestamp=1 << 62))
