"""Which visits are over: the pages before the end open nothing any more.

Kept in memory for as long as a page stays open: the random name of a visit, and for two minutes its code, because a
bad line may lose the one page that shows it.
"""

import threading
from dataclasses import dataclass

from api.web.survey.sealed_field import OPEN_SECONDS

CODE_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Ended:
    """A visit that is over. Its code is None once it is not shown again."""

    at: int
    code: str | None


class EndedVisits:
    """Remembers ends by the random name of the visit."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._ended: dict[str, Ended] = {}
        self._lock = threading.Lock()

    def end(self, session: str, code: str, *, now: int) -> None:
        """From here on the visit's pages show its code, and after two minutes nothing."""
        with self._lock:
            self._ended.setdefault(session, Ended(now, code))

    def find(self, session: str, *, now: int) -> Ended | None:
        """Give how a visit ended; None where it did not."""
        with self._lock:
            self._sweep(now)
            found = self._ended.get(session)
            if found is not None and now - found.at > CODE_SECONDS:
                found = self._ended[session] = Ended(found.at, None)
            return found

    def forget_code(self, session: str, *, now: int) -> None:
        """From here on the visit's pages open nothing at all."""
        with self._lock:
            self._ended.pop(session, None)  # the oldest stand first
            self._ended[session] = Ended(now, None)

    def _sweep(self, now: int) -> None:
        """Drop what ended long ago. The oldest stand first, so that a busy hour costs no more than a quiet one."""
        while self._ended:
            name, oldest = next(iter(self._ended.items()))
            if now - oldest.at <= OPEN_SECONDS:
                return
            del self._ended[name]
