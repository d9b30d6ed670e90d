"""What is found at a site without an audit, and how whoever it is about may answer, contest it and be heard.

A flag is named by its record and, where that record holds several findings, by the finding. Nothing here is a verdict
on what is true: a ruling is what its reviewer signed.
"""

from typing import Annotated, Literal, Self, TypeAlias

from pydantic import Field, model_validator
from pydantic.dataclasses import dataclass

from ledger.model.bodies.fields import STRICT, Day, Did, Hash32, Identifier, Text
from ledger.model.survey.instrument import Indicator

Topic: TypeAlias = Literal["fees", "documents", "movement", "wages", "hours", "housing", "other"]
Hashes: TypeAlias = Annotated[tuple[Hash32, ...], Field(max_length=20)]


@dataclass(frozen=True, slots=True, config=STRICT)
class FindingBody:
    """What an auditor or an organisation found at a site. It names no source: who told it is nobody's to read.

    `size` is its class in the method. A finding of 2.5 or more (regulator_finding, documented_report) counts from the
    end of its notice, and once two reviewers uphold it (rule R6).
    """

    finding_id: Identifier
    facility: Identifier
    indicator: Indicator
    topic: Topic
    size: Literal["regulator_finding", "documented_report", "audit_major", "audit_minor"]
    found_on: Day
    text: Text
    authority: Text | None = None  # whose published decision it is, for a regulator_finding

    @model_validator(mode="after")
    def _decision_has_an_authority(self) -> Self:
        if (self.size == "regulator_finding") is not (self.authority is not None):
            raise ValueError("authority goes with regulator_finding, and with nothing else")
        return self


@dataclass(frozen=True, slots=True, config=STRICT)
class ReplyBody:
    """What a party answers to a flag; shown wherever the flag is shown.

    To a flag of the worker line only the words of its custodian's draft may be said, and `draft` names it (rule R10).
    """

    flag: Hash32
    text: Text
    finding_id: Identifier | None = None
    documents: Hashes = ()
    draft: Hash32 | None = None


@dataclass(frozen=True, slots=True, config=STRICT)
class ReplyDraftBody:
    """A custodian gives a supplier words, without identities, in which it may reply to a worker-side flag."""

    flag: Hash32
    draft_for: Did
    text: Text


@dataclass(frozen=True, slots=True, config=STRICT)
class DisputeBody:
    """A party contests a flag. It is to be answered or ruled on within 15 days."""

    flag: Hash32
    ground: Literal["wrong-site", "wrong-fact", "remedied-before", "not-heard", "other"]
    text: Text
    finding_id: Identifier | None = None
    documents: Hashes = ()
    draft: Hash32 | None = None


@dataclass(frozen=True, slots=True, config=STRICT)
class RulingBody:
    """A reviewer whom neither side pays rules on a flag; its own issuer may only overturn it.

    An overturned flag keeps its place, with weight 0. An amended one keeps its weight: what is right in its place is
    for its issuer to state anew. `business_with` are all others who buy from the reviewer.
    """

    flag: Hash32
    outcome: Literal["upheld", "overturned", "amended"]
    text: Text
    paid_by: Did
    business_with: Annotated[tuple[Did, ...], Field(max_length=100)] = ()
    finding_id: Identifier | None = None
    dispute: Hash32 | None = None
