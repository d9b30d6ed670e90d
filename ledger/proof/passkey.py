"""What a passkey answered, and whether it is this key's signature over this digest (WebAuthn level 2, section 7.2).

Signature bytes are abi.encode(bytes32 r, bytes32 s, uint256 challengeIndex, uint256 typeIndex, bytes authenticatorData,
string clientDataJSON). Exactly what OpenZeppelin 5.7 `WebAuthn.tryDecodeAuth` and `WebAuthn.verify` accept with user
verification is accepted here, oddities included (offsets may overlap, bytes may trail, the indexes wrap), so that a
contract and this program never differ; one check is added that no contract makes: the rpIdHash must be the key's.

The page that the passkey was used on is asked for at intake only (`origin_of`): a verdict must not change when a page
moves.
"""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicNumbers
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from ledger.errors import LedgerError, SignatureMalformed, SignerMismatch
from ledger.proof.canonical import parse

POINT_BYTES = 64
SIGNER_BYTES = 20 + POINT_BYTES  # the verifier contract, then x and y
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_TYPE = b'"type":"webauthn.get"'
_PRESENT, _VERIFIED, _BACKUP_ELIGIBLE, _BACKED_UP = 0x01, 0x04, 0x08, 0x10
_LEAST_AUTHENTICATOR_DATA = 37  # rpIdHash, flags, counter
_WORD = 1 << 256
_MEND = "sign the digest again with the passkey, and ask it for user verification"
_MOST_CLIENT_DATA = 4096


@dataclass(frozen=True, slots=True)
class PasskeyAnswer:
    """One WebAuthn assertion as it came; nothing of it is checked."""

    r: int
    s: int
    challenge_index: int
    type_index: int
    authenticator_data: bytes
    client_data: bytes  # clientDataJSON, byte for byte


def decode_answer(signature: bytes) -> PasskeyAnswer:
    """Give the answer that these signature bytes encode. Raises SignatureMalformed."""
    if len(signature) < 6 * 32:
        raise SignatureMalformed(reason=f"it has {len(signature)} bytes, fewer than the six words", mend=_MEND)
    r, s, challenge_index, type_index, authenticator_at, client_at = (_word(signature, 32 * n) for n in range(6))
    return PasskeyAnswer(
        r=r,
        s=s,
        challenge_index=challenge_index,
        type_index=type_index,
        authenticator_data=_octets(signature, authenticator_at, "authenticatorData"),
        client_data=_octets(signature, client_at, "clientDataJSON"),
    )


def encode_answer(r: int, s: int, *, authenticator_data: bytes, client_data: bytes) -> bytes:
    """Give the signature bytes of an assertion, with s brought to its low form and the offsets found in the text.

    Raises SignatureMalformed for a clientDataJSON without a challenge or type.
    """
    challenge_index, type_index = client_data.find(b'"challenge":"'), client_data.find(b'"type":"')
    if challenge_index < 0 or type_index < 0:
        raise SignatureMalformed(reason="clientDataJSON names no challenge or type", mend=_MEND)
    tail = (_padded(authenticator_data), _padded(client_data))
    words = (r, min(s, _ORDER - s), challenge_index, type_index, 6 * 32, 6 * 32 + len(tail[0]))
    return b"".join((*(word.to_bytes(32, "big") for word in words), *tail))


def check_one_form(signature: bytes) -> None:
    """Return when these are the very bytes that encode_answer gives. Raises SignatureMalformed.

    Asked at intake, since an entry holds the hash of the signature: else whoever hands a statement in first, with bytes
    of their own behind the answer, decides under which hash it is kept. Verification takes what contracts take.
    """
    answer = decode_answer(signature)
    data, text = answer.authenticator_data, answer.client_data
    if encode_answer(answer.r, answer.s, authenticator_data=data, client_data=text) != signature:
        mend = (
            "encode it with its texts at offset 192, without gaps or further bytes, naming the first challenge and type"
        )
        raise SignatureMalformed(reason="it is not in the one form in which answers are kept", mend=mend)


