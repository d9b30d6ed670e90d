"""The same Idempotency-Key with the same request gives the same answer; with another request, a conflict."""

from collections.abc import Callable
from hashlib import sha256

from ledger.errors import IdempotencyConflict
from ledger.model.reader import Reader, RememberedAnswer
from ledger.ports import World

Answer = tuple[int, bytes]


def answer_once(
    world: World, reader: Reader, key: str | None, request: bytes, answer: Callable[[], Answer]
) -> tuple[int, bytes, bool]:
    """Give (status, body, is a replay). Only answers that `answer` returned are remembered, not what it raised.

    Two at once may both run `answer`: what it does is idempotent by itself, and the first answer kept is given to all.
    """
    if key is None:
        return *answer(), False
    request_hash = sha256(request).digest()
    earlier = _remembered(world, reader, key, request_hash)
    if earlier is not None:
        return earlier.status, earlier.body, True
    status, body = answer()
    world.store.remember(reader, key, RememberedAnswer(request_hash, status, body), now=world.clock.now())
    kept = _remembered(world, reader, key, request_hash) or RememberedAnswer(request_hash, status, body)
    return kept.status, kept.body, False


def _remembered(world: World, reader: Reader, key: str, request_hash: bytes) -> RememberedAnswer | None:
    earlier = world.store.remembered(reader, key)
    if earlier is not None and earlier.request_hash != request_hash:
        raise IdempotencyConflict(key=key)
    return earlier
