"""Evidence about one site, worker evidence as released, and matches on trade orders, as the method reads them."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


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


@dataclass(frozen=True, slots=True)
class WorkerEvidence:
    """What released worker evidence says, as one source-blind term S in [-1.5, 4]; 0 without a release."""

    survey_term: float = 0.0
    released_on: date | None = None
    record_ids: tuple[str, ...] = ()


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
