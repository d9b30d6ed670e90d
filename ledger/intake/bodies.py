"""Check 2, shape: a body says only what its kind may say."""

from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from ledger.errors import Unacceptable
from ledger.intake.refused_values import in_plain_words, place_of
from ledger.model.bodies import BODY_OF, VARIANTS_OF, Body, PartyBody
from ledger.model.statement import Kind, Statement


@cache
def _adapter(kind: Kind) -> TypeAdapter[Any]:
    return TypeAdapter(BODY_OF[kind])


def read_body(statement: Statement) -> Body:
    """Give the typed body of a statement. Raises Unacceptable for the first field at fault."""
    kind = Kind(statement.kind)
    check_audience(statement)
    try:
        body: Body = _adapter(kind).validate_json(statement.body)
    except ValidationError as error:
        raise _unacceptable(error, kind) from error
    if isinstance(body, PartyBody) and body.owners and statement.audience == "public":
        raise Unacceptable(
            field="audience",
            reason="an owner may be a person, and what is public is never called back",
            mend="use downstream, parties:… or private, or leave the owners out",
        )
    return body


def body_schema(kind: Kind) -> dict[str, Any]:
    """Give the JSON Schema (2020-12) of what a body of this kind may say."""
    return _adapter(kind).json_schema()


def check_audience(statement: Statement) -> None:
    """Return when this ledger can hold a body for this audience. Raises Unacceptable."""
    if statement.audience.startswith("authority:"):
        raise Unacceptable(
            field="audience",
            reason="this ledger does not take bodies sealed for an authority",
            mend="use downstream, parties:…, private or public",
        )
    if statement.kind == Kind.ASSESSMENT and not statement.audience.startswith(("parties:", "private")):
        raise Unacceptable(
            field="audience",
            reason="an assessment is for its brand and auditors alone",
            mend="name them: parties:DID,DID",
        )


def _unacceptable(error: ValidationError, kind: Kind) -> Unacceptable:
    errors = error.errors(include_url=False)
    place, first = place_of(errors[0]), errors[0]
    if place and place[0] in VARIANTS_OF.get(kind, ()):
        place = place[1:]  # which variant of the body was meant is no part of where the fault is
    if str(first["type"]).startswith("union_tag"):
        place = ("setting",)
    field = ".".join(["body", *(str(part) for part in place)])
    reason, mend = in_plain_words(errors)
    return Unacceptable(
        field=field,
        reason=reason,
        mend=mend,
    )
