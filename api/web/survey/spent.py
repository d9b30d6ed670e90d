"""A page opens once: whoever finds a form in the phone's history and sends it again is shown nothing.

The very same form may come again for a minute, because a bad line may lose the page that follows. Kept in memory for as
long as a page stays open: the random name of each page that was sent, and a digest of what was sent with it.
"""

import threading
from hashlib import sha256

from api.web.survey.form import Sent
from api.web.survey.sealed_field import OPEN_SECONDS

RETRY_SECONDS = 60


class SpentPages:
    """Remembers pages by the random name that each of them has for itself."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._spent: dict[str, tuple[int, bytes]] = {}
        self._lock = threading.Lock()

    def takes(self, nonce: str, sent: Sent, *, now: int) -> bool:
        """Say whether this page opens for this form, which it does for one form alone."""
        digest = sha256(repr(sent).encode()).digest()  # its field makes it a salted one
        with self._lock:
            self._sweep(now)
            at, before = self._spent.setdefault(nonce, (now, digest))
        return before == digest and now - at <= RETRY_SECONDS

    def _sweep(self, now: int) -> None:
        """Drop what can be open no longer. The oldest stand first."""
        while self._spent:
            nonce, (at, _) = next(iter(self._spent.items()))
            if now - at <= OPEN_SECONDS:
                return
            del self._spent[nonce]
