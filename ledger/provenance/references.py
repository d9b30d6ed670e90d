"""From records to the index of papers and containers: which record names which number beside which goods."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import TypeAdapter, ValidationError

from ledger.model.bodies import PurchaseBody
from ledger.model.record import Record
from ledger.model.references import ReferenceIndex, Tie
from ledger.model.statement import Kind
from ledger.proof.event_hash import canonical_uri
from ledger.proof.event_hash.vocabulary import CBV, context_parts, expanded_key, expanded_word, terms_of
from ledger.proof.trade_references import EXTENSION, bare_number, container_number, folded_number, reference_type

REFERENCE_KINDS = frozenset((Kind.EVENT, Kind.PURCHASE))
_PURCHASE = TypeAdapter(PurchaseBody)
_CONTAINER = f"{{{EXTENSION}}}container"
_TELLING = (b"bizTransactionList", b"parentID", b":container")
_EPC_LISTS = ("epcList", "childEPCs", "outputEPCList")
_QUANTITY_LISTS = ("quantityList", "childQuantityList", "outputQuantityList")


def index_references(records: Iterable[Record], *, log_size: int) -> ReferenceIndex:
    """Give the index of what these records tie. A body that was erased, or is of another kind, is passed over.

    Linear, and an event that names neither paper nor container is not parsed. Does not judge who may read a record, nor
    whether a container still held a lot when it was named: see `jobs.find`.
    """
    ties: dict[str, list[Tie]] = {}
    inside: dict[str, dict[str, None]] = {}
    for record in records:
        for tie in _ties_of(record):
            for number in spellings(tie.identifier):
                ties.setdefault(number, []).append(tie)
            if tie.type == "container":
                inside.setdefault(tie.identifier, {}).update(dict.fromkeys(tie.things))
    return ReferenceIndex(
        log_size,
        {number: tuple(found) for number, found in ties.items()},
        {container: tuple(things) for container, things in inside.items()},
    )


def _ties_of(record: Record) -> Iterator[Tie]:
    match record.signed.statement.kind:
        case Kind.PURCHASE:
            return _of_purchase(record)
        case Kind.EVENT:
            return _of_event(record)
        case _:
            return iter(())


def _of_purchase(record: Record) -> Iterator[Tie]:
    try:
        body = _PURCHASE.validate_json(record.signed.statement.body)
    except ValidationError:
        return
    lots = tuple(canonical_uri(lot) for lot in body.lots)
    yield Tie(record.record_id, body.document, body.order, lots)
    for each in body.references:
        yield Tie(record.record_id, each.type, each.number, lots)


def _of_event(record: Record) -> Iterator[Tie]:
    raw = record.signed.statement.body
    if not any(word in raw for word in _TELLING):
        return
    body = json.loads(raw)
    event = json.loads(body["event"])
    terms = terms_of([*context_parts(json.loads(body["context"])), *context_parts(event.get("@context", []))])

    def full(text: str) -> str:
        return canonical_uri(text if text.startswith(("urn:", "http")) else expanded_word(text, "", terms))

    things = [full(epc) for name in _EPC_LISTS for epc in event.get(name, ())]
    things += [full(each["epcClass"]) for name in _QUANTITY_LISTS for each in event.get(name, ())]
    parent = full(event["parentID"]) if "parentID" in event else None
    for each in event.get("bizTransactionList", ()):
        tied = (*things, parent) if parent is not None else tuple(things)
        yield Tie(record.record_id, _type_of(each, terms), full(each["bizTransaction"]), tied)
    for key, value in event.items():
        if isinstance(value, str) and expanded_key(key, terms) == _CONTAINER:
            yield Tie(record.record_id, "container", full(value), tuple(things))
    if parent is not None and event["type"] in ("AggregationEvent", "AssociationEvent"):
        yield Tie(record.record_id, "container", parent, tuple(things))


def _type_of(transaction: dict[str, Any], terms: dict[str, str]) -> str | None:
    word = transaction.get("type")
    if not isinstance(word, str) or ":" not in word:
        return reference_type(word)
    return reference_type(expanded_word(word, "bizTransaction", terms).replace(CBV + "BTT-", "", 1))


def spellings(number: str) -> dict[str, None]:
    """Give what a number is looked up by, in order: as it stands, bare, and as a container's; case and space folded."""
    return dict.fromkeys(map(folded_number, (number, bare_number(number), container_number(number))))
