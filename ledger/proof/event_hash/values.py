"""One spelling for each value of an event: UTC with milliseconds, numbers without trailing zeros, full URIs."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from ledger.proof.canonical import Json
from ledger.proof.event_hash.gs1_uri import canonical_uri
from ledger.proof.event_hash.vocabulary import expanded_word

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_EXACT_DIGITS = 15  # a double keeps so many decimal digits


def utc(text: str) -> str:
    """Give the time in UTC with milliseconds and Z, rounded half to even; text that is no time stays as it is."""
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            return text
        below = moment.microsecond
        moment = moment.astimezone(UTC) + timedelta(microseconds=round(below, -3) - below)
    except (ValueError, OverflowError):
        return text
    return moment.isoformat(timespec="milliseconds")[:-6] + "Z"


def number(text: str) -> str:
    """Give a number without sign of plus, leading and trailing zeros.

    Up to 15 digits as the reference implementation writes doubles; longer ones digit by digit, since two long serial
    numbers must not become one.
    """
    if sum(map(str.isdigit, text)) <= _EXACT_DIGITS:
        double = float(text)
        if double in (float("inf"), float("-inf")):
            return text
        return str(int(double)) if double == int(double) else repr(double)
    exact = Decimal(text)
    plain = f"{exact:f}" if abs(exact.adjusted()) < 400 else text
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def value(found: Json, field: str, terms: Mapping[str, str]) -> str:
    """Give a single value as it stands in the pre-hash: bare words, CURIEs, numbers and GS1 keys in their one form."""
    match found:
        case bool():
            return "true" if found else "false"
        case None:
            return ""
        case str():
            return text_value(found.strip(), field, terms)
        case int() | float():
            return number(repr(found))
        case _:
            return ""


def text_value(text: str, field: str, terms: Mapping[str, str]) -> str:
    """Give a text value in its one form. `field` chooses the vocabulary of a bare word."""
    if not text:
        return ""
    if text[0] in "0123456789+-." and _NUMBER.fullmatch(text):
        return number(text)
    return canonical_uri(expanded_word(text, field, terms))
