"""What is wrong with a value of a body and what mends it, in plain words: no regular expression, no name of a type."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from ledger.model.bodies import fields, goods, settings, worker_line

_SHOWN = 40  # characters of a value that is told back
_CHOOSE = "use one of the listed values"
_SHORTEN = "say it shorter, or in several statements"
# each constrained text: what a value that does not fit is not, what mends it, and whether the value is told back
_TEXTS: tuple[tuple[Any, str, str, bool], ...] = (
    (fields.Share, "no share", 'write a number from 0 to 1, such as "0.25"', True),
    (fields.Country, "no country code of ISO 3166-1", 'give the two capital letters, such as "IN"', True),
    (fields.Day, "no day", 'write year, month and day, such as "2026-11-21"', True),
    (fields.Amount, "no amount", 'write digits with a point, such as "12.5"; an amount is never below 0', True),
    (fields.Unit, "no unit code", 'use a code of UN/ECE Recommendation 20 in capitals, such as "KGM"', True),
    (fields.Degrees, "no number of degrees", 'write at most seven places, such as "23.8103" or "-1.25"', True),
    (fields.Did, "no DID", 'write it in full, such as "did:web:mill.example"', True),
    (fields.ChainName, "no name of a chain", 'write it as CAIP-2 does, such as "eip155:1"', True),
    (fields.Address, "no address of a chain", "write 0x and 40 lower-case hex digits", True),
    (fields.Hash32, "no SHA-256 and no record id", "write 0x and 64 lower-case hex digits", True),
    (fields.Text, "no single line of text", "leave out line breaks and control characters, and say something", False),
    (fields.Identifier, "no identifier", "leave out spaces, line breaks and control characters", False),
    (goods.EventHash, "no hash of an event", "write ni:///sha-256;, 64 lower-case hex digits and ?ver=CBV2.0", True),
    (settings.WeightName, "no name of a weight", 'write it in lower-case letters, such as "elevated_from"', True),
    (settings.WeightValue, "no value of a weight", 'write digits with a point, such as "0.35"', True),
    (worker_line.Epoch, "no month", 'write year and month, such as "2026-11"', True),
    (worker_line.Currency, "no currency", 'write the three capitals of ISO 4217, such as "BDT"', True),
    (worker_line.Word, "no word of the questionnaire", "use lower-case letters, digits and underscores", True),
    (worker_line.Sealed, "no sealed text", "write base64url without padding", False),
)
_KINDS: Mapping[str, tuple[str, str]] = {
    "string_type": ("is no text", 'put it in quotation marks; quantities and shares are text too, such as "12.5"'),
    "int_type": ("is no whole number", "write digits without quotation marks and without a point"),
    "bool_type": ("is neither true nor false", "write true or false, without quotation marks"),
    "tuple_type": ("is no list", "put what it holds in square brackets, also where it is one"),
    "dataclass_type": ("is no group of fields", "put its fields in braces"),
    "missing": ("is missing", "add this field"),
    "unexpected_keyword_argument": (
        "is no field of this statement",
        "remove this field, or check its spelling",
    ),
}


def place_of(error: Mapping[str, Any]) -> tuple[str | int, ...]:
    """Give where the value stands; which of several shapes was tried there is no part of it."""
    place: tuple[str | int, ...] = error["loc"]
    is_own_name = not place or str(error["type"]) == "unexpected_keyword_argument"
    return place if is_own_name or not _is_a_shape(place[-1]) else place[:-1]


def in_plain_words(errors: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    """Give reason and mend for the first error, with whatever else its place may hold."""
    first = errors[0]
    reason, mend = _said(first)
    others = [_expected(each) for each in errors[1:] if place_of(each) == place_of(first) and "expected" in _ctx(each)]
    return reason, f"{mend}; or {', or '.join(others)}" if others else mend


def patterns() -> Mapping[str, tuple[str, str, bool]]:
    """Give by regular expression how a text that does not fit it is told."""
    return _by_pattern()


@cache
def _by_pattern() -> dict[str, tuple[str, str, bool]]:
    return {TypeAdapter(each).json_schema()["pattern"]: (what, mend, shown) for each, what, mend, shown in _TEXTS}


def _said(error: Mapping[str, Any]) -> tuple[str, str]:
    kind, limits = str(error["type"]), _ctx(error)
    shown = _shown(error.get("input"))
    match kind:
        case "string_pattern_mismatch":
            return _of_pattern(str(limits["pattern"]), shown)
        case "literal_error" | "enum":
            return f"{shown} is none of {limits['expected']}", _CHOOSE
        case "union_tag_invalid":
            tag = "nothing" if limits["tag"] == "None" else _shown(limits["tag"])
            return f"{tag} is none of {limits['expected_tags']}", _CHOOSE
        case "value_error":
            return str(limits["error"]), "see the body of this kind in /docs"
        case _ if kind in _KINDS:
            reason, mend = _KINDS[kind]
            return (f"{shown} {reason}" if kind == "int_type" else reason), mend
        case _:
            return _of_size(kind, limits, shown)


def _of_pattern(pattern: str, shown: str) -> tuple[str, str]:
    what, mend, is_shown = _by_pattern()[pattern]
    return f"{shown if is_shown else 'this'} is {what}", mend


def _of_size(kind: str, limits: Mapping[str, Any], shown: str) -> tuple[str, str]:
    match kind:
        case "greater_than_equal":
            return f"{shown} is below {limits['ge']}", f"write {limits['ge']} or more"
        case "less_than_equal":
            return f"{shown} is above {limits['le']}", f"write {limits['le']} or less"
        case "string_too_short":
            return f"has fewer than {limits['min_length']} characters", "say something, or leave the field out"
        case "string_too_long":
            return f"has more than {limits['max_length']} characters", _SHORTEN
        case "too_short":
            return f"has fewer than {limits['min_length']} entries", "add what is missing"
        case "too_long":
            return f"has more than {limits['max_length']} entries", _SHORTEN
    return "has a value that this field does not take", "see the body of this kind in /docs"


def _ctx(error: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = error.get("ctx") or {}
    return found


def _expected(error: Mapping[str, Any]) -> str:
    return str(_ctx(error)["expected"])


def _is_a_shape(part: str | int) -> bool:
    """Say whether a step of a place is pydantic's own name of a shape: no field of ours has these letters."""
    return isinstance(part, str) and (part == "constrained-str" or "[" in part)


def _shown(value: object) -> str:
    """Give a short value back; what is long, or would not print, is `this`."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return "this"
    text = str(value)
    return text if 0 < len(text) <= _SHOWN and text.isprintable() else "this"
