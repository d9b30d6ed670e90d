"""Commitments to answers by a second implementation: HKDF and HMAC of the cryptography library, the tree by definition.

It shares no line with ledger/proof/salted.py, and follows the same specification (its docstring).
"""

import struct
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

DOMAIN = b"tierlight worker line/1"
_CASES: list[tuple[str, list[tuple[str, str | None]]]] = [
    ("d2F2ZS1vbmUtdG9rZW4hMA", [("bus_late", "yes")]),
    ("d2F2ZS1vbmUtdG9rZW4hMA", [("bus_late", "yes"), ("fee_paid", None), ("threats", "deport wage_cut")]),
    ("d2F2ZS10d28tdG9rZW4hMQ", [("bus_late", None), ("fee_paid", ""), ("words", "পাসপোর্ট"), ("n", "7"), ("z", "no")]),
    ("w", [(f"item_{number}", None if number % 3 else f"choice_{number}") for number in range(34)]),
]


def salted_vectors() -> dict[str, Any]:
    """Give seeds, answers, and what every answer's salt, the root and the commitment are."""
    vectors = []
    for number, (wave, answers) in enumerate(_CASES):
        seed, instrument = sha256(b"seed %d" % number).digest(), sha256(b"instrument %d" % number).digest()
        vectors.append(
            {
                "seed": seed.hex(),
                "wave": wave,
                "instrument": instrument.hex(),
                "answers": [list(each) for each in answers],
                "salts": [salt_of(seed, wave, instrument, item).hex() for item, _ in answers],
                "resp_root": resp_root_of(seed, wave, instrument, answers).hex(),
                "commitment": commitment_of(seed, wave, instrument, answers).hex(),
            }
        )
    return {
        "origin": "cryptography's HKDFExpand and HMAC, RFC 9162 by definition; scripts/salted_vectors.py",
        "vectors": vectors,
    }


def commitment_of(seed: bytes, wave: str, instrument: bytes, answers: list[tuple[str, str | None]]) -> bytes:
    """C = SHA-256(10 | domain | wave | resp_root)."""
    root = resp_root_of(seed, wave, instrument, answers)
    return sha256(b"\x10" + _prefixed(DOMAIN) + _prefixed(wave.encode()) + root).digest()


def resp_root_of(seed: bytes, wave: str, instrument: bytes, answers: list[tuple[str, str | None]]) -> bytes:
    """The tree over the leaves, by the recursive definition."""
    return _root([_leaf(salt_of(seed, wave, instrument, item), item, answer) for item, answer in answers])


def salt_of(seed: bytes, wave: str, instrument: bytes, item: str) -> bytes:
    """HKDF-Expand(seed, "ans" | wave | instrument | item, 32)."""
    info = b"".join(_prefixed(each) for each in (b"ans", wave.encode(), instrument, item.encode()))
    return HKDFExpand(SHA256(), 32, info).derive(seed)


def _leaf(salt: bytes, item: str, answer: str | None) -> bytes:
    mac = HMAC(salt, SHA256())
    mac.update(b"\x00")
    mac.update(_prefixed(DOMAIN))
    mac.update(_prefixed(item.encode()))
    mac.update(b"\x00" if answer is None else b"\x01" + _prefixed(answer.encode()))
    return mac.finalize()


def _root(leaves: list[bytes]) -> bytes:
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return sha256(b"\x01" + _root(leaves[:half]) + _root(leaves[half:])).digest()


def _prefixed(field: bytes) -> bytes:
    return struct.pack(">H", len(field)) + field
