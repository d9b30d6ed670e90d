"""The JSON shape of statements, signatures and domains, read strictly and written in one way only.

What is read here is believed in nothing: see signed.check_signature. Field names in errors are those of the document.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from ledger.errors import Malformed, Unacceptable, UnknownKind
from ledger.model.statement import Domain, Kind, SignedStatement, Statement, UnverifiedSubmission
from ledger.proof.canonical import Json, canonicalise, contains_float, parse

VERSION = 1
_ENVELOPE_FIELDS = frozenset({"v", "kind", "issuer", "signer", "issued_at", "nonce", "audience", "lang", "summary"})
_DOMAIN_FIELDS = frozenset({"name", "version", "chain_id", "verifying_contract", "salt"})
_KINDS = frozenset(Kind)
_DID = re.compile(r"did:[a-z0-9]+:[A-Za-z0-9._:%-]+")
_HEX = re.compile(r"0x(?:[0-9a-f]{2})*")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", re.ASCII)
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_LONGEST_SIGNER = 1024  # bytes; ERC-7913 sets no limit
_LONGEST_SIGNATURE = 4096  # bytes; the length that a scheme needs is judged with the signature


def read_submission(value: Json) -> UnverifiedSubmission:
    """Give a statement with its signature as they came, the body in canonical form.

    Takes {"statement": {…, "body": {…}}, "signature": "0x…", "domain": {…}}, the domain optional. Raises Unacceptable,
    UnknownKind and Malformed. Does not check the signature, the key, nor what the body says.
    """
    outer = members(value, field="submission", required=frozenset({"statement", "signature"}), optional={"domain"})
    _require_version(outer["statement"])
    fields = members(outer["statement"], field="statement", required=_ENVELOPE_FIELDS | {"body"})
    return UnverifiedSubmission(
        statement=_statement(fields, body=_canonical_body(fields["body"])),
        signature=read_hex(outer["signature"], field="signature", most=_LONGEST_SIGNATURE),
        domain=read_domain(outer["domain"]) if "domain" in outer else None,
    )


def read_envelope(value: Json, *, kind: str, body: bytes) -> UnverifiedSubmission:
    """Give a statement whose body the server has rebuilt itself (EPCIS capture), with the sender's signature.

    Takes all fields of a statement but `body`, and `signature`; `domain` may be added. `body` must be canonical. Raises
    as read_submission, and Unacceptable if the envelope is of another kind.
    """
    _require_version(value)
    fields = members(value, field="envelope", required=_ENVELOPE_FIELDS | {"signature"}, optional={"domain"})
    statement = _statement(fields, body=body)
    if statement.kind != kind:
        raise Unacceptable(field="kind", reason=f"this place takes {kind} statements", mend=f"send kind {kind}")
    return UnverifiedSubmission(
        statement=statement,
        signature=read_hex(fields["signature"], field="signature", most=_LONGEST_SIGNATURE),
        domain=read_domain(fields["domain"]) if "domain" in fields else None,
    )


def statement_document(signed: SignedStatement) -> dict[str, Json]:
    """Give the document that read_submission reads back to the same statement, signature and domain."""
    return {
        "statement": {**envelope_document(signed.statement), "body": parse(signed.statement.body)},
        "signature": hex_text(signed.signature),
        "domain": domain_document(signed.domain),
    }


def envelope_document(statement: Statement) -> dict[str, Json]:
    """Give all fields of a statement but its body."""
    return {
        "v": statement.v,
        "kind": statement.kind,
        "issuer": statement.issuer,
        "signer": hex_text(statement.signer),
        "issued_at": instant_text(statement.issued_at),
        "nonce": hex_text(statement.nonce),
        "audience": statement.audience,
        "lang": statement.lang,
        "summary": statement.summary,
    }


def domain_document(domain: Domain) -> dict[str, Json]:
    """Give the EIP-712 domain as JSON."""
    return {
        "name": domain.name,
        "version": domain.version,
        "chain_id": domain.chain_id,
        "verifying_contract": hex_text(domain.verifying_contract),
        "salt": hex_text(domain.salt),
    }


def read_domain(value: Json) -> Domain:
    """Give a domain as someone states it. Whether it is this ledger's is asked in signed.check_signature."""
    fields = members(value, field="domain", required=_DOMAIN_FIELDS)
    return Domain(
        chain_id=read_count(fields["chain_id"], field="domain.chain_id"),
        verifying_contract=read_hex(fields["verifying_contract"], field="domain.verifying_contract", least=20, most=20),
        salt=read_hex(fields["salt"], field="domain.salt", least=32, most=32),
        name=read_text(fields["name"], field="domain.name", most=64),
        version=read_text(fields["version"], field="domain.version", most=64),
    )


def members(
    value: Json, *, field: str, required: frozenset[str], optional: frozenset[str] | set[str] = frozenset()
) -> dict[str, Json]:
    """Give the members of an object that has all required keys and no unknown ones; else raise Unacceptable."""
    if not isinstance(value, dict):
        raise Unacceptable(field=field, reason="is not an object", mend="send a JSON object")
    present = value.keys()
    if missing := sorted(required - present):
        raise Unacceptable(field=missing[0], reason=f"is missing in {field}", mend=f"add {missing[0]}")
    if unknown := sorted(present - required - optional):
        raise Unacceptable(field=unknown[0], reason=f"is unknown in {field}", mend=f"remove {unknown[0]}")
    return value


