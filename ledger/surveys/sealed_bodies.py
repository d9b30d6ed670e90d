"""Statements of the worker line as the log has them: encrypted to their custodian's two people, of one size a kind.

The body is a commitment, too: it can be shown later what was sealed, by the two people who can open it.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping

from ledger.errors import Malformed, ProofMismatch
from ledger.model.survey.response import EpochKeys, WrappedKey
from ledger.ports.survey import Opener, Sealer
from ledger.proof.canonical import Json, canonicalise, parse

USUAL_SIZE = 4_096
_DOMAIN = b"tierlight sealed body/1"


def sealed_body(
    document: Json, *, custodian: str, keys: EpochKeys, sealer: Sealer, size: int = USUAL_SIZE
) -> dict[str, Json]:
    """Give the body with this document sealed in it, `size` bytes of plaintext, or the next multiple for a larger one.

    Two bodies of one size tell nothing apart. Raises NotEnrolled for keys that are one person's.
    """
    plain = canonicalise(document)
    padded = (len(plain).to_bytes(4, "big") + plain).ljust(-(-(len(plain) + 4) // size) * size, b"\x00")
    ciphertext, key = sealer.seal(padded, bound_to=_bound_to(custodian, keys.epoch), keys=keys)
    halves = b"".join(len(half).to_bytes(2, "big") + half for half in (key.first, key.second))
    sealed = urlsafe_b64encode(halves + ciphertext).decode().rstrip("=")
    return {"custodian": custodian, "epoch": keys.epoch, "sealed": sealed}


def opened_body(body: Mapping[str, Json], *, opener: Opener) -> Json:
    """Give the document that is sealed in a body. Raises ProofMismatch, and NotEnrolled without both people's keys."""
    custodian, epoch, sealed = (str(body[name]) for name in ("custodian", "epoch", "sealed"))
    raw = urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
    first, rest = _half(raw)
    second, ciphertext = _half(rest)
    bound = _bound_to(custodian, epoch)
    padded = opener.open(ciphertext, WrappedKey(first, second), bound_to=bound, epoch=epoch)
    length = int.from_bytes(padded[:4], "big")
    try:
        return parse(padded[4 : 4 + length])
    except Malformed as error:
        raise ProofMismatch(what="sealed body", reason="what was sealed is no document") from error


def _half(raw: bytes) -> tuple[bytes, bytes]:
    end = 2 + int.from_bytes(raw[:2], "big")
    if len(raw) < end:
        raise ProofMismatch(what="sealed body", reason="it is cut short")
    return raw[2:end], raw[end:]


def _bound_to(custodian: str, epoch: str) -> bytes:
    return b"".join(len(field).to_bytes(2, "big") + field for field in (_DOMAIN, custodian.encode(), epoch.encode()))
