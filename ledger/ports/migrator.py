"""The port of a ledger's move to another chain: what only chains and a cold key can do."""

from typing import Protocol

from ledger.model.deployment import Deployment, Migration
from ledger.model.log import TreeHead


class Migrator(Protocol):
    """Takes one ledger from the place where it is to one other. Every call may be repeated, and does nothing twice."""

    def planned(self) -> Deployment:
        """Give what `deploy` will give, without `former`. Nothing is sent or written."""
        ...

    def deploy(self) -> Deployment:
        """Give the new place, every step of it done on the new chain, without `former`."""
        ...

    def close_left(self, *, successor: bytes) -> TreeHead:
        """Close the log on the chain that is left in favour of `successor`; give its last head once that is final.

        Raises ChainRefused where it was closed in favour of another log, ChainAway.
        """
        ...

    def offer_closing(self, *, successor: bytes) -> None:
        """Send the closing of the log and wait for nothing; a chain that makes blocks is going to have it.

        An account that has no gas money on that chain sends nothing. Raises ChainRefused for what could not succeed.
        """
        ...

    def sign(self, left: Deployment, *, successor: bytes, head: TreeHead) -> Migration:
        """Give the migration, signed by the cold admin of the place that is left."""
        ...
