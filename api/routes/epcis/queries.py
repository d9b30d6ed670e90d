"""Named queries, subscriptions and page tokens to be deleted: said to be missing, with the reason."""

from fastapi import APIRouter, Response
from starlette.exceptions import HTTPException

from api.dependencies import API_KEY, AnyReader
from api.schemas import PROBLEMS

_NO_QUERIES = (
    "Named queries and subscriptions are not offered: nothing here calls out to an address that a client names. "
    "Ask GET /epcis/events with the same parameters, and follow its Link header."
)
_NO_TOKENS = "Page tokens are not kept, so there is none to delete; each expires by itself."
_PATHS = (
    "/queries",
    "/queries/{query_name}",
    "/queries/{query_name}/events",
    "/queries/{query_name}/subscriptions",
    "/queries/{query_name}/subscriptions/{subscription_id}",
)

router = APIRouter(prefix="/epcis", tags=["epcis"], responses=PROBLEMS, dependencies=[API_KEY])


def _not_offered(_reader: AnyReader) -> Response:
    """Answer 501 with the reason."""
    raise HTTPException(501, _NO_QUERIES)


def _not_kept(_reader: AnyReader) -> Response:
    """Answer 501 with the reason."""
    raise HTTPException(501, _NO_TOKENS)


for _path in _PATHS:
    for _method in ("GET", "POST", "DELETE"):
        router.add_api_route(
            _path, _not_offered, methods=[_method], operation_id=f"{_method.lower()}{_path.replace('/', '_')}"
        )
router.add_api_route("/nextPageToken/{token}", _not_kept, methods=["DELETE"])
