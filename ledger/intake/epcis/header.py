"""The checks of what stands around the events: who sends, which version, and the header's master data.

The master data is checked for its shape only and not captured; the document hash covers it.
"""

import re
from collections.abc import Callable, Mapping

from ledger.errors import Unacceptable
from ledger.intake.epcis import shape
from ledger.intake.epcis.extensions import check_extension
from ledger.intake.epcis.shape import step
from ledger.proof.canonical import Json

Terms = Mapping[str, str]
_Check = Callable[[Json, str, Terms], object]
_VERSION = re.compile(r"2\.0(\.\d+)?", re.ASCII)


def event_list(whole: dict[str, Json], terms: Terms) -> tuple[list[Json], str]:
    """Give the events of a document and the JSON pointer to their list, having checked everything around them."""
    kind = shape.required(whole, "type", "")
    if not isinstance(kind, str) or kind not in _STEPS:
        raise Unacceptable(field="/type", reason="is no EPCIS document", mend="use EPCISDocument or EPCISQueryDocument")
    for field in ("schemaVersion", "epcisBody", *(("creationDate",) if kind == "EPCISDocument" else ())):
        shape.required(whole, field, "")
    _members(whole, _DOCUMENT[kind], terms, "")
    body, pointer = whole["epcisBody"], "/epcisBody"
    for name, fields in _STEPS[kind]:
        inner = shape.an_object(body, pointer)
        if fields:
            _members(inner, fields, terms, pointer)
        if name == "resultsBody":
            shape.required(inner, "queryName", pointer)
        body, pointer = shape.required(inner, name, pointer), step(pointer, name)
    return shape.a_list(body, pointer), pointer


def _members(found: Mapping[str, Json], checks: Mapping[str, _Check], terms: Terms, pointer: str) -> None:
    for field, value in found.items():
        check = checks.get(field)
        if check is None:
            check_extension(field, value, terms, pointer)
        else:
            check(value, step(pointer, field), terms)


def _version(found: Json, pointer: str, _terms: Terms) -> None:
    if not isinstance(found, str) or not _VERSION.fullmatch(found):
        raise Unacceptable(field=pointer, reason="is not EPCIS 2.0", mend='send "2.0" and an EPCIS 2.0 document')


def _elsewhere(_found: Json, _pointer: str, _terms: Terms) -> None:
    """Return: this field is checked by itself, before or after."""


def _time(found: Json, pointer: str, _terms: Terms) -> None:
    shape.a_time(found, pointer)


def _link(found: Json, pointer: str, _terms: Terms) -> None:
    shape.a_link(found, pointer)


def _string(found: Json, pointer: str, _terms: Terms) -> None:
    if not isinstance(found, str) or len(found) > shape.MAX_TEXT:
        raise Unacceptable(
            field=pointer, reason=f"is not text of at most {shape.MAX_TEXT} characters", mend="send text"
        )


def _header(found: Json, pointer: str, terms: Terms) -> None:
    _members(shape.an_object(found, pointer), {"epcisMasterData": _master_data}, terms, pointer)


def _master_data(found: Json, pointer: str, terms: Terms) -> None:
    master = shape.an_object(found, pointer)
    if "vocabularyList" in master:
        _vocabularies(master["vocabularyList"], step(pointer, "vocabularyList"), terms)


def _vocabularies(found: Json, pointer: str, terms: Terms) -> None:
    for place, item in enumerate(shape.a_list(found, pointer)):
        at = f"{pointer}/{place}"
        one = shape.an_object(item, at)
        shape.a_link(shape.required(one, "type", at), f"{at}/type")
        if "vocabularyElementList" in one:
            _each(one["vocabularyElementList"], f"{at}/vocabularyElementList", terms, _element)


def _element(found: Json, pointer: str, terms: Terms) -> None:
    element = shape.an_object(found, pointer)
    shape.a_link(shape.required(element, "id", pointer), f"{pointer}/id")
    if "attributes" in element:
        _each(element["attributes"], f"{pointer}/attributes", terms, _attribute)
    if "children" in element:
        _each(element["children"], f"{pointer}/children", terms, _link)


def _attribute(found: Json, pointer: str, _terms: Terms) -> None:
    attribute = shape.an_object(found, pointer)
    shape.a_link(shape.required(attribute, "id", pointer), f"{pointer}/id")
    value = attribute.get("attribute", "")
    if value is None or isinstance(value, bool | list):
        raise Unacceptable(
            field=f"{pointer}/attribute", reason="is no text, number or object", mend="send one value for each id"
        )


def _each(found: Json, pointer: str, terms: Terms, check: _Check) -> None:
    for place, item in enumerate(shape.a_list(found, pointer)):
        check(item, f"{pointer}/{place}", terms)


_ALIKE: dict[str, _Check] = {
    "@context": _elsewhere, "type": _elsewhere, "epcisBody": _elsewhere, "id": _link, "schemaVersion": _version,
    "creationDate": _time,
}  # fmt: skip
_DOCUMENT: dict[str, dict[str, _Check]] = {
    "EPCISDocument": {
        **_ALIKE, "instanceIdentifier": _string, "sender": _string, "receiver": _string, "epcisHeader": _header,
    },
    "EPCISQueryDocument": _ALIKE,
}  # fmt: skip
_RESULTS: dict[str, _Check] = {"queryName": _string, "subscriptionID": _string, "resultsBody": _elsewhere}
_STEPS: dict[str, tuple[tuple[str, dict[str, _Check]], ...]] = {
    "EPCISDocument": (("eventList", {}),),
    "EPCISQueryDocument": (
        ("queryResults", {"queryResults": _elsewhere}),
        ("resultsBody", _RESULTS),
        ("eventList", {"eventList": _elsewhere, "vocabularyList": _vocabularies}),
    ),
}
