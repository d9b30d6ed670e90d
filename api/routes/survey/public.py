"""GET /surveys and /v1/survey/public: what anybody may know of the surveys kept here. No key, no account, no cookie."""

from typing import Any

from fastapi import APIRouter, Response

from api.answering import json_answer
from api.dependencies import TheWorld, is_demo
from api.routes.records import RecordId, octets
from api.schemas import PROBLEMS
from api.web.templating import page
from ledger.jobs.survey.public_line import public_line, public_receipt

router = APIRouter(tags=["surveys"], responses=PROBLEMS)


@router.get("/v1/survey/public", response_model=dict[str, Any])
def get_public(world: TheWorld) -> Response:
    """Give the counts of demands by authorities, and of each released wave how many workers agreed at least.

    Open to anyone. Each entry has its record and verdict; what no statement covers is listed as not stated.
    """
    return json_answer(public_line(world))


@router.get("/v1/survey/public/{record_id}/receipt", response_model=dict[str, Any])
def get_public_receipt(record_id: RecordId, world: TheWorld) -> Response:
    """Give the receipt of one of these records, for `auditor verify` without us. Open to anyone."""
    name = f"tierlight-receipt-{record_id[2:18]}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return json_answer(public_receipt(world, octets(record_id)), headers=headers)


@router.get("/surveys", include_in_schema=False)
def get_page(world: TheWorld) -> Response:
    """Show the same in words."""
    return page("surveys.html", is_demo=is_demo(world), reader=None, told=public_line(world))
