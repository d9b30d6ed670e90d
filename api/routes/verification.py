"""POST /v1/verify: does this receipt, statement or record hold? Open to anyone who holds the thing itself."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from starlette.concurrency import run_in_threadpool

from api.answering import json_answer, openapi_body
from api.dependencies import TheWorld, key_reader
from api.schemas import PROBLEMS, TO_VERIFY, VerdictDocument
from ledger.jobs import answers
from ledger.model.reader import Reader
from ledger.ports import World
from ledger.proof.canonical import parse
from ledger.proof.wire import members, read_hex

router = APIRouter(tags=["verification"], responses=PROBLEMS)


def reader_if_any(request: Request) -> Reader | None:
    """Give the party of the API key; None where no key came at all. Raises NotSignedIn for a bad one."""
    return key_reader(request) if "authorization" in request.headers else None


@router.post("/v1/verify", response_model=VerdictDocument, openapi_extra=openapi_body(TO_VERIFY, "What to verify."))
async def post_verify(
    request: Request, world: TheWorld, reader: Annotated[Reader | None, Depends(reader_if_any)]
) -> Response:
    """Give the verdict first, then the numbered checks and what they are relative to.

    Needs no key for a receipt or a signed statement: who holds it may check it. A bare record id needs the key of a
    party that may read the record. Nothing that is sent here is kept.
    """
    raw = await request.body()
    return json_answer(await run_in_threadpool(_verdict, world, request, reader, raw))


def _verdict(world: World, request: Request, reader: Reader | None, raw: bytes) -> object:
    value = parse(raw, max_bytes=answers.MAX_RECEIPT_BYTES)
    if not isinstance(value, dict) or "record_id" not in value:
        return answers.verify(world, raw)
    asked = members(value, field="question", required=frozenset({"record_id"}))
    record_id = read_hex(asked["record_id"], field="record_id", least=32, most=32)
    return answers.record(world, reader or key_reader(request), record_id)["verdict"]
