"""Keys that are no secp256k1 key: a passkey that answers without a browser, and a contract wallet that says yes."""

import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256

from chain_builders import a_secret, told
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, derive_private_key
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from ledger.chain.answers import hexed
from ledger.proof.passkey import encode_answer

RP_ID_HASH = sha256(b"tierlight.example").digest()
_PRESENT_AND_VERIFIED = b"\x05"
# Returns 0x1626ba7e, the answer of ERC-1271 for "yes", whatever it is asked.
_ALWAYS_YES = "0x631626ba7e60e01b5f5260205ff3"


@dataclass(frozen=True)
class Passkey:
    """A P-256 key that answers as an authenticator does."""

    name: str

    @property
    def point(self) -> bytes:
        numbers = self._key().public_key().public_numbers()
        return numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big")

    def answer(self, digest: bytes) -> bytes:
        authenticator = RP_ID_HASH + _PRESENT_AND_VERIFIED + bytes(4)
        challenge = urlsafe_b64encode(digest).rstrip(b"=").decode()
        told_client = {"type": "webauthn.get", "challenge": challenge, "origin": "https://tierlight.example"}
        client = json.dumps(told_client, separators=(",", ":")).encode()
        signature = self._key().sign(authenticator + sha256(client).digest(), ECDSA(SHA256()))
        return encode_answer(*decode_dss_signature(signature), authenticator_data=authenticator, client_data=client)

    def _key(self):  # type: ignore[no-untyped-def]
        return derive_private_key(int.from_bytes(a_secret(self.name), "big"), SECP256R1())


def a_wallet(url: str, *, of: str) -> bytes:
    """The address of a contract that calls every signature its own."""
    address = sha256(b"wallet " + of.encode()).digest()[:20]
    told(url, "anvil_setCode", hexed(address), _ALWAYS_YES)
    return address
