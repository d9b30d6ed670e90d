"""The sealed assessment of one site, for case handlers: exact counts, open cases, floors at once (rules R2 and R3).

The same method as the shared one. It is computed in memory on the custodian's machine and given to who asked: nothing
is kept, signed, handed in or sent, and no route of the API leads here.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ledger.jobs.survey.tallies import tallies_of
from ledger.jobs.survey.worker_side import count_open, evidence_of, findings_of, has_open_case
from ledger.model.ilo import INDICATOR_OF_TOPIC
from ledger.model.risk import (
    EvidenceItem,
    EvidenceType,
    RemedyState,
    SealedEvidence,
    SiteInputs,
    SiteScore,
    SurveyCounts,
)
from ledger.model.survey.case import Case
from ledger.model.survey.tally import QualityFlag, SiteTally
from ledger.ports.survey import CustodianBook
from ledger.reference.countries import country_part, iso3_of
from ledger.reference.goods import commodity_part
from ledger.reference.priority_sectors import listing_at
from ledger.reference.snapshot import ReferenceSnapshot, as_known_on
from ledger.reference.state_imposed import state_imposed_labour
from ledger.risk.method_v1 import score_site
from ledger.risk.survey_factor import standing_term
from ledger.risk.survey_statistics import wilson_interval
from ledger.surveys.quality import UNVERIFIED_CLEAN, is_unverified_clean
from ledger.surveys.quality.g7_list_experiment import affected_by_list

_AUDITS = (EvidenceType.AUDIT_ANNOUNCED, EvidenceType.AUDIT_UNANNOUNCED_OFFSITE)


@dataclass(frozen=True, slots=True)
class SealedAssessment:
    """What case handlers see of a site. `without` is the score that the same inputs have without worker evidence.

    `interval` is Wilson's for the latest survey, None without one; `label` is "unverified clean" or None.
    """

    score: SiteScore
    without: SiteScore
    latest: SurveyCounts | None
    interval: tuple[float, float] | None
    survey_term: float
    open_cases: int
    confirmed: int
    contradicted: frozenset[str]
    flags: tuple[QualityFlag, ...]
    label: str | None


def assess_sealed(book: CustodianBook, known: SiteInputs, cases: Collection[Case], *, as_of: date) -> SealedAssessment:
    """Give the sealed assessment of the site that `known` is about: what is known of it beside the worker line.

    Raises RiskInputError naming the field at fault.
    """
    site, tallies = known.site, tallies_of(book, known.site)
    findings = findings_of(book, site)
    surveys = tuple(_counts(tally) for tally in tallies)
    evidence = SealedEvidence(surveys, has_remedy=_is_any_remedied((*known.evidence, *evidence_of(findings))))
    s = standing_term(surveys, has_remedy=evidence.has_remedy, as_of=as_of)
    contradicted = _contradicted(tallies) if s > 0 else frozenset[str]()
    kept = tuple(item for item in known.evidence if not is_contradicted(item, contradicted))
    sealed = replace(
        known,
        evidence=(*kept, *evidence_of(findings)),
        worker_evidence=evidence,
        has_open_case=has_open_case(cases, site),
    )
    latest = surveys[-1] if surveys else None
    flags = tallies[-1].flags if tallies else ()
    return SealedAssessment(
        score=score_site(sealed, as_of=as_of),
        without=score_site(known, as_of=as_of),
        latest=latest,
        interval=wilson_interval(latest.affected, latest.respondents) if latest and latest.respondents else None,
        survey_term=s,
        open_cases=count_open(cases, site),
        confirmed=len(findings),
        contradicted=contradicted,
        flags=flags,
        label=UNVERIFIED_CLEAN if latest and is_unverified_clean(latest.affected, flags) else None,
    )


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a site is: country by ISO 3166-1, region by ISO 3166-2 or name, coordinates in degrees, as far as known."""

    country: str
    region: str | None = None
    latitude: float | None = None
    longitude: float | None = None


def known_of_place(snapshot: ReferenceSnapshot, *, site: str, where: Whereabouts, good: str, as_of: date) -> SiteInputs:
    """Give what is known of a site by its place and good alone: every question open, so the interval is wide.

    Whether labour is imposed by the state is asked of the region too (rule R4). Raises RiskInputError for a country
    code that is none.
    """
    known = as_known_on(snapshot, as_of)
    iso3 = iso3_of(known, where.country)
    return SiteInputs(
        site=site,
        name=site,
        country=iso3,
        good=good,
        country_part=country_part(known, iso3),
        commodity_part=commodity_part(known, good),
        listing_part=listing_at(
            known, iso3, good, region=where.region, latitude=where.latitude, longitude=where.longitude
        ),
        has_state_imposed_labour=state_imposed_labour(
            known, iso3, region=where.region, latitude=where.latitude, longitude=where.longitude
        )
        is not None,
    )


def is_contradicted(item: EvidenceItem, topics: Collection[str]) -> bool:
    """Say whether an audit found nothing on one of these topics: its credit is 0 then (gaming test G8)."""
    return item.type in _AUDITS and not set(topics) <= set(item.topics)


def _counts(tally: SiteTally) -> SurveyCounts:
    y = tally.forced_labour.affected
    n = min(tally.forced_labour.respondents, max(y, tally.workers))  # answers beyond the roster drown none
    affected = affected_by_list(y, n, tally.flags)
    return SurveyCounts(n, affected, date.fromisoformat(tally.ended_on), tally.tau, tally.coverage)


def _contradicted(tallies: Sequence[SiteTally]) -> frozenset[str]:
    latest = tallies[-1]
    counts = latest.by_indicator
    told = {topic for topic, row in INDICATOR_OF_TOPIC.items() if row in counts and counts[row].affected > 0}
    return frozenset(told.union(*(flag.topics for flag in latest.flags)))


def _is_any_remedied(items: Collection[EvidenceItem]) -> bool:
    return any(item.remedy_state is RemedyState.VERIFIED for item in items)
