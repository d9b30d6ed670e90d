"""POST /v1/papers: purchase orders, invoices, transport and production records as a sheet with its mapping."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, cast

import orjson
from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api.answering import answer_post, bytes_answer, json_answer, openapi_body
from api.dependencies import API_KEY, Capturer, TheLedger
from api.errors import Problem, response_for
from api.schemas import PROBLEMS
from api.schemas_papers import PAPERS, PapersDocument
from ledger.bootstrap import Ledger
from ledger.intake.papers import Fault
from ledger.jobs.papers import Import, keep_import, plan_import
from ledger.jobs.papers_request import import_document
from ledger.model.reader import Reader

MOST_FAULTS_TOLD = 200

router = APIRouter(tags=["papers"], dependencies=[API_KEY])


@router.post(
    "/v1/papers",
    status_code=201,
    response_model=PapersDocument,
    responses={200: {"model": PapersDocument, "description": "A dry run, or nothing that is new."}, **PROBLEMS},
    openapi_extra=openapi_body(PAPERS, "A CSV or XLSX file as base64 with its mapping."),
)
async def post_papers(
    request: Request,
    ledger: TheLedger,
    reader: Capturer,
    dry_run: Annotated[bool, Query(description="say what would be kept, keep nothing")] = True,
) -> Response:
    """Say row by row what the sheet would make you sign or, with dry_run=false, keep all of it or nothing.

    Without `signatures` the operator's custodian signs, where your party has delegated this on chain; the records say
    so. The same file again is the same statements. Refused with a fault for each row where any row has one.
    """
    raw = await request.body()
    return await run_in_threadpool(_import, request, ledger, reader, raw, is_dry_run=dry_run)


def _import(request: Request, ledger: Ledger, reader: Reader, raw: bytes, *, is_dry_run: bool) -> Response:
    planned = plan_import(ledger.world, raw, reader=reader)
    if is_dry_run:
        return json_answer(import_document(planned))
    if planned.faults:
        return response_for(request.scope, _problem(planned))

    def answer() -> tuple[int, bytes]:
        kept = keep_import(ledger.world, planned, custodian=ledger.custodian)
        return 201 if kept.acknowledgements else 200, orjson.dumps(import_document(kept))

    status, body, headers = answer_post(request, ledger.world, reader, raw, answer)
    return bytes_answer(body, status=status, headers=headers)


def _problem(planned: Import) -> Problem:
    rows = len({fault.row for fault in planned.faults})
    others: Sequence[Mapping[str, Any]] = [_told(fault) for fault in planned.faults[:MOST_FAULTS_TOLD]]
    return Problem(
        status=422,
        code="rows-refused",
        check="2 shape",
        field=cast(str, others[0]["field"]),
        detail=f"{rows} of {len(planned.papers.rows)} rows cannot be taken; nothing was kept.",
        mend="correct these rows and send the file again; a dry run lists every row",
        others=others,
    )


def _told(fault: Fault) -> dict[str, str]:
    place = f"row {fault.row}, {fault.column}" if fault.column else f"row {fault.row}"
    return {
        "code": "unacceptable",
        "check": "2 shape",
        "field": f"{place} ({fault.field})",
        "detail": fault.reason,
        "mend": fault.mend,
    }
