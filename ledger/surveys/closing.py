"""A wave closes: its commitments are padded, shuffled and put under one root, and a list tells everyone "counted".

Leaves are the commitments of answers, covers and superseded answers alike, and random bytes up to a power of two, which
bounds how many came and does not tell it. The list has one row a leaf, (scrypt of a receipt code, commitment). In the
row of a superseded answer, as in those of padding, random bytes stand for the hash and look the same: under the own
code stands the newest answer alone, or a list would tell whoever knows the code that an answer was replaced. Nothing in
it proves what was answered.

NOT hidden: a code whose answers were withdrawn before closing is not on the list.
"""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from ledger.model.survey.wave import ClosedWave
from ledger.ports.survey import Entropy
from ledger.proof.merkle import Tree, leaf_hash

LEAST_BUCKET = 6
_COMMITMENT_BYTES = 32
# 9 * 10^14 codes at 5 ms each are 140,000 years of one core, and every wave has a salt of its own.
_SCRYPT_N, _SCRYPT_R, _SCRYPT_P = 2**11, 8, 1
_THREADS = 4  # scrypt lets go of the interpreter
Rows = tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True, slots=True)
class ClosingRow:
    """What closing reads of one sealed row, in memory only."""

    commitment: bytes
    receipt_code: str
    sequence: int


def bucket_for(count: int, *, least: int = LEAST_BUCKET) -> int:
    """Give the exponent of a tree that has room for twice as many leaves as came, and never under `least`."""
    return max(least, (2 * count - 1).bit_length() if count else 0)


def close_wave(token: str, rows: Iterable[ClosingRow], *, bucket: int, entropy: Entropy) -> ClosedWave:
    """Give the wave's tree and list with 2^bucket leaves, in an order that tells nothing.

    `entropy` gives random bytes, as os.urandom does. Takes one scrypt (2 MiB) for each row that came.
    """
    told = _with_codes(rows)
    told += [("", entropy(_COMMITMENT_BYTES)) for _ in range(2**bucket - len(told))]
    shuffled = [pair for _, pair in sorted((entropy(16), pair) for pair in told)]
    with ThreadPoolExecutor(_THREADS) as pool:
        hashes = pool.map(lambda code: code_hash(token, code) if code else None, (code for code, _ in shuffled))
        listed = tuple((hashed or entropy(32), leaf) for hashed, (_, leaf) in zip(hashes, shuffled, strict=True))
    return ClosedWave(token=token, root=root_of(listed), size_bucket=bucket, list_rows=listed)


def root_of(rows: Sequence[tuple[bytes, bytes]]) -> bytes:
    """Give the root over the commitments of a list in its order (RFC 9162): what the chain holds of the wave."""
    return Tree.of([leaf_hash(commitment) for _, commitment in rows]).root


def is_counted(rows: Sequence[tuple[bytes, bytes]], token: str, code: str) -> bool:
    """Say whether the code is on the list: the same for answers, covers and padding, in the same time."""
    asked = code_hash(token, code)
    return sum(hmac.compare_digest(asked, listed) for listed, _ in rows) > 0


def code_hash(token: str, code: str) -> bytes:
    """Give the 32 bytes under which a code stands on the list: slow on purpose, and different in every wave."""
    return hashlib.scrypt(code.encode(), salt=token.encode(), n=_SCRYPT_N, r=_SCRYPT_R, p=_SCRYPT_P, dklen=32)


def _with_codes(rows: Iterable[ClosingRow]) -> list[tuple[str, bytes]]:
    """Every row's commitment beside its code where it is the newest under it, else beside no code."""
    ordered = sorted(rows, key=lambda row: (row.sequence, row.commitment))
    newest = {row.receipt_code: row.commitment for row in ordered}
    return [(row.receipt_code if newest[row.receipt_code] == row.commitment else "", row.commitment) for row in ordered]
