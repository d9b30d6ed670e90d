"""The operator's signed promise to include a record, "tierlight-promise/1": what is signed, checked, written and read.

Signed is the RFC 8785 form of version, log_id, record_id, received_at and include_by, with ES256 (FIPS 186-5, P-256 and
SHA-256) by the log key. The version inside keeps the signature from meaning anything else that this key signs.
"""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from ledger.errors import ProofMismatch, Unacceptable
from ledger.model.promise import Promise, SignedPromise
from ledger.proof.canonical import Json, canonicalise
from ledger.proof.wire import hex_text, instant_text, members, read_hex, read_instant

FORMAT = "tierlight-promise/1"
_FIELDS = frozenset({"version", "log_id", "record_id", "received_at", "include_by", "log_key", "signature"})


def promise_material(promise: Promise) -> bytes:
    """Give the bytes that are signed."""
    return canonicalise(_promised(promise))


def check_promise(signed: SignedPromise) -> None:
    """Return when the log key that it names signed this promise. Raises ProofMismatch.

    Does NOT ask whose key that is, nor whether the promise was kept: see jobs/promises.
    """
    if len(signed.log_key) != 64 or len(signed.signature) != 64:
        raise _mismatch("the key and the signature have 64 bytes each")
    r, s = (int.from_bytes(half, "big") for half in (signed.signature[:32], signed.signature[32:]))
    try:
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b"\x04" + signed.log_key)
        key.verify(encode_dss_signature(r, s), promise_material(signed.promise), ec.ECDSA(SHA256()))
    except ValueError as error:
        raise _mismatch("the key that it names is no point of P-256") from error
    except InvalidSignature as error:
        raise _mismatch("the key that it names did not sign it") from error


def promise_document(signed: SignedPromise) -> dict[str, Json]:
    """Give the document that read_promise reads back to the same promise."""
    return {
        **_promised(signed.promise),
        "log_key": hex_text(signed.log_key),
        "signature": hex_text(signed.signature),
    }


def read_promise(value: Json) -> SignedPromise:
    """Give a promise as someone holds it. Raises Unacceptable naming the field. Checks no signature."""
    fields = members(value, field="promise", required=_FIELDS)
    if fields["version"] != FORMAT:
        raise Unacceptable(field="version", reason=f"is not {FORMAT}", mend="read it with the program that made it")
    promise = Promise(
        log_id=read_hex(fields["log_id"], field="log_id", least=32, most=32),
        record_id=read_hex(fields["record_id"], field="record_id", least=32, most=32),
        received_at=read_instant(fields["received_at"], field="received_at"),
        include_by=read_instant(fields["include_by"], field="include_by"),
    )
    return SignedPromise(
        promise=promise,
        log_key=read_hex(fields["log_key"], field="log_key", least=64, most=64),
        signature=read_hex(fields["signature"], field="signature", least=64, most=64),
    )


def _promised(promise: Promise) -> dict[str, Json]:
    return {
        "version": FORMAT,
        "log_id": hex_text(promise.log_id),
        "record_id": hex_text(promise.record_id),
        "received_at": instant_text(promise.received_at),
        "include_by": instant_text(promise.include_by),
    }


def _mismatch(reason: str) -> ProofMismatch:
    return ProofMismatch(what="promise", reason=reason)
