"""From the record of a captured event to what the graph needs of it, each identifier in its one spelling."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from ledger.model.bodies import EventBody
from ledger.model.event import EventType, LotQuantity, SupplyEvent
from ledger.model.record import Record
from ledger.model.statement import Kind
from ledger.proof.event_hash import canonical_uri
from ledger.proof.event_hash.vocabulary import CBV, context_parts, expanded_word, terms_of

_BODY = TypeAdapter(EventBody)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ONE = Decimal(1)
_BY_WEIGHT = ("owning_party", "possessing_party", "location")  # who owns comes before who holds


def read_event(record: Record) -> SupplyEvent | None:
    """Give what the graph needs of an `event` record; None for another kind, and where the body was erased.

    Intake checked the event, so its shape is trusted here. Quantities are decimals from the text, never floats. An
    item of an EPC list counts one. URN and Digital Link spellings of one key become one identifier.
    """
    statement = record.signed.statement
    if statement.kind != Kind.EVENT:
        return None
    try:
        body = _BODY.validate_json(statement.body)
    except ValidationError:
        return None
    event = json.loads(body.event, parse_float=Decimal, parse_int=Decimal)
    return _supply_event(record, event, _Names(body.context, event.get("@context")), body.event_hash)


class _Names:
    """Spells words and identifiers of one event in full."""

    __slots__ = ("_terms",)

    def __init__(self, context: str, own: object) -> None:
        self._terms: Mapping[str, str] = _terms(context, json.dumps(own) if own is not None else "")

    def identifier(self, text: str) -> str:
        if text.startswith(("urn:", "http")):
            return canonical_uri(text)
        return canonical_uri(expanded_word(text, "", self._terms))

    def word(self, found: object, field: str, stem: str) -> str | None:
        if not isinstance(found, str):
            return None
        return expanded_word(found, field, self._terms).removeprefix(CBV + stem) if ":" in found else found


@lru_cache(maxsize=1024)
def _terms(context: str, own: str) -> Mapping[str, str]:
    parts = [json.loads(context), *([json.loads(own)] if own else [])]
    return terms_of([part for whole in parts for part in context_parts(whole)])


def _supply_event(record: Record, event: dict[str, Any], names: _Names, event_hash: str) -> SupplyEvent:
    event_type = EventType(event["type"])
    event_id = event.get("eventID")
    children = event_type in (EventType.AGGREGATION, EventType.ASSOCIATION)
    return SupplyEvent(
        record_id=record.record_id,
        issuer=record.signed.statement.issuer,
        log_index=record.index,
        event_type=event_type,
        event_time=(datetime.fromisoformat(event["eventTime"]) - _EPOCH) // timedelta(milliseconds=1),
        action=event.get("action"),
        biz_step=names.word(event.get("bizStep"), "bizStep", "BizStep-"),
        disposition=names.word(event.get("disposition"), "disposition", "Disp-"),
        site=_site(event, names),
        parent=names.identifier(event["parentID"]) if "parentID" in event else None,
        items=_lots(
            event, "childEPCs" if children else "epcList", "childQuantityList" if children else "quantityList", names
        ),
        inputs=_lots(event, "inputEPCList", "inputQuantityList", names),
        outputs=_lots(event, "outputEPCList", "outputQuantityList", names),
        transformation_id=names.identifier(event["transformationID"]) if "transformationID" in event else None,
        transactions=tuple(names.identifier(each["bizTransaction"]) for each in event.get("bizTransactionList", ())),
        sources=_parties(event, "source", names),
        destinations=_parties(event, "destination", names),
        corrects=(event_id or event_hash) if "errorDeclaration" in event else None,
        event_id=event_id,
        event_hash=event_hash,
    )


def _site(event: dict[str, Any], names: _Names) -> str | None:
    place = event.get("bizLocation") or event.get("readPoint")
    return names.identifier(place["id"]) if place else None


def _lots(event: dict[str, Any], epcs: str, quantities: str, names: _Names) -> tuple[LotQuantity, ...]:
    items = [LotQuantity(names.identifier(epc), _ONE) for epc in event.get(epcs, ())]
    items.extend(
        LotQuantity(names.identifier(each["epcClass"]), each.get("quantity"), each.get("uom"))
        for each in event.get(quantities, ())
    )
    return tuple(items)


def _parties(event: dict[str, Any], field: str, names: _Names) -> tuple[str, ...]:
    """Give sources or destinations, owners first: the first one stands for the hand-over."""
    listed = [
        (names.word(each["type"], field, "SDT-") or "", names.identifier(each[field]))
        for each in event.get(f"{field}List", ())
    ]
    rank = {kind: place for place, kind in enumerate(_BY_WEIGHT)}
    return tuple(party for _, party in sorted(listed, key=lambda one: (rank.get(one[0], len(rank)), one[1])))
