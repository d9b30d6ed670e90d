"""GET /v1/sites: which described sites may be one place, and what sites are asked about their workforce."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.answering import json_answer
from api.dependencies import API_KEY, AnyReader, TheWorld
from api.schemas import PROBLEMS, SiteMatchesDocument
from api.schemas_requests import SiteRequestsDocument
from ledger.jobs.asking import site_requests
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


@router.get("/sites/requests", response_model=SiteRequestsDocument)
def get_site_requests(world: TheWorld, reader: AnyReader) -> Response:
    """Give what your sites are asked, or what you asked, each with the day on which it falls due.

    Looking at this list opens nothing. A request is opened by `GET /v1/records/{record_id}` (or its receipt, or its
    page) with the account of the site's confirmed operator: from the anchor of the statement that says so, the site has
    30 days. To answer, sign a new `facility`. Auditors and the operator see all requests.
    """
    return json_answer(site_requests(world, reader))
