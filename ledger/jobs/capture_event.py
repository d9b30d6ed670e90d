"""Capture one event that comes without a document around it: POST /epcis/events."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256

from ledger.errors import Unacceptable
from ledger.intake.epcis import read_single_event
from ledger.intake.plausible import check_happened
from ledger.jobs.capture_faults import refuse_findings
from ledger.jobs.capture_signing import MAX_CAPTURE_BYTES, Custodian, said_once, signing
from ledger.jobs.submit import keep
from ledger.model.event import CapturedEvent
from ledger.model.reader import Reader
from ledger.model.record import Acknowledgement
from ledger.ports import World
from ledger.proof.canonical import Json, canonicalise, parse

_SIGNED_FIELDS = frozenset({"epcisEvent", "signature"})
_OUR_NAME = re.compile(r"/event(?=/|$)|/context(?=/|$)")


@dataclass(frozen=True, slots=True)
class EventCaptured:
    """One event that is durable, and what acknowledges it."""

    event: CapturedEvent
    acknowledgement: Acknowledgement


def capture_event(
    world: World, raw: bytes, *, reader: Reader, custodian: Custodian | None, strict: bool = False
) -> EventCaptured:
    """Keep one event durably. The same event again from the same party gives the same record.

    `raw` is an event with its own @context, signed here for the reader's party under its delegation, or {"epcisEvent":
    …, "signature": envelope without body + signature}. What counts as its document is the event as it came. Raises the
    refusal of the first check that fails.
    """
    event = parse(raw, max_bytes=MAX_CAPTURE_BYTES, floats=True)
    envelopes: list[Json] | None = None
    if isinstance(event, dict) and event.keys() == _SIGNED_FIELDS:
        envelopes, event = [event["signature"]], event["epcisEvent"]
    with _pointers_into_the_event():
        captured = _read(event)
    check_happened(captured, "", now=world.clock.now())
    if strict:
        refuse_findings(captured, "")
    sign = signing(world, envelopes, reader, custodian)
    [(signed, _)] = said_once(world, [(sign(captured, 0), captured)])
    [acknowledgement] = keep(world, [signed], [captured])
    return EventCaptured(captured, acknowledgement)


def _read(event: Json) -> CapturedEvent:
    if not isinstance(event, dict) or "@context" not in event:
        raise Unacceptable(
            field="/@context", reason="is missing: the event stands alone", mend="add GS1's EPCIS 2.0 context to it"
        )
    return read_single_event(event, event["@context"], document_hash=sha256(canonicalise(event)).digest())


@contextmanager
def _pointers_into_the_event() -> Iterator[None]:
    try:
        yield
    except Unacceptable as error:
        field = _OUR_NAME.sub(lambda found: "/@context" if found[0] == "/context" else "", error.field, count=1)
        raise Unacceptable(field=field, reason=error.reason, mend=error.mend) from error
