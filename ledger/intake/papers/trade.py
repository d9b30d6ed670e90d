"""Purchase orders and invoices: one line is one `purchase` statement, with the other papers that it names."""

from ledger.errors import Unacceptable
from ledger.intake.papers.fields import Row
from ledger.intake.papers.mapping import REFERENCE_FIELDS, PaperKind
from ledger.intake.papers.sayings import Saying, told
from ledger.model.statement import Kind
from ledger.proof.canonical import Json

_FIELD_OF_BODY = {"lots": "lot", "ordered_on": "day"}


def purchase(row: Row, *, kind: PaperKind, issuer: str) -> Saying:
    """Give the statement that one line of an order or invoice makes. Raises Unacceptable that names the field.

    Only the buyer or the seller says it: from anybody else it would prove no hand-over and weigh nothing.
    """
    fields, own = row.fields, kind.value.replace("-", "_")
    if issuer not in (fields["buyer"], fields["seller"]):
        reason = f"is said by {issuer}, who is neither its buyer nor its seller"
        raise Unacceptable(field="seller", reason=reason, mend="correct buyer and seller, or import as one of the two")
    body: dict[str, Json] = {
        "order": fields[own],
        "buyer": fields["buyer"],
        "seller": fields["seller"],
        "lots": [fields["lot"]],
        "quantity": fields["quantity"],
        "unit": fields["unit"],
        "ordered_on": fields["day"],
        "document": kind.value,
        "references": [
            {"type": name.replace("_", "-"), "number": fields[name]}
            for name in REFERENCE_FIELDS
            if name in fields and name != own
        ],
    }
    try:
        return told((row.number,), Kind.PURCHASE, body)
    except Unacceptable as error:
        name = error.field.removeprefix("body.").partition(".")[0]
        at = own if name == "order" else _FIELD_OF_BODY.get(name, name)
        raise Unacceptable(field=at, reason=error.reason, mend=error.mend) from error
