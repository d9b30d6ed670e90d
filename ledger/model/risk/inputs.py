"""Everything that the method reads about one site (risk method, section 2)."""

from dataclasses import dataclass, field
from datetime import date

from ledger.model.risk.evidence import EvidenceItem, SealedEvidence, TradeOrderMatch, WorkerEvidence
from ledger.model.risk.settings import AS_PUBLISHED, MethodSettings
from ledger.model.risk.strength import SourceRecord
from ledger.model.risk.workforce import Workforce


@dataclass(frozen=True, slots=True)
class CountryPart:
    """C in [0, 1] (section 3.1) and the readings whose mean it is; `missing` names those that took a quartile."""

    value: float
    readings: tuple[tuple[str, float], ...] = ()
    missing: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    dates: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class CommodityPart:
    """G in [0, 1] (section 3.2); `basis` is `producers`, `listed-only`, `sector-mean` or `all-goods-mean`."""

    value: float
    basis: str
    sources: tuple[str, ...] = ()
    dates: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class ListingPart:
    """L of the pair of origin and good (section 3.3): 1, 0.8, 0.5 or 0, between them for a pseudo-site."""

    value: float
    reason: str
    sources: tuple[str, ...] = ()
    dates: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class MassBalance:
    """Quantities of one period in one unit: what came in, what went out, and the stated yield."""

    quantity_in: float
    quantity_out: float
    yield_fraction: float
    tolerance: float = 0.05


@dataclass(frozen=True, slots=True)
class OpacityInputs:
    """What cannot be seen of a site (section 6). The defaults are what holds as long as nobody has shown otherwise.

    `missing_link` is the share of input quantity without a verified upstream event, None where inputs exist and none
    is recorded (counts 1); give 0.0 for a site that by its nature has no inputs. `mass_balance` None: not reconciled
    (counts 0 here; the missing quantity lowers completeness). `expired_certificates` holds the last valid day of
    documents that are not evidence items; evidence items bring their own `valid_until`.
    """

    missing_link: float | None = None
    mass_balance: MassBalance | None = None
    expired_certificates: tuple[date, ...] = ()
    has_undisclosed_subcontractor: bool = False
    is_location_verified: bool = False
    is_identity_resolved: bool = False
    survey_refused_by_management: bool = False
    shown_by: tuple[SourceRecord, ...] = ()  # the records that show what is not hidden; read for no number


@dataclass(frozen=True, slots=True)
class SiteInputs:
    """One site as known at one date, for one good.

    `answered` names those of the nine required fields outside the workforce that were answered (see
    `ledger.risk.completeness`). `worker_evidence` says which assessment it is: the step of releases in a shared one,
    exact counts in the custodian's sealed one. For the sealed one only: `has_open_case` (R3), and evidence items of the
    types `substantiated_grievance` and `retaliation`, which a shared one knows only inside the step (R1).
    """

    site: str
    name: str
    country: str | None
    good: str
    country_part: CountryPart
    commodity_part: CommodityPart
    listing_part: ListingPart
    workforce: Workforce = field(default_factory=Workforce)
    described_by: SourceRecord | None = None  # the description that the workforce answers stand in; read for no number
    evidence: tuple[EvidenceItem, ...] = ()
    worker_evidence: WorkerEvidence | SealedEvidence = field(default_factory=WorkerEvidence)
    opacity: OpacityInputs = field(default_factory=OpacityInputs)
    answered: frozenset[str] = frozenset()
    trade_orders: tuple[TradeOrderMatch, ...] = ()
    has_state_imposed_labour: bool = False
    has_open_case: bool = False
    is_pseudo_site: bool = False
    settings: MethodSettings = AS_PUBLISHED  # by which numbers it is scored
