"""A form's hidden field that only this process can read, and only for a quarter of an hour.

The pages of the survey keep nothing on the phone and nothing here: what was said so far goes out with each page and
comes back with the next, encrypted. Whoever reads the page's source, its history or its cache later finds noise, and
so do we once the key is gone: it lives in memory alone and is forgotten half an hour after it was made.
"""

import base64
import binascii
import threading

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ledger.ports.survey import Entropy

OPEN_SECONDS = 15 * 60  # from the last page on
_NONCE_BYTES, _TIME_BYTES, _KEY_BYTES = 12, 8, 32
_MOST_CHARACTERS = 20_000


class SealedField:
    """AES-256-GCM under keys that nobody ever stores. Another process, or this one started anew, opens nothing."""

    def __init__(self, entropy: Entropy) -> None:
        """`entropy` gives so many random bytes."""
        self._entropy = entropy
        self._keys: list[tuple[int, AESGCM]] = []  # (made at, key), the newest first
        self._lock = threading.Lock()

    def seal(self, plaintext: bytes, *, bound_to: bytes, now: int) -> str:
        """Give the field's text. Its length tells the length of `plaintext`, so that has to be one for all."""
        nonce = self._entropy(_NONCE_BYTES)
        sealed = self._newest(now).encrypt(nonce, now.to_bytes(_TIME_BYTES, "big") + plaintext, bound_to)
        return base64.urlsafe_b64encode(nonce + sealed).decode().rstrip("=")

    def open(self, field: str, *, bound_to: bytes, now: int) -> bytes | None:
        """Give what was sealed; None where it is too old, of another page, or not ours. These are not told apart."""
        raw = _decoded(field)
        for _, key in self._alive(now):
            try:
                opened = key.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], bound_to)
            except (InvalidTag, ValueError):
                continue
            sealed_at = int.from_bytes(opened[:_TIME_BYTES], "big")
            return opened[_TIME_BYTES:] if now - sealed_at <= OPEN_SECONDS else None
        return None

    def _newest(self, now: int) -> AESGCM:
        alive = self._alive(now)
        if alive and now - alive[0][0] < OPEN_SECONDS:
            return alive[0][1]
        made = AESGCM(self._entropy(_KEY_BYTES))
        with self._lock:
            self._keys = [(now, made), *self._keys]
        return made

    def _alive(self, now: int) -> list[tuple[int, AESGCM]]:
        """Forget the keys under which nothing can be open any more, and give the others."""
        with self._lock:
            self._keys = [(made_at, key) for made_at, key in self._keys if now - made_at <= 2 * OPEN_SECONDS]
            return self._keys


def _decoded(field: str) -> bytes:
    if len(field) > _MOST_CHARACTERS:
        return b""
    try:
        return base64.b64decode(field + "=" * (-len(field) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""
