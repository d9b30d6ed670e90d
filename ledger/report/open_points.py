"""What is open at each site, in words: what was withheld apart from what nobody asked and what is not stated."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

Document = Mapping[str, Any]
Open = tuple[tuple[str, tuple[str, ...]], ...]  # how it is open, and what
_STATES: Mapping[str, str] = MappingProxyType(
    {
        "withheld": "withheld",
        "asked": "asked, not answered yet",
        "not_asked": "not asked",
        "open": "not stated",
        "unanswered": "not answered",
        "shown": "to be shown",
    }
)
_HIDDEN: Mapping[str, str] = MappingProxyType(
    {
        "missing_link": "who supplied its inputs",
        "mass_balance": "why more came out than its inputs allow",
        "expired_certificate": "a certificate in place of the one that ran out",
        "undisclosed_subcontractor": "the subcontractor that was found",
        "unresolved_identity": "which legal entity it is",
    }
)


def open_at(document: Document) -> dict[str, Open]:
    """Give by site what its operator can answer or show, what was withheld first; a site without any has none."""
    assessment = document["assessment"]
    asked = {(each["site"], each["question"]) for each in assessment["asked"]}
    told = document["beside"]["open_points"]
    sites = (site for tier in assessment["tiers"] for site in tier["sites"] if not site["is_unknown"])
    found = {}
    for site in sites:
        points = told.get(site["site"])
        pairs = _unanswered(site) if points is None else _operators(points, site["site"], asked)
        found[site["site"]] = _together(list(pairs))
    return {site: each for site, each in found.items() if each}


def _unanswered(site: Document) -> Iterator[tuple[str, str]]:
    return (("unanswered", field.replace("_", " ")) for field in site["unanswered"])


def _operators(points: list[Document], site: str, asked: set[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for point in points:
        gap, state = point["gap"], point["state"]
        if point["means"] != "document":
            continue
        if gap in _HIDDEN:
            yield "shown", _HIDDEN[gap]
        elif state == "not_asked" and (site, gap) in asked:
            yield "asked", gap.replace("_", " ")
        else:
            yield state, gap.replace("_", " ")


def _together(pairs: list[tuple[str, str]]) -> Open:
    grouped = ((words, tuple(what for state, what in pairs if state == key)) for key, words in _STATES.items())
    return tuple(each for each in grouped if each[1])
