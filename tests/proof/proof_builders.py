"""One good value each, with overrides: what a test changes is what it is about."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from ledger.model.party import KeyType, SigningKey
from ledger.model.statement import Domain, SignedStatement, Statement, UnverifiedSubmission
from ledger.proof.signed import check_signature
from ledger.proof.typed_data import account_of, keccak, party_id, sign_digest, statement_digest

VECTORS = Path(__file__).resolve().parent.parent / "vectors"
MILL_SECRET = b"\x11" * 32
MALLORY_SECRET = b"\x66" * 32


def vectors(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((VECTORS / name).read_text())
    return document


def octets(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("0x"))


def a_domain(**changes: Any) -> Domain:
    return replace(Domain(chain_id=31337, verifying_contract=b"\xaa" * 20, salt=b"\xbb" * 32), **changes)


def an_attestation(**changes: Any) -> Statement:
    statement = Statement(
        v=1,
        kind="attestation",
        issuer="did:web:mill.example",
        signer=account_of(MILL_SECRET),
        issued_at=1_795_251_600,
        nonce=b"\x05" * 32,
        audience="downstream",
        lang="en",
        summary="own-production: urn:example:lot:1",
        body=b'{"claim":"own-production","subject":"urn:example:lot:1","text":"Ours."}',
    )
    return replace(statement, **changes)


def a_key(**changes: Any) -> SigningKey:
    """The mill's registered account."""
    signer = changes.get("signer", account_of(MILL_SECRET))
    mill = party_id("did:web:mill.example")
    return replace(SigningKey(keccak(signer), mill, signer, KeyType.EOA, bytes(32), valid_from=1), **changes)


def a_submission(
    statement: Statement | None = None, *, signed_by: bytes = MILL_SECRET, domain: Domain | None = None
) -> UnverifiedSubmission:
    statement, domain = statement or an_attestation(), domain or a_domain()
    return UnverifiedSubmission(statement, sign_digest(statement_digest(statement, domain), signed_by), domain)


def a_signed_statement(statement: Statement | None = None) -> SignedStatement:
    return check_signature(a_submission(statement), a_domain(), key=a_key())


def with_bit_flipped(material: bytes, bit: int) -> bytes:
    flipped = bytearray(material)
    flipped[bit // 8] ^= 1 << bit % 8
    return bytes(flipped)
