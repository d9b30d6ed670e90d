"""Capture jobs as their owner sees them; nobody else does, but this ledger's operator."""

from dataclasses import asdict

from ledger.errors import NotFound
from ledger.jobs.page_tokens import page_token, place_of
from ledger.model.capture_job import CaptureFault, CaptureJob
from ledger.model.party import Role
from ledger.model.reader import Reader
from ledger.ports import World
from ledger.proof.canonical import Json
from ledger.proof.wire import hex_text, instant_text

CUT_OFF_SECONDS = 600  # no capture takes so long; its process died, and with it the transaction
_QUESTION = b"capture jobs"


def job_document(job: CaptureJob, *, now: int) -> dict[str, Json]:
    """Give the job with the members of an EPCIS capture job; `records` is ours."""
    is_cut_off = job.finished_at is None and job.created_at + CUT_OFF_SECONDS <= now
    faults = (*job.faults, _CUT_OFF) if is_cut_off else job.faults
    document: dict[str, Json] = {
        "captureID": job.capture_id,
        "createdAt": instant_text(job.created_at),
        "running": job.finished_at is None and not is_cut_off,
        "success": not faults,
        "captureErrorBehaviour": job.behaviour.value,
        "errors": [fault_document(fault) for fault in faults],
        "records": [hex_text(each) for each in job.record_ids],
    }
    return document if job.finished_at is None else {**document, "finishedAt": instant_text(job.finished_at)}


_CUT_OFF = CaptureFault(
    code="capture-cut-off",
    detail="The capture was cut off before it was committed: this run kept nothing.",
    mend="send the document again",
)


def fault_document(fault: CaptureFault) -> dict[str, Json]:
    """Give a fault as a problem (RFC 9457); `field` is the JSON pointer of what is wrong."""
    told = {("field" if name == "pointer" else name): value for name, value in asdict(fault).items()}
    return {"type": f"/problems/{fault.code}", "title": fault.code.replace("-", " ").capitalize(), **told}


def require_job(world: World, reader: Reader, capture_id: str) -> CaptureJob:
    """Give the job. Raises NotFound, also for one of somebody else."""
    found = world.store.capture_job(capture_id)
    if found is None or not (found.owner == reader.did or _sees_all(reader)):
        raise NotFound(what="capture job", identifier=capture_id)
    return found


def jobs_page(
    world: World, reader: Reader, *, per_page: int, token: str | None = None
) -> tuple[tuple[CaptureJob, ...], tuple[str, int] | None]:
    """Give the reader's jobs, the newest first, and the token that leads on with the second at which it expires."""
    now = world.clock.now()
    question = _QUESTION + reader.did.encode()
    after = None
    if token is not None:
        raw = place_of(question, token, now=now)
        after = int.from_bytes(raw[:5], "big"), raw[5:].decode(errors="replace").replace("\x00", "")
    owner = None if _sees_all(reader) else reader.did
    found = world.store.capture_jobs(owner, after=after, limit=per_page + 1)
    if len(found) <= per_page:
        return found, None
    last = found[per_page - 1]
    place = last.created_at.to_bytes(5, "big") + last.capture_id.encode()
    return found[:per_page], page_token(question, place, now=now)


def _sees_all(reader: Reader) -> bool:
    return bool(reader.role & Role.OPERATOR)
