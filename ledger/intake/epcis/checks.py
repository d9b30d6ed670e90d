"""Our own checks of one event: stricter than GS1's schema, which lets through what would mislead a reader.

Not checked here, since official examples would be refused: GTIN check digits, recordTime before eventTime.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from ledger.errors import TooLarge, Unacceptable
from ledger.intake.epcis import shape, vocabulary
from ledger.intake.epcis.extensions import check_members
from ledger.intake.epcis.sensors import check_sensor_element
from ledger.intake.epcis.shape import step
from ledger.proof.canonical import Json

MAX_LINKS = 100_000  # inputs times outputs of one transformation: each pair is a link of the graph

_Check: TypeAlias = Callable[[Json, str, Mapping[str, str]], None]


def check_event(event: dict[str, Json], terms: Mapping[str, str], pointer: str) -> None:
    """Return where the event may be captured. Raises Unacceptable for the first fault, by its JSON pointer."""
    kind = event.get("type")
    if not isinstance(kind, str) or kind not in vocabulary.FIELDS_OF:
        raise Unacceptable(
            field=step(pointer, "type"),
            reason="is none of the five event types",
            mend=f"use one of {', '.join(vocabulary.FIELDS_OF)}",
        )
    shape.a_time(shape.required(event, "eventTime", pointer), step(pointer, "eventTime"))
    shape.an_offset(shape.required(event, "eventTimeZoneOffset", pointer), step(pointer, "eventTimeZoneOffset"))
    if kind != "TransformationEvent":
        shape.required(event, "action", pointer)
    check_members(event, vocabulary.FIELDS_OF[kind], terms, pointer)
    for field, found in event.items():
        if field in _CHECKS:
            _CHECKS[field](found, step(pointer, field), terms)
    _WHAT[kind](event, pointer)


def _uri(found: Json, pointer: str, _terms: Mapping[str, str]) -> None:
    shape.a_uri(found, pointer)


def _time(found: Json, pointer: str, _terms: Mapping[str, str]) -> None:
    shape.a_time(found, pointer)


def _action(found: Json, pointer: str, _terms: Mapping[str, str]) -> None:
    if not isinstance(found, str) or found not in vocabulary.ACTIONS:
        raise Unacceptable(field=pointer, reason="is no action", mend="use ADD, OBSERVE or DELETE")


def _biz_step(found: Json, pointer: str, _terms: Mapping[str, str]) -> None:
    shape.a_word(found, pointer, vocabulary.BIZ_STEPS)


def _disposition(found: Json, pointer: str, _terms: Mapping[str, str]) -> None:
    shape.a_word(found, pointer, vocabulary.DISPOSITIONS)


def _epcs(found: Json, pointer: str, _terms: Mapping[str, str]) -> None:
    shape.distinct_uris(found, pointer)


def _quantities(found: Json, pointer: str, _terms: Mapping[str, str]) -> None:
    for place, element in enumerate(shape.a_list(found, pointer)):
        shape.a_quantity(element, f"{pointer}/{place}")


def _certification(found: Json, pointer: str, _terms: Mapping[str, str]) -> None:
    if isinstance(found, list):
        shape.distinct_uris(found, pointer)
    else:
        shape.a_uri(found, pointer)


def _place(found: Json, pointer: str, terms: Mapping[str, str]) -> None:
    place = shape.an_object(found, pointer)
    shape.a_uri(shape.required(place, "id", pointer), step(pointer, "id"))
    check_members(place, ("id",), terms, pointer)


def _persistent(found: Json, pointer: str, _terms: Mapping[str, str]) -> None:
    both = shape.an_object(found, pointer)
    shape.only(both, ("set", "unset"), pointer)
    if not both or not all(both.values()):
        raise Unacceptable(field=pointer, reason="sets and unsets nothing", mend="leave it out, or name a disposition")
    for field, words in both.items():
        for place, word in enumerate(shape.a_list(words, step(pointer, field))):
            shape.a_word(word, f"{pointer}/{field}/{place}", vocabulary.DISPOSITIONS)


def _typed(name: str, words: frozenset[str], *, needs_type: bool) -> _Check:
    def check(found: Json, pointer: str, _terms: Mapping[str, str]) -> None:
        for place, item in enumerate(shape.a_list(found, pointer)):
            at = f"{pointer}/{place}"
            element = shape.an_object(item, at)
            shape.only(element, ("type", name), at)
            shape.a_uri(shape.required(element, name, at), step(at, name))
            if needs_type or "type" in element:
                shape.a_word(shape.required(element, "type", at), step(at, "type"), words)

    return check


def _sensors(found: Json, pointer: str, terms: Mapping[str, str]) -> None:
    for place, element in enumerate(shape.a_list(found, pointer)):
        check_sensor_element(element, terms, f"{pointer}/{place}")


def _master(found: Json, pointer: str, terms: Mapping[str, str]) -> None:
    check_members(shape.an_object(found, pointer), (), terms, pointer)


def _error_declaration(found: Json, pointer: str, terms: Mapping[str, str]) -> None:
    declaration = shape.an_object(found, pointer)
    shape.a_time(shape.required(declaration, "declarationTime", pointer), step(pointer, "declarationTime"))
    if "reason" in declaration:
        shape.a_word(declaration["reason"], step(pointer, "reason"), vocabulary.ERROR_REASONS)
    if "correctiveEventIDs" in declaration:
        shape.distinct_uris(declaration["correctiveEventIDs"], step(pointer, "correctiveEventIDs"))
    check_members(declaration, ("declarationTime", "reason", "correctiveEventIDs"), terms, pointer)


_CHECKS: dict[str, _Check] = {
    "recordTime": _time, "eventID": _uri, "certificationInfo": _certification, "errorDeclaration": _error_declaration,
    "action": _action, "parentID": _uri, "transformationID": _uri, "epcList": _epcs, "childEPCs": _epcs,
    "inputEPCList": _epcs, "outputEPCList": _epcs, "quantityList": _quantities, "childQuantityList": _quantities,
    "inputQuantityList": _quantities, "outputQuantityList": _quantities, "bizStep": _biz_step,
    "disposition": _disposition, "persistentDisposition": _persistent, "readPoint": _place, "bizLocation": _place,
    "bizTransactionList": _typed("bizTransaction", vocabulary.TRANSACTION_TYPES, needs_type=False),
    "sourceList": _typed("source", vocabulary.PLACE_TYPES, needs_type=True),
    "destinationList": _typed("destination", vocabulary.PLACE_TYPES, needs_type=True),
    "sensorElementList": _sensors, "ilmd": _master,
}  # fmt: skip


def _count(event: Mapping[str, Json], *fields: str) -> int:
    return sum(len(found) for field in fields if isinstance(found := event.get(field), list))


def _object_names_something(event: Mapping[str, Json], pointer: str) -> None:
    if not _count(event, "epcList", "quantityList", "sensorElementList"):
        raise _nothing(pointer, "epcList", "names no item, quantity or measurement")


def _aggregation_names_something(event: Mapping[str, Json], pointer: str) -> None:
    children = _count(event, "childEPCs", "childQuantityList")
    if "parentID" not in event and event.get("action") != "OBSERVE":
        raise _nothing(pointer, "parentID", "is missing: only an observation may leave the container unnamed")
    if not children and event.get("action") == "ADD":
        raise _nothing(pointer, "childEPCs", "adds nothing")
    if not children and "parentID" not in event:
        raise _nothing(pointer, "childEPCs", "names neither container nor content")


def _association_names_something(event: Mapping[str, Json], pointer: str) -> None:
    if "parentID" not in event:
        raise _nothing(pointer, "parentID", "is missing")
    if event.get("action") == "ADD" and not _count(event, "childEPCs", "childQuantityList"):
        raise _nothing(pointer, "childEPCs", "adds nothing")


def _transaction_names_something(event: Mapping[str, Json], pointer: str) -> None:
    if not _count(event, "bizTransactionList"):
        raise _nothing(pointer, "bizTransactionList", "names no business transaction")
    if "parentID" not in event and not _count(event, "epcList", "quantityList"):
        raise _nothing(pointer, "epcList", "ties nothing to the transaction")


def _transformation_names_something(event: Mapping[str, Json], pointer: str) -> None:
    inputs = _count(event, "inputEPCList", "inputQuantityList")
    outputs = _count(event, "outputEPCList", "outputQuantityList")
    if not inputs and not outputs:
        raise _nothing(pointer, "inputEPCList", "names neither inputs nor outputs")
    if inputs * outputs > MAX_LINKS:
        raise TooLarge(what="inputs times outputs of one transformation", limit=MAX_LINKS, mend="use lots, or split it")


def _nothing(pointer: str, field: str, reason: str) -> Unacceptable:
    return Unacceptable(field=step(pointer, field), reason=reason, mend="name what the event is about")


_WHAT: dict[str, Callable[[Mapping[str, Json], str], None]] = {
    "ObjectEvent": _object_names_something,
    "AggregationEvent": _aggregation_names_something,
    "AssociationEvent": _association_names_something,
    "TransactionEvent": _transaction_names_something,
    "TransformationEvent": _transformation_names_something,
}