def check_passkey(signature: bytes, digest: bytes, *, signer: bytes, rp_id_hash: bytes) -> None:
    """Return when the passkey named by `signer` (84 bytes) signed this digest, its user verified, for this rpIdHash.

    Raises SignatureMalformed for what no passkey answers, SignerMismatch where the answer is another key's or is about
    another digest. Does not ask which page it was used on, nor whether the key is registered.
    """
    answer = decode_answer(signature)
    if len(answer.authenticator_data) < _LEAST_AUTHENTICATOR_DATA:
        raise SignatureMalformed(reason="authenticatorData is too short", mend=_MEND)
    if not _is_of_type_get(answer):
        raise SignatureMalformed(reason="clientDataJSON is not of type webauthn.get where it says", mend=_MEND)
    if not _is_about(answer, digest):
        raise SignatureMalformed(reason="the challenge is not the statement's digest", mend=_MEND)
    _require_flags(answer.authenticator_data[32])
    if answer.authenticator_data[:32] != rp_id_hash:
        raise SignatureMalformed(reason="rpIdHash is not the one that the key is registered with", mend=_MEND)
    _require_es256(answer, signer)


def origin_of(signature: bytes) -> str:
    """Give the origin that the browser wrote into clientDataJSON, read as strict JSON. Raises SignatureMalformed."""
    client_data = decode_answer(signature).client_data
    try:
        told = parse(client_data, max_bytes=_MOST_CLIENT_DATA)
    except LedgerError as error:
        raise SignatureMalformed(reason=f"clientDataJSON is not strict JSON: {error}", mend=_MEND) from error
    origin = told.get("origin") if isinstance(told, dict) else None
    if not isinstance(origin, str):
        raise SignatureMalformed(reason="clientDataJSON names no origin", mend=_MEND)
    return origin


def _is_of_type_get(answer: PasskeyAnswer) -> bool:
    """As the contract reads memory: an index near 2^256 wraps, and then looks into the length before the text."""
    length = len(answer.client_data)
    memory = length.to_bytes(32, "big") + answer.client_data
    at = (32 + answer.type_index) % _WORD
    return (answer.type_index + 20) % _WORD < length and memory[at : at + len(_TYPE)] == _TYPE


def _is_about(answer: PasskeyAnswer, digest: bytes) -> bool:
    expected = b'"challenge":"' + urlsafe_b64encode(digest).rstrip(b"=") + b'"'
    at = answer.challenge_index
    return answer.client_data[at : at + len(expected)] == expected


def _require_flags(flags: int) -> None:
    if not flags & _PRESENT:
        raise SignatureMalformed(reason="nobody was present", mend=_MEND)
    if not flags & _VERIFIED:
        raise SignatureMalformed(reason="the user was not verified", mend=_MEND)
    if flags & _BACKED_UP and not flags & _BACKUP_ELIGIBLE:
        raise SignatureMalformed(reason="it is backed up without being eligible for it", mend=_MEND)


def _require_es256(answer: PasskeyAnswer, signer: bytes) -> None:
    if not 0 < answer.r < _ORDER or not 0 < answer.s <= _ORDER // 2:
        raise SignatureMalformed(reason="r or s is out of range, or s is above n/2", mend="send n - s for s")
    point = signer[20:]
    if len(point) != POINT_BYTES:
        raise SignerMismatch(claimed=signer, recovered=b"")
    x, y = (int.from_bytes(half, "big") for half in (point[:32], point[32:]))
    signed = sha256(answer.authenticator_data + sha256(answer.client_data).digest()).digest()
    try:
        key = EllipticCurvePublicNumbers(x, y, SECP256R1()).public_key()
        key.verify(encode_dss_signature(answer.r, answer.s), signed, ECDSA(Prehashed(SHA256())))
    except (ValueError, InvalidSignature) as error:  # ValueError: no point of the curve
        raise SignerMismatch(claimed=signer, recovered=b"") from error


def _octets(signature: bytes, at: int, name: str) -> bytes:
    """The bytes whose length stands at this offset, where both lie inside the signature."""
    if at > len(signature) - 32:
        raise SignatureMalformed(reason=f"the offset of {name} leads outside", mend=_MEND)
    length = _word(signature, at)
    if length > len(signature) - at - 32:
        raise SignatureMalformed(reason=f"{name} is longer than the signature", mend=_MEND)
    return signature[at + 32 : at + 32 + length]


def _word(octets: bytes, at: int) -> int:
    return int.from_bytes(octets[at : at + 32], "big")


def _padded(octets: bytes) -> bytes:
    return len(octets).to_bytes(32, "big") + octets + bytes(-len(octets) % 32)
