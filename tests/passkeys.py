"""A passkey as software: what an authenticator and a browser would answer, each part open to a test's change."""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, derive_private_key
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from ledger.proof.passkey import encode_answer

VERIFIER = b"\xfe" * 20
RP_ID = "mill.example"
ORIGIN = "https://forms.mill.example"
PRESENT, VERIFIED = 0x01, 0x04
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def client_data_for(digest: bytes, *, origin: str = ORIGIN) -> bytes:
    """The text that Chromium makes."""
    challenge = urlsafe_b64encode(digest).rstrip(b"=").decode()
    text = '{"type":"webauthn.get","challenge":"%s","origin":"%s","crossOrigin":false}'
    return (text % (challenge, origin)).encode()


def authenticator_data_for(*, rp_id: str = RP_ID, flags: int = PRESENT | VERIFIED, counter: int = 1) -> bytes:
    return sha256(rp_id.encode()).digest() + bytes([flags]) + counter.to_bytes(4, "big")


@dataclass(frozen=True)
class Passkey:
    """A P-256 key held by an authenticator; the seed makes it the same in every run."""

    seed: bytes
    rp_id: str = RP_ID
    verifier: bytes = VERIFIER

    @property
    def _secret(self) -> Any:
        return derive_private_key(int.from_bytes(sha256(self.seed).digest(), "big") % ORDER, SECP256R1())

    @property
    def point(self) -> bytes:
        numbers = self._secret.public_key().public_numbers()
        return bytes(numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big"))

    @property
    def signer(self) -> bytes:
        return self.verifier + self.point

    @property
    def rp_id_hash(self) -> bytes:
        return sha256(self.rp_id.encode()).digest()

    def es256(self, authenticator_data: bytes, client_data: bytes) -> tuple[int, int]:
        """r and s as the authenticator gives them, s high or low as it falls."""
        signed = authenticator_data + sha256(client_data).digest()
        return decode_dss_signature(self._secret.sign(signed, ECDSA(SHA256(), deterministic_signing=True)))

    def answer(self, digest: bytes, **changes: Any) -> bytes:
        """The signature bytes over a digest; `changes` are authenticator_data, client_data, or flags."""
        flags = changes.get("flags", PRESENT | VERIFIED)
        authenticator_data = changes.get("authenticator_data") or authenticator_data_for(rp_id=self.rp_id, flags=flags)
        client_data = changes.get("client_data") or client_data_for(digest)
        r, s = self.es256(authenticator_data, client_data)
        return encode_answer(r, s, authenticator_data=authenticator_data, client_data=client_data)


MILLS_PASSKEY = Passkey(b"the mill's phone")
