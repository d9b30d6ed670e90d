"""A shared assessment of one product: every tier scored, every term traceable, and what it was computed from."""

from dataclasses import dataclass
from datetime import date

from ledger.model.asking import AskedQuestion
from ledger.model.fairness import AuditorStanding, FlagReply, Notice
from ledger.model.finding import Finding
from ledger.model.graph import Gap, Product
from ledger.model.ilo import IndicatorRow
from ledger.model.risk import Narrowing, ProductRisk, SiteGraph, SiteInputs, TierScore
from ledger.model.risk.settings import AS_PUBLISHED, MethodSettings
from ledger.model.screening import ScreeningAnswer


@dataclass(frozen=True, slots=True)
class AssessedTier:
    """A tier's score and the one gap whose closing would narrow its range most (None where nothing is open)."""

    score: TierScore
    narrowing: Narrowing | None
    site_narrowing: tuple[tuple[str, Narrowing], ...]  # site -> the gap that narrows that site most


@dataclass(frozen=True, slots=True)
class WaveAtSite:
    """One wave that was held or given up at a site, by the month. `how` is `released`, or the reason of rule R9.

    It stays in every later assessment; one that its issuer withdrew is marked and stays as well.
    """

    site: str
    wave: str
    month: str  # YYYY-MM
    how: str
    sample_announced: str
    answers_came: str | None
    is_panel_reviewed: bool
    is_withdrawn: bool
    record_id: str


@dataclass(frozen=True, slots=True)
class RemedyGap:
    """An adverse record without a verified remedy: `asked_of` puts it right, `confirmed_by` says that it is."""

    site: str
    record_id: str
    state: str
    asked_of: str | None  # DID of the site's operator, None where nobody knows it
    confirmed_by: str
    sentence: str


@dataclass(frozen=True, slots=True)
class SiteReview:
    """What a person should look at (gaming tests G9, G10): it changes no number, and `innocent` may explain it."""

    site: str
    test: str
    label: str
    sentence: str
    innocent: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the method says of a product, as known on a date and at a log size: a priority for attention."""

    product: Product
    as_of: date
    log_size: int
    method_version: str
    reference_hash: str
    tiers: tuple[AssessedTier, ...]
    product_risk: ProductRisk
    gaps: tuple[Gap, ...]
    findings: tuple[Finding, ...]
    refused: tuple[tuple[str, str], ...]  # (record id, verdict) of records that were left out of the evidence
    waves: tuple[WaveAtSite, ...] = ()
    remedy_gaps: tuple[RemedyGap, ...] = ()
    reviews: tuple[SiteReview, ...] = ()
    ilo_grid: tuple[IndicatorRow, ...] = ()  # of each tier and each real site, the eleven indicators
    replies: tuple[FlagReply, ...] = ()  # in the order of their days
    notices: tuple[Notice, ...] = ()  # grave findings that do not count yet
    asked: tuple[AskedQuestion, ...] = ()  # what these sites were asked and have not answered
    auditors: tuple[AuditorStanding, ...] = ()  # who audited or found something at these sites
    settings: MethodSettings = AS_PUBLISHED
    settings_hash: str = ""  # of every number that holds
    default_result: "Assessment | None" = None  # by the published numbers, where others were set (rule R11)
    earlier_assessments: int = 0  # of this product that are recorded, by whatever settings
    inputs: tuple[SiteInputs, ...] = ()  # what every site was scored from, the unknown share's pseudo-site included
    screening: ScreeningAnswer | None = None  # of these sites, their operators and recruiters; None: nobody screened
    site_graph: SiteGraph | None = None  # what worst path and exposure were computed on
