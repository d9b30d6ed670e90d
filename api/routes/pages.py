"""The pages behind sign-in: your products, one product by tier, one lot link by link, one record with its proof."""

from fastapi import APIRouter, Request, Response

from api.dependencies import SEES_SUPPLY, SESSION_COOKIE, PageReader, TheWorld, is_demo, page_reader
from api.routes.products import Name, today
from api.routes.records import RecordId, octets
from api.web.lot_page import lot_view
from api.web.problem_page import problem_view
from api.web.product_page import product_view
from api.web.record_page import record_view
from api.web.templating import page
from ledger.errors import NotSignedIn
from ledger.jobs import answers
from ledger.jobs.access import SEES_SUPPLY as SEES_ALL
from ledger.jobs.asking import site_requests
from ledger.jobs.supply import pinned
from ledger.model.reader import Reader

router = APIRouter(include_in_schema=False)


@router.get("/")
def get_start(request: Request, world: TheWorld) -> Response:
    """Show the products you may see, or how to sign in."""
    reader = _reader_if_any(request)
    products = answers.products(world, reader)["products"] if reader and reader.role & SEES_SUPPLY else []
    own = answers.own_records(world, reader)["records"] if reader else []
    asked = site_requests(world, reader) if reader and not reader.role & SEES_ALL else None
    return page(
        "start.html", is_demo=is_demo(world), reader=_shown(reader), products=products, records=own, asked=asked
    )


@router.get("/products/{product:path}")
def get_product(product: Name, world: TheWorld, reader: PageReader) -> Response:
    """Show which tiers of a product need attention first, on what evidence, and how far it is proven."""
    view = product_view(pinned(world), reader, product, as_of=today(world))
    return page("product.html", is_demo=is_demo(world), reader=_shown(reader), product=view)


@router.get("/lots/{lot:path}")
def get_lot(lot: Name, world: TheWorld, reader: PageReader) -> Response:
    """Show what a lot is made of and what contains it, link by link with evidence and proof, and where it ends."""
    view = lot_view(pinned(world), reader, lot)
    return page("lot.html", is_demo=is_demo(world), reader=_shown(reader), lot=view)


@router.get("/records/{record_id}")
def get_record(record_id: RecordId, world: TheWorld, reader: PageReader) -> Response:
    """Show what a record says, who signed it, whether it holds, and how to check that without us."""
    view = record_view(answers.record(world, reader, octets(record_id)), is_demo=is_demo(world))
    return page("record.html", is_demo=is_demo(world), reader=_shown(reader), record=view)


@router.get("/problems/{code}")
async def get_problem(code: str) -> Response:
    """Explain a problem's code: what it means and what to do."""
    return page("problem_type.html", problem=problem_view(code))


def _reader_if_any(request: Request) -> Reader | None:
    if SESSION_COOKIE not in request.cookies:
        return None
    try:
        return page_reader(request)
    except NotSignedIn:
        return None


def _shown(reader: Reader | None) -> dict[str, str] | None:
    return {"did": reader.did, "roles": ", ".join(reader.role.names)} if reader else None
