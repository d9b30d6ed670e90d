"""The operator's two log keys in one encrypted file: ES256 for promises, Ed25519 for checkpoints.

They are apart from the anchoring key: whoever has them can promise and state heads, and can anchor nothing. The file
holds the public keys in the open and both secrets under scrypt and AES-256-GCM; the public keys are bound to the
secrets, so that nobody can put others in their place. Secrets never leave this module.
"""

import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ledger.errors import HomeInUse, KeyUnreadable
from ledger.vault.keyfile import CHOSEN_ROUNDS, GENERATED_ROUNDS, write_privately
from ledger.vault.sealed_file import NOT_SEALED_SO, opened_with, sealed_under

_FORMAT = "tierlight-log-keys/1"
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256


class LogKeys:
    """Implements `ledger.ports.LogSigner` with secrets in memory."""

    __slots__ = ("_checkpoint_key", "_checkpoint_secret", "_promise_key", "_promise_secret")

    def __init__(self, promise_scalar: bytes, checkpoint_seed: bytes) -> None:
        """Take 32 bytes each. Raises ValueError for a scalar that P-256 has not."""
        self._promise_secret = ec.derive_private_key(int.from_bytes(promise_scalar, "big"), ec.SECP256R1())
        self._checkpoint_secret = Ed25519PrivateKey.from_private_bytes(checkpoint_seed)
        point = self._promise_secret.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self._promise_key = point[1:]
        self._checkpoint_key = self._checkpoint_secret.public_key().public_bytes_raw()

    @property
    def promise_key(self) -> bytes:
        """The P-256 point x || y."""
        return self._promise_key

    @property
    def checkpoint_key(self) -> bytes:
        """The Ed25519 public key."""
        return self._checkpoint_key

    def sign_promise(self, material: bytes) -> bytes:
        """Give r || s; the same for the same bytes (RFC 6979)."""
        signed = self._promise_secret.sign(material, ec.ECDSA(SHA256(), deterministic_signing=True))
        r, s = decode_dss_signature(signed)
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    def sign_checkpoint(self, material: bytes) -> bytes:
        """Give the Ed25519 signature."""
        return self._checkpoint_secret.sign(material)


def new_log_keys(path: Path, *, password: str, is_generated_password: bool) -> LogKeys:
    """Make both keys in a new file, whole or not at all, and give them. Raises HomeInUse where one lies already."""
    if path.exists():
        raise HomeInUse(what=str(path), mend="move it away; a key file is never overwritten")
    scalar = (secrets.randbelow(_ORDER - 1) + 1).to_bytes(32, "big")
    seed = secrets.token_bytes(32)
    keys = LogKeys(scalar, seed)
    rounds = GENERATED_ROUNDS if is_generated_password else CHOSEN_ROUNDS
    public = {"es256": keys.promise_key.hex(), "ed25519": keys.checkpoint_key.hex()}
    sealed = sealed_under(password, scalar + seed, version=_FORMAT, bound=_bound(public), rounds=rounds)
    write_privately(path, json.dumps({**sealed, "public": public}, sort_keys=True))
    return keys


def load_log_keys(path: Path, *, password: str) -> LogKeys:
    """Give the keys of a file. Raises KeyUnreadable naming the file and the mend."""
    try:
        return _opened(json.loads(path.read_text()), password)
    except FileNotFoundError as error:
        raise _unreadable(path, "there is no such file", "make the log keys with `tierlight init`") from error
    except OSError as error:
        raise _unreadable(path, error.strerror or "it cannot be read", "check its permissions") from error
    except NOT_SEALED_SO as error:
        mend = "give the passphrase that it was made with (TIERLIGHT_KEY_PASSWORD), or the file from a copy"
        raise _unreadable(path, "it holds no log keys, was changed, or the passphrase is wrong", mend) from error


def _opened(document: Any, password: str) -> LogKeys:
    plain = opened_with(password, document, version=_FORMAT, bound=_bound(document["public"]))
    return LogKeys(plain[:32], plain[32:])


def _bound(public: Mapping[str, str]) -> bytes:
    return f"{_FORMAT} {public['es256']} {public['ed25519']}".encode()


def _unreadable(path: Path, reason: str, mend: str) -> KeyUnreadable:
    return KeyUnreadable(file=str(path), reason=reason, mend=mend)
