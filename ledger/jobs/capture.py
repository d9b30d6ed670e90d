"""Capture an EPCIS document: one event is one statement, signed by its supplier or custodially under a delegation.

Decisions. A capture is done when it is answered, and its job is durable all the same: it is begun in a transaction of
its own, and finished in the one that keeps the events, so no job ever says more than what is kept. The id of a job
follows from who sent which bytes to be kept how: the same again is the same job, and gives the same records. Of a
document that is refused as a whole (rollback, the default) the job keeps every fault that was found, and the sender
is told the first one at once. Bytes that are no strict JSON make no job: there is nothing to report on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from ledger.errors import LedgerError, NonceReused
from ledger.intake.epcis import MAX_EVENTS, read_capture
from ledger.intake.plausible import check_happened
from ledger.jobs.capture_faults import REFUSALS, fault_of, is_of_document, moved, refuse_findings
from ledger.jobs.capture_signing import (
    MAX_CAPTURE_BYTES,
    Custodian,
    Sign,
    Told,
    as_envelopes,
    or_earlier,
    said_once,
    sign_capture,
    signing,
)
from ledger.jobs.submit import keep
from ledger.model.capture_job import CaptureFault, CaptureJob, ErrorBehaviour
from ledger.model.event import CapturedEvent
from ledger.model.reader import Reader
from ledger.model.record import Acknowledgement
from ledger.ports import World
from ledger.proof.canonical import Json, canonicalise, parse

__all__ = ["MAX_CAPTURE_BYTES", "CaptureResult", "Custodian", "capture", "run_capture", "sign_capture"]

_SIGNED_FIELDS = frozenset({"epcisDocument", "signatures"})
_Judged = list[Told]


@dataclass(frozen=True, slots=True)
class CaptureResult:
    """What became of one document. `findings` are (record id, finding code) of events kept with a remark.

    `refusal` is why nothing was kept, where nothing was; under `proceed` the job lists what was not.
    """

    job: CaptureJob
    acknowledgements: tuple[Acknowledgement, ...] = ()
    findings: tuple[tuple[bytes, str], ...] = ()
    refusal: LedgerError | None = None

    @property
    def capture_id(self) -> str:
        return self.job.capture_id


def capture(
    world: World, raw: bytes, *, reader: Reader | None, custodian: Custodian | None, strict: bool = False
) -> CaptureResult:
    """Keep every event of a document durably in one transaction, or none, and acknowledge each.

    `raw` is an EPCIS document, signed here for the reader's party under its delegation, or {"epcisDocument": …,
    "signatures": [envelope without body + signature, in the order of the events]}. Raises the refusal of the first
    check that fails; the field of a refusal about event i starts with the place of that event.
    """
    result = run_capture(world, raw, reader=reader, custodian=custodian, strict=strict)
    if result.refusal is not None:
        raise result.refusal
    return result


def run_capture(
    world: World,
    raw: bytes,
    *,
    reader: Reader | None,
    custodian: Custodian | None,
    behaviour: ErrorBehaviour = ErrorBehaviour.ROLLBACK,
    strict: bool = False,
) -> CaptureResult:
    """Do the same as a job, which says what became of it; a refusal of the document is part of the result.

    With `proceed` every event that passes is kept and each other one listed; `strict` refuses what would else be kept
    with a finding. Raises Malformed or TooLarge for bytes that cannot be read at all, and what the world raises.
    """
    value = parse(raw, max_bytes=MAX_CAPTURE_BYTES, floats=True)
    owner = reader.did if reader else ""
    named = sha256(b"\x00".join((owner.encode(), behaviour.encode(), b"strict" * strict, raw)))
    job = CaptureJob("0x" + named.hexdigest(), owner, behaviour, world.clock.now())
    world.store.begin_capture(job)
    sending = _Sending(world, value, reader, custodian, strict=strict)
    try:
        return _kept(world, job, sending.all_of_them())
    except REFUSALS as refusal:
        judged, faults = sending.each_of_them(refusal)
        if behaviour is ErrorBehaviour.ROLLBACK or not judged:
            return _refused(world, replace(job, faults=tuple(faults)), refusal)
    try:
        return _kept(world, replace(job, faults=tuple(faults)), judged)
    except REFUSALS as raced:  # another writer used a nonce between our look and our write
        return _refused(world, replace(job, faults=(fault_of(raced),)), raced)


def _refused(world: World, job: CaptureJob, refusal: LedgerError) -> CaptureResult:
    done = replace(job, finished_at=world.clock.now())
    world.store.finish_capture(done)
    return CaptureResult(done, refusal=refusal)


def _kept(world: World, job: CaptureJob, judged: _Judged) -> CaptureResult:
    signed = [each for each, _ in judged]
    done = replace(job, record_ids=tuple(each.record_id for each in signed), finished_at=world.clock.now())
    acknowledgements = keep(world, signed, [event for _, event in judged], job=done)
    remarks = tuple((each.record_id, code) for each, event in judged for code in event.findings)
    return CaptureResult(done, acknowledgements, remarks)


class _Sending:
    """One document as it was sent, to be judged as a whole or event by event."""

    def __init__(
        self, world: World, value: Json, reader: Reader | None, custodian: Custodian | None, *, strict: bool
    ) -> None:
        self._world, self._reader, self._custodian, self._strict = world, reader, custodian, strict
        self._envelopes: Json | None = None
        if isinstance(value, dict) and value.keys() == _SIGNED_FIELDS:
            self._envelopes, value = value["signatures"], value["epcisDocument"]
        self._document = value
        self._hash = sha256(canonicalise(value)).digest()

    def all_of_them(self) -> _Judged:
        """Give every event, signed. Raises the first refusal."""
        events = self._read(self._document)
        sign = self._signing(len(events))
        return said_once(self._world, [(sign(event, place), event) for place, event in enumerate(events)])

    def each_of_them(self, refusal: LedgerError) -> tuple[_Judged, list[CaptureFault]]:
        """Give the events that pass, and why each other one does not; `refusal` where the document itself does not."""
        listed = _events_in(self._document)
        if len(listed) > MAX_EVENTS or is_of_document(refusal):
            return [], [fault_of(refusal)]
        faults: list[CaptureFault] = []
        try:
            sign = self._signing(len(listed))
        except REFUSALS as whole:
            return [], [fault_of(whole)]
        judged: _Judged = []
        seen: dict[tuple[str, bytes], bytes] = {}
        for place in range(len(listed)):
            try:
                judged.append(self._one(place, listed[place], sign, seen))
            except REFUSALS as fault:
                if is_of_document(fault):
                    return [], [fault_of(fault)]
                faults.append(fault_of(moved(fault, place), event=place))
        return judged, faults or [fault_of(refusal)]

    def _one(self, place: int, event: Json, sign: Sign, seen: dict[tuple[str, bytes], bytes]) -> Told:
        [read] = self._read(_with_events(self._document, [event]))
        signed = sign(read, place)
        nonce = (signed.statement.issuer, signed.statement.nonce)
        kept = self._world.store.record_by_nonce(*nonce)
        signed = or_earlier(signed, read, kept)
        first = seen.setdefault(nonce, kept.record_id if kept else signed.record_id)
        if first != signed.record_id:
            raise NonceReused(issuer=nonce[0], nonce=nonce[1], record_id=first)
        return signed, read

    def _read(self, document: Json) -> tuple[CapturedEvent, ...]:
        events = read_capture(document, document_hash=self._hash)
        path, now = "/" + "/".join(_path_to_events(document)), self._world.clock.now()
        for place, event in enumerate(events):
            check_happened(event, f"{path}/{place}", now=now)
            if self._strict:
                refuse_findings(event, f"{path}/{place}")
        return events

    def _signing(self, events: int) -> Sign:
        envelopes = None if self._envelopes is None else as_envelopes(self._envelopes, events=events)
        return signing(self._world, envelopes, self._reader, self._custodian)


def _path_to_events(document: Json) -> tuple[str, ...]:
    is_query = isinstance(document, dict) and document.get("type") == "EPCISQueryDocument"
    return ("epcisBody", "queryResults", "resultsBody", "eventList") if is_query else ("epcisBody", "eventList")


def _events_in(document: Json) -> Sequence[Json]:
    """Give the events of a document, none where it is no document of events."""
    found = document
    for name in _path_to_events(document):
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, list) else []


def _with_events(document: Json, events: list[Json]) -> Json:
    """Give the document with these events instead of its own."""

    def within(found: Json, path: tuple[str, ...]) -> Json:
        if not path:
            return events
        assert isinstance(found, dict)  # noqa: S101 - its events were found by this path
        return {**found, path[0]: within(found[path[0]], path[1:])}

    return within(document, _path_to_events(document))
