"""From the record of a captured event to what the graph needs of it, each identifier in its one spelling."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

import orjson

from ledger.model.event import EventType, LotQuantity, SupplyEvent
from ledger.model.record import Record
from ledger.model.statement import Kind
from ledger.proof.event_hash import canonical_uri
from ledger.proof.event_hash.vocabulary import CBV, context_parts, expanded_word, terms_of
from ledger.provenance.country_of_origin import country_of_origin

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ONE = Decimal(1)
_RANK = {"owning_party": 0, "possessing_party": 1, "location": 2}  # who owns comes before who holds
_Named = dict[tuple[str, str], str]


def read_events(records: Iterable[Record]) -> Iterator[SupplyEvent]:
    """Give what the graph needs of the `event` records among these; other kinds and erased bodies are passed over.

    Intake checked each event, so its shape is trusted here. Quantities are exact: the text of an event is RFC 8785, in
    which every number is the shortest name of its double, so the double's own shortest name is the number that was
    signed. An item of an EPC list counts one. URN and Digital Link spellings of one key become one identifier.
    """
    spelt: _Named = {}  # each spelling is worked out once, and equal identifiers share one string
    for record in records:
        statement = record.signed.statement
        body = _body(statement.body) if statement.kind == Kind.EVENT else None
        if body is not None:
            event = orjson.loads(body["event"])
            own = json.dumps(event["@context"]) if "@context" in event else ""
            yield _supply_event(record, event, _Names(body["context"], own, spelt), body["event_hash"])


def _body(raw: bytes) -> dict[str, str] | None:
    """Give the members of an event's body, None for one that was erased."""
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return None
    is_whole = isinstance(body, dict) and all(isinstance(body.get(name), str) for name in _MEMBERS)
    return body if is_whole else None


_MEMBERS = ("event", "context", "event_hash")


class _Names:
    """Spells words and identifiers of one event in full."""

    __slots__ = ("_spelt", "_terms", "_where")

    def __init__(self, context: str, own: str, spelt: _Named) -> None:
        self._terms: Mapping[str, str] = _terms(context, own)
        self._where, self._spelt = context + own, spelt

    def identifier(self, text: str) -> str:
        is_absolute = text.startswith(("urn:", "http"))
        key = ("" if is_absolute else self._where, text)
        found = self._spelt.get(key)
        if found is None:
            found = canonical_uri(text if is_absolute else expanded_word(text, "", self._terms))
            found = self._spelt[key] = self._spelt.setdefault(("", found), found)
        return found

    def origin(self, ilmd: object) -> str | None:
        return country_of_origin(ilmd, self._terms)

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
        origin=names.origin(event.get("ilmd")),
    )


def _site(event: dict[str, Any], names: _Names) -> str | None:
    place = event.get("bizLocation") or event.get("readPoint")
    return names.identifier(place["id"]) if place else None


def _lots(event: dict[str, Any], epcs: str, quantities: str, names: _Names) -> tuple[LotQuantity, ...]:
    listed, weighed = event.get(epcs), event.get(quantities)
    items = [LotQuantity(names.identifier(epc), _ONE) for epc in listed] if listed else []
    if weighed:
        items += [
            LotQuantity(names.identifier(each["epcClass"]), _exact(each.get("quantity")), each.get("uom"))
            for each in weighed
        ]
    return tuple(items)


def _exact(number: float | None) -> Decimal | None:
    return None if number is None else Decimal(repr(number))


def _parties(event: dict[str, Any], field: str, names: _Names) -> tuple[str, ...]:
    """Give sources or destinations, owners first: the first one stands for the hand-over."""
    told = event.get(f"{field}List")
    if not told:
        return ()
    listed = [(names.word(each["type"], field, "SDT-") or "", names.identifier(each[field])) for each in told]
    return tuple(party for _, party in sorted(listed, key=lambda one: (_RANK.get(one[0], len(_RANK)), one[1])))
