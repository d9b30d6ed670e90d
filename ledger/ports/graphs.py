"""Where processes of one machine keep the arrays of supply graphs for one another."""

from contextlib import AbstractContextManager
from typing import Protocol

from ledger.model.graph import Columns

OF_THE_PAST = "-past"  # how a name ends that is of an older state, which somebody asked for


class GraphSnapshots(Protocol):
    """Snapshots by name, `ground-size-heads` or that and OF_THE_PAST: the two sorts never push each other out.

    All of them may be lost at any time: they follow from the log.
    """

    def open(self, name: str) -> Columns | None:
        """Give the columns of this name, checked; None where there are none, or they are damaged and now gone."""
        ...

    def keep(self, name: str, columns: Columns) -> Columns:
        """Keep the columns, let older ones go, and give them as kept. Raises StoreFailed; then nothing was kept."""
        ...

    def names(self) -> tuple[str, ...]:
        """Give the names of what is kept, the newest first."""
        ...

    def building(self, *, waits: bool, of_the_past: bool = False) -> AbstractContextManager[bool]:
        """Give True while this caller alone may build this sort, in any process; False at once where another does and
        `waits` is False."""
        ...
