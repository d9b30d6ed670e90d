"""Our own checks of one event: stricter than GS1's schema, which lets through what would mislead a reader.

The fields and checks of each event type are put together once, at import, so that an event is walked once. Everything
that the schema refuses with its formats on is refused here too (tests/intake/epcis, the exceptions by name); beyond it
we refuse wrong check digits, negative quantities, empty lists, a record made before its event, prefixes and contexts
without a meaning, one item named twice.

Decision on official examples (47 documents, measured): none has a wrong check digit or a recordTime before eventTime;
two sensor examples have an empty `epcList`, which is therefore taken beside measurements and refused elsewhere.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from ledger.errors import Unacceptable
from ledger.intake.epcis import shape, vocabulary, words
from ledger.intake.epcis.extensions import check_extension, check_members
from ledger.intake.epcis.sensors import check_sensor_element
from ledger.intake.epcis.shape import step
from ledger.intake.epcis.subjects import SUBJECTS
from ledger.intake.epcis.words import Vocabulary, a_word
from ledger.proof.canonical import Json

Terms: TypeAlias = Mapping[str, str]
_Check: TypeAlias = Callable[[Json, str, Terms], object]


def check_event(event: dict[str, Json], terms: Terms, pointer: str) -> None:
    """Return where the event may be captured. Raises Unacceptable for the first fault, by its JSON pointer."""
    kind = event.get("type")
    form = _FORMS.get(kind) if isinstance(kind, str) else None
    if form is None:
        raise Unacceptable(
            field=f"{pointer}/type",
            reason="is none of the five event types",
            mend=f"use one of {', '.join(vocabulary.FIELDS_OF)}",
        )
    for field in form.required:
        shape.required(event, field, pointer)
    for field, found in event.items():
        check = form.checks.get(field)
        if check is None:
            check_extension(field, found, terms, pointer)
        else:
            check(found, f"{pointer}/{field}", terms)
    if "recordTime" in event:
        _recorded_after(event, pointer)
    form.has_subject(event, pointer)


def _recorded_after(event: Mapping[str, Json], pointer: str) -> None:
    happened, at = shape.a_time(event["eventTime"], ""), f"{pointer}/recordTime"
    if shape.a_time(event["recordTime"], at) < happened:
        raise Unacceptable(field=at, reason="is before eventTime", mend="check both clocks; leave recordTime out")


def _unchecked(_found: Json, _pointer: str, _terms: Terms) -> None:
    """Return: `type` chose the form, and an event's own @context was checked before it."""


def _plain(check: Callable[[Json, str], object]) -> _Check:
    return lambda found, pointer, _terms: check(found, pointer)


def _word(known: Vocabulary) -> _Check:
    return lambda found, pointer, terms: a_word(found, pointer, known, terms)


def _action(found: Json, pointer: str, _terms: Terms) -> None:
    if not isinstance(found, str) or found not in vocabulary.ACTIONS:
        raise Unacceptable(field=pointer, reason="is no action", mend="use ADD, OBSERVE or DELETE")


def _items(found: Json, pointer: str, _terms: Terms) -> None:
    shape.distinct_identifiers(shape.a_full_list(found, pointer), pointer)


def _quantities(found: Json, pointer: str, _terms: Terms) -> None:
    for place, element in enumerate(shape.a_full_list(found, pointer)):
        shape.a_quantity(element, f"{pointer}/{place}")


def _certification(found: Json, pointer: str, _terms: Terms) -> None:
    if isinstance(found, list):
        shape.distinct_uris(found, pointer)
    else:
        shape.a_link(found, pointer)


def _place(found: Json, pointer: str, terms: Terms) -> None:
    place = shape.an_object(found, pointer)
    shape.an_identifier(shape.required(place, "id", pointer), f"{pointer}/id")
    check_members(place, ("id",), terms, pointer)


