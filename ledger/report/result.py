"""The result in plain words: where to look first, why a range is wide, and where a floor alone sets it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from ledger.report.charts.marks import ATTENTION
from ledger.report.term_words import country_words
from ledger.report.words import BANDS, span, two_digits
from ledger.risk.interval import sigma

Document = Mapping[str, Any]
_CALM = ("watch", "no_open_action")
_SEEN = 1e-6  # a floor that lifts a number by less is not told
_WIDTHS: Mapping[str, str] = MappingProxyType(
    {
        "base": "what every site has",
        "unanswered": "unanswered questions",
        "survey": "workers' survey",
        "opacity": "what cannot be seen",
        "not_disclosed": "nobody discloses it",
    }
)
_NO_SURVEY = Decimal("0.2")
_LEAST = Decimal("0.005")  # of a variance, to two digits


@dataclass(frozen=True, slots=True)
class TierResult:
    """One tier on the first page: its document, its highest known site, and the markets whose orders hold there."""

    tier: Document
    highest: Document | None
    markets: str
    is_floored: bool


def tier_results(tiers: Iterable[Document]) -> tuple[TierResult, ...]:
    """Give each tier as the first page tells it."""
    return tuple(_result(tier) for tier in tiers)


def look_first(results: Sequence[TierResult]) -> str:
    """Give in one sentence which tiers ask for attention, the gravest band first."""
    parts = []
    for band in (each.value for each in ATTENTION if each.value not in _CALM):
        told = [each for each in results if each.tier["band"] == band]
        if told:
            markets = ", ".join(sorted({each.markets for each in told if each.markets}))
            parts.append(f"{_tiers(told)} ({BANDS[band].text.lower()}{f', {markets}' if markets else ''})")
    if not parts:
        return "No tier asks for more than watching, by what is known."
    return f"Look first at {', then at '.join(parts)}."


def floors(tiers: Iterable[Document], weights: Mapping[str, str]) -> dict[str, str]:
    """Give by site, where a floor and not the terms sets its number, which one and what the terms alone give."""
    found: dict[str, str] = {}
    for site in (each for tier in tiers for each in tier["sites"]):
        alone = sigma(float(site["eta"]))
        if float(site["score"]) <= alone + _SEEN:
            continue
        name, why = ("hold_floor", "a site with a trade-order match")
        if not site["holds"]:
            name, why = ("unassessed_floor", "a site with fewer than 40 % of its required answers")
        found[site["site"]] = (
            f"A floor does it: {why} reads no lower than {two_digits(weights[name])}; the terms alone "
        )
        found[site["site"]] += f"give {alone:.2f}."
    return found


def width_words(parts: Sequence[Document], interval: Sequence[str]) -> str:
    """Give what makes a range wide, the largest part first; nothing where the range is a point to two digits."""
    if not parts or two_digits(interval[0]) == two_digits(interval[1]):
        return ""
    seen = [each for each in parts if Decimal(each["variance"]) >= _LEAST]
    told = [f"{_part(each)} {two_digits(each['variance'])}" for each in seen]
    return f"{span(interval)} is this wide by: {', '.join(told)}."


def step_words(option: Document) -> str:
    """Give what an option may bring: every number of it in which two digits show a change."""
    changes = [("the site", option["at_site"]), *((f"tier {each['tier']}", each) for each in option["at_tiers"])]
    changes += [("the product's exposure", option["at_product"])] if option["at_product"] else []
    told = [f"{what} {_reading(each['now'])} to {_reading(each['then'])}" for what, each in changes if _is_seen(each)]
    return "; ".join(told) or "less than two digits show"


def _result(tier: Document) -> TierResult:
    known = [site for site in tier["sites"] if not site["is_unknown"]]
    highest = max(known, key=lambda site: (Decimal(site["score"]), site["site"]), default=None)
    markets = sorted({country_words(hold["market"]) for site in known for hold in site["holds"]})
    low, high = (two_digits(end) for end in tier["interval"])
    return TierResult(tier, highest, ", ".join(markets), bool(markets) and low == high)


def _tiers(results: Sequence[TierResult]) -> str:
    numbers = [str(each.tier["tier"]) for each in results]
    if len(numbers) == 1:
        return f"tier {numbers[0]}"
    return f"tiers {', '.join(numbers[:-1])} and {numbers[-1]}"


def _part(part: Document) -> str:
    if part["part"] == "survey":
        return "no workers' survey that counts" if Decimal(part["variance"]) >= _NO_SURVEY else "the survey's own noise"
    return _WIDTHS[part["part"]]


def _is_seen(change: Document) -> bool:
    return _reading(change["now"]) != _reading(change["then"])


def _reading(reading: Document) -> str:
    return f"{two_digits(reading['score'])} ({span(reading['interval'])})"
