"""GET /docs and /redoc: the reference of this API, served without a single outside request."""

from functools import cache
from pathlib import Path

import fastapi_offline
from fastapi import APIRouter, Response

from api.web.templating import page

STATIC = Path(fastapi_offline.__file__).parent / "static"
_OUTSIDE_LOGO = b"https://cdn.redoc.ly/redoc/logo-mini.svg"
_EMPTY_IMAGE = b"data:image/gif;base64,R0lGODlhAQABAAAAACw="

router = APIRouter(include_in_schema=False)


@router.get("/docs")
async def get_docs() -> Response:
    """Show the reference where requests can be tried out."""
    return page("docs.html")


@router.get("/redoc")
async def get_redoc() -> Response:
    """Show the reference for reading."""
    return page("redoc.html")


@router.get("/static/redoc.js")
def get_redoc_script() -> Response:
    """Give ReDoc's script with the one image that it would fetch from elsewhere replaced by an empty one."""
    return Response(_redoc_script(), media_type="text/javascript")


@cache
def _redoc_script() -> bytes:
    return (STATIC / "redoc.standalone.js").read_bytes().replace(_OUTSIDE_LOGO, _EMPTY_IMAGE)
