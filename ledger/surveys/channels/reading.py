"""Strict reading of what providers send: JSON objects and HTML forms, whose refusals hold none of what was sent."""

from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import parse_qsl

from ledger.errors import Malformed, TooLarge, Unacceptable
from ledger.proof.canonical import Json, parse

MAX_BODY_BYTES = 200_000
_MAX_DEPTH = 12
_MAX_FIELDS = 200
_LONGEST_ID = 200
_WHOLE = "send the whole body again"


def json_object(raw: bytes) -> dict[str, Json]:
    """Give the one JSON object in these bytes. Raises Malformed, TooLarge, Unacceptable."""
    document = json_value(raw, field="body")
    if not isinstance(document, dict):
        raise Unacceptable(field="body", reason="is no JSON object", mend="send one object")
    return document


def json_value(raw: bytes, *, field: str, max_bytes: int = MAX_BODY_BYTES) -> Json:
    """Give the one JSON value in these bytes, its fractions as text. Raises Malformed, TooLarge."""
    try:
        return parse(raw, max_bytes=max_bytes, max_depth=_MAX_DEPTH, fractions_as_text=True)
    except Malformed as error:  # its pointer and reason may quote a key that was sent
        reason = error.reason if error.field.startswith("byte ") else "holds what strict JSON does not"
        raise Malformed(field=field, reason=f"{_place(error)}{reason}", mend=_WHOLE) from None


def form_fields(raw: bytes) -> dict[str, str]:
    """Give the fields of an HTML form, each once. Raises Malformed, TooLarge."""
    if len(raw) > MAX_BODY_BYTES:
        raise TooLarge(what="bytes of form", limit=MAX_BODY_BYTES)
    try:
        pairs = parse_qsl(
            raw.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(raw),
            errors="strict",
            max_num_fields=_MAX_FIELDS,
        )
    except ValueError:
        raise Malformed(
            field="body", reason="is no form (application/x-www-form-urlencoded, UTF-8)", mend=_WHOLE
        ) from None
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise Malformed(field="body", reason="has a field twice", mend="send each field once")
    if any("\0" in value for value in fields.values()):
        raise Malformed(field="body", reason="holds the character U+0000", mend="send text")
    return fields


def object_in(document: Mapping[str, Json], name: str, *, at: str = "") -> dict[str, Json]:
    """Give an object member, empty where it is missing or null. Raises Unacceptable for another type."""
    found = document.get(name)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise Unacceptable(field=f"{at}{name}", reason="is no object", mend="send an object, or leave it out")
    return found


def text_in(document: Mapping[str, Json], name: str, *, at: str = "") -> str | None:
    """Give a text member, a whole number as its digits; None where it is missing or null. Raises Unacceptable."""
    found = document.get(name)
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found)
    if found is not None and not isinstance(found, str):
        raise Unacceptable(field=f"{at}{name}", reason="is no text", mend="send a text, or leave it out")
    return found


def required_id(value: str | None, field: str) -> str:
    """Give an identifier that the same message has again when it is sent again. Raises Unacceptable."""
    if value is None or not 0 < len(value.strip()) <= _LONGEST_ID:
        mend = f"send the provider's own id of 1 to {_LONGEST_ID} characters: a repeated message is known by it"
        raise Unacceptable(field=field, reason="is missing, empty or too long", mend=mend)
    return value.strip()


def seconds_between(first: str | None, last: str | None) -> int | None:
    """Give how long it took, and nothing of when; None where the two times do not say it."""
    try:
        began, ended = _instant(first), _instant(last)
    except ValueError:
        return None
    taken = (ended - began).total_seconds() if began and ended else -1
    return int(taken) if 0 <= taken <= _A_WEEK else None


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _place(error: Malformed) -> str:
    return f"at {error.field} " if error.field.startswith("byte ") else ""


_A_WEEK = 7 * 86_400
