"""Progress on stderr: one line a step, with its count while it runs on a terminal and its duration when it is done."""

import contextlib
import sys
import time
from collections.abc import Callable, Iterator

from scripts.demo.interruption import Interruption


class Steps:
    """Numbers the steps of one run."""

    def __init__(self, *, total: int, interruption: Interruption) -> None:
        self._total, self._number, self._interruption = total, 0, interruption

    @contextlib.contextmanager
    def step(self, name: str) -> Iterator[Callable[[int, int], None]]:
        """Name a step while its block runs; gives a function that takes (done, of how many)."""
        self._interruption.check()
        self._number += 1
        head = f"[{self._number}/{self._total}] {name}"
        started = time.monotonic()
        is_terminal = sys.stderr.isatty()

        def progress(done: int, total: int) -> None:
            self._interruption.check()
            if is_terminal:
                print(f"\r{head} … {done} of {total}", end="", file=sys.stderr, flush=True)

        if is_terminal:
            print(f"{head} …", end="", file=sys.stderr, flush=True)
        yield progress
        self._interruption.check()
        print(f"{chr(13) if is_terminal else ''}{head}: {time.monotonic() - started:.1f} s ", file=sys.stderr)
