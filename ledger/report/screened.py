"""What screening says of a product, as it is read: matches first, then how many could not be cleared, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

Document = Mapping[str, Any]
_READS: Mapping[str, str] = MappingProxyType(
    {
        "confirmed": "confirmed",
        "possible": "possible: waits for a person",
        "screening incomplete": "screening incomplete",
        "no match": "no match",
    }
)


@dataclass(frozen=True, slots=True)
class Matched:
    """One row of a list that may stand for a subject. `name` is the subject's identifier where no name may be told."""

    name: str
    verdict: str
    match: Document


@dataclass(frozen=True, slots=True)
class Screened:
    """Matches, confirmed ones first; every answer in words with its count; the lists with what they lack."""

    matches: tuple[Matched, ...]
    counts: tuple[tuple[str, int], ...]
    lists: tuple[Document, ...]
    document: Document


def screened(assessment: Document) -> Screened | None:
    """Give what screening says beside an assessment; None where nobody screened."""
    document = assessment["screening"]
    if document is None:
        return None
    found = ((subject, match) for subject in document["subjects"] for match in subject["matches"])
    matches = [Matched((each["names"] or [each["subject"]])[0], _READS[m["verdict"]], m) for each, m in found]
    order = list(_READS.values())
    return Screened(
        matches=tuple(sorted(matches, key=lambda each: (order.index(each.verdict), each.name))),
        counts=tuple((reads, document["counts"][verdict]) for verdict, reads in _READS.items()),
        lists=tuple(document["lists"]),
        document=document,
    )
