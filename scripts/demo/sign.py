"""The demo's statements and captures, signed; the same world on the same ledger gives the same records."""

from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from itertools import count
from typing import cast

from ledger.intake.summary import render_summary
from ledger.jobs.capture import sign_capture
from ledger.model.statement import Domain, Statement, UnverifiedSubmission
from ledger.proof.canonical import Json, canonicalise
from ledger.proof.typed_data import account_of, sign_digest, statement_digest
from scripts.demo.people import secret_of
from scripts.demo.world.build import FORGER, DemoCapture, DemoStatement


def signed(told: DemoStatement, place: int, domain: Domain) -> UnverifiedSubmission:
    """Give a statement signed as its tag says: by its issuer, by a forger, for another ledger, or by a stranger."""
    secret = _unregistered_secret() if told.tag == "unknown-key" else secret_of(told.issuer)
    statement = Statement(
        v=1,
        kind=told.kind.value,
        issuer=told.issuer,
        signer=account_of(secret),
        issued_at=told.issued_at,
        nonce=_nonce(told.issuer, "statement", place),
        audience=told.audience,
        lang="en",
        summary=render_summary(told.kind, "en", told.body),
        body=canonicalise(cast(Json, told.body)),
    )
    if told.tag == "forged":
        secret = secret_of(FORGER)
    if told.tag == "replayed":
        domain = replace(domain, salt=sha256(b"the log of another ledger").digest())
    return UnverifiedSubmission(statement, sign_digest(statement_digest(statement, domain), secret), domain)


def record_of(told: DemoStatement, place: int, domain: Domain) -> str:
    """Give the record id that a statement of the demo has, once it is taken."""
    return "0x" + statement_digest(signed(told, place, domain).statement, domain).hex()


def signed_capture(told: DemoCapture, place: int, domain: Domain) -> bytes:
    """Give an EPCIS document with each event signed by its issuer."""
    return sign_capture(
        canonicalise(cast(Json, told.document)),
        issuer=told.issuer,
        secret=secret_of(told.issuer),
        domain=domain,
        issued_at=told.issued_at,
        nonces=_nonces(told.issuer, place),
    )


def _nonces(issuer: str, place: int) -> Iterator[bytes]:
    return (_nonce(issuer, f"capture {place}", at) for at in count())


def _nonce(issuer: str, purpose: str, place: int) -> bytes:
    return sha256(f"tierlight demo {issuer} {purpose} {place}".encode()).digest()


def _unregistered_secret() -> bytes:
    return sha256(b"tierlight demo key that nobody registered").digest()
