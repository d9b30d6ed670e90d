"""The small checks that every field of an event is made of. Each raises Unacceptable with the JSON pointer."""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from functools import lru_cache

from ledger.errors import Unacceptable
from ledger.proof.canonical import Json
from ledger.proof.event_hash import canonical_uri
from ledger.proof.identifiers import Fault, link_fault, uri_fault

MAX_TEXT = 1000
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x1f\x7f]+")
_NO_URI = Fault("is not an absolute URI", "send an EPC URN, a Digital Link or another full URI")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", re.ASCII)
_OFFSET = re.compile(r"[+-]((0\d|1[0-3]):[0-5]\d|14:00)", re.ASCII)
_QUANTITY = ("epcClass", "quantity", "uom")
_UNIT = re.compile(r"[A-Z0-9]{2,3}", re.ASCII)
_YEARS = range(1900, 3000)


def step(pointer: str, key: str) -> str:
    """Give the JSON pointer one member further down (RFC 6901)."""
    return f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}"


def an_object(found: Json, pointer: str) -> dict[str, Json]:
    if not isinstance(found, dict):
        raise Unacceptable(field=pointer, reason="is not an object", mend="send a JSON object")
    return found


def a_list(found: Json, pointer: str) -> list[Json]:
    if not isinstance(found, list):
        raise Unacceptable(field=pointer, reason="is not a list", mend="send a JSON array, also for one element")
    return found


def a_full_list(found: Json, pointer: str) -> list[Json]:
    """Give a list of at least one element: an empty one says nothing, or hides that something was to be said."""
    items = a_list(found, pointer)
    if not items:
        raise Unacceptable(field=pointer, reason="is empty", mend="leave the list out, or fill it")
    return items


def a_text(found: Json, pointer: str) -> str:
    if not isinstance(found, str) or not found.strip() or len(found) > MAX_TEXT:
        raise Unacceptable(field=pointer, reason=f"is not text of 1 to {MAX_TEXT} characters", mend="send text")
    return found


def a_uri(found: Json, pointer: str) -> str:
    text = a_text(found, pointer)
    if not _URI.fullmatch(text):
        raise Unacceptable(field=pointer, reason=_NO_URI.reason, mend=_NO_URI.mend)
    return text


def a_link(found: Json, pointer: str) -> str:
    """Give a URI of anything: a document, a device, an order. One that claims to be GS1's is judged as such."""
    return _faultless(found, pointer, _fault_of_link)


def an_identifier(found: Json, pointer: str) -> str:
    """Give the URI of an item, a place or a party, with a right check digit where it is a GS1 key."""
    return _faultless(found, pointer, _fault_of_identifier)


def _faultless(found: Json, pointer: str, judge: Callable[[str], Fault | None]) -> str:
    if not isinstance(found, str) or len(found) > MAX_TEXT:
        return a_text(found, pointer)
    if (fault := judge(found)) is not None:
        raise Unacceptable(field=pointer, reason=fault.reason, mend=fault.mend)
    return found


@lru_cache(maxsize=8_192)
def _fault_of_identifier(text: str) -> Fault | None:
    if text.startswith("urn:epc:"):  # judged letter by letter there, so the slower form would tell nothing more
        return uri_fault(text)
    return uri_fault(text) if _URI.fullmatch(text) else _NO_URI


@lru_cache(maxsize=8_192)
def _fault_of_link(text: str) -> Fault | None:
    return link_fault(text) if _URI.fullmatch(text) else _NO_URI


def a_time(found: Json, pointer: str) -> datetime:
    text = a_text(found, pointer)
    if not _TIME.fullmatch(text):
        raise Unacceptable(
            field=pointer, reason="is not a date and time with its zone", mend="write 2026-11-21T09:00:00.000+01:00"
        )
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise Unacceptable(field=pointer, reason=f"is no time: {error}", mend="send a time that exists") from error
    if moment.year not in _YEARS:
        raise Unacceptable(
            field=pointer, reason=f"is outside {_YEARS[0]} to {_YEARS[-1]}", mend="check the year of the event"
        )
    return moment


def an_offset(found: Json, pointer: str) -> None:
    if not isinstance(found, str) or not _OFFSET.fullmatch(found):
        raise Unacceptable(
            field=pointer, reason="is not an offset from UTC", mend='write "+01:00", or "+00:00" for UTC'
        )


def a_number(found: Json, pointer: str) -> None:
    if isinstance(found, bool) or not isinstance(found, int | float):
        raise Unacceptable(field=pointer, reason="is not a number", mend="send a JSON number")


def a_quantity(found: Json, pointer: str) -> None:
    element = an_object(found, pointer)
    only(element, _QUANTITY, pointer)
    an_identifier(required(element, "epcClass", pointer), f"{pointer}/epcClass")
    if "quantity" in element:
        quantity = element["quantity"]
        a_number(quantity, f"{pointer}/quantity")
        if isinstance(quantity, int | float) and quantity < 0:
            raise Unacceptable(field=f"{pointer}/quantity", reason="is negative", mend="send what there was, 0 or more")
    if "uom" in element and not (isinstance(element["uom"], str) and _UNIT.fullmatch(element["uom"])):
        raise Unacceptable(
            field=f"{pointer}/uom", reason="is no unit code", mend="use UN/ECE Recommendation 20, for example KGM"
        )


def distinct_uris(found: Json, pointer: str) -> None:
    """Return where a list holds URIs of anything and none twice, in whatever spelling."""
    _distinct(a_full_list(found, pointer), pointer, a_link)


def distinct_identifiers(found: Json, pointer: str) -> None:
    """Return where a list, which may be empty, names items and none twice, in whatever spelling."""
    _distinct(a_list(found, pointer), pointer, an_identifier)


def _distinct(items: list[Json], pointer: str, read: Callable[[Json, str], str]) -> None:
    first_at: dict[str, int] = {}
    for place, item in enumerate(items):
        at = f"{pointer}/{place}"
        seen = first_at.setdefault(canonical_uri(read(item, at)), place)
        if seen != place:
            raise Unacceptable(
                field=at, reason=f"names the same item as element {seen}", mend="name each item once in one event"
            )


def required(found: Mapping[str, Json], field: str, pointer: str) -> Json:
    if field not in found:
        raise Unacceptable(field=step(pointer, field), reason="is missing", mend="add this field")
    return found[field]


def only(found: Mapping[str, Json], fields: Collection[str], pointer: str) -> None:
    for field in found:
        if field not in fields:
            raise Unacceptable(
                field=step(pointer, field),
                reason="is no field of this object",
                mend="remove it, or check its spelling",
            )
