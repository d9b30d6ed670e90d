"""One captured event as a query reads it: every identifier, word, number and time in its one spelling.

The event was checked at capture, so its shape is trusted; numbers are decimals from its text, never floats.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from ledger.model.event import CapturedEvent
from ledger.proof.event_hash.values import text_value
from ledger.proof.event_hash.vocabulary import expanded_key
from ledger.proof.event_terms import context_terms, identifier, word

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Area(StrEnum):
    """Where in an event a field of somebody's own may stand."""

    TOP = ""
    ILMD = "ILMD"
    ERROR_DECLARATION = "ERROR_DECLARATION"
    SENSOR_ELEMENT = "SENSORELEMENT"
    SENSOR_METADATA = "SENSORMETADATA"
    SENSOR_REPORT = "SENSORREPORT"
    READ_POINT = "readPoint"
    BIZ_LOCATION = "bizLocation"


@dataclass(frozen=True, slots=True)
class Telling:
    """One event, and what the prefixes in it stand for."""

    event: dict[str, Any]
    meanings: Mapping[str, str]

    def text(self, field: str) -> str | None:
        """Give a field as it was sent, or None."""
        found = self.event.get(field)
        return found if isinstance(found, str) else None

    def word(self, field: str) -> str | None:
        """Give the full URI of a vocabulary word, or None."""
        found = self.text(field)
        return word(found, field, self.meanings) if found is not None else None

    def place(self, field: str) -> str | None:
        """Give the identifier of readPoint or bizLocation, or None."""
        found = self.event.get(field)
        return identifier(found["id"], self.meanings) if found else None

    def single(self, field: str) -> str | None:
        """Give an identifier that stands alone, or None."""
        found = self.text(field)
        return identifier(found, self.meanings) if found is not None else None

    def listed(self, field: str) -> Iterator[str]:
        """Give the identifiers of a list of EPCs."""
        return (identifier(each, self.meanings) for each in self.event.get(field, ()))

    def elements(self, field: str) -> Iterator[dict[str, Any]]:
        """Give the objects of a list: quantities, business transactions, sources, destinations."""
        yield from self.event.get(field, ())

    def named(self, field: str, name: str, kind: str | None = None) -> Iterator[str]:
        """Give the identifiers in a list of objects, of one full `type` where `kind` is given."""
        for each in self.elements(field):
            if kind is None or word(str(each.get("type", "")), name, self.meanings) == kind:
                yield identifier(each[name], self.meanings)

    def dispositions(self, change: str) -> Iterator[str]:
        """Give the full URIs of persistent dispositions that are `set` or `unset`."""
        both = self.event.get("persistentDisposition") or {}
        return (word(each, change, self.meanings) for each in both.get(change, ()))

    def error(self) -> Mapping[str, Any] | None:
        """Give the error declaration, or None."""
        found = self.event.get("errorDeclaration")
        return found if isinstance(found, dict) else None

    def reports(self) -> Iterator[dict[str, Any]]:
        """Give every sensor report."""
        for element in self.elements("sensorElementList"):
            yield from element["sensorReport"]

    def sensed(self) -> Iterator[dict[str, Any]]:
        """Give every sensor report and every sensor's metadata."""
        yield from self.reports()
        yield from (each["sensorMetadata"] for each in self.elements("sensorElementList") if "sensorMetadata" in each)

    def own_values(self, area: Area, key: str, *, is_inner: bool) -> Iterator[Any]:
        """Give the values of a field by its {namespace}local name: directly in the area, or anywhere further down."""
        for whole in self._areas(area):
            if is_inner:
                yield from (found for value in whole.values() for found in self._below(value, key))
            else:
                yield from (value for name, value in whole.items() if expanded_key(name, self.meanings) == key)

    def canonical(self, found: Any) -> Iterator[str]:
        """Give the texts of a value: of each element of a list, and of what a JSON-LD object holds."""
        match found:
            case list():
                yield from (text for each in found for text in self.canonical(each))
            case dict():
                yield from (text for name in ("@value", "@id", "id") for text in self.canonical(found.get(name)))
            case bool():
                yield "true" if found else "false"
            case str() | Decimal():
                yield text_value(str(found).strip(), "", self.meanings)

    def _areas(self, area: Area) -> Iterator[dict[str, Any]]:
        match area:
            case Area.TOP:
                yield self.event
            case Area.ILMD | Area.READ_POINT | Area.BIZ_LOCATION:
                yield self.event.get("ilmd" if area is Area.ILMD else area.value) or {}
            case Area.ERROR_DECLARATION:
                yield dict(self.error() or {})
            case Area.SENSOR_ELEMENT:
                yield from self.elements("sensorElementList")
            case Area.SENSOR_METADATA:
                yield from (each.get("sensorMetadata", {}) for each in self.elements("sensorElementList"))
            case Area.SENSOR_REPORT:
                yield from self.reports()

    def _below(self, value: Any, key: str) -> Iterator[Any]:
        if isinstance(value, list):
            yield from (found for each in value for found in self._below(each, key))
        elif isinstance(value, dict):
            for name, inner in value.items():
                if expanded_key(name, self.meanings) == key:
                    yield inner
                yield from self._below(inner, key)


def telling_of(captured: CapturedEvent) -> Telling:
    """Give the event for a query."""
    event = json.loads(captured.canonical, parse_float=Decimal, parse_int=Decimal)
    own = event.get("@context")
    own_text = json.dumps(own, default=str).encode() if own is not None else b""
    return Telling(event, context_terms(captured.context, own_text))


def milliseconds(text: str) -> int | None:
    """Give epoch milliseconds of a date and time with its zone, rounded down; None for another text."""
    try:
        moment = datetime.fromisoformat(text)
        return None if moment.tzinfo is None else (moment - _EPOCH) // timedelta(milliseconds=1)
    except (ValueError, OverflowError):
        return None
