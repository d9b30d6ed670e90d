"""Read the key registry from the chain, so that intake knows keys without asking it."""

from collections.abc import Callable
from dataclasses import replace

from ledger.errors import ChainAway
from ledger.jobs.standing import chain_of, deployment_of
from ledger.model.deployment import RegistrySnapshot
from ledger.model.log import BlockRef
from ledger.model.party import Delegation, SigningKey
from ledger.ports import Chain, World

# Once in so many blocks the whole registry is read, however little came since: 14 days of a chain with 12 seconds a
# block, 7 hours of one with a quarter of a second. By the block's number, so that no process has to remember it.
WHOLE_EVERY_BLOCKS = 100_000


def sync_registry(
    world: World, *, is_whole: bool = False, between: Callable[[], None] | None = None
) -> RegistrySnapshot:
    """Replace the stored registry by the one in the chain's latest block and give it.

    Read on from the stored one while its block is on the chain; `is_whole` reads all of it, which mends what an
    endpoint left out once. `between` is called between two questions, of which that may take thousands.
    Raises ChainAway, also for an answer that lacks what the registry held in a block that is still on the chain:
    nothing is ever taken out of it, so the endpoint left events out, or lags. Also NotDeployed and WrongChain.
    """
    chain, kept = chain_of(world), world.store.registry()
    if is_whole:
        chain.check(deployment_of(world))  # else it does not know from which block on
    since = kept if kept is not None and _is_still_there(kept, chain) else None
    block = chain.latest_block()
    reads_on = since is not None and not is_whole and _is_of_same_stretch(since.block_number, block.number)
    snapshot = chain.registry(block=block, dids=world.store.dids(), since=since if reads_on else None, between=between)
    if snapshot == kept:
        return snapshot
    if kept is not None and not _holds_all_of(kept, snapshot) and _is_still_there(kept, chain):
        raise ChainAway(doing="read the key registry", reason="the endpoint left out what was registered before")
    world.store.save_registry(snapshot)
    return snapshot


def _is_of_same_stretch(number: int, other: int) -> bool:
    return number // WHOLE_EVERY_BLOCKS == other // WHOLE_EVERY_BLOCKS


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
