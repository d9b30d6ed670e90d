"""How far a long command is, on stderr, every few seconds."""

import sys
import time

from auditor_cli.output import tell

_TELL_EVERY_SECONDS = 5.0


class Progress:
    """Says how far the work is; remembers how many entries there are."""

    def __init__(self) -> None:
        self.entries = 0
        self._told_at = time.monotonic()

    def __call__(self, doing: str, done: int, total: int) -> None:
        if doing == "entries":
            self.entries = total
        now = time.monotonic()
        if now - self._told_at >= _TELL_EVERY_SECONDS:
            self._told_at = now
            tell(f"{doing}: {done} of {total}")
            sys.stderr.flush()
