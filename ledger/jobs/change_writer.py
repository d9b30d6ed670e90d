"""Keep another writer, once the chain has it: what the old one signed and is not mined is signed again by the new."""

from collections.abc import Callable
from dataclasses import replace

from ledger.jobs.migrate import leased, taken_back
from ledger.jobs.standing import deployment_of
from ledger.model.deployment import Deployment
from ledger.model.log import OutboxState
from ledger.ports import World

_UNDER_WAY = (OutboxState.SIGNED, OutboxState.UNKNOWN)


def keep_writer(world: World, writer: bytes, *, wait: Callable[[], None]) -> Deployment:
    """Give the deployment, stored with this writer (an account). Raises LeaseLost while another anchorer is at work.

    A head that was mined all the same is found by the anchorer, which looks before it signs.
    """
    lease = leased(world, holder="writer", wait=wait)
    try:
        for item in world.store.outbox():
            if item.state in _UNDER_WAY:
                world.store.save_outbox(taken_back(item), lease=lease)
        changed = replace(deployment_of(world), writer=writer)
        world.store.save_deployment(changed)
        return changed
    finally:
        world.store.release_lease(lease)
