"""One line of record.jsonl: a signed statement whose id is recomputed, or what is left of a shredded one."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from ledger.errors import Malformed
from ledger.jobs.export import shape
from ledger.jobs.export.lines import Line
from ledger.model.event import CapturedEvent
from ledger.model.statement import Domain, Kind, Statement
from ledger.ports.stored_rows import emptied
from ledger.proof.typed_data import statement_digest

_EVENT = frozenset({"event"})
_ACTS_ON = (Kind.REVOCATION, Kind.SUPERSESSION, Kind.ERASURE)


@dataclass(frozen=True, slots=True)
class ToldRecord:
    """A record as it is to be kept. `signature_hash` is None where the statement is shredded."""

    row: Mapping[str, object]
    record_id: bytes
    signature_hash: bytes | None
    event: CapturedEvent | None


def read_domain(row: Mapping[str, object]) -> Domain:
    """Give the domain of a row of signing_domain."""
    return Domain(*(row[name] for name in ("chain_id", "verifying_contract", "salt")))  # type: ignore[arg-type]


def read_record(line: Line, domains: Mapping[int, Domain]) -> ToldRecord:
    """Give the record of a line. Raises ExportUnreadable where its id, or what follows from its statement, is wrong."""
    row = line.row(shape.RECORD, more=_EVENT)
    record_id, signature, domain = row["record_id"], row["signature"], domains.get(int(str(row["domain_id"])))
    assert isinstance(record_id, bytes)  # noqa: S101 - the line has this shape
    assert isinstance(signature, bytes)  # noqa: S101
    if domain is None:
        raise line.refusal("names a domain that signing_domain.jsonl does not hold")
    if row["shredded_by"] is not None:
        if any(row[name] != empty for name, empty in emptied(row).items()):
            raise line.refusal("is shredded, and its statement is not empty")
        return ToldRecord(row, record_id, None, None)
    statement = Statement(**{name: row[name] for name in shape.STATEMENT})  # type: ignore[arg-type]
    if _digest(line, statement, domain) != record_id:
        raise line.refusal("has another record_id than its statement gives: one of the two was changed")
    nonce_key = sha256(statement.issuer.encode() + b"\x00" + statement.nonce).digest()
    if (row["nonce_key"], row["acts_on"]) != (nonce_key, _acts_on(line, statement)):
        raise line.refusal("has a nonce_key or acts_on that does not follow from its statement")
    return ToldRecord(row, record_id, sha256(signature).digest(), _event(line, statement))


def _digest(line: Line, statement: Statement, domain: Domain) -> bytes:
    try:
        return statement_digest(statement, domain)
    except Malformed as error:
        raise line.refusal(f"{error.field} {error.reason}") from error


def _acts_on(line: Line, statement: Statement) -> bytes | None:
    if statement.kind not in _ACTS_ON:
        return None
    try:
        return bytes.fromhex(json.loads(statement.body)["record"][2:])
    except (KeyError, TypeError, ValueError) as error:
        raise line.refusal(f"is a {statement.kind} that names no record") from error


def _event(line: Line, statement: Statement) -> CapturedEvent | None:
    """Give the event as it was captured; that type, time and hash are those of its body is for fsck to say."""
    assert isinstance(line.value, dict)  # noqa: S101 - the line has this shape
    told = line.value["event"]
    if (told is None) != (statement.kind != Kind.EVENT):
        raise line.refusal("is an event without its row, or no event and has one")
    if told is None:
        return None
    row = Line(line.file, line.number, told).row(shape.EVENT)
    try:
        body = json.loads(statement.body)
        findings = tuple(filter(None, str(row.pop("findings")).split(",")))
        return CapturedEvent(body["event"].encode(), body["context"].encode(), findings=findings, **row)  # type: ignore[arg-type]
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise line.refusal("is an event whose body holds none") from error
