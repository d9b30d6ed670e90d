"""Transport and production records as EPCIS events.

A transport row is a shipping or receiving of its lot under its papers. Where it names a container, a second event says
that the lot was loaded into it, or unloaded from it, so that who knows only the container finds the lot. The container
stands in the first event too, as our own extension: two equal loads in two containers are two events, not one told
twice. Production rows of one batch are one transformation; a lot stands once on each side, so that nothing is added up
that was only repeated.
"""

from collections.abc import Mapping, Sequence

from ledger.errors import Unacceptable
from ledger.intake.papers.fields import Row
from ledger.intake.papers.sayings import Saying, goods, told_event
from ledger.proof.canonical import Json
from ledger.proof.trade_references import container_uri, transaction_type, transaction_uri

_STEPS = {"shipping": ("loading", "ADD"), "receiving": ("unloading", "DELETE")}
_SIDES = {"input": "inputQuantityList", "output": "outputQuantityList"}
_PAPERS = ("purchase_order", "invoice", "bill_of_lading", "customs_entry", "despatch_advice")
_FIELD_OF_EVENT = {
    "eventTime": "moment", "eventTimeZoneOffset": "moment", "bizLocation": "place", "readPoint": "place",
    "sourceList": "giver", "destinationList": "receiver", "bizTransactionList": "purchase_order",
    "parentID": "container", "bizStep": "process", "uom": "unit", "quantity": "quantity",
}  # fmt: skip


def movement(row: Row, *, document_hash: bytes) -> tuple[Saying, ...]:
    """Give the one or two events of a transport row. Raises Unacceptable that names the field."""
    fields = row.fields
    if fields["step"] not in _STEPS:
        mend = 'map it with values, for example values = { Export = "shipping", Import = "receiving" }'
        raise Unacceptable(field="step", reason="is neither shipping nor receiving", mend=mend)
    if fields["step"] == "shipping" and "receiver" not in fields:
        mend = "name who gets the goods: nobody else can show that it had them from you"
        raise Unacceptable(field="receiver", reason="is empty for a shipping", mend=mend)
    container = container_uri(fields["container"]) if "container" in fields else None
    events = (
        [_moved(fields, container)] if container is None else [_packed(fields, container), _moved(fields, container)]
    )
    return tuple(_told((row.number,), part, event, document_hash) for part, event in enumerate(events))


def production(rows: Sequence[Row], *, document_hash: bytes) -> Saying:
    """Give the transformation that the rows of one batch are. Raises Unacceptable that names the field.

    The caller has grouped the rows and checked that they agree: see `papers.batches`.
    """
    first = rows[0].fields
    event: dict[str, Json] = {
        "type": "TransformationEvent",
        **_when(first),
        "bizStep": first.get("process", "creating_class_instance"),
        "bizLocation": {"id": first["place"]},
        "bizTransactionList": [_paper("production-order", first["batch"])],
    }
    for side, field in _SIDES.items():
        if listed := [goods(row.fields) for row in rows if row.fields["direction"] == side]:
            event[field] = list(listed)
    return _told(tuple(row.number for row in rows), 0, event, document_hash)


def _moved(fields: Mapping[str, str], container: str | None) -> dict[str, Json]:
    place = "readPoint" if fields["step"] == "shipping" else "bizLocation"
    event: dict[str, Json] = {
        "type": "ObjectEvent",
        **_when(fields),
        "action": "OBSERVE",
        "bizStep": fields["step"],
        place: {"id": fields["place"]},
        "quantityList": [goods(fields)],
    }
    if papers := [_paper(name.replace("_", "-"), fields[name]) for name in _PAPERS if name in fields]:
        event["bizTransactionList"] = list(papers)
    for field, name in (("giver", "source"), ("receiver", "destination")):
        if field in fields:
            event[f"{name}List"] = [{"type": "possessing_party", name: fields[field]}]
    return event if container is None else event | {"tierlight:container": container}


def _packed(fields: Mapping[str, str], container: str) -> dict[str, Json]:
    step, action = _STEPS[fields["step"]]
    return {
        "type": "AggregationEvent",
        **_when(fields),
        "action": action,
        "bizStep": step,
        "parentID": container,
        "childQuantityList": [goods(fields)],
        "readPoint": {"id": fields["place"]},
    }


def _when(fields: Mapping[str, str]) -> dict[str, Json]:
    return {"eventTime": fields["moment"], "eventTimeZoneOffset": fields["moment"][-6:]}


def _paper(name: str, number: str) -> Json:
    return {"type": transaction_type(name), "bizTransaction": transaction_uri(name, number)}


def _told(rows: tuple[int, ...], part: int, event: dict[str, Json], document_hash: bytes) -> Saying:
    try:
        return told_event(rows, part, event, document_hash=document_hash)
    except Unacceptable as error:
        steps = error.field.strip("/").split("/")
        found = next((_FIELD_OF_EVENT[step] for step in reversed(steps) if step in _FIELD_OF_EVENT), None)
        raise Unacceptable(field=found or "lot", reason=error.reason, mend=error.mend) from error
