"""What a worker agreed to, and for which purposes. There is no name in it."""

from dataclasses import dataclass
from enum import StrEnum

from ledger.model.survey.instrument import Told


class Purpose(StrEnum):
    """What answers may be used for; each is ticked by itself, and none is ticked beforehand."""

    AGGREGATE = "aggregate_report"
    QUOTATION = "quotation"
    REFERRAL = "referral"
    AUDITOR_ACCESS = "auditor_access"


class Mode(StrEnum):
    """Who holds the phone."""

    SELF = "self"
    INTERVIEWER = "interviewer"


class AgeGroup(StrEnum):
    """Each has a text of its own; under `least_age` the survey ends with help (rule S8)."""

    ADULT = "adult"
    YOUNG = "young"  # of age to be asked, not of age in law


@dataclass(frozen=True, slots=True)
class ConsentText:
    """One version of what is read before any question, for one age group. `digest` is SHA-256 of its canonical form."""

    version: str
    age_group: AgeGroup
    paragraphs: tuple[Told, ...]
    purposes: tuple[tuple[Purpose, Told], ...]
    digest: bytes


@dataclass(frozen=True, slots=True)
class Consent:
    """What was agreed to: kept inside the sealed response alone."""

    version: str
    language: str
    age_group: AgeGroup
    text_digest: bytes
    purposes: frozenset[Purpose]
    mode: Mode
