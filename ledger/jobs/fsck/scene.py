"""What one check works with: the stored rows, and what was found out before the log itself is walked."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from ledger.model.deployment import Deployment, Place, RegistrySnapshot
from ledger.model.log import BlockRef
from ledger.model.statement import Domain
from ledger.ports import Chain
from ledger.ports.stored_rows import StoredRows

Progress: TypeAlias = Callable[[str, int, int], None]  # what is being checked, how many are done, of how many


@dataclass(frozen=True, slots=True)
class Scene:
    """`chain` is None where it is not compared. `registry` is the chain's where there is one, else the kept one.

    `home` is the domain that every statement must be signed for, `home_id` the row that holds it.
    """

    rows: StoredRows
    chain: Chain | None
    latest: BlockRef | None
    deployment: Deployment | None
    home: Domain | None
    home_id: int | None
    registry: RegistrySnapshot | None
    now: int
    progress: Progress

    def place_at(self, size: int) -> tuple[Place, bytes, int] | None:
        """Give the place that a head of this size is anchored at, its log id, and the size that it begins above."""
        if self.deployment is None:
            return None
        begins = 0
        for former in self.deployment.former:
            if size <= former.migration.head_size:
                return former.place, former.migration.log_id, begins
            begins = former.migration.head_size
        return self.deployment.place, self.deployment.log_id, begins

    def chain_at(self, size: int) -> Chain | None:
        """Give the chain, where it is the one that a head of this size is anchored on."""
        found = self.place_at(size)
        is_present = found is not None and self.deployment is not None and found[1] == self.deployment.log_id
        return self.chain if is_present else None
