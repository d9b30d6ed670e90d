"""GET /v1/lots: lots by the number of a paper or container that names them."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.answering import json_answer
from api.dependencies import API_KEY, AnyReader, TheWorld
from api.schemas import PROBLEMS
from api.schemas_papers import FoundLotsDocument
from ledger.errors import Unacceptable
from ledger.jobs.find import find_lots
from ledger.proof.trade_references import REFERENCE_TYPES

router = APIRouter(prefix="/v1", tags=["lots"], responses=PROBLEMS, dependencies=[API_KEY])

_TYPE_OF: Mapping[str, str | None] = {"reference": None} | {name.replace("-", "_"): name for name in REFERENCE_TYPES}
_Number = Annotated[str | None, Query(min_length=1, max_length=512)]


@router.get("/lots", response_model=FoundLotsDocument)
def get_lots(
    request: Request,
    world: TheWorld,
    reader: AnyReader,
    reference: Annotated[str | None, Query(min_length=1, max_length=512, description="of whatever type")] = None,
    purchase_order: _Number = None,
    invoice: _Number = None,
    container: _Number = None,
    bill_of_lading: _Number = None,
    customs_entry: _Number = None,
    despatch_advice: _Number = None,
    production_order: _Number = None,
) -> Response:
    """Give the lots that you may trace and that a record which you may read ties to this one number, as it is written.

    A number that an event writes as a URI is found by itself too. None found is an empty list.
    """
    given = {
        "reference": reference, "purchase_order": purchase_order, "invoice": invoice, "container": container,
        "bill_of_lading": bill_of_lading, "customs_entry": customs_entry, "despatch_advice": despatch_advice,
        "production_order": production_order,
    }  # fmt: skip
    asked = [(name, number) for name, number in given.items() if number is not None]
    unknown = sorted(request.query_params.keys() - given.keys())
    if unknown or len(request.query_params.multi_items()) != 1 or len(asked) != 1:
        raise Unacceptable(
            field=unknown[0] if unknown else "reference",
            reason="is no parameter of this search" if unknown else "one number is looked for at a time",
            mend=f"give exactly one of {', '.join(_TYPE_OF)}",
        )
    name, number = asked[0]
    return json_answer(find_lots(world, reader, number, of_type=_TYPE_OF[name]))
