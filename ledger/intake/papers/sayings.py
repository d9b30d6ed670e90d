"""What a row, or the rows of one batch, say: the body that is signed, checked as intake checks it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from ledger.errors import Unacceptable
from ledger.intake.bodies import read_body
from ledger.intake.epcis import event_body_json
from ledger.intake.epcis.document import read_single_event
from ledger.intake.summary import render_summary
from ledger.model.event import CapturedEvent
from ledger.model.statement import Kind, Statement
from ledger.proof.canonical import Json, canonicalise
from ledger.proof.trade_references import EXTENSION

_CONTEXT: Json = [
    "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
    {"tierlight": EXTENSION},
]
LANGUAGE = "en"
AUDIENCE = "downstream"


@dataclass(frozen=True, slots=True)
class Saying:
    """One statement to sign. `part` counts the statements of the same rows from 0; `body` is RFC 8785."""

    rows: tuple[int, ...]
    part: int
    kind: Kind
    body: bytes
    summary: str
    event: CapturedEvent | None = None


def told(rows: tuple[int, ...], kind: Kind, body: dict[str, Json]) -> Saying:
    """Give the saying of a body that intake would take. Raises Unacceptable that names the field of the body."""
    raw = canonicalise(body)
    read_body(_unsigned(kind, raw))
    return Saying(rows, 0, kind, raw, render_summary(kind, LANGUAGE, body))


def told_event(rows: tuple[int, ...], part: int, event: dict[str, Json], *, document_hash: bytes) -> Saying:
    """Give the saying of an EPCIS event that capture would take. Raises Unacceptable with a pointer into the event."""
    captured = read_single_event(event, _CONTEXT, document_hash=document_hash)
    body = event_body_json(captured)
    return Saying(rows, part, Kind.EVENT, canonicalise(body), render_summary(Kind.EVENT, LANGUAGE, body), captured)


def goods(fields: Mapping[str, str]) -> dict[str, Json]:
    """Give a row's lot as an element of a quantity list. Raises Unacceptable for digits that JSON cannot carry."""
    element: dict[str, Json] = {"epcClass": fields["lot"]}
    if "quantity" in fields:
        element["quantity"] = _number(fields["quantity"])
        element["uom"] = fields["unit"]
    return element


def _number(amount: str) -> Json:
    exact = Decimal(amount)
    if exact == exact.to_integral_value() and abs(exact) <= 2**53 - 1:
        return int(exact)
    number = float(exact)
    if Decimal(repr(number)) != exact:
        reason = "has more digits than an EPCIS event can carry"
        raise Unacceptable(field="quantity", reason=reason, mend="round it to 15 digits in the sheet")
    return number


def _unsigned(kind: Kind, body: bytes) -> Statement:
    return Statement(1, kind.value, "", b"", 0, b"", AUDIENCE, LANGUAGE, "", body)
