"""Encryption to two people: neither opens anything alone, and whoever seals cannot open again.

A fresh AES-256-GCM key encrypts the plaintext. The key is split, DEK = A xor B: A is sealed to the first person's key
of the epoch and B to the second's (HPKE base mode: DHKEM X25519, HKDF-SHA256, AES-256-GCM; RFC 9180). What the text is
bound to is authenticated in both layers; the epoch, and whose half it is, in the outer one, so that a key can be sealed
again to a later epoch.
"""

import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from ledger.errors import NotEnrolled, ProofMismatch
from ledger.model.survey.response import EpochKeys, WrappedKey
from ledger.vault.person_keys import PersonKeys

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_KEY_BYTES, _NONCE_BYTES = 32, 12
_INFO = b"tierlight two-person key/1"


class TwoPersonSealer:
    """Implements `ledger.ports.survey.Sealer` with public keys alone."""

    __slots__ = ()

    def seal(self, plaintext: bytes, *, bound_to: bytes, keys: EpochKeys) -> tuple[bytes, WrappedKey]:
        """Give nonce and ciphertext, and the key in two halves of 80 bytes each: lengths tell that of the text alone.

        Raises NotEnrolled where both keys are one.
        """
        key, nonce = secrets.token_bytes(_KEY_BYTES), secrets.token_bytes(_NONCE_BYTES)
        ciphertext = nonce + AESGCM(key).encrypt(nonce, plaintext, bound_to)
        half = secrets.token_bytes(_KEY_BYTES)
        return ciphertext, _wrapped(half, _xor(key, half), bound_to, keys)


@dataclass(frozen=True, slots=True)
class TwoPersonOpener:
    """Implements `ledger.ports.survey.Opener` with the private keys of two people, unlocked in memory."""

    first: PersonKeys
    second: PersonKeys

    def open(self, ciphertext: bytes, key: WrappedKey, *, bound_to: bytes, epoch: str) -> bytes:
        """Give the plaintext. Raises NotEnrolled without both keys of the epoch, ProofMismatch for any other bytes."""
        whole = _xor(*self._halves(key, bound_to, epoch))
        try:
            return AESGCM(whole).decrypt(ciphertext[:_NONCE_BYTES], ciphertext[_NONCE_BYTES:], bound_to)
        except (InvalidTag, ValueError) as error:
            raise _mismatch("its text is not what was sealed here") from error

    def rewrap(self, key: WrappedKey, *, bound_to: bytes, epoch: str, keys: EpochKeys) -> WrappedKey:
        """Give the same key sealed to a later epoch, split anew. Raises as `open` does."""
        first, second = self._halves(key, bound_to, epoch)
        change = secrets.token_bytes(_KEY_BYTES)  # old and new halves of two backups do not fit together
        return _wrapped(_xor(first, change), _xor(second, change), bound_to, keys)

    def _halves(self, key: WrappedKey, bound_to: bytes, epoch: str) -> tuple[bytes, bytes]:
        return (
            _half(key.first, self.first, 1, bound_to, epoch),
            _half(key.second, self.second, 2, bound_to, epoch),
        )


def _wrapped(first: bytes, second: bytes, bound_to: bytes, keys: EpochKeys) -> WrappedKey:
    if keys.first == keys.second:
        raise NotEnrolled(reason="both keys are one person's", mend="enrol a second person with a key of their own")
    return WrappedKey(
        first=_sealed_to(keys.first, first, _info(1, bound_to, keys.epoch)),
        second=_sealed_to(keys.second, second, _info(2, bound_to, keys.epoch)),
    )


def _sealed_to(public: bytes, half: bytes, info: bytes) -> bytes:
    try:
        return _SUITE.encrypt(half, X25519PublicKey.from_public_bytes(public), info=info)
    except ValueError as error:
        raise NotEnrolled(reason="a key is no X25519 public key", mend="enrol that person again") from error


def _half(sealed: bytes, person: PersonKeys, number: int, bound_to: bytes, epoch: str) -> bytes:
    secret = person.secrets.get(epoch)
    if secret is None:
        mend = "enrol both people for it; a key that was destroyed does not come back"
        raise NotEnrolled(reason=f"person {number} has no key of {epoch} on this machine", mend=mend)
    try:
        half = _SUITE.decrypt(sealed, secret, info=_info(number, bound_to, epoch))
    except (InvalidTag, ValueError) as error:
        raise _mismatch(f"the half of its key for person {number} does not open") from error
    if len(half) != _KEY_BYTES:
        raise _mismatch(f"the half of its key for person {number} has another length")
    return half


def _info(number: int, bound_to: bytes, epoch: str) -> bytes:
    name = epoch.encode()
    return _INFO + bytes([number, len(name)]) + name + bound_to


def _xor(one: bytes, other: bytes) -> bytes:
    return (int.from_bytes(one, "big") ^ int.from_bytes(other, "big")).to_bytes(_KEY_BYTES, "big")


def _mismatch(reason: str) -> ProofMismatch:
    return ProofMismatch(what="sealed response", reason=reason)
