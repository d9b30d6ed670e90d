"""Between a captured event and the `event` statement that carries it."""

from pydantic import TypeAdapter, ValidationError

from ledger.errors import Unacceptable
from ledger.intake.epcis.document import MAX_EVENT_BYTES, read_single_event
from ledger.model.bodies import EventBody
from ledger.model.event import CapturedEvent
from ledger.proof.canonical import Json, is_canonical, parse

_BODY = TypeAdapter(EventBody)


def event_body(captured: CapturedEvent) -> EventBody:
    """Give the body of the `event` statement for a captured event."""
    return EventBody(
        event=captured.canonical.decode(),
        context=captured.context.decode(),
        event_hash=captured.event_hash,
        document_hash="0x" + captured.document_hash.hex(),
    )


def event_body_json(captured: CapturedEvent) -> dict[str, Json]:
    """Give the same body as plain JSON, ready to be signed."""
    return {
        "event": captured.canonical.decode(),
        "context": captured.context.decode(),
        "event_hash": captured.event_hash,
        "document_hash": "0x" + captured.document_hash.hex(),
    }


def read_event_statement(body: bytes) -> CapturedEvent:
    """Give the captured event of an `event` statement's body, having passed every check of a captured document.

    Raises Malformed, Unacceptable or TooLarge where the body is none, its texts are not canonical, the event would not
    be captured, or the event hash is another's. Cannot check the document hash: the document is not here.
    """
    try:
        told = _BODY.validate_json(body)
    except ValidationError as error:
        raise Unacceptable(field="body", reason="is no event body", mend="see /docs") from error
    event, context = _canonical(told.event, "event"), _canonical(told.context, "context")
    captured = read_single_event(event, context, document_hash=bytes.fromhex(told.document_hash[2:]))
    if captured.event_hash != told.event_hash:
        raise Unacceptable(
            field="body.event_hash",
            reason=f"is not the hash of this event, which is {captured.event_hash}",
            mend="compute it by CBV 2.0 from the event and context of this body",
        )
    return captured


def _canonical(text: str, field: str) -> Json:
    raw = text.encode()
    value = parse(raw, max_bytes=MAX_EVENT_BYTES, floats=True)
    if not is_canonical(raw, value):
        raise Unacceptable(field=f"body.{field}", reason="is not RFC 8785 text", mend="canonicalise it before signing")
    return value
