"""GET /v1/screening: who of a supply chain may be on an official list. The decision is a signed `decision` record."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.answering import json_answer
from api.dependencies import API_KEY, SupplyReader, TheWorld
from api.routes.products import day_asked, today
from api.schemas import PROBLEMS
from ledger.jobs.screening.ask import screening
from ledger.jobs.screening.changes import screening_changes
from ledger.jobs.screening.named_lists import days_named
from ledger.jobs.screening.queue import screening_queue
from ledger.model.screening import ScreeningVerdict

router = APIRouter(prefix="/v1", tags=["screening"], responses=PROBLEMS, dependencies=[API_KEY])
AsOf = Annotated[date | None, Query(description="as known on this day; today if left out")]


@router.get("/screening")
def get_screening(
    world: TheWorld,
    reader: SupplyReader,
    subject: Annotated[str | None, Query(min_length=1, max_length=512, description="one site, or a DID")] = None,
    verdict: Annotated[list[ScreeningVerdict], Query(description="any of these; all if left out")] = [],  # noqa: B006
    as_of: AsOf = None,
) -> Response:
    """Give who is confirmed on a list, may be, is not, or could not be screened, with reasons and the row's source.

    Auditors and the operator see all; a brand sees its own confirmed chain. A match is not a finding of guilt.
    """
    day = day_asked(world, as_of)
    return json_answer(screening(world, reader, as_of=day, subject=subject, verdicts=verdict))


@router.get("/screening/queue")
def get_screening_queue(world: TheWorld, reader: SupplyReader, as_of: AsOf = None) -> Response:
    """Give the matches that wait for a person, each with the basis that a decision has to name."""
    return json_answer(screening_queue(world, reader, as_of=day_asked(world, as_of)))


@router.get("/screening/changes")
def get_screening_changes(
    world: TheWorld,
    reader: SupplyReader,
    old: Annotated[str, Query(max_length=64, description="the lists as known on this day, or of this hash")],
    new: Annotated[str, Query(max_length=64, description="and on this one")],
) -> Response:
    """Give what the lists said anew between two days, whom it touches, and what was known when it was decided.

    Instead of a day, 8 digits or more of a snapshot's hash mean the last day on which it was in force here.
    """
    before, after = days_named(world, old, new, today=today(world))
    return json_answer(screening_changes(world, reader, old=before, new=after))
