"""GET /surveys and /v1/survey/public: what anybody may know of the surveys kept here. No key, no account, no cookie."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from api.answering import json_answer
from api.dependencies import TheWorld, is_demo
from api.kept_answer import Answer, KeptAnswer
from api.routes.records import RecordId, octets
from api.schemas import PROBLEMS
from api.web.templating import page
from ledger.errors import SurveysBusy
from ledger.jobs.survey.public_line import custodians_in, line_version, public_line, public_receipt

router = APIRouter(tags=["surveys"], responses=PROBLEMS)


def _told(request: Request, world: TheWorld) -> Answer:
    """Its work grows with the log, and anybody may ask: once for each state of the log, never twice at a time."""
    kept: KeptAnswer = request.app.state.public_line
    return kept.of(line_version(world), lambda: public_line(world), SurveysBusy)


PublicLine = Annotated[Answer, Depends(_told)]


@router.get("/v1/survey/public", response_model=dict[str, Any])
def get_public(told: PublicLine) -> Response:
    """Give the counts of demands by authorities, and of each released wave about how many workers agreed or more.

    Open to anyone. Each entry has its record and verdict; what no statement covers is listed as not stated. The answer
    may be a minute old; 503 while it is made for somebody else.
    """
    return json_answer(told)


@router.get("/v1/survey/public/{record_id}/receipt", response_model=dict[str, Any])
def get_public_receipt(record_id: RecordId, world: TheWorld, told: PublicLine) -> Response:
    """Give the receipt of one of these records, for `auditor verify` without us. Open to anyone."""
    name = f"tierlight-receipt-{record_id[2:18]}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return json_answer(public_receipt(world, octets(record_id), custodians=custodians_in(told)), headers=headers)


@router.get("/surveys", include_in_schema=False)
def get_page(world: TheWorld, told: PublicLine) -> Response:
    """Show the same in words."""
    return page("surveys.html", is_demo=is_demo(world), reader=None, told=told)
