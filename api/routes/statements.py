"""POST /v1/statements: anyone's signed statement, through the one strict parser."""

import orjson
from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from api.answering import answer_post, bytes_answer, openapi_body
from api.dependencies import API_KEY, KeyReader, TheWorld
from api.schemas import PROBLEMS, SUBMISSION, AcknowledgementDocument
from ledger.intake.admit import read_statement
from ledger.jobs import answers
from ledger.jobs.submit import submit
from ledger.model.reader import Reader
from ledger.ports import World

router = APIRouter(tags=["statements"], dependencies=[API_KEY])


@router.post(
    "/v1/statements",
    status_code=201,
    response_model=AcknowledgementDocument,
    responses={200: {"model": AcknowledgementDocument, "description": "Known already: the same record."}, **PROBLEMS},
    openapi_extra=openapi_body(SUBMISSION, "One signed statement. Any party may send it; its signature says whose."),
)
async def post_statement(request: Request, world: TheWorld, reader: KeyReader) -> Response:
    """Keep a signed statement durably: 201 when it is new, 200 when this very statement was here already.

    The signature proves who said it and when, not that it is true. Refusals name the numbered check that failed.
    """
    raw = await request.body()
    return await run_in_threadpool(_keep, request, world, reader, raw)


def _keep(request: Request, world: World, reader: Reader, raw: bytes) -> Response:
    def answer() -> tuple[int, bytes]:
        (given,) = submit(world, [read_statement(raw)])
        return 201 if given.is_new else 200, orjson.dumps(answers.acknowledgement(given))

    status, body, headers = answer_post(request, world, reader, raw, answer)
    location = f"/v1/records/{orjson.loads(body)['record_id']}"
    return bytes_answer(body, status=status, headers={**headers, "Location": location})
