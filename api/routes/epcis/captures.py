"""POST /epcis/capture and its jobs. A capture is done when it is answered (see ledger/jobs/capture.py)."""

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Header, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api.answering import VERSIONS, answer_post, bytes_answer, json_answer, openapi_body
from api.dependencies import API_KEY, Capturer, KeyReader, TheLedger, TheWorld
from api.errors import problem_of, response_for
from api.routes.epcis.gs1_headers import LoneMeanings, Meanings, PagedMeanings, answer_headers
from api.schemas import CAPTURE, PROBLEMS, CapturedDocument, CaptureJobDocument
from ledger.bootstrap import Ledger
from ledger.errors import LedgerError
from ledger.jobs.capture import CaptureResult, run_capture
from ledger.jobs.capture_jobs import job_document, jobs_page, require_job
from ledger.jobs.documents import acknowledgement
from ledger.model.capture_job import ErrorBehaviour
from ledger.model.reader import Reader
from ledger.proof.wire import hex_text

MOST_A_PAGE = 1000
STRICT = "Tierlight-Strict"

router = APIRouter(prefix="/epcis", tags=["epcis"], responses=PROBLEMS, dependencies=[API_KEY])
Behaviour = Annotated[
    ErrorBehaviour, Header(alias="GS1-Capture-Error-Behaviour", description="What is kept where one event fails.")
]
Strict = Annotated[
    bool, Header(alias=STRICT, description="Refuse what would else be kept with a finding, as a wrong ni: eventID.")
]
PerPage = Annotated[int, Query(alias="perPage", ge=1, le=MOST_A_PAGE)]
Token = Annotated[str | None, Query(alias="nextPageToken", max_length=4096)]


class _Refused(Exception):
    def __init__(self, result: CaptureResult, refusal: LedgerError) -> None:
        super().__init__(result.capture_id)
        self.result, self.refusal = result, refusal


@router.post(
    "/capture",
    status_code=202,
    response_model=CapturedDocument,
    openapi_extra=openapi_body(CAPTURE, "An EPCIS 2.0 document, or one with a signature for each event."),
)
async def post_capture(
    request: Request,
    ledger: TheLedger,
    reader: Capturer,
    _meanings: Meanings,
    behaviour: Behaviour = ErrorBehaviour.ROLLBACK,
    strict: Strict = False,
) -> Response:
    """Keep every event of the document durably, each as a signed statement of its own, or none of them.

    EPCISQueryDocument is taken too (our extension). An unsigned document is signed by the operator's custodian, where
    your party has delegated this on chain; the records say so. `Location` is the capture job. With `proceed` the events
    that pass are kept and the job lists the others; otherwise the first fault is answered, and the job has them all.
    """
    raw = await request.body()
    return await run_in_threadpool(_capture, request, ledger, reader, raw, behaviour, strict)


def _capture(
    request: Request, ledger: Ledger, reader: Reader, raw: bytes, behaviour: ErrorBehaviour, strict: bool
) -> Response:
    def answer() -> tuple[int, bytes]:
        result = run_capture(
            ledger.world, raw, reader=reader, custodian=ledger.custodian, behaviour=behaviour, strict=strict
        )
        if result.refusal is not None:
            raise _Refused(result, result.refusal)
        return 202, _captured(result)

    asked = b"proceed\n" * (behaviour is ErrorBehaviour.PROCEED) + b"strict\n" * strict + raw
    try:
        status, body, headers = answer_post(request, ledger.world, reader, asked, answer)
    except _Refused as refused:
        told = response_for(request.scope, problem_of(refused.refusal))
        told.headers.update(_located(refused.result.capture_id))
        return told
    return bytes_answer(body, status=status, headers={**headers, **_located(orjson.loads(body)["capture_id"])})


def _located(capture_id: str) -> dict[str, str]:
    return {**VERSIONS, "Location": f"/epcis/capture/{capture_id}"}


def _captured(result: CaptureResult) -> bytes:
    return orjson.dumps(
        {
            "capture_id": result.capture_id,
            "acknowledgements": [acknowledgement(given) for given in result.acknowledgements],
            "findings": [{"record_id": hex_text(record), "code": code} for record, code in result.findings],
        }
    )


@router.get("/capture", response_model=list[CaptureJobDocument])
def get_captures(
    request: Request,
    world: TheWorld,
    reader: KeyReader,
    _meanings: PagedMeanings,
    per_page: PerPage = 30,
    token: Token = None,
) -> Response:
    """Give your capture jobs, the newest first; the operator sees everybody's."""
    jobs, following = jobs_page(world, reader, per_page=per_page, token=token)
    token, expires = following or (None, None)
    now = world.clock.now()
    documents: list[Any] = [job_document(job, now=now) for job in jobs]
    return json_answer(documents, headers=answer_headers(token, expires, request))


@router.get("/capture/{capture_id}", response_model=CaptureJobDocument)
def get_capture(
    request: Request, world: TheWorld, reader: KeyReader, _meanings: LoneMeanings, capture_id: str
) -> Response:
    """Give one capture job: whether it runs, whether all went well, what was kept, and each fault by JSON pointer."""
    job = require_job(world, reader, capture_id)
    return json_answer(job_document(job, now=world.clock.now()), headers=answer_headers(None, None, request))
