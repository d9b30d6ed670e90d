"""The one form of a file of secrets under a passphrase: scrypt and AES-256-GCM, what stands in the open bound to it.

A document is {"version", "scrypt": {n, r, p, salt}, "aes-256-gcm": {nonce, sealed}} beside fields of its own. Signing
keys have another form, which other programs read too: see keyfile.
"""

import secrets
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

_MOST_ROUNDS = 2**20  # a file must not make us take more memory than 1 GB
NOT_SEALED_SO = (ValueError, TypeError, KeyError, OverflowError, MemoryError, InvalidTag)


def sealed_under(passphrase: str, plain: bytes, *, version: str, bound: bytes, rounds: int) -> dict[str, Any]:
    """Give the document of these secrets. `bound` is authenticated with them, `rounds` is the scrypt cost."""
    salt, nonce = secrets.token_bytes(32), secrets.token_bytes(12)
    sealed = AESGCM(_stretched(passphrase, salt, rounds)).encrypt(nonce, plain, bound)
    return {
        "version": version,
        "scrypt": {"n": rounds, "r": 8, "p": 1, "salt": salt.hex()},
        "aes-256-gcm": {"nonce": nonce.hex(), "sealed": sealed.hex()},
    }


def opened_with(passphrase: str, document: Any, *, version: str, bound: bytes) -> bytes:
    """Give the secrets. Raises one of NOT_SEALED_SO: another version or form, a changed file, a wrong passphrase."""
    if document["version"] != version:
        raise ValueError("another version")
    rounds = rounds_of(document)
    if rounds > _MOST_ROUNDS:
        raise ValueError("too many rounds")
    key = _stretched(passphrase, bytes.fromhex(document["scrypt"]["salt"]), rounds)
    held = document["aes-256-gcm"]
    return AESGCM(key).decrypt(bytes.fromhex(held["nonce"]), bytes.fromhex(held["sealed"]), bound)


def rounds_of(document: Any) -> int:
    """Give the scrypt cost that a document states."""
    return int(document["scrypt"]["n"])


def _stretched(passphrase: str, salt: bytes, rounds: int) -> bytes:
    return Scrypt(salt=salt, length=32, n=rounds, r=8, p=1).derive(passphrase.encode())
