"""The EIP-712 digest of a statement, and who signed a digest.

record_id = keccak256(0x1901 || domain separator || struct hash). The encoding is written out for the one type that we
sign, because general encoders pad short values, drop unknown members and are several times slower; a test holds it
equal to eth-account's.
"""

from functools import lru_cache
from hashlib import sha256

import sha3
from coincurve import PrivateKey, PublicKey

from ledger.errors import Malformed, SignatureMalformed
from ledger.model.statement import Domain, Statement

STATEMENT_TYPE = (
    "Statement(uint16 v,string kind,string issuer,bytes signer,string audience,string lang,string summary,"
    "bytes32 bodyHash,uint64 issuedAt,bytes32 nonce)"
)
DOMAIN_TYPE = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract,bytes32 salt)"
_HALF_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141 // 2
_ACCOUNT_BYTES = 20


def keccak(material: bytes) -> bytes:
    """Give the 32-byte Keccak-256 hash (the one of Ethereum, not SHA3-256)."""
    digest: bytes = sha3.keccak_256(material).digest()
    return digest


_STATEMENT_TYPE_HASH = keccak(STATEMENT_TYPE.encode())
_DOMAIN_TYPE_HASH = keccak(DOMAIN_TYPE.encode())


def body_hash(body: bytes) -> bytes:
    """Give SHA-256 of a body in canonical form. Does not check that it is canonical."""
    return sha256(body).digest()


def party_id(did: str) -> bytes:
    """Give the 32 bytes by which the chain knows a party: keccak256 of its DID."""
    return keccak(did.encode())


@lru_cache(maxsize=64)
def domain_separator(domain: Domain) -> bytes:
    """Give the 32-byte EIP-712 domain separator. Raises Malformed for parts of the wrong length or range."""
    _require_bytes("domain.verifying_contract", domain.verifying_contract, _ACCOUNT_BYTES)
    _require_bytes("domain.salt", domain.salt, 32)
    return keccak(
        _DOMAIN_TYPE_HASH
        + keccak(_utf8("domain.name", domain.name))
        + keccak(_utf8("domain.version", domain.version))
        + _unsigned("domain.chain_id", domain.chain_id, bits=256)
        + domain.verifying_contract.rjust(32, b"\x00")
        + domain.salt
    )


def statement_digest(statement: Statement, domain: Domain, *, hashed_body: bytes | None = None) -> bytes:
    """Give the 32-byte EIP-712 digest, which is the record id.

    `hashed_body` spares hashing a body whose SHA-256 the caller already computed. Raises Malformed for a part that its
    type cannot hold. Does not check what the fields say, nor any signature.
    """
    hashed = sha256(statement.body).digest() if hashed_body is None else hashed_body
    _require_bytes("body_hash", hashed, 32)
    _require_bytes("nonce", statement.nonce, 32)
    fields = (
        _STATEMENT_TYPE_HASH,
        _unsigned("v", statement.v, bits=16),
        _hashed_text("kind", statement.kind),
        _hashed_text("issuer", statement.issuer),
        _hashed_signer(statement.signer),
        _hashed_text("audience", statement.audience),
        _hashed_text("lang", statement.lang),
        keccak(_utf8("summary", statement.summary)),
        hashed,
        _unsigned("issued_at", statement.issued_at, bits=64),
        statement.nonce,
    )
    return keccak(b"\x19\x01" + domain_separator(domain) + keccak(b"".join(fields)))


@lru_cache(maxsize=4096)
def _hashed_text(field: str, text: str) -> bytes:
    """A party says many things: what repeats from statement to statement is hashed once."""
    return keccak(_utf8(field, text))


@lru_cache(maxsize=4096)
def _hashed_signer(signer: bytes) -> bytes:
    return keccak(signer)


def account_of(secret: bytes) -> bytes:
    """Give the 20-byte account of a 32-byte secp256k1 secret. Raises Malformed if it is not one."""
    return _account(PublicKey.from_secret(_key(secret).secret))


