"""POST /epcis/capture and GET /epcis/events: EPCIS 2.0, the part of it that this ledger speaks.

A capture is done when it is answered, so no capture job is kept to ask for and no Location is given; the answer lists
the records instead. Queries take the parameters named below and refuse every other one, so that no filter is ignored.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Annotated

import orjson
from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api.answering import answer_post, bytes_answer, openapi_body
from api.dependencies import API_KEY, AnyReader, Capturer, TheLedger, TheWorld
from api.schemas import CAPTURE, PROBLEMS, CapturedDocument
from ledger.bootstrap import Ledger
from ledger.errors import Unacceptable
from ledger.jobs import answers
from ledger.jobs.capture import CaptureResult, capture
from ledger.model.event import EventType
from ledger.model.reader import Reader

VERSIONS = {"GS1-EPCIS-Version": "2.0.0", "GS1-CBV-Version": "2.0.0"}
MOST_A_PAGE = 1000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PARAMETERS = ("eventType", "GE_eventTime", "LT_eventTime", "perPage", "nextPageToken")

router = APIRouter(prefix="/epcis", tags=["epcis"], responses=PROBLEMS, dependencies=[API_KEY])


@router.post(
    "/capture",
    status_code=202,
    response_model=CapturedDocument,
    openapi_extra=openapi_body(CAPTURE, "An EPCIS 2.0 document, or one with a signature for each event."),
)
async def post_capture(request: Request, ledger: TheLedger, reader: Capturer) -> Response:
    """Keep every event of the document durably, each as a signed statement of its own, or none of them.

    EPCISQueryDocument is taken too (our extension). An unsigned document is signed by the operator's custodian, where
    your party has delegated this on chain; the records say so.
    """
    raw = await request.body()
    return await run_in_threadpool(_capture, request, ledger, reader, raw)


def _capture(request: Request, ledger: Ledger, reader: Reader, raw: bytes) -> Response:
    def answer() -> tuple[int, bytes]:
        return 202, _captured(capture(ledger.world, raw, reader=reader, custodian=ledger.custodian))

    status, body, headers = answer_post(request, ledger.world, reader, raw, answer)
    return bytes_answer(body, status=status, headers={**headers, **VERSIONS})


def _captured(result: CaptureResult) -> bytes:
    return orjson.dumps(
        {
            "capture_id": result.capture_id,
            "acknowledgements": [answers.acknowledgement(given) for given in result.acknowledgements],
            "findings": [{"record_id": "0x" + record.hex(), "code": code} for record, code in result.findings],
        }
    )


@router.get("/events")
def get_events(
    request: Request,
    world: TheWorld,
    reader: AnyReader,
    event_type: Annotated[EventType | None, Query(alias="eventType")] = None,
    since: Annotated[datetime | None, Query(alias="GE_eventTime")] = None,
    until: Annotated[datetime | None, Query(alias="LT_eventTime")] = None,
    per_page: Annotated[int, Query(alias="perPage", ge=1, le=MOST_A_PAGE)] = 30,
    token: Annotated[int, Query(alias="nextPageToken", ge=0, le=2**62)] = 0,
) -> Response:
    """Give the events that you may read in the order of their capture, unchanged, as an EPCISQueryDocument.

    `Link: <…>; rel="next"` leads on while there are more; a page may hold fewer events than perPage.
    """
    _refuse_unknown(request.query_params.keys())
    document, following = answers.events(
        world,
        reader,
        after=token,
        limit=per_page,
        event_type=event_type.value if event_type else None,
        from_ms=_milliseconds(since, "GE_eventTime"),
        until_ms=_milliseconds(until, "LT_eventTime"),
    )
    headers = dict(VERSIONS)
    if following is not None:
        address = request.url.include_query_params(nextPageToken=following)
        headers["Link"] = f'<{address.path}?{address.query}>; rel="next"'
    return bytes_answer(document, headers=headers)


def _refuse_unknown(names: Iterable[str]) -> None:
    if unknown := sorted(set(names) - set(_PARAMETERS)):
        raise Unacceptable(
            field=unknown[0],
            reason="is a query parameter that this ledger does not answer",
            mend=f"use {', '.join(_PARAMETERS)}",
        )


def _milliseconds(instant: datetime | None, field: str) -> int | None:
    """Give epoch milliseconds, rounded up: an event keeps whole ones."""
    if instant is None:
        return None
    if instant.tzinfo is None:
        raise Unacceptable(field=field, reason="has no time zone", mend="send for example 2026-11-21T09:00:00Z")
    return -((_EPOCH - instant) // timedelta(milliseconds=1))
