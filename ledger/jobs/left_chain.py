"""May the log be left open on the chain that a move leaves? Only where nothing can close it there."""

from collections.abc import Callable
from enum import StrEnum

from ledger.errors import BadSetting, ChainAway
from ledger.jobs.standing import chain_of
from ledger.model.deployment import Deployment
from ledger.ports import World
from ledger.ports.migrator import Migrator

HALTED_AFTER_SECONDS = 3_600  # the age of its newest block from which a chain may have halted
_LOOKS = 150  # for a block, after the closing was offered; the caller says how long is between two


class LeftChain(StrEnum):
    """What the operator says of the chain that is left. Only on one that lives is the log closed."""

    LIVES = "lives"
    HALTED = "halted"  # it answers and makes no blocks
    GONE = "gone"


def require_as_said(
    world: World, migrator: Migrator, left: Deployment, said: LeftChain, *, wait: Callable[[], None]
) -> None:
    """Return when the chain that is left is found as it was said to be.

    Raises BadSetting for a chain said to be gone that answers, and for one said to have halted that makes a block:
    left open, the log there could be written by whoever holds the old writer's key. Raises ChainAway for another that
    does not answer, WrongChain.
    """
    if said is LeftChain.GONE:
        _require_gone(world, left)
        return
    chain_of(world).check(left)
    if said is LeftChain.HALTED:
        _require_halted(world, migrator, left, wait)


def _require_gone(world: World, left: Deployment) -> None:
    try:
        chain_of(world).check(left)
    except ChainAway:
        return
    raise BadSetting(
        setting="--chain-is-gone",
        reason=f"chain {left.place.chain_id} answers, and the log on it could still be written",
        mend="move without it, so that the log is closed there; --chain-is-halted is for one that makes no blocks",
    )


def _require_halted(world: World, migrator: Migrator, left: Deployment, wait: Callable[[], None]) -> None:
    """An old newest block alone does not tell: some chains make a block only for a transaction. So one is offered.

    What is offered is the closing itself: a chain that makes blocks again has closed the log by it.
    """
    chain = chain_of(world)
    newest = chain.latest_block()
    age = world.clock.now() - newest.timestamp
    if age < HALTED_AFTER_SECONDS:
        raise _not_halted(left, f"made its newest block {max(age, 0)} seconds ago")
    migrator.offer_closing(successor=migrator.planned().log_id)
    for _ in range(_LOOKS):
        if chain.latest_block().number != newest.number:
            raise _not_halted(left, "made a block when the closing of the log was sent")
        wait()


def _not_halted(left: Deployment, what: str) -> BadSetting:
    return BadSetting(
        setting="--chain-is-halted",
        reason=f"chain {left.place.chain_id} {what}",
        mend=f"move without it, so that the log is closed there; halted is a chain without a block for "
        f"{HALTED_AFTER_SECONDS // 60} minutes that takes no transaction either",
    )
