"""An EPCIS event in a few names, numbers and signs, which read the same in every language."""

from collections.abc import Mapping

import orjson

from ledger.errors import Unacceptable
from ledger.intake.summary.listing import few, listed
from ledger.proof.trade_references import bare_number

_GOODS_FIELDS = (
    ("inputEPCList", "inputQuantityList"),
    ("outputEPCList", "outputQuantityList"),
    ("epcList", "quantityList"),
    ("childEPCs", "childQuantityList"),
)


def event_fields(body: Mapping[str, object]) -> dict[str, object]:
    try:
        event = orjson.loads(str(body.get("event")))
    except orjson.JSONDecodeError as error:
        raise _no_event("is not JSON") from error
    if not isinstance(event, dict):
        raise _no_event("is not an object")
    place = event.get("bizLocation") or event.get("readPoint") or {}
    if not isinstance(place, dict):
        raise _no_event("names a place that is not an object")
    step, goods = event.get("bizStep"), _goods_told(event)
    return {
        "type": event.get("type"),
        "step": f" ({step})" if step else "",
        "site": place.get("id", "—"),
        "time": event.get("eventTime"),
        "goods": f": {goods}{_passing_told(event)}" if goods else "",
    }


def _goods_told(event: Mapping[str, object]) -> str:
    """`lot 100 KGM, … → lot 90 KGM [container]`: names, numbers and signs alone, so that every language reads it."""
    sides = [[*_items(event, epcs), *_items(event, quantities)] for epcs, quantities in _GOODS_FIELDS]
    told = " → ".join(few(side) for side in sides if side)
    parent = event.get("parentID")
    return f"{told} [{parent}]".strip() if parent else told


def _passing_told(event: Mapping[str, object]) -> str:
    """`; destination …; bol HLBL-889`: who is to have the goods, and the numbers of the papers they go under."""
    receivers = [str(each.get("destination")) for each in listed(event.get("destinationList"))]
    papers = [_paper_told(each) for each in listed(event.get("bizTransactionList"))]
    told = (f"destination {few(receivers)}" if receivers else "", few(papers) if papers else "")
    return "".join(f"; {each}" for each in told if each)


def _paper_told(transaction: Mapping[str, object]) -> str:
    kind, number = transaction.get("type"), bare_number(str(transaction.get("bizTransaction")))
    return f"{bare_number(str(kind))} {number}" if kind else number


def _items(event: Mapping[str, object], field: str) -> list[str]:
    found = event.get(field)
    return [_item(each) for each in found] if isinstance(found, list) else []


def _item(element: object) -> str:
    if not isinstance(element, dict):
        return str(element)
    told = (element.get(name) for name in ("epcClass", "quantity", "uom"))
    return " ".join(str(each) for each in told if each is not None)


def _no_event(reason: str) -> Unacceptable:
    return Unacceptable(field="body.event", reason=reason, mend="send one EPCIS 2.0 event as RFC 8785 text")
