"""The supply graph's snapshot, built beside the anchoring, so that processes that answer only have to map it."""

import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger.errors import LedgerError

if TYPE_CHECKING:
    from ledger.ports import World


@dataclass(slots=True)
class GraphAhead:
    """Builds in a thread of its own, one at a time: a head must not wait for a graph."""

    _thread: threading.Thread | None = None
    _covers: int = 0

    def cover(self, world: "World", log_size: int) -> None:
        """Begin to build the graph of a log that has grown, unless one is being built: the next round asks again."""
        if log_size == self._covers or (self._thread is not None and self._thread.is_alive()):
            return
        self._covers = log_size
        self._thread = threading.Thread(target=_build, args=(world,), name="graph")
        self._thread.start()

    def wait(self) -> None:
        """Return when nothing is being built any more."""
        if self._thread is not None:
            self._thread.join()


def _build(world: "World") -> None:
    from ledger.jobs.supply import graph_of

    with suppress(LedgerError):  # whoever needs the graph builds it then, and is told what is wrong
        graph_of(world)
