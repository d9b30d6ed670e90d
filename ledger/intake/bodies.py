"""Check 2, shape: a body says only what its kind may say."""

from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from ledger.errors import Unacceptable, UnknownKind
from ledger.model.bodies import BODY_OF, Body
from ledger.model.statement import Kind, Statement

_MENDS = {
    "missing": "add this field",
    "extra_forbidden": "remove this field, or check its spelling",
    "unexpected_keyword_argument": "remove this field, or check its spelling",
    "missing_argument": "add this field",
    "string_pattern_mismatch": "write it as the pattern says",
    "string_type": 'send text; quantities and shares are decimal strings such as "12.5"',
    "literal_error": "use one of the listed values",
}


@cache
def _adapter(kind: Kind) -> TypeAdapter[Any]:
    return TypeAdapter(BODY_OF[kind])


def read_body(statement: Statement) -> Body:
    """Give the typed body of a statement. Raises UnknownKind, or Unacceptable for the first field at fault."""
    kind = Kind(statement.kind)
    if kind not in BODY_OF:
        raise UnknownKind(
            field="kind", value=statement.kind, mend=f"send one of: {', '.join(known.value for known in BODY_OF)}"
        )
    check_audience(statement)
    try:
        body: Body = _adapter(kind).validate_json(statement.body)
    except ValidationError as error:
        raise _unacceptable(error) from error
    return body


def check_audience(statement: Statement) -> None:
    """Return when this ledger can hold a body for this audience. Raises Unacceptable."""
    if statement.audience.startswith("authority:"):
        raise Unacceptable(
            field="audience",
            reason="this ledger does not take bodies sealed for an authority",
            mend="use downstream, parties:…, private or public",
        )


def _unacceptable(error: ValidationError) -> Unacceptable:
    first = error.errors(include_url=False, include_input=False)[0]
    field = ".".join(["body", *(str(part) for part in first["loc"])])
    return Unacceptable(
        field=field,
        reason=str(first["msg"]),
        mend=_MENDS.get(str(first["type"]), "see the body of this kind in /docs"),
    )
