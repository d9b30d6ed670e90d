"""/epcis/events: capture of one event, and the EPCIS 2.0 event query by its parameters."""

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import quote

import orjson
from fastapi import APIRouter, Path, Request, Response
from starlette.concurrency import run_in_threadpool

from api.answering import VERSIONS, answer_post, bytes_answer, openapi_body
from api.dependencies import API_KEY, AnyReader, Capturer, TheLedger, TheWorld
from api.routes.epcis.captures import PerPage, Strict, Token
from api.routes.epcis.gs1_headers import PAGING, LoneMeanings, Meanings, answer_headers
from api.schemas import ONE_EVENT, PROBLEMS, CapturedEventDocument
from ledger.bootstrap import Ledger
from ledger.intake.epcis.matching import Clause
from ledger.intake.epcis.parameters import PARAMETERS, read_query
from ledger.jobs.capture_event import capture_event
from ledger.jobs.documents import acknowledgement
from ledger.jobs.events import EventPage, event_name, event_page, events_named, signed_by
from ledger.model.reader import Reader
from ledger.ports import World
from ledger.proof.wire import hex_text

_LINKED = 20
_FAMILIES = (
    "EQ_quantity", "GE_quantity_KGM", "EQ_bizTransaction_po", "EQ_source_owning_party",
    "EQ_destination_possessing_party", "GE_value_CEL", "LT_maxValue_CEL", "EQ_ILMD_cbvmda:lotNumber",
    "EXISTS_ILMD_cbvmda:lotNumber", "EQ_INNER_ILMD_cbvmda:lotNumber",
)  # fmt: skip

router = APIRouter(prefix="/epcis", tags=["epcis"], responses=PROBLEMS, dependencies=[API_KEY])


def query_parameters(*, but: tuple[str, ...] = ()) -> dict[str, Any]:
    """Give the OpenAPI description of the query, whose parameters our own reader takes, never the framework."""
    names = [name for name in (*PARAMETERS, *_FAMILIES) if name not in (*PAGING, *but)]
    return {"parameters": [{"name": name, "in": "query", "schema": {"type": "string"}} for name in names]}


@router.post(
    "/events",
    status_code=201,
    response_model=CapturedEventDocument,
    openapi_extra=openapi_body(ONE_EVENT, "One EPCIS 2.0 event with its own @context, or one with its signature."),
)
async def post_event(
    request: Request,
    ledger: TheLedger,
    reader: Capturer,
    _meanings: Meanings,
    strict: Strict = False,
) -> Response:
    """Keep one event durably. `Location` is where it is read: by its eventID, or else by its CBV event hash."""
    raw = await request.body()
    return await run_in_threadpool(_post_event, request, ledger, reader, raw, strict)


def _post_event(request: Request, ledger: Ledger, reader: Reader, raw: bytes, strict: bool) -> Response:
    def answer() -> tuple[int, bytes]:
        kept = capture_event(ledger.world, raw, reader=reader, custodian=ledger.custodian, strict=strict)
        record_id = hex_text(kept.acknowledgement.record_id)
        document = {
            "event_id": event_name(kept.event),
            "acknowledgement": acknowledgement(kept.acknowledgement),
            "findings": [{"record_id": record_id, "code": code} for code in kept.event.findings],
        }
        return (201 if kept.acknowledgement.is_new else 200), orjson.dumps(document)

    status, body, headers = answer_post(request, ledger.world, reader, b"strict\n" * strict + raw, answer)
    location = f"/epcis/events/{quote(orjson.loads(body)['event_id'], safe='')}"
    return bytes_answer(body, status=status, headers={**headers, **VERSIONS, "Location": location})


@router.get("/events", openapi_extra=query_parameters())
def get_events(
    request: Request,
    world: TheWorld,
    reader: AnyReader,
    meanings: Meanings,
    per_page: PerPage = 30,
    token: Token = None,
) -> Response:
    """Give the events that you may read and that match, as an EPCISQueryDocument.

    Each is as it was sent, identifiers untranslated, with this ledger's `recordTime` (UTC, whole seconds) where it came
    without one; queries and orders go by the ledger's. Takes the parameters of the EPCIS 2.0 event query and refuses
    every other one, so that no filter is ignored. Not answered: `orderBy` a field of somebody's own (only eventTime and
    recordTime), and HASATTR and EQATTR, since master data is not kept.
    Several values of one are parted by `|`. `Link: <…>; rel="next"` leads on while there are more; a page may hold
    fewer events than perPage. `Tierlight-Signed-By` has a letter for each event in order: s for one that its supplier
    signed, c for one that a custodian did.
    """
    return queried(request, world, reader, meanings, per_page, token)


def queried(
    request: Request,
    world: World,
    reader: Reader,
    meanings: Mapping[str, str],
    per_page: int,
    token: str | None,
    *,
    also: Clause | None = None,
) -> Response:
    """Give the page that the request's parameters ask for, within one more clause where a path gives it."""
    given = {name: request.query_params.getlist(name) for name in request.query_params if name not in PAGING}
    query = read_query(given, meanings=meanings)
    page = event_page(
        world,
        reader,
        query if also is None else query.also(also),
        question=_question(request, reader, given),
        per_page=per_page,
        token=token,
    )
    return _answered(request, page)


@router.get("/events/{event_id:path}")
def get_event(
    request: Request, world: TheWorld, reader: AnyReader, _meanings: LoneMeanings, event_id: Annotated[str, Path()]
) -> Response:
    """Give the events of this eventID or CBV event hash: an event, and each declaration that it was an error.

    `Link: <…>; rel="describedby"` names the record of each, which shows its signature, time and verdict.
    """
    page = events_named(world, reader, event_id)
    answer = _answered(request, page)
    records = (f'</v1/records/{hex_text(each.record_id)}>; rel="describedby"' for each in page.records[:_LINKED])
    answer.headers["Link"] = ", ".join(records)
    return answer


def _answered(request: Request, page: EventPage) -> Response:
    headers = answer_headers(page.token, page.expires, request)
    headers["Tierlight-Signed-By"] = "".join(signed_by(record)[0] for record in page.records)
    return bytes_answer(page.document, headers=headers)


def _question(request: Request, reader: Reader, given: Mapping[str, list[str]]) -> bytes:
    extensions = request.headers.get("GS1-Extensions", "")
    return orjson.dumps([request.url.path, sorted(given.items()), extensions, reader.did])
