"""Ctrl-C that does not get lost."""

import signal
from types import FrameType


class Interruption:
    """Raises KeyboardInterrupt when asked, and once more at the next step if a library's callback swallowed the first.

    Python drops an exception that is raised in a destructor, a weak reference's callback or a foreign function's
    call-back; an interrupt that falls there would let the run go on to its end as if nobody had asked.
    """

    def __init__(self) -> None:
        self._is_asked = False

    def listen(self) -> None:
        """Answer SIGINT of this process from now on."""
        signal.signal(signal.SIGINT, self._ask)

    def check(self) -> None:
        """Raise KeyboardInterrupt where somebody asked."""
        if self._is_asked:
            raise KeyboardInterrupt

    def _ask(self, _signal: int, _frame: FrameType | None) -> None:
        self._is_asked = True
        raise KeyboardInterrupt
