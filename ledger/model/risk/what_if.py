"""What one thing that people can do may bring: the same numbers, with one gap closed or one finding remedied."""

from dataclasses import dataclass
from enum import StrEnum


class Means(StrEnum):
    """What kind of thing would be done."""

    DOCUMENT = "document"
    VISIT = "visit"
    SURVEY = "survey"
    TRACE = "trace"
    RESPONSE = "response"
    REMEDY = "remedy"

    @property
    def who(self) -> str:
        """Give who must act, for people."""
        return _WHO[self.name]


_WHO = {
    "DOCUMENT": "the site's operator",
    "VISIT": "a registered auditor whom the site neither is nor pays",
    "SURVEY": "a workers' organisation that is registered as custodian",
    "TRACE": "the brand and whoever sold it the goods",
    "RESPONSE": "the site's operator",
    "REMEDY": "the site's operator; workers or their organisation confirm it",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A number in [0, 1] with its range, as a score, a tier or the exposure of a product has them."""

    lo: float
    value: float
    hi: float

    @property
    def width(self) -> float:
        """Give how wide the range is."""
        return self.hi - self.lo


@dataclass(frozen=True, slots=True)
class Change:
    """A number now, and as it would read then, all else as it is now."""

    now: Reading
    then: Reading

    @property
    def narrows_by(self) -> float:
        """Give by how much the range would become narrower."""
        return self.now.width - self.then.width

    @property
    def lowers_by(self) -> float:
        """Give by how much the number would fall."""
        return self.now.value - self.then.value


@dataclass(frozen=True, slots=True)
class WhatIf:
    """One thing to do at one site. `key` names the gap, or is `remedy` or `response`; `records` are what it answers to.

    `at_product` is the exposure, None where no site graph is known.
    """

    site: str
    key: str
    means: Means
    sentence: str
    records: tuple[str, ...]
    at_site: Change
    at_tiers: tuple[tuple[int, Change], ...]
    at_product: Change | None
