"""How often a wave may be asked, counted for the wave as a whole.

Not by address: all workers of a site, or of a whole network, come from one, and an address would have to be remembered
to be counted. What is left open by this: whoever floods a wave keeps others of the same wave waiting.
"""

import threading
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """So many at once, and so many a second from then on."""

    at_once: int
    a_second: float


PAGES = Pace(at_once=6_000, a_second=200)
ENDS = Pace(at_once=600, a_second=50)  # each is a durable write
CODES = Pace(at_once=200, a_second=5)  # each takes a slow hash
WITHDRAWALS = Pace(at_once=1_200, a_second=50)  # each is a durable write; many share the rewriting of files
HOOKS = Pace(at_once=1_000, a_second=50)  # a message of a provider may be an end
LISTS = Pace(at_once=100, a_second=2)  # each is megabytes
_MOST_WAVES = 1_000


class Buckets:
    """Token buckets by wave and what is asked of it, in memory."""

    def __init__(self) -> None:
        """Begin with every bucket full."""
        self._left: dict[tuple[str, Pace], tuple[float, int]] = {}
        self._lock = threading.Lock()

    def takes(self, wave: str, pace: Pace, *, now: int) -> bool:
        """Take one, and say whether there was one to take."""
        with self._lock:
            left, at = self._left.get((wave, pace), (float(pace.at_once), now))
            left = min(float(pace.at_once), left + max(0, now - at) * pace.a_second)
            if len(self._left) > _MOST_WAVES:
                self._left.clear()
            self._left[wave, pace] = (left - 1 if left >= 1 else left, now)
            return left >= 1
