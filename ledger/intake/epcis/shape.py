"""The small checks that every field of an event is made of. Each raises Unacceptable with the JSON pointer."""

import re
from collections.abc import Collection, Mapping
from datetime import datetime

from ledger.errors import Unacceptable
from ledger.proof.canonical import Json
from ledger.proof.event_hash import canonical_uri

MAX_TEXT = 1000
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x1f\x7f]+")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", re.ASCII)
_OFFSET = re.compile(r"[+-]((0\d|1[0-3]):[0-5]\d|14:00)", re.ASCII)
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


def a_text(found: Json, pointer: str) -> str:
    if not isinstance(found, str) or not found.strip() or len(found) > MAX_TEXT:
        raise Unacceptable(field=pointer, reason=f"is not text of 1 to {MAX_TEXT} characters", mend="send text")
    return found


def a_uri(found: Json, pointer: str) -> str:
    text = a_text(found, pointer)
    if not _URI.fullmatch(text):
        raise Unacceptable(
            field=pointer, reason="is not an absolute URI", mend="send an EPC URN, a Digital Link or another full URI"
        )
    return text


def a_word(found: Json, pointer: str, words: Collection[str]) -> None:
    """Return where the value is one of CBV's bare words, or a URI or CURIE of the sender's own vocabulary."""
    if not isinstance(found, str) or found not in words:
        text = a_text(found, pointer)
        if ":" not in text:
            raise Unacceptable(
                field=pointer,
                reason=f"is no word of this vocabulary: {text[:80]}",
                mend="use a bare CBV 2.0 word, or the full URI of your own",
            )
        a_uri(text, pointer)


def a_time(found: Json, pointer: str) -> None:
    text = a_text(found, pointer)
    if not _TIME.fullmatch(text):
        raise Unacceptable(
            field=pointer, reason="is not a date and time with its zone", mend="write 2026-11-21T09:00:00.000+01:00"
        )
    try:
        year = datetime.fromisoformat(text).year
    except ValueError as error:
        raise Unacceptable(field=pointer, reason=f"is no time: {error}", mend="send a time that exists") from error
    if year not in _YEARS:
        raise Unacceptable(
            field=pointer, reason=f"is outside {_YEARS[0]} to {_YEARS[-1]}", mend="check the year of the event"
        )


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
    only(element, ("epcClass", "quantity", "uom"), pointer)
    a_uri(required(element, "epcClass", pointer), step(pointer, "epcClass"))
    if "quantity" in element:
        quantity = element["quantity"]
        a_number(quantity, step(pointer, "quantity"))
        if isinstance(quantity, int | float) and quantity < 0:
            raise Unacceptable(
                field=step(pointer, "quantity"), reason="is negative", mend="send what there was, 0 or more"
            )
    if "uom" in element and not (isinstance(element["uom"], str) and _UNIT.fullmatch(element["uom"])):
        raise Unacceptable(
            field=step(pointer, "uom"), reason="is no unit code", mend="use UN/ECE Recommendation 20, for example KGM"
        )


def distinct_uris(found: Json, pointer: str) -> None:
    """Return where a list holds URIs and none twice, in whatever spelling."""
    first_at: dict[str, int] = {}
    for place, item in enumerate(a_list(found, pointer)):
        at = f"{pointer}/{place}"
        seen = first_at.setdefault(canonical_uri(a_uri(item, at)), place)
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
