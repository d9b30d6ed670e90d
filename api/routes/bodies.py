"""GET /v1/bodies: what each kind of statement may say, as JSON Schema. Open to anyone."""

from fastapi import APIRouter, Response

from api.answering import json_answer
from api.schemas import PROBLEMS
from ledger.intake.bodies import body_schema
from ledger.model.statement import Kind

router = APIRouter(prefix="/v1/bodies", tags=["statements"], responses=PROBLEMS)


@router.get("/{kind}")
def get_body(kind: Kind) -> Response:
    """Give the JSON Schema of the body of one kind: every field, and nothing else is taken.

    Rules between fields (a day before another, who may say it) are told by the refusal that names the field.
    """
    return json_answer(body_schema(kind))
