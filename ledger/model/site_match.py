"""Whether two descriptions of a workplace are of one place: what the ledger proposes, and what a person decides."""

from dataclasses import dataclass
from enum import StrEnum


class MatchOutcome(StrEnum):
    """The four outcomes for one described site, compared with those described before it."""

    MATCHED = "matched"
    POSSIBLE = "possible match"
    NEW = "new"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An earlier site that may be the same place. `reasons` are sentences that a person can check."""

    site: str
    name: str | None
    record_id: bytes  # the facility statement that was compared
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SiteMatch:
    """What became of one described site. `decided_by` is the decision record that settled it, if a person did.

    MATCHED rests on a decision or on one issuer describing its own place again; a shared identifier or a like name
    alone is POSSIBLE, since anyone may write anyone's label. ERROR: it contradicts itself or two places at once.
    """

    site: str
    name: str | None
    record_id: bytes
    outcome: MatchOutcome
    candidates: tuple[Candidate, ...]
    decided_by: bytes | None = None
    fault: str | None = None  # what is wrong with it, or that too many are alike to list
