"""Read the key registry from the chain, so that intake knows keys without asking it."""

from dataclasses import replace

from ledger.errors import ChainAway
from ledger.jobs.standing import chain_of
from ledger.model.deployment import RegistrySnapshot
from ledger.model.log import BlockRef
from ledger.model.party import Delegation, SigningKey
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
    """Whether every party, key, revocation, suspicion and mandate that was known goes on in the newer snapshot."""
    return (
        kept.block_number <= snapshot.block_number
        and kept.parties.keys() <= snapshot.parties.keys()
        and all(_goes_on(key, snapshot.keys.get(key_id)) for key_id, key in kept.keys.items())
        and all(_runs_on(known, snapshot.delegations.get(pair)) for pair, known in kept.delegations.items())
    )


def _goes_on(then: SigningKey, now: SigningKey | None) -> bool:
    """A key changes by a revocation, once, and by a suspicion that only moves earlier."""
    if now is None or replace(now, revoked_at=None, suspect_from=None) != replace(
        then, revoked_at=None, suspect_from=None
    ):
        return False
    is_no_later = then.suspect_from is None or (now.suspect_from is not None and now.suspect_from <= then.suspect_from)
    return then.revoked_at in (None, now.revoked_at) and is_no_later


def _runs_on(then: Delegation, now: Delegation | None) -> bool:
    """A mandate ends once; after that only a newer one may stand in its place."""
    if now is None or now.valid_from < then.valid_from:
        return False
    return now.valid_from > then.valid_from or then.until in (None, now.until)


def _is_still_there(kept: RegistrySnapshot, chain: Chain) -> bool:
    """Raises NodeBehind for a node that is not as far: younger than any block, it is never taken for one gone."""
    return chain.is_canonical(BlockRef(kept.block_number, kept.block_hash, timestamp=1 << 62))
