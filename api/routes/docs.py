"""GET /docs and /redoc: the reference of this API, served without a single outside request."""

from fastapi import APIRouter, Response

from api.web.templating import page

router = APIRouter(include_in_schema=False)


@router.get("/docs")
async def get_docs() -> Response:
    """Show the reference where requests can be tried out."""
    return page("docs.html")


@router.get("/redoc")
async def get_redoc() -> Response:
    """Show the reference for reading."""
    return page("redoc.html")
