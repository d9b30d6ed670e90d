"""GET /v1/products/{id}/report.json, .html, .pdf: a product's report as a draft. Who records one signs it elsewhere.

Decision: a server sets one PDF at a time and answers 503 with Retry-After to who asks meanwhile. Setting the pages
takes seconds of one core; forty at once would take every thread that answers. What would change our mind is a queue of
jobs with a page that says how far they are.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from threading import Lock
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.dependencies import API_KEY, SizedWorld, SupplyReader
from api.routes.products import Name, today
from api.schemas import PROBLEMS
from ledger.errors import PrintingBusy
from ledger.jobs.report import report
from ledger.proof.canonical import Json
from ledger.report.html import report_html, style_hash
from ledger.report.model import report_bytes
from ledger.report.pdf import report_pdf

router = APIRouter(prefix="/v1", tags=["products"], responses=PROBLEMS, dependencies=[API_KEY])


class Format(StrEnum):
    """What the address ends in."""

    JSON = "json"
    HTML = "html"
    PDF = "pdf"


_PRINTING = Lock()
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
) -> Response:
    """Give the product's report as a draft: each tier and site with its terms, evidence, proof and gaps.

    It cannot be cited: one that can is signed and recorded with `auditor report`. As the brand may read it, and you.
    """
    media_type, made = _MADE[form]
    with _printing(form):
        content = made(report(world, reader, product, as_of=as_of or today(world)))
    headers = {"Content-Disposition": f'inline; filename="report.{form}"'}
    if form is Format.HTML:
        headers["Content-Security-Policy"] = _POLICY
    return Response(content, headers=headers, media_type=media_type)


@contextmanager
def _printing(form: Format) -> Iterator[None]:
    """Hold the one place in which a PDF is set, for as long as the block runs. Raises PrintingBusy."""
    if form is not Format.PDF:
        yield
        return
    if not _PRINTING.acquire(blocking=False):
        raise PrintingBusy
    try:
        yield
    finally:
        _PRINTING.release()
