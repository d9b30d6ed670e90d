"""The right to anchor, kept for as long as one round takes: renewed on the way, never taken anew."""

from dataclasses import dataclass

from ledger.model.work import Lease
from ledger.ports import World

LEASE_SECONDS = 60
_RENEW_BELOW_SECONDS = 30


@dataclass(slots=True)
class HeldLease:
    """The lease of one round. Its token never changes, so that what was read under it is never written under another.

    A lease that ran out is renewed too, while nobody else took it: then nothing was written in between.
    """

    world: World
    lease: Lease

    def keep(self) -> None:
        """Return with half of the time or more still ahead. Raises LeaseLost once another anchorer took it."""
        now = self.world.clock.now()
        if not _RENEW_BELOW_SECONDS <= self.lease.until - now <= LEASE_SECONDS:  # more: the clock was put back
            self.lease = self.world.store.renew_lease(self.lease, now=now, seconds=LEASE_SECONDS)


def take_lease(world: World, *, holder: str) -> HeldLease | None:
    """Give the lease, None while another holds it."""
    lease = world.store.take_lease(holder=holder, now=world.clock.now(), seconds=LEASE_SECONDS)
    return None if lease is None else HeldLease(world, lease)
