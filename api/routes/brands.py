"""GET /v1/brands: how a brand buys, scored by the same rules for every brand."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api.answering import json_answer
from api.dependencies import API_KEY, AnyReader, TheWorld
from api.routes.products import day_asked
from api.schemas import PROBLEMS
from ledger.jobs.brand_document import brand_document

router = APIRouter(prefix="/v1", tags=["brands"], responses=PROBLEMS, dependencies=[API_KEY])


@router.get("/brands/{did}/score")
def get_brand_score(
    did: Annotated[str, Path(min_length=1, max_length=256)],
    world: TheWorld,
    reader: AnyReader,
    as_of: Annotated[date | None, Query(description="judge as known on this day; today if left out")] = None,
) -> Response:
    """Give the brand's own risk signal with its terms and whom it left, to that brand, auditors and the operator.

    404 also for a brand that is there and whose score you may not see.
    """
    return json_answer(brand_document(world, reader, did, as_of=day_asked(world, as_of)))
