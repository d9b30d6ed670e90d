"""An answer that is the same for everybody is made once for each version, by one reader; others meanwhile get a 503."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from api.one_at_a_time import one_at_a_time
from ledger.errors import LedgerError
from ledger.proof.canonical import Json

Answer = dict[str, Json]


@dataclass(slots=True)
class KeptAnswer:
    """The newest answer and the version it is of. It must not be changed by who is given it."""

    _place: Lock = field(default_factory=Lock)
    _kept: tuple[object, Answer] | None = None

    def of(self, version: object, make: Callable[[], Answer], busy: type[LedgerError]) -> Answer:
        """Give the answer of this version, made now where it is not kept. Raises `busy` while somebody makes one."""
        kept = self._kept
        if kept is not None and kept[0] == version:
            return kept[1]
        with one_at_a_time(self._place, busy):
            answer = make()
            self._kept = version, answer
        return answer
