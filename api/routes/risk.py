"""GET /v1/products/{id}/explain, /what-if and /compare: why a number is what it is, and what may change it."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api.answering import json_answer
from api.dependencies import API_KEY, SizedWorld, SupplyReader, TheWorld
from api.routes.products import day_asked, today
from api.schemas import PROBLEMS
from ledger.jobs import answers
from ledger.jobs.compare import compare, sides_of

Name = Annotated[str, Path(min_length=1, max_length=512)]
Day = Annotated[date | None, Query(description="judge as known on this day; today if left out")]
Site = Annotated[str | None, Query(min_length=1, max_length=512, description="this site alone")]
Tier = Annotated[int | None, Query(ge=1, le=1_000_000, description="this tier alone")]

router = APIRouter(prefix="/v1", tags=["products"], responses=PROBLEMS, dependencies=[API_KEY])


@router.get("/products/{product:path}/explain")
def get_explanation(
    product: Name, world: SizedWorld, reader: SupplyReader, as_of: Day = None, site: Site = None, tier: Tier = None
) -> Response:
    """Give every term of every site asked about with its records, their strength and day, and what may change it."""
    day = day_asked(world, as_of)
    return json_answer(answers.explain(world, reader, product, as_of=day, site=site, tier=tier))


@router.get("/products/{product:path}/what-if")
def get_what_if(
    product: Name, world: SizedWorld, reader: SupplyReader, as_of: Day = None, site: Site = None, tier: Tier = None
) -> Response:
    """Give what may narrow the range and what may lower the score, ranked, with who must act. No line is a promise."""
    day = day_asked(world, as_of)
    return json_answer(answers.what_if(world, reader, product, as_of=day, site=site, tier=tier))


@router.get("/products/{product:path}/compare")
def get_comparison(
    product: Name,
    world: TheWorld,
    reader: SupplyReader,
    as_of: Annotated[list[date] | None, Query(max_length=2, description="one day or two, the earlier first")] = None,
    as_of_log_size: Annotated[list[int] | None, Query(max_length=2, description="one log size or two")] = None,
    other: Annotated[str | None, Query(min_length=1, max_length=512, description="another product")] = None,
) -> Response:
    """Give what changed between two days, two log sizes or two products: term by term, with the records that did it."""
    days, sizes = [day_asked(world, day) for day in as_of or ()], as_of_log_size or ()
    sides = sides_of(product, other=other, days=days, sizes=sizes, today=today(world))
    return json_answer(compare(world, reader, sides))
