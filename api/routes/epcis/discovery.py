"""GET /epcis and OPTIONS: what this endpoint offers, for whoever asks; nothing of what is kept is told."""

from fastapi import APIRouter, Request, Response

from api.answering import json_answer
from api.dependencies import TheLedger
from api.routes.epcis.gs1_headers import Meanings, answer_headers, discovery_headers
from api.routes.epcis.resources import RESOURCES
from api.schemas import PROBLEMS, CollectionDocument
from ledger.jobs.capture import MAX_CAPTURE_BYTES
from ledger.proof.event_hash.vocabulary import GS1_CONTEXTS

router = APIRouter(prefix="/epcis", tags=["epcis"], responses=PROBLEMS)
_READ = "GET, OPTIONS"
_WRITE = "GET, POST, OPTIONS"


@router.get("", response_model=CollectionDocument)
def get_top(request: Request, _meanings: Meanings) -> Response:
    """Name the top-level resources."""
    members = ["capture", "events", *(each.path for each in RESOURCES)]
    document = {"@context": GS1_CONTEXTS[0], "type": "Collection", "member": members}
    return json_answer(document, headers=answer_headers(None, None, request))


@router.options("/capture", status_code=204)
def options_capture(ledger: TheLedger) -> Response:
    """Say what may be captured: how many events and bytes at once, and what becomes of errors."""
    most = min(MAX_CAPTURE_BYTES, ledger.settings.max_body_bytes)
    return Response(status_code=204, headers=discovery_headers(_WRITE, captures=True, max_bytes=most))


@router.options("/events", status_code=204)
def options_events() -> Response:
    """Say what is offered here."""
    return Response(status_code=204, headers=discovery_headers(_WRITE))


def options_of_reading() -> Response:
    """Say what is offered here."""
    return Response(status_code=204, headers=discovery_headers(_READ))


_BELOW = [path for each in RESOURCES for path in (f"/{each.path}/{{name:path}}/events", f"/{each.path}/{{name:path}}")]
for _path in (
    "",
    "/capture/{capture_id}",
    "/events/{event_id:path}",
    *(f"/{each.path}" for each in RESOURCES),
    *_BELOW,
):
    router.add_api_route(
        _path, options_of_reading, methods=["OPTIONS"], status_code=204, operation_id=f"options_{_path.strip('/')}"
    )
