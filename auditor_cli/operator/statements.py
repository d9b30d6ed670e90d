"""From a body in a file to a signed statement; the draft is complete before any secret is opened."""

import json
import secrets
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from auditor_cli.refusals import WrongUsage
from ledger.errors import KeyUnreadable
from ledger.intake.bodies import read_body
from ledger.intake.plausible import check_plausible
from ledger.intake.summary import render_summary
from ledger.model.bodies import OF_A_REQUEST
from ledger.model.statement import Domain, Kind, Statement
from ledger.proof.canonical import Json, canonicalise, parse
from ledger.proof.typed_data import account_of, sign_digest, statement_digest
from ledger.proof.wire import (
    domain_document,
    envelope_document,
    hex_text,
    read_domain,
    read_hex,
    read_submission,
)
from ledger.vault.keyfile import load_key

_MOST_BYTES = 8_000_000
_READERS = {
    "downstream": "buyers downstream of you by hand-overs that you confirmed, auditors, and the operator",
    "private": "you and the operator",
    "public": "everyone",
}
_ANSWERS = (Kind.REPLY, Kind.DISPUTE, Kind.RULING)
_NO_SIGNATURE = "0x"
_LONGEST_SIGNER = 1024  # bytes, as the ledger takes


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement that nobody has signed yet, for one ledger's domain."""

    statement: Statement
    domain: Domain

    def document(self) -> dict[str, Any]:
        """Give what is to be signed, the record id that it will have, and who will read it."""
        return {
            "record_id": hex_text(statement_digest(self.statement, self.domain)),
            "statement": self._statement(),
            "domain": domain_document(self.domain),
            "read_by": read_by(self.statement.audience, self.statement.kind, self.statement.body),
        }

    def signed(self, secret: bytes) -> bytes:
        """Give the submission, signed. Raises KeyUnreadable where the file holds another key than it says."""
        if account_of(secret) != self.statement.signer:
            raise KeyUnreadable(file="--key", reason="its address is not that of its key", mend="make a new key")
        signature = sign_digest(statement_digest(self.statement, self.domain), secret)
        return canonicalise(
            {
                "statement": self._statement(),
                "signature": hex_text(signature),
                "domain": domain_document(self.domain),
            }
        )

    def _statement(self) -> dict[str, Json]:
        return {**envelope_document(self.statement), "body": parse(self.statement.body, max_bytes=_MOST_BYTES)}


def draft(raw: bytes, *, kind: str, issuer: str, signer: bytes, audience: str, lang: str, domain: Domain) -> Draft:
    """Give the draft, checked as intake will check it, as far as that is possible without the registry.

    Raises Malformed, UnknownKind and Unacceptable naming the field.
    """
    body = parse(raw, max_bytes=_MOST_BYTES)
    envelope: dict[str, Json] = {
        "v": 1,
        "kind": kind,
        "issuer": issuer,
        "signer": hex_text(signer),
        "issued_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "nonce": hex_text(secrets.token_bytes(32)),
        "audience": audience,
        "lang": lang,
        "summary": "-",  # rendered below, once the body has its shape
        "body": body,
    }
    statement = read_submission({"statement": envelope, "signature": _NO_SIGNATURE}).statement
    check_plausible(statement, read_body(statement))
    fields = body if isinstance(body, dict) else {}
    return Draft(replace(statement, summary=render_summary(Kind(kind), lang, fields)), domain)


def read_by(audience: str, kind: str, body: bytes) -> str:
    """Say in words who an audience is, for a statement of this kind with this body."""
    if kind in _ANSWERS and audience == "downstream":
        return "whoever may read the record that you answer, now or later"
    if kind == Kind.ATTESTATION and audience == "downstream" and not OF_A_REQUEST.isdisjoint(json.loads(body)):
        return "the site's confirmed operator, whoever asks, auditors, and the operator"
    named, _, who = audience.partition(":")
    if named == "parties":
        return f"{who.replace(',', ', ')}, you, and the operator"
    return _READERS.get(named, audience)


def domain_of(head: dict[str, Any]) -> Domain:
    """Give the domain to sign for, as the ledger names it."""
    return read_domain(head["domain"])


def file_bytes(path: Path, *, field: str) -> bytes:
    """Give a file's content. Raises WrongUsage."""
    try:
        with path.open("rb") as file:
            return file.read(_MOST_BYTES + 1)
    except OSError as error:
        reason = f"{path}: {error.strerror or 'cannot be read'}"
        raise WrongUsage(field=field, reason=reason, mend="name a file that you can read") from error


def signer_named(key: Path | None, signer: str | None) -> bytes:
    """Give the account of a key file, or the signer that was named instead. Raises WrongUsage for none or both."""
    if (key is None) == (signer is None):
        raise WrongUsage(
            field="--key",
            reason="must be given, or --signer, and not both",
            mend="give --key FILE to sign here, or --signer 0x… to sign elsewhere",
        )
    if key is not None:
        return signer_in(key)
    return read_hex(signer, field="--signer", least=20, most=_LONGEST_SIGNER)


def signed_elsewhere(raw: bytes, signature: str) -> bytes:
    """Give the submission of a draft that `tierlight attest --signer --json` made and somebody signed elsewhere.

    Raises Malformed and Unacceptable. Does not check the signature: the ledger does.
    """
    drafted = parse(raw, max_bytes=_MOST_BYTES)
    if not isinstance(drafted, dict) or not {"statement", "domain"} <= drafted.keys():
        raise WrongUsage(
            field="FILE", reason="is no draft", mend="give what `tierlight attest --signer --json` printed"
        )
    submission: dict[str, Json] = {
        "statement": drafted["statement"],
        "signature": signature,
        "domain": drafted["domain"],
    }
    read_submission(submission)
    return canonicalise(submission)


def signer_in(path: Path) -> bytes:
    """Give the account that a key file says it holds, without opening it. Raises KeyUnreadable."""
    try:
        account = bytes.fromhex(json.loads(path.read_text())["address"].removeprefix("0x"))
    except FileNotFoundError as error:
        mend = "make one with `tierlight keys new`"
        raise KeyUnreadable(file=str(path), reason="there is no such file", mend=mend) from error
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise KeyUnreadable(file=str(path), reason="it is no keystore", mend="name a key file") from error
    return account


def secret_in(path: Path, password: str) -> bytes:
    """Give the secret of a key file. Raises KeyUnreadable."""
    return load_key(path, password=password)