def read_text(value: Json, *, field: str, most: int) -> str:
    """Give a text of at most `most` characters."""
    if not isinstance(value, str):
        raise Unacceptable(field=field, reason="is not text", mend="send a JSON string")
    if len(value) > most:
        raise Unacceptable(field=field, reason=f"has {len(value)} characters", mend=f"send at most {most}")
    return value


def read_count(value: Json, *, field: str) -> int:
    """Give a whole number from 0 on."""
    if type(value) is not int or value < 0:
        raise Unacceptable(field=field, reason="is not a whole number from 0 on", mend="send a JSON integer")
    return value


def read_hex(value: Json, *, field: str, least: int = 0, most: int) -> bytes:
    """Give the bytes of a lower-case 0x text, `least` to `most` of them."""
    if not isinstance(value, str) or len(value) > 2 + 2 * most or not _HEX.fullmatch(value):
        raise Unacceptable(
            field=field, reason="is not lower-case hex", mend=f"send 0x and at most {2 * most} digits of 0-9a-f"
        )
    if len(value) < 2 + 2 * least:
        raise Unacceptable(field=field, reason="is too short", mend=f"send 0x and {2 * least} digits or more")
    return bytes.fromhex(value[2:])


def hex_text(octets: bytes) -> str:
    """Give 0x and lower-case hex."""
    return "0x" + octets.hex()


def read_instant(value: Json, *, field: str) -> int:
    """Give the epoch seconds of a UTC time written exactly as 2026-11-21T09:00:00Z, from 1970 on."""
    mend = "send UTC in whole seconds, as 2026-11-21T09:00:00Z"
    if not isinstance(value, str) or not _INSTANT.fullmatch(value):
        raise Unacceptable(field=field, reason="is not a time in the one form", mend=mend)
    try:
        seconds = int(datetime.fromisoformat(value).timestamp())
    except ValueError as error:
        raise Unacceptable(field=field, reason="is not a day and time that exists", mend=mend) from error
    if seconds < 0 or instant_text(seconds) != value:  # newer Pythons also read hour 24, a second text for one time
        raise Unacceptable(field=field, reason="is before 1970, or a second way to write a time", mend=mend)
    return seconds


def instant_text(seconds: int) -> str:
    """Give epoch seconds as 2026-11-21T09:00:00Z. Raises Malformed past the year 9999."""
    try:
        return datetime.fromtimestamp(seconds, tz=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError) as error:
        raise Malformed(field="issued_at", reason="is past the year 9999", mend="give epoch seconds") from error


def _statement(fields: Mapping[str, Json], *, body: bytes) -> Statement:
    return Statement(
        v=VERSION,
        kind=_kind(fields["kind"]),
        issuer=read_did(fields["issuer"], field="issuer"),
        signer=read_hex(fields["signer"], field="signer", least=20, most=_LONGEST_SIGNER),
        issued_at=read_instant(fields["issued_at"], field="issued_at"),
        nonce=read_hex(fields["nonce"], field="nonce", least=32, most=32),
        audience=_audience(fields["audience"]),
        lang=_language(fields["lang"]),
        summary=read_text(fields["summary"], field="summary", most=2000),
        body=body,
    )


def _require_version(fields: Json) -> None:
    """Before the fields are looked at: another version may have others."""
    v = fields.get("v", VERSION) if isinstance(fields, dict) else VERSION
    if type(v) is not int:
        raise Unacceptable(field="v", reason="is not an integer", mend="send v as 1")
    if v != VERSION:
        raise UnknownKind(field="v", value=str(v))


def _canonical_body(body: Json) -> bytes:
    if not isinstance(body, dict):
        raise Unacceptable(field="body", reason="is not an object", mend="send a JSON object")
    if contains_float(body):
        raise Unacceptable(field="body", reason="holds a float", mend="send quantities as decimal strings")
    return canonicalise(body)


def _kind(value: Json) -> str:
    kind = read_text(value, field="kind", most=64)
    if kind not in _KINDS:
        raise UnknownKind(field="kind", value=kind)
    return kind


def read_did(value: Json, *, field: str) -> str:
    """Give a DID. Raises Unacceptable naming the field for any other text; whose it is is not asked."""
    did = read_text(value, field=field, most=256)
    if not _DID.fullmatch(did):
        raise Unacceptable(field=field, reason="is not a DID", mend="send a DID such as did:web:mill.example")
    return did


def _language(value: Json) -> str:
    tag = read_text(value, field="lang", most=35)
    if not _LANGUAGE.fullmatch(tag):
        raise Unacceptable(field="lang", reason="is not a language tag", mend="send a BCP 47 tag such as en or pt-BR")
    return tag


def _audience(value: Json) -> str:
    audience = read_text(value, field="audience", most=4000)
    named, _, who = audience.partition(":")
    match named:
        case "downstream" | "private" | "public" if audience == named:
            return audience
        case "authority":
            read_did(who, field="audience")
            return audience
        case "parties":
            parties = who.split(",")
            for party in parties:
                read_did(party, field="audience")
            if parties != sorted(set(parties)):
                raise Unacceptable(
                    field="audience", reason="is not sorted or names a party twice", mend="sort by ASCII"
                )
            return audience
    raise Unacceptable(
        field="audience",
        reason="is none of the audiences",
        mend="send downstream, private, public, parties:<sorted DIDs> or authority:<DID>",
    )