def _persistent(found: Json, pointer: str, terms: Terms) -> None:
    both = shape.an_object(found, pointer)
    shape.only(both, ("set", "unset"), pointer)
    if not both:
        raise Unacceptable(field=pointer, reason="sets and unsets nothing", mend="leave it out, or name a disposition")
    for field, named in both.items():
        seen: set[str] = set()
        for place, word in enumerate(shape.a_full_list(named, step(pointer, field))):
            at = f"{pointer}/{field}/{place}"
            if (text := a_word(word, at, words.DISPOSITION, terms)) in seen:
                raise Unacceptable(field=at, reason="is named twice", mend="name each disposition once")
            seen.add(text)


def _typed(
    found: Json, pointer: str, terms: Terms, *, name: str, known: Vocabulary, read: Callable[[Json, str], str]
) -> None:
    """Check a list of business transactions, or of sources or destinations, whose type must be said."""
    for place, item in enumerate(shape.a_full_list(found, pointer)):
        at = f"{pointer}/{place}"
        element = shape.an_object(item, at)
        shape.only(element, ("type", name), at)
        read(shape.required(element, name, at), f"{at}/{name}")
        if known is words.PLACE_TYPE or "type" in element:
            a_word(shape.required(element, "type", at), f"{at}/type", known, terms)


def _sensors(found: Json, pointer: str, terms: Terms) -> None:
    for place, element in enumerate(shape.a_full_list(found, pointer)):
        check_sensor_element(element, terms, f"{pointer}/{place}")


def _master(found: Json, pointer: str, terms: Terms) -> None:
    for key, value in shape.an_object(found, pointer).items():
        check_extension(key, value, terms, pointer)


def _error_declaration(found: Json, pointer: str, terms: Terms) -> None:
    declaration = shape.an_object(found, pointer)
    shape.a_time(shape.required(declaration, "declarationTime", pointer), f"{pointer}/declarationTime")
    for field, value in declaration.items():
        at = step(pointer, field)
        if field == "reason":
            a_word(value, at, words.ERROR_REASON, terms)
        elif field == "correctiveEventIDs":
            shape.distinct_uris(value, at)
        elif field != "declarationTime":
            check_extension(field, value, terms, pointer)


_link, _identifier, _time = _plain(shape.a_link), _plain(shape.an_identifier), _plain(shape.a_time)
_places = partial(_typed, known=words.PLACE_TYPE, read=shape.an_identifier)
_CHECKS: dict[str, _Check] = {
    "@context": _unchecked, "type": _unchecked, "eventTime": _time, "eventTimeZoneOffset": _plain(shape.an_offset),
    "recordTime": _time, "eventID": _link, "certificationInfo": _certification, "errorDeclaration": _error_declaration,
    "action": _action, "parentID": _identifier, "transformationID": _link,
    "epcList": _plain(shape.distinct_identifiers), "childEPCs": _items, "inputEPCList": _items,
    "outputEPCList": _items, "quantityList": _quantities, "childQuantityList": _quantities,
    "inputQuantityList": _quantities, "outputQuantityList": _quantities, "bizStep": _word(words.BIZ_STEP),
    "disposition": _word(words.DISPOSITION), "persistentDisposition": _persistent, "readPoint": _place,
    "bizLocation": _place,
    "bizTransactionList": partial(
        _typed, name="bizTransaction", known=words.TRANSACTION_TYPE, read=shape.a_link
    ),
    "sourceList": partial(_places, name="source"), "destinationList": partial(_places, name="destination"),
    "sensorElementList": _sensors, "ilmd": _master,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Form:
    """One event type: what it must hold, how each of its fields is checked, what it must be about."""

    required: tuple[str, ...]
    checks: Mapping[str, _Check]
    has_subject: Callable[[Mapping[str, Json], str], None]


def _form(kind: str, fields: frozenset[str]) -> _Form:
    required = ("eventTime", "eventTimeZoneOffset", *(("action",) if "action" in fields else ()))
    return _Form(required, {field: _CHECKS[field] for field in fields}, SUBJECTS[kind])


_FORMS = {kind: _form(kind, fields) for kind, fields in vocabulary.FIELDS_OF.items()}
