"""Numbers, names and records as people read them, on pages and in reports. Nine places stay in the JSON."""

import re
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from types import MappingProxyType
from typing import Any

from markupsafe import Markup, escape

from ledger.model.risk import Band
from ledger.report.scripts import language_of

# Characters that change the order or the look of the text around them: bidirectional controls, joiners, C0 and C1.
_HIDDEN = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_DATED = re.compile(r" of \d{4}-\d{2}-\d{2}: ")  # an item of evidence in a detail
_HUNDREDTH, _THOUSANDTH = Decimal("0.01"), Decimal("0.001")
BANDS: Mapping[str, Band] = MappingProxyType({band.value: band for band in Band})


def visible(text: object) -> str:
    """Give somebody else's words with hidden characters spelt out."""
    return _HIDDEN.sub(lambda found: f"[U+{ord(found.group()):04X}]", str(text))


def told(text: object) -> Markup:
    """Give the same, escaped, in an isolate of its own, and in the language whose letters it is written in."""
    shown = visible(text)
    language = language_of(shown)
    if language is None:
        return Markup("<bdi>{}</bdi>").format(escape(shown))
    return Markup('<bdi lang="{}">{}</bdi>').format(language, escape(shown))


def two_digits(number: str) -> str:
    """Give a computed number as people see it: two digits after the point."""
    return str(Decimal(number).quantize(_HUNDREDTH, rounding=ROUND_HALF_EVEN))


def span(interval: Sequence[str]) -> str:
    """Give a range as people see it."""
    return "–".join(two_digits(end) for end in interval)


def percent(share: str) -> str:
    """Give a part of 1 in per cent. What is not nothing never reads 0 %, and what is not all never reads 100 %."""
    exact = Decimal(share) * 100
    whole = exact.quantize(Decimal(1), rounding=ROUND_HALF_EVEN)
    if exact and not whole:
        return "under 1\u00a0%"
    if whole == 100 and exact < 100:
        return "over 99\u00a0%"
    return f"{whole}\u00a0%"


def effect(term: Mapping[str, str]) -> str:
    """Give what a term does to the range: a sign, a word, and its log-odds. The baseline is where it starts."""
    value = Decimal(term["value"])
    if not value:
        return f"○ {_why_nothing(term['detail'])} (0.00)"
    shown = two_digits(term["value"]).replace("-", "−")
    if term["name"] == "baseline":
        return f"● starts at {shown}"
    return f"▼ lowers it ({shown})" if value < 0 else f"▲ raises it (+{shown})"


def _why_nothing(detail: str) -> str:
    """Give why what is recorded moves nothing: it is paused, it was overturned, or it adds nothing now."""
    if "; paused: " in detail:
        return "paused"
    return "overturned" if detail.endswith(", overturned") else "no effect now"


def heaviest(terms: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Give the terms that move the range, the strongest first, then those of value 0 with something recorded.

    What was overturned keeps its place (rule R6), and a site must see which credit waits for its answer.
    """
    told = [term for term in terms if Decimal(term["value"]) or _is_recorded(term)]
    return sorted(told, key=lambda term: -abs(Decimal(term["value"])))


def idle(terms: Sequence[Mapping[str, Any]]) -> list[str]:
    """Give the names of the terms that move nothing and of which nothing is recorded."""
    told = (term for term in terms if not Decimal(term["value"]) and not _is_recorded(term))
    return [term["name"].replace("_", " ") for term in told]


def is_still(term: Mapping[str, Any]) -> bool:
    """Say whether a term moves nothing and weighs no item: what its records say is that there is nothing to move."""
    return not Decimal(term["value"]) and _DATED.search(term["detail"]) is None


def _is_recorded(term: Mapping[str, Any]) -> bool:
    """Say whether a term rests on records, those that its reader may not read included: its detail has their days."""
    is_sourced = any(source[:2] == "0x" for source in term["sources"])
    return bool(term["evidence"]) or is_sourced or _DATED.search(term["detail"]) is not None


def instant(text: str) -> str:
    """Give an RFC 3339 time as people read it."""
    return text.replace("T", " ").replace("Z", " UTC")


def quantity(number: str) -> str:
    """Give an amount as people read it: three digits after the point at most, and no zeros that say nothing."""
    exact = Decimal(number)
    rounded = exact.quantize(_THOUSANDTH, rounding=ROUND_HALF_EVEN)
    if exact and not rounded:
        return "under 0.001"
    return f"{rounded.normalize():f}"


def short_id(record_id: str) -> str:
    """Give the start of a record id, enough to recognise it."""
    return record_id[2:10]
