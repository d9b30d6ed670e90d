"""Passkey answers for tests/vectors/passkey.json: keys and signatures by `cryptography`, bytes laid out by eth-abi.

One more answer was given by Chromium's virtual authenticator and is kept as data, since no second run gives it again.
"""

import json
from base64 import urlsafe_b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    derive_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from eth_abi.abi import encode

KEPT = Path(__file__).resolve().parent.parent / "tests" / "vectors" / "passkey_chromium.json"
RP_ID, ORIGIN = "mill.example", "https://forms.mill.example"
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_PRESENT, _VERIFIED, _ELIGIBLE, _BACKED_UP = 1, 4, 8, 16
_TYPES = ["bytes32", "bytes32", "uint256", "uint256", "bytes", "string"]


def passkey_vectors() -> dict[str, Any]:
    """Give answers that hold, each with its digest, point, rpIdHash and signature bytes."""
    flags = (_PRESENT | _VERIFIED, 0x05 | _ELIGIBLE, 0x05 | _ELIGIBLE | _BACKED_UP)
    made = [_vector(number, flag) for number, flag in enumerate(flags, start=1)]
    return {
        "origin": "cryptography (ES256, deterministic) and eth-abi; scripts/passkey_vectors.py; "
        "the last by Chromium's virtual authenticator (tests/vectors/passkey_chromium.json)",
        "vectors": [*made, json.loads(KEPT.read_text())],
    }


def secret_key(number: int) -> EllipticCurvePrivateKey:
    """Give the P-256 key of this number, the same in every run."""
    return derive_private_key(int.from_bytes(sha256(b"passkey %d" % number).digest(), "big") % ORDER, SECP256R1())


def point_of(key: EllipticCurvePrivateKey) -> bytes:
    """Give x || y."""
    numbers = key.public_key().public_numbers()
    return numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big")


def answer(
    key: EllipticCurvePrivateKey, digest: bytes, *, flags: int = _PRESENT | _VERIFIED, counter: int = 1
) -> bytes:
    """Give the signature bytes of an authenticator that signs this digest as its challenge, s low."""
    client_data = json.dumps(
        {
            "type": "webauthn.get",
            "challenge": urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "origin": ORIGIN,
            "crossOrigin": False,
        },
        separators=(",", ":"),
    )
    authenticator_data = sha256(RP_ID.encode()).digest() + bytes([flags]) + counter.to_bytes(4, "big")
    signed = authenticator_data + sha256(client_data.encode()).digest()
    r, s = decode_dss_signature(key.sign(signed, ECDSA(SHA256(), deterministic_signing=True)))
    words = [number.to_bytes(32, "big") for number in (r, min(s, ORDER - s))]
    places = [client_data.index('"challenge"'), client_data.index('"type"')]
    return encode(_TYPES, [*words, *places, authenticator_data, client_data])


def _vector(number: int, flags: int) -> dict[str, str]:
    key, digest = secret_key(number), sha256(b"digest %d" % number).digest()
    return {
        "digest": "0x" + digest.hex(),
        "point": "0x" + point_of(key).hex(),
        "rp_id_hash": "0x" + sha256(RP_ID.encode()).hexdigest(),
        "origin": ORIGIN,
        "signature": "0x" + answer(key, digest, flags=flags, counter=number).hex(),
    }
