"""What a server remembers of phone channels while it runs, in its memory alone: keys of running calls, and repeats.

Nothing of it is written anywhere. When the server ends, a running call starts again with its help text, and a repeated
message still counts once (the vault knows it); that its content differed is then no longer said.
"""

import hmac
from collections import OrderedDict
from dataclasses import dataclass, field

from ledger.ports.survey import Entropy

_MOST = 50_000
_CALL_SECONDS = 1_800


@dataclass(slots=True)
class _Call:
    keys: list[str]
    touched_at: int


@dataclass(slots=True)
class PhoneMemory:
    """Keys of running calls by a keyed hash of their session, and keyed hashes of the messages that were counted."""

    secret: bytes
    _calls: OrderedDict[bytes, _Call] = field(default_factory=OrderedDict)
    _counted: OrderedDict[bytes, bytes] = field(default_factory=OrderedDict)

    def keys_of(self, wave: str, session: str, *, digits: str | None, step: int | None, now: int) -> tuple[str, ...]:
        """Give the keys of a call after these. `step` is which question they answer: the same request again, or an
        old one that comes late, changes nothing."""
        self._forget_old(now)
        call = self._calls.setdefault(self._hash("call", wave, session), _Call([], now))
        call.touched_at = now
        self._calls.move_to_end(self._hash("call", wave, session))
        if digits and step == len(call.keys):
            call.keys.append(digits)
        return tuple(call.keys)

    def end(self, wave: str, session: str) -> None:
        """Forget a call."""
        self._calls.pop(self._hash("call", wave, session), None)

    def differs(self, wave: str, message: str, content: str) -> bool:
        """Say whether this message was counted with other content; the first content stays the known one."""
        now = self._hash("content", content)
        first = self._counted.setdefault(self._hash("message", wave, message), now)
        while len(self._counted) > _MOST:
            self._counted.popitem(last=False)
        return not hmac.compare_digest(first, now)

    def _forget_old(self, now: int) -> None:
        while self._calls and (
            len(self._calls) > _MOST or next(iter(self._calls.values())).touched_at < now - _CALL_SECONDS
        ):
            self._calls.popitem(last=False)

    def _hash(self, *parts: str) -> bytes:
        told = b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in parts)
        return hmac.digest(self.secret, told, "sha256")


def new_phone_memory(entropy: Entropy) -> PhoneMemory:
    """Give an empty memory with a key of its own."""
    return PhoneMemory(entropy(32))
