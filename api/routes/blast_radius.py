"""GET /v1/blast-radius: which lots and products a site, party, recruiter, origin or list entry touches."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.answering import json_answer
from api.dependencies import API_KEY, AnyReader, TheWorld
from api.schemas import PROBLEMS
from ledger.jobs.blast_radius import blast_radius_document, end_of
from ledger.model.blast_radius import Cause, Question

router = APIRouter(prefix="/v1", tags=["products"], responses=PROBLEMS, dependencies=[API_KEY])


@router.get("/blast-radius")
def get_blast_radius(
    world: TheWorld,
    reader: AnyReader,
    cause: Cause,
    value: Annotated[str, Query(min_length=1, max_length=512, description="identifier, DID, country or TM:Cotton")],
    good: Annotated[str | None, Query(min_length=1, max_length=200, description="narrows an origin")] = None,
    known_on: Annotated[date | None, Query(description="what was known by the end of this day (UTC) as well")] = None,
) -> Response:
    """Give every lot that contains, or may contain, something of the cause. A list of what to look at, not of guilt."""
    known_by = end_of(known_on) if known_on is not None else None
    return json_answer(blast_radius_document(world, reader, Question(cause, value, good), known_by=known_by))
