"""What screening compares and answers: somebody or some place of ours with a row of an official list.

Being on a list is its publisher's statement, and a match is ours: neither is a finding of guilt.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class ScreeningVerdict(StrEnum):
    """The distinct answers. INCOMPLETE stands where a list, or what is told of the subject, is not whole."""

    CONFIRMED = "confirmed"
    POSSIBLE = "possible"
    INCOMPLETE = "screening incomplete"
    NO_MATCH = "no match"


class SubjectKind(StrEnum):
    """Who or what is screened."""

    PARTY = "party"
    SITE = "site"
    RECRUITER = "recruiter"
    OWNER = "owner"


@dataclass(frozen=True, slots=True)
class Holding:
    """That a subject owns a part of the party `owned` (a DID). `share` is above 0 to 1, None where nobody tells it;
    `did` the owner's own, where it has one."""

    owned: str
    share: Decimal | None = None
    did: str | None = None


@dataclass(frozen=True, slots=True)
class ScreenedSubject:
    """One party, site, recruiter or owner, as it is told of. `key` is its identifier, a DID or a row's own label.

    `country` is ISO 3166-1 alpha-3, `region` an ISO 3166-2 code where it is known to be one. `inputs` are goods that
    it buys, each with the alpha-3 country that they come from. `record_id` is the record that describes it. `earlier`
    are its descriptions by the same ones before, withdrawn ones too; `operator` who runs it, of a site, and
    `operated_before` who counts beside that one, since no decision that may end a hold took the site from them.
    """

    key: str
    kind: SubjectKind
    names: tuple[str, ...]
    country: str | None = None
    region: str | None = None
    addresses: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    goods: tuple[str, ...] = ()
    inputs: tuple[tuple[str, str], ...] = ()
    record_id: bytes | None = None
    holding: Holding | None = None  # of an owner
    operator: str | None = None
    operated_before: tuple[str, ...] = ()
    earlier: tuple["ScreenedSubject", ...] = ()


class EntryScope(StrEnum):
    """What a row names: somebody by name, a ship, or the goods of a region or country."""

    ENTITY = "entity"
    VESSEL = "vessel"
    REGION_COMMODITY = "region-commodity"
    COUNTRY_COMMODITY = "country-commodity"


class EntryStanding(StrEnum):
    """How the row stands on the day. Of a modified order only the remaining scope holds. UNTOLD: a later list lacks it,
    and nobody tells whether it had ended by this day."""

    IN_FORCE = "in force"
    MODIFIED = "modified"
    ENDED = "ended"
    UNTOLD = "in force or ended: nobody tells the day of its end"


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One row of an official list, as it is compared. `row_hash` changes with anything that the row says.

    `as_of` is the day of the list that tells it. `ended_on` is the day of its end; where nobody tells that, `ended_by`
    is the day by which it had ended.
    """

    key: str
    list_name: str
    title: str
    market: str | None
    scope: EntryScope
    names: tuple[str, ...]
    country: str | None
    region: str | None
    addresses: tuple[str, ...]
    identifiers: tuple[str, ...]
    commodities: tuple[str, ...]
    includes_subsidiaries: bool
    standing: EntryStanding
    remaining_scope: str
    effective: date
    publisher: str
    as_of: date
    source: str
    is_low_trust: bool
    row_hash: bytes
    ended_on: date | None = None
    ended_by: date | None = None

    @property
    def ref(self) -> str:
        """Give the entry's name in a decision: its key at its list, without spaces."""
        return "-".join(self.key.split()) + "@" + "-".join(self.list_name.split())


@dataclass(frozen=True, slots=True)
class MatchReason:
    """One reason with what it adds to the score, as a person can check it."""

    code: str
    points: float
    sentence: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ListMatch:
    """One subject beside one entry. `confirmed_by` says how: identifier, name-and-place, scope, owner, or
    decision.

    `may_hold`: confirmed, from a trusted row that is in force for this subject; only then the risk method reads it as
    a trade-order match that holds. `described_by` is the earlier record that it rests on, None for the subject's own.
    """

    entry: ListEntry
    verdict: ScreeningVerdict
    score: float
    reasons: tuple[MatchReason, ...]
    confirmed_by: str | None = None
    decision: bytes | None = None
    may_hold: bool = False
    described_by: bytes | None = None


@dataclass(frozen=True, slots=True)
class HumanDecision:
    """What a person who may decide signed about one subject and one entry, and which row and records it was about.

    `may_lift`: it is proven, and `by` (a DID) is no side; only then a refusal ends what holds.
    """

    subject: str
    ref: str
    is_confirmed: bool
    basis: tuple[bytes, ...]
    record_id: bytes
    said_on: date
    by: str
    may_lift: bool


@dataclass(frozen=True, slots=True)
class SubjectAnswer:
    """What screening says of one subject. `ended` are matches with rows no longer in force; `refused` those that a
    person looked at and refused; `reopened` decisions about a row that has changed since. `notes` say what could not
    be compared, and which refusal counts for nothing yet. `of_operator` are the matches of who runs the site that reach
    it, whatever else the site says of its goods."""

    subject: ScreenedSubject
    verdict: ScreeningVerdict
    matches: tuple[ListMatch, ...] = ()
    ended: tuple[ListMatch, ...] = ()
    refused: tuple[ListMatch, ...] = ()
    reopened: tuple[HumanDecision, ...] = ()
    notes: tuple[str, ...] = ()
    of_operator: tuple[ListMatch, ...] = ()


@dataclass(frozen=True, slots=True)
class ListStanding:
    """How whole a list was on the day: `wanted` is its publisher's own count, None where none is known."""

    list_name: str
    found: int
    wanted: int | None
    is_complete: bool
    reason: str


@dataclass(frozen=True, slots=True)
class ScreeningAnswer:
    """What screening says of each subject, against which lists (`lists_hash`), as known on which day."""

    as_of: date
    lists_hash: str
    lists: tuple[ListStanding, ...]
    answers: tuple[SubjectAnswer, ...]
