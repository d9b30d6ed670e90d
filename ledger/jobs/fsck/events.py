"""The row of `event`, by which EPCIS queries filter: recomputed from the body of its record."""

import json
from collections.abc import Iterator

from ledger.errors import LedgerError
from ledger.intake.epcis import read_event_statement
from ledger.jobs.fsck.statements import Told
from ledger.jobs.fsck.told import disagrees, shown, unchecked
from ledger.model.finding import Finding
from ledger.model.statement import Kind


def event_findings(told: Told, *, names: bytes) -> Iterator[Finding]:
    """Compare the event row of a whole statement with what its body gives; a row that must not be is named as well."""
    statement, stored = told.statement, told.row
    if statement is None:
        return
    is_stored = stored.get("event_arrival") is not None
    if statement.kind != Kind.EVENT:
        if is_stored:
            yield disagrees("event-surplus", told.subject, "a row of event is stored for a record that is none", names)
        return
    if not is_stored:
        yield disagrees("event-lost", told.subject, "the row of event of this record is not stored", names)
        return
    try:
        expected = _expected(statement.body)
    except LedgerError as error:
        expected = _plain(statement.body)
        sentence = f"the event cannot be read by this version ({error}): its type, time and findings are not compared"
        yield unchecked("event-unread", told.subject, sentence, names)
    for name, value in expected.items():
        found = stored.get(f"event_{name}")
        if found != value:
            sentence = f"column {name} of the event row holds {shown(found)}; the body gives {shown(value)}"
            yield disagrees("event-differs", told.subject, f"{sentence}: the column is wrong", names)


def _expected(body: bytes) -> dict[str, object]:
    event = read_event_statement(body)
    return {
        "event_type": event.event_type,
        "event_time_ms": event.event_time_ms,
        "event_hash": event.event_hash,
        "document_hash": event.document_hash,
        "findings": ",".join(event.findings),
    }


def _plain(body: bytes) -> dict[str, object]:
    try:
        told = json.loads(body)
        return {"event_hash": told["event_hash"], "document_hash": bytes.fromhex(told["document_hash"][2:])}
    except (KeyError, TypeError, ValueError):
        return {}
