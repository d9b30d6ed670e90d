"""From a strictly parsed EPCIS document to the events it tells, each with its two hashes."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from ledger.errors import TooLarge, Unacceptable
from ledger.intake.epcis import shape
from ledger.intake.epcis.checks import check_event
from ledger.intake.epcis.contexts import check_context, check_own_context
from ledger.intake.epcis.header import event_list
from ledger.intake.epcis.shape import step
from ledger.model.event import CapturedEvent
from ledger.proof.canonical import Json, canonicalise
from ledger.proof.event_hash import event_hash

MAX_EVENTS = 10_000
MAX_EVENT_BYTES = 400_000
MAX_CONTEXT_BYTES = 100_000
MAX_CONTEXT_COPIES = 16_000_000  # bytes of one document: each event is kept with the context it is read by
EVENT_ID_MISMATCH = "event-id-mismatch"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HASH_ID = "ni:///sha-256;"


def read_capture(document: Json, *, document_hash: bytes) -> tuple[CapturedEvent, ...]:
    """Give the events of an EPCISDocument, or of an EPCISQueryDocument, in their order.

    `document` comes from the strict parser with floats; `document_hash` is SHA-256 of its canonical form. Raises
    Unacceptable, with the JSON pointer of the first fault, or TooLarge. A wrong `ni:` eventID is kept as a finding.
    The header's master data is covered by the document hash and not captured. Nothing is fetched. Whoever captures
    strictly refuses an event with findings.
    """
    whole = shape.an_object(document, "")
    context = shape.required(whole, "@context", "")
    terms = check_context(context, "/@context")
    events, pointer = event_list(whole, terms)
    _require_number(events, pointer)
    context_bytes = _context_bytes(context, "/@context", copies=len(events))
    return tuple(
        _capture(event, context, context_bytes, terms, document_hash, f"{pointer}/{place}")
        for place, event in enumerate(events)
    )


def read_single_event(event: Json, context: Json, *, document_hash: bytes) -> CapturedEvent:
    """Give one event that came without a document around it, having passed the same checks."""
    terms = check_context(context, "/context")
    context_bytes = _context_bytes(context, "/context", copies=1)
    return _capture(event, context, context_bytes, terms, document_hash, "/event")


def _capture(
    found: Json, context: Json, context_bytes: bytes, terms: Mapping[str, str], document_hash: bytes, pointer: str
) -> CapturedEvent:
    event = shape.an_object(found, pointer)
    if "@context" in event:
        terms = check_own_context(event["@context"], context, step(pointer, "@context"))
    check_event(event, terms, pointer)
    hashed = event_hash(event, context)
    own_id = event.get("eventID")
    is_mismatch = isinstance(own_id, str) and own_id.startswith(_HASH_ID) and own_id != hashed
    return CapturedEvent(
        canonical=_limited(canonicalise(event), "bytes of one event", MAX_EVENT_BYTES),
        context=context_bytes,
        event_type=str(event["type"]),
        event_time_ms=_milliseconds(str(event["eventTime"])),
        event_hash=hashed,
        document_hash=document_hash,
        findings=(EVENT_ID_MISMATCH,) if is_mismatch else (),
    )


def _milliseconds(text: str) -> int:
    return (datetime.fromisoformat(text) - _EPOCH) // timedelta(milliseconds=1)


def _require_number(events: list[Json], pointer: str) -> None:
    if not events:
        raise Unacceptable(field=pointer, reason="is empty", mend="send at least one event")
    if len(events) > MAX_EVENTS:
        raise TooLarge(what="events in one document", limit=MAX_EVENTS)


def _context_bytes(context: Json, pointer: str, *, copies: int) -> bytes:
    raw, mend = canonicalise(context), "declare fewer terms in the context, or send fewer events at once"
    if len(raw) > MAX_CONTEXT_BYTES:
        raise TooLarge(what="bytes of @context", limit=MAX_CONTEXT_BYTES, mend=mend, field=pointer)
    if len(raw) * copies > MAX_CONTEXT_COPIES:
        raise TooLarge(what="bytes of @context times events", limit=MAX_CONTEXT_COPIES, mend=mend, field=pointer)
    return raw


def _limited(raw: bytes, what: str, limit: int) -> bytes:
    if len(raw) > limit:
        raise TooLarge(what=what, limit=limit)
    return raw
