"""Evidence about one site, worker evidence as released or as sealed, and matches on trade orders, as the method reads
them."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from ledger.model.risk.strength import EvidenceStrength, SourceRecord


class EvidenceType(StrEnum):
    """The types of section 4. The first six raise the risk signal, the last four lower it."""

    REGULATOR_FINDING = "regulator_finding"
    DOCUMENTED_REPORT = "documented_report"
    RETALIATION = "retaliation"
    SUBSTANTIATED_GRIEVANCE = "substantiated_grievance"
    AUDIT_MAJOR = "audit_major"
    AUDIT_MINOR = "audit_minor"
    ATTESTATION = "attestation"
    AUDIT_ANNOUNCED = "audit_announced"
    AUDIT_UNANNOUNCED_OFFSITE = "audit_unannounced_offsite"
    WORKER_DRIVEN_PROGRAMME = "worker_driven_programme"


class RemedyState(StrEnum):
    """How an adverse item stands. Only `verified`, by the workers or their organisation, changes its weight."""

    OPEN = "open"
    ANSWERED = "answered"
    CLAIMED = "claimed"
    VERIFIED = "verified"


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """One thing that somebody recorded about a site.

    `content_hash` is that of the document or body: equal hashes are one record. `remedy_*` and `finding_id` matter
    for adverse items only, `valid_until` (last day on which it holds), `payer` and `assessor` for favourable ones only.
    So does `aged_from`: credit decays from that day where it is before the `event_date` from which the item counts.
    """

    type: EvidenceType
    event_date: date
    content_hash: str
    valid_until: date | None = None
    payer: str | None = None
    assessor: str | None = None
    finding_id: str | None = None
    remedy_state: RemedyState = RemedyState.OPEN
    remedy_verified_at: date | None = None
    record_id: str | None = None
    is_overturned: bool = False  # by a ruling: it keeps its place, with weight 0 (rule R6)
    topics: tuple[str, ...] = ()  # sorted; what a finding is about, or what an audit found something on
    aged_from: date | None = None
    # Who speaks, and which record verified the remedy: told beside the number and never read for it, so not in `repr`,
    # by which the method orders items.
    strength: EvidenceStrength = field(default=EvidenceStrength.SELF, repr=False)
    remedied_by: SourceRecord | None = field(default=None, repr=False)


class EvidenceStep(StrEnum):
    """How much confidential evidence there is, in words: all that a shared assessment knows of it (rule R1)."""

    NONE = "none"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class WorkerEvidence:
    """Worker evidence of a shared assessment: one source-blind step from published releases, never below none.

    No record, channel, count or date of a survey is here but the day of the newest release. `narrows` is false where
    a release takes no uncertainty away: an adverse finding of the site lacks a remedy record, or nothing may be
    computed from it.
    """

    step: EvidenceStep = EvidenceStep.NONE
    released_on: date | None = None
    narrows: bool = True


@dataclass(frozen=True, slots=True)
class SurveyCounts:
    """Exact counts of one survey: `affected` of `respondents` are in forced labour by what they answered.

    `integrity` is tau, `coverage` cov, both in [0, 1]. For the sealed assessment on the custodian's machine alone.
    """

    respondents: int
    affected: int
    ended_on: date
    integrity: float = 1.0
    coverage: float = 1.0


@dataclass(frozen=True, slots=True)
class SealedEvidence:
    """Worker evidence of a sealed assessment (rule R2): every survey of the site with exact counts.

    `has_remedy`: workers or their organisation verified a remedy between the surveys (gaming test G6).
    """

    surveys: tuple[SurveyCounts, ...] = ()
    has_remedy: bool = False


class TradeOrderStatus(StrEnum):
    """How an order stands on its list. Of a modified order only the remaining scope holds."""

    ACTIVE = "active"
    MODIFIED = "modified"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class TradeOrderMatch:
    """A match of this site with an entry of an official list. Only a confirmed one from a trusted row can hold."""

    market: str
    order: str
    status: TradeOrderStatus
    as_of: date
    source: str
    confirmed: bool
    low_trust: bool = False
    in_remaining_scope: bool = False
