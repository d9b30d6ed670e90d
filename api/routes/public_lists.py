"""GET /v1/reference: the public lists in force here, whether they hold, and each table whole. Importing is local."""

from datetime import date
from threading import Lock
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api.answering import json_answer
from api.dependencies import API_KEY, SupplyReader, TheWorld
from api.one_at_a_time import one_at_a_time
from api.routes.products import day_asked
from api.schemas import PROBLEMS
from ledger.errors import CheckingBusy
from ledger.jobs.reference_asked import reference_list, reference_table, reference_verify

_CHECKING = Lock()
router = APIRouter(prefix="/v1/reference", tags=["reference"], responses=PROBLEMS, dependencies=[API_KEY])


@router.get("")
def get_reference(
    world: TheWorld,
    reader: SupplyReader,
    as_of: Annotated[date | None, Query(description="in force on this day; today if left out")] = None,
) -> Response:
    """Give the tables in force: publisher, day, licence, trust, rows, hash, and how complete each list is.

    `signed` is the verdict on the `snapshot` record that names a table's hash, `no` where none does. The record proves
    who used which edition and when, not that the list is right.
    """
    return json_answer(reference_list(world, reader, as_of=day_asked(world, as_of)))


@router.get("/verify")
def get_reference_check(world: TheWorld, reader: SupplyReader) -> Response:
    """Recompute the hash of every table and read every imported file again. One reader at a time: 503 meanwhile."""
    with one_at_a_time(_CHECKING, CheckingBusy):
        return json_answer(reference_verify(world, reader))


@router.get("/tables/{sha256}")
def get_reference_table(
    world: TheWorld,
    _: SupplyReader,
    sha256: Annotated[str, Path(pattern="^[0-9a-f]{6,64}$", description="the hash, or how it begins")],
    after: Annotated[int, Query(ge=0, le=2**40, description="`following` of the page before")] = 0,
) -> Response:
    """Give a page of one table as CSV text, shipped or imported. The pages joined, in UTF-8, have the hash named."""
    return json_answer(reference_table(world, sha256, after=after))