def sign_digest(digest: bytes, secret: bytes) -> bytes:
    """Give the 65-byte signature r || s || v (27/28, low s, RFC 6979 nonce) of a 32-byte digest."""
    _require_bytes("digest", digest, 32)
    signature = _key(secret).sign_recoverable(digest, hasher=None)
    return signature[:64] + bytes((signature[64] + 27,))


def recover_signer(digest: bytes, signature: bytes) -> bytes:
    """Give the 20-byte account whose key made this signature over this 32-byte digest.

    Only one form is taken: 65 bytes r || s || v, v of 27 or 28, r and s not zero, s at most n/2; so no second signature
    can be made out of a first. Raises SignatureMalformed. Does not know whom the caller expected.
    """
    _require_bytes("digest", digest, 32)
    _require_one_form(signature)
    try:
        key = PublicKey.from_signature_and_message(signature[:64] + bytes((signature[64] - 27,)), digest, hasher=None)
    except ValueError as error:
        raise SignatureMalformed(reason="no key can have made it", mend="sign the digest again") from error
    return _account(key)


def typed_data_document(statement: Statement, domain: Domain) -> dict[str, object]:
    """Give what a wallet needs for eth_signTypedData_v4, so that it signs exactly statement_digest."""
    return {
        "types": {"EIP712Domain": _members(DOMAIN_TYPE), "Statement": _members(STATEMENT_TYPE)},
        "primaryType": "Statement",
        "domain": {
            "name": domain.name,
            "version": domain.version,
            "chainId": domain.chain_id,
            "verifyingContract": "0x" + domain.verifying_contract.hex(),
            "salt": "0x" + domain.salt.hex(),
        },
        "message": {
            "v": statement.v,
            "kind": statement.kind,
            "issuer": statement.issuer,
            "signer": "0x" + statement.signer.hex(),
            "audience": statement.audience,
            "lang": statement.lang,
            "summary": statement.summary,
            "bodyHash": "0x" + body_hash(statement.body).hex(),
            "issuedAt": statement.issued_at,
            "nonce": "0x" + statement.nonce.hex(),
        },
    }


def _members(encoded_type: str) -> list[dict[str, str]]:
    inside = encoded_type[encoded_type.index("(") + 1 : -1]
    return [{"name": name, "type": kind} for kind, name in (member.split(" ") for member in inside.split(","))]


def _account(key: PublicKey) -> bytes:
    return keccak(key.format(compressed=False)[1:])[-_ACCOUNT_BYTES:]


def _key(secret: bytes) -> PrivateKey:
    _require_bytes("secret", secret, 32)
    try:
        return PrivateKey(secret)
    except ValueError as error:
        raise Malformed(field="secret", reason="is not a secp256k1 secret", mend="generate a new key") from error


def _require_one_form(signature: bytes) -> None:
    if len(signature) != 65:
        raise SignatureMalformed(reason=f"it has {len(signature)} bytes", mend="send 65 bytes, r || s || v")
    if signature[64] not in (27, 28):
        raise SignatureMalformed(reason=f"v is {signature[64]}", mend="send v as 27 or 28")
    s = int.from_bytes(signature[32:64], "big")
    if s == 0 or not any(signature[:32]):
        raise SignatureMalformed(reason="r or s is zero", mend="sign the digest again")
    if s > _HALF_ORDER:
        raise SignatureMalformed(reason="s is above n/2", mend="send n - s for s, with the other v")


def _require_bytes(field: str, given: bytes, length: int) -> None:
    if len(given) != length:
        raise Malformed(field=field, reason=f"has {len(given)} bytes", mend=f"give exactly {length} bytes")


def _utf8(field: str, text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise Malformed(field=field, reason="holds a lone surrogate", mend="send whole Unicode characters") from error


def _unsigned(field: str, number: int, *, bits: int) -> bytes:
    if not 0 <= number < 1 << bits:
        raise Malformed(field=field, reason="is out of range", mend=f"give 0 to 2^{bits} - 1")
    return number.to_bytes(32, "big")
