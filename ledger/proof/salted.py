"""Commitments to a worker's answers that hide them even from whoever tries all of them, and open one answer at a time.

    salt_q    = HKDF-Expand(seed, "ans" | wave | instrument | item, 32)
    leaf_q    = HMAC-SHA256(salt_q, 00 | domain | item | answer)
    resp_root = RFC 9162 tree over all leaf_q, in the order of the instrument
    C         = SHA-256(10 | domain | wave | resp_root)

Every field of variable length has its length before it (2 bytes, big-endian). An item without an answer has a leaf too,
so that all responses have the same number. C is the only value that is ever published. A salt comes from the seed
alone: 32 random bytes, new for each response, kept under the key of the answers (threat list 5.1).
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from ledger.errors import ProofMismatch
from ledger.proof.merkle import Tree, check_inclusion, leaf_hash

SEED_BYTES = 32
Answers = Sequence[tuple[str, str | None]]  # (item, answer) in the order of the instrument; None: skipped or not shown
_DOMAIN = b"tierlight worker line/1"
_PURPOSE = b"ans"


@dataclass(frozen=True, slots=True)
class OpenedAnswer:
    """One answer with what shows that it stands under a commitment. The other answers cannot be learned from it."""

    item: str
    answer: str | None
    salt: bytes
    index: int
    items: int
    path: tuple[bytes, ...]
    resp_root: bytes


def commitment(seed: bytes, *, wave: str, instrument: bytes, answers: Answers) -> bytes:
    """Give C (32 bytes) of a response. `instrument` is the digest that names the instrument and its version.

    Raises ValueError for a seed that is not 32 bytes, an item that stands twice, or none at all.
    """
    return _committed(wave, _tree(seed, wave, instrument, answers).root)


def open_one(seed: bytes, item: str, *, wave: str, instrument: bytes, answers: Answers) -> OpenedAnswer:
    """Give one answer, its salt and its path; the seed stays secret. Raises ValueError for an unknown item."""
    index = [name for name, _ in answers].index(item)
    tree = _tree(seed, wave, instrument, answers)
    return OpenedAnswer(
        item=item,
        answer=answers[index][1],
        salt=_salt(seed, _salt_prefix(wave, instrument), item),
        index=index,
        items=len(answers),
        path=tree.every_inclusion_path()[index],
        resp_root=tree.root,
    )


def verify_one(opened: OpenedAnswer, committed: bytes, *, wave: str) -> None:
    """Return only if the answer stands under this commitment of this wave. Raises ProofMismatch.

    Does not ask whether the commitment was published or anchored, nor who answered.
    """
    leaf = leaf_hash(_leaf(opened.salt, opened.item, opened.answer))
    check_inclusion(leaf, opened.index, opened.items, opened.path, opened.resp_root)
    if not hmac.compare_digest(_committed(wave, opened.resp_root), committed):
        raise ProofMismatch(what="commitment", reason="the answer stands under another commitment, or in another wave")


def _tree(seed: bytes, wave: str, instrument: bytes, answers: Answers) -> Tree:
    if len(seed) != SEED_BYTES:
        raise ValueError(f"a seed has {SEED_BYTES} bytes")
    if not answers or len({item for item, _ in answers}) != len(answers):
        raise ValueError("each item stands once, and there is at least one")
    prefix = _salt_prefix(wave, instrument)
    return Tree.of([leaf_hash(_leaf(_salt(seed, prefix, item), item, answer)) for item, answer in answers])


def _salt_prefix(wave: str, instrument: bytes) -> bytes:
    return _framed(_PURPOSE) + _framed(wave.encode()) + _framed(instrument)


def _salt(seed: bytes, prefix: bytes, item: str) -> bytes:
    """HKDF-Expand to 32 bytes is one block: HMAC(seed, info | 01) (RFC 5869 2.3)."""
    return hmac.digest(seed, prefix + _framed_text(item) + b"\x01", "sha256")


def _leaf(salt: bytes, item: str, answer: str | None) -> bytes:
    said = b"\x00" if answer is None else b"\x01" + _framed(answer.encode())
    return hmac.digest(salt, _LEAF + _framed_text(item) + said, "sha256")


def _committed(wave: str, resp_root: bytes) -> bytes:
    return sha256(b"\x10" + _framed(_DOMAIN) + _framed(wave.encode()) + resp_root).digest()


def _framed(field: bytes) -> bytes:
    return len(field).to_bytes(2, "big") + field


@lru_cache(maxsize=4096)
def _framed_text(item: str) -> bytes:
    """The same few items come with every response of a wave."""
    return _framed(item.encode())


_LEAF = b"\x00" + _framed(_DOMAIN)
