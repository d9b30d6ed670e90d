"""GET /v1/products and /v1/lots: from a product or lot back to raw material, and what each tier's risk signal is."""

from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api.answering import json_answer
from api.dependencies import API_KEY, GraphWorld, SizedWorld, SupplyReader
from api.schemas import PROBLEMS, ProductsDocument
from ledger.errors import Unacceptable
from ledger.jobs import answers
from ledger.ports import World

Name = Annotated[str, Path(min_length=1, max_length=512)]

router = APIRouter(prefix="/v1", tags=["products"], responses=PROBLEMS, dependencies=[API_KEY])


@router.get("/products", response_model=ProductsDocument)
def get_products(world: GraphWorld, reader: SupplyReader) -> Response:
    """Give the products that you may see: a brand its own, auditors and the operator all."""
    return json_answer(answers.products(world, reader))


@router.get("/products/{product:path}/provenance")
def get_provenance(product: Name, world: GraphWorld, reader: SupplyReader) -> Response:
    """Give the product's tiers with their sites, what nobody discloses, and what contradicts itself."""
    return json_answer(answers.provenance(world, reader, product))


@router.get("/products/{product:path}/tiers")
def get_tiers(
    product: Name,
    world: SizedWorld,
    reader: SupplyReader,
    as_of: Annotated[date | None, Query(description="judge as known on this day; today if left out")] = None,
) -> Response:
    """Give each tier's band, range and completeness with the terms behind them. A priority, not a finding of guilt."""
    return json_answer(answers.score(world, reader, product, as_of=day_asked(world, as_of)))


@router.get("/lots/{lot:path}/trace")
def get_trace(lot: Name, world: GraphWorld, reader: SupplyReader) -> Response:
    """Give a lot walked back to raw material: lots by tier, the events between them, gaps and findings."""
    return json_answer(answers.lot_trace(world, reader, lot))


@router.get("/lots/{lot:path}/track")
def get_track(lot: Name, world: GraphWorld, reader: SupplyReader) -> Response:
    """Give a lot walked forward: the lots and finished products that contain it, as far as you may see them."""
    return json_answer(answers.lot_track(world, reader, lot))


def today(world: World) -> date:
    """Give the day of the operator's clock, in UTC."""
    return datetime.fromtimestamp(world.clock.now(), UTC).date()


def day_asked(world: World, named: date | None) -> date:
    """Give the day that was named, today for none. Raises Unacceptable for a day to come: nothing is known of it."""
    last = today(world)
    if named is not None and named > last:
        raise Unacceptable(field="as_of", reason=f"{named} is after today", mend=f"name {last} or a day before it")
    return named or last
