"""GET /v1/products/{id}/report.json, .html, .pdf: a product's report as a draft. Who records one signs it elsewhere.

Decision: a server sets one PDF at a time and answers 503 with Retry-After to who asks meanwhile. Setting the pages
takes seconds of one core; forty at once would take every thread that answers. A product of more sites than
MOST_SITES_IN_A_PDF is refused as a PDF and given as HTML or JSON, or set with `auditor report` on the asker's own
machine. What would change our mind is a queue of jobs with a page that says how far they are.
"""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from datetime import date
from enum import StrEnum
from threading import Lock
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api.dependencies import API_KEY, SizedWorld, SupplyReader
from api.one_at_a_time import one_at_a_time
from api.routes.products import Name, day_asked
from api.schemas import PROBLEMS
from ledger.errors import PrintingBusy, Unacceptable
from ledger.jobs.report import report, report_for
from ledger.model.party import Role
from ledger.model.reader import Reader
from ledger.ports import World
from ledger.proof.canonical import Json
from ledger.report.disclosure import site_parts
from ledger.report.html import report_html, style_hash
from ledger.report.model import report_bytes
from ledger.report.pdf import report_pdf

router = APIRouter(prefix="/v1", tags=["products"], responses=PROBLEMS, dependencies=[API_KEY])


class Format(StrEnum):
    """What the address ends in."""

    JSON = "json"
    HTML = "html"
    PDF = "pdf"


MOST_SITES_IN_A_PDF = 250  # a PDF of 120 sites takes about ten seconds of one core
_PRINTING = Lock()
_BRAND_ALONE = "brand"
MadeFor = Annotated[
    str | None,
    Query(max_length=512, description='as it was made for this reader, by its DID; "brand": for the brand alone'),
]
MadeForRole = Annotated[Sequence[str], Query(max_length=len(Role), description="a role of that reader; may repeat")]
_POLICY = f"default-src 'none'; style-src '{style_hash()}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_MADE: dict[Format, tuple[str, Callable[[dict[str, Json]], bytes]]] = {
    Format.JSON: ("application/json", report_bytes),
    Format.HTML: ("text/html; charset=utf-8", lambda document: report_html(document).encode()),
    Format.PDF: ("application/pdf", report_pdf),
}


@router.get("/products/{product:path}/report.{form}", response_class=Response)
def get_report(
    product: Name,
    form: Format,
    world: SizedWorld,
    reader: SupplyReader,
    as_of: Annotated[date | None, Query(description="judge as known on this day; today if left out")] = None,
    made_for: MadeFor = None,
    made_for_role: MadeForRole = (),
) -> Response:
    """Give the product's report as a draft: each tier and site with its terms, evidence, proof and gaps.

    It cannot be cited: one that can is signed and recorded with `auditor report`. As the brand may read it, and you; or
    as it was made for another reader, where you may read all that stands in it.
    One PDF is set at a time: 503 with Retry-After meanwhile, and 422 for a product of more than 250 sites.
    """
    media_type, made = _MADE[form]
    with one_at_a_time(_PRINTING, PrintingBusy) if form is Format.PDF else nullcontext():
        document = _document(world, reader, product, day_asked(world, as_of), made_for, made_for_role)
        _require_settable(form, document)
        content = made(document)
    headers = {"Content-Disposition": f'inline; filename="report.{form}"'}
    if form is Format.HTML:
        headers["Content-Security-Policy"] = _POLICY
    return Response(content, headers=headers, media_type=media_type)


def _document(
    world: World, reader: Reader, product: str, as_of: date, made_for: str | None, roles: Sequence[str]
) -> dict[str, Json]:
    if made_for is None:
        return report(world, reader, product, as_of=as_of)
    did = None if made_for == _BRAND_ALONE else made_for
    return report_for(world, reader, product, as_of=as_of, did=did, roles=roles)


def _require_settable(form: Format, document: dict[str, Any]) -> None:
    """Return unless this is a PDF of too many sites. Raises Unacceptable, before any page is set."""
    sites = len(site_parts(document["assessment"]))
    if form is Format.PDF and sites > MOST_SITES_IN_A_PDF:
        reason = f"the product has {sites} sites, and a PDF is set here for {MOST_SITES_IN_A_PDF} at most"
        mend = "ask for report.html or report.json, or run `auditor report PRODUCT -o report.pdf` on your own machine"
        raise Unacceptable(field="report.pdf", reason=reason, mend=mend)
