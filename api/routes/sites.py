"""GET /v1/sites/matches: which described sites may be one place. The decision is a signed `decision` record."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.answering import json_answer
from api.dependencies import API_KEY, AnyReader, TheWorld
from api.schemas import PROBLEMS, SiteMatchesDocument
from ledger.jobs.facilities import MOST_A_PAGE, site_matches
from ledger.model.site_match import MatchOutcome

router = APIRouter(prefix="/v1", tags=["sites"], responses=PROBLEMS, dependencies=[API_KEY])


@router.get("/sites/matches", response_model=SiteMatchesDocument)
def get_site_matches(
    world: TheWorld,
    reader: AnyReader,
    outcome: Annotated[list[MatchOutcome], Query(description="any of these; all if left out")] = [],  # noqa: B006
    after: Annotated[int, Query(ge=0, le=2**40, description="`following` of the page before")] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST_A_PAGE)] = 200,
) -> Response:
    """Give what became of each described site: matched, possible match, new or error, with reasons to check.

    Auditors and the operator see all; you see the sites that you operate, compared with what you may read. What waits
    for a person is `possible match` and `error`. To decide, an auditor or the operator signs a `decision`.
    """
    return json_answer(site_matches(world, reader, outcomes=outcome, after=after, limit=limit))
