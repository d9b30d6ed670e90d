"""The canonical string of an EPCIS event that the CBV 2.0 event hash is taken of.

Order and spelling follow CBV 2.0 and, where its prose and its reference vectors disagree, the vectors: `type=` before
the value it qualifies, `destinationList` before `sourceList`, and what has no fixed place sorted together at the end.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from ledger.proof.canonical import Json
from ledger.proof.event_hash.values import utc, value
from ledger.proof.event_hash.vocabulary import context_parts, expanded_key, terms_of

Terms: TypeAlias = Mapping[str, str]
_Writer: TypeAlias = "Callable[[str, Json, Terms], str]"

_NOT_COVERED = frozenset(("@context", "type", "eventID", "recordTime", "errorDeclaration", "rdfs:comment", "comment"))
_COMMENTS = frozenset(("rdfs:comment", "comment"))
_QUANTITY = ("epcClass", "quantity", "uom")
_METADATA = (
    "time", "startTime", "endTime", "deviceID", "deviceMetadata", "rawData", "dataProcessingMethod", "bizRules",
)  # fmt: skip
_REPORT = (
    "type", "exception", "deviceID", "deviceMetadata", "rawData", "dataProcessingMethod", "time", "microorganism",
    "chemicalSubstance", "value", "component", "stringValue", "booleanValue", "hexBinaryValue", "uriValue", "minValue",
    "maxValue", "meanValue", "sDev", "percRank", "percValue", "uom", "coordinateReferenceSystem",
)  # fmt: skip
_TIMES = frozenset(("time", "startTime", "endTime"))


def pre_hash(event: dict[str, Json], context: Json) -> str:
    """Give the string whose SHA-256 is the event hash (CBV 2.0, rules 1 to 21).

    Equal for two tellings of one event: see the package for what it does not cover. Never raises for an event that
    passed the checks of intake; what has no rule is written as it stands.
    """
    own = event.get("@context")
    terms = terms_of(context if own is None else [*context_parts(context), *context_parts(own)])
    parts = ["eventType=", str(event.get("type", ""))]
    for field, write in _PLACES.items():
        if field in event:
            parts.append(write(field, event[field], terms))
    rest = (_rest(field, found, terms) for field, found in event.items() if field not in _PLACED)
    return "".join((*parts, *sorted(text for text in rest if text)))


def _single(field: str, found: Json, terms: Terms) -> str:
    """Write field=value, or each of several values in order of code points."""
    if isinstance(found, list):
        return "".join(sorted(_single(field, item, terms) for item in found))
    if isinstance(found, dict):
        return _under(field, _members(found, terms))
    text = value(found, field, terms)
    return f"{field}={text}" if text else ""


def _time(field: str, found: Json, terms: Terms) -> str:
    return f"{field}={utc(found.strip())}" if isinstance(found, str) else _single(field, found, terms)


def _epcs(field: str, found: Json, terms: Terms) -> str:
    return _under(field, _single("epc", found, terms))


def _quantities(field: str, found: Json, terms: Terms) -> str:
    return _under(field, _sorted(_record("quantityElement", item, _QUANTITY, terms) for item in _items(found)))


def _dispositions(field: str, found: Json, terms: Terms) -> str:
    return _record(field, found, ("set", "unset"), terms)


def _place(field: str, found: Json, terms: Terms) -> str:
    return _record(field, found, ("id",), terms)


def _sensors(field: str, found: Json, terms: Terms) -> str:
    return _under(field, _sorted(_sensor(item, terms) for item in _items(found)))


def _sensor(element: Json, terms: Terms) -> str:
    if not isinstance(element, dict):
        return ""
    metadata = _record("sensorMetadata", element.get("sensorMetadata"), _METADATA, terms)
    reports = (_record("sensorReport", report, _REPORT, terms) for report in _items(element.get("sensorReport")))
    others = {key: found for key, found in element.items() if key not in ("sensorMetadata", "sensorReport")}
    return _under("sensorElement", metadata + _sorted(reports) + _members(others, terms))


def _record(name: str, found: Json, order: tuple[str, ...], terms: Terms) -> str:
    """Write a standard object: its fields in their order, then its extensions sorted (rule 21)."""
    if not isinstance(found, dict):
        return ""
    known = ((_time if field in _TIMES else _single)(field, found[field], terms) for field in order if field in found)
    body = "".join(known)
    if len(found) > sum(field in found for field in order):
        body += _members({key: item for key, item in found.items() if key not in order}, terms)
    return _under(name, body)


def _typed(field: str, found: Json, terms: Terms) -> str:
    """Write a list of business transactions, sources or destinations: type= before the value (the vectors)."""
    name = field.removesuffix("List")
    return _under(field, _sorted(_typed_item(name, item, terms) for item in _items(found)))


def _typed_item(name: str, item: Json, terms: Terms) -> str:
    if not isinstance(item, dict):
        return ""
    kind = value(item["type"], name, terms) if "type" in item else ""
    return (f"type={kind}" if kind else "") + f"{name}={value(item.get(name), '', terms)}"


def _rest(field: str, found: Json, terms: Terms) -> str:
    if field in ("bizTransactionList", "sourceList", "destinationList"):
        return _typed(field, found, terms)
    if field == "ilmd":
        return _under(field, _members(found, terms)) if isinstance(found, dict) else ""
    return _extension(field, found, terms)


def _extension(key: str, found: Json, terms: Terms) -> str:
    """Write an extension: {namespace}local, then its value or its members. A list repeats the key."""
    name = expanded_key(key, terms)
    match found:
        case list():
            return "".join(sorted(_extension(key, item, terms) for item in found))
        case dict():
            return name + _members(found, terms)
        case _:
            text = value(found, "", terms)
            return f"{name}={text}" if text else name


def _members(found: dict[str, Json], terms: Terms) -> str:
    written: list[str] = []
    for key, item in found.items():
        if key in _COMMENTS:
            continue
        many = item if isinstance(item, list) else [item]
        written.extend(_extension(key, single, terms) for single in many)
    return "".join(sorted(written))


def _items(found: Json) -> list[Json]:
    return found if isinstance(found, list) else []


def _sorted(texts: Iterable[str]) -> str:
    return "".join(sorted(texts))


def _under(name: str, body: str) -> str:
    return name + body if body else ""


_PLACES: dict[str, _Writer] = {
    "eventTime": _time,
    "eventTimeZoneOffset": _single,
    "certificationInfo": _single,
    "parentID": _single,
    "epcList": _epcs,
    "inputEPCList": _epcs,
    "childEPCs": _epcs,
    "quantityList": _quantities,
    "childQuantityList": _quantities,
    "inputQuantityList": _quantities,
    "outputEPCList": _epcs,
    "outputQuantityList": _quantities,
    "action": _single,
    "transformationID": _single,
    "bizStep": _single,
    "disposition": _single,
    "persistentDisposition": _dispositions,
    "readPoint": _place,
    "bizLocation": _place,
    "sensorElementList": _sensors,
}
_PLACED = _NOT_COVERED | _PLACES.keys()
