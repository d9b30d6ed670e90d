"""Many callers who each want what they deleted gone from the files share one rewriting of them, and it leaves room.

Writing the files anew keeps answers waiting, so at most a fifth of the time goes into it however many callers come.
"""

import threading
import time
from collections.abc import Callable

from ledger.errors import LedgerError

_REST_FOR_EACH_SECOND, _LONGEST_REST_SECONDS = 4, 10


class SharedSettle:
    """Returns once the files were written anew, begun after the call. One rewriting serves all who wait for it."""

    __slots__ = ("_asked", "_asking", "_clock", "_done", "_failed", "_next_at", "_settle", "_turn", "_wait")

    def __init__(
        self,
        settle: Callable[[], None],
        *,
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        """`clock` gives seconds, and `wait` lets so many go by."""
        self._settle, self._clock, self._wait = settle, clock, wait
        self._asking, self._turn = threading.Lock(), threading.Lock()
        self._asked = self._done = 0
        self._next_at = clock()
        self._failed: LedgerError | None = None

    def __call__(self) -> None:
        """Raises what `settle` raised; then the next call tries again."""
        with self._asking:
            self._asked += 1
            own = self._asked
        with self._turn:
            if self._done < own:
                self._run()
            if self._failed is not None:
                raise self._failed

    def _run(self) -> None:
        self._wait(max(0.0, self._next_at - self._clock()))
        with self._asking:
            serves = self._asked  # whoever came while this rested, too
        began = self._clock()
        try:
            self._settle()
            self._failed = None
        except LedgerError as error:
            self._failed = error
        ended = self._clock()
        self._done = serves
        self._next_at = ended + min(_LONGEST_REST_SECONDS, _REST_FOR_EACH_SECOND * (ended - began))
