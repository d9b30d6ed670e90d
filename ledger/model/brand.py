"""How a brand buys and leaves, as its own score reads and tells it (risk method, rules S11 to S14)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ledger.model.risk import Band, Term


class Practice(StrEnum):
    """What a brand is asked about, each by two numbers: what was due and what happened."""

    PRICE = "price"
    LEAD_TIME = "lead-time"
    ORDER_CHANGE = "order-change"
    PAYMENT = "payment"
    FEES_REPAID = "fees-repaid"
    REMEDY = "remedy"


@dataclass(frozen=True, slots=True)
class PracticeTold:
    """One signed statement about one order or period, on the day it was signed; `issuer` is brand or supplier."""

    practice: Practice
    issuer: str
    supplier: str
    order: str
    due: float
    happened: float
    told_on: date
    record_id: str
    is_overturned: bool = False


class PartKind(StrEnum):
    """What is known of a part of the brand's chain."""

    UNKNOWN = "unknown"  # not disclosed, or not assessed
    UNANSWERED = "unanswered_finding"  # "open case" is a word of sealed assessments alone (rules R2 and R3)
    IN_REMEDY = "finding_in_remedy"  # an adverse finding that the site answered or says to have remedied
    REMEDIED = "remedied_finding"  # the workers' side confirms the remedy of every adverse finding
    NO_FINDING = "no_finding_known"


@dataclass(frozen=True, slots=True)
class ChainPart:
    """A site, or the unknown, with its share of all tiers of all the brand's products; shares sum to 1."""

    site: str
    kind: PartKind
    share: float


@dataclass(frozen=True, slots=True)
class SupplierLeft:
    """A supplier that the brand left. It stays in the brand's ledger for 24 months, with its last score (rule S11).

    The 24 months run from `counts_from`: the day of leaving, or later where it was told, or ordered, later.
    `last_score` None: nothing could be computed, or no site of the supplier is in the brand's confirmed chain.
    `has_left_well` says that notice and impact assessment were given, or that law or the workers asked for it (rule
    S14); `how` tells which. `record_id` names the statement, or the last order where nothing was said.
    """

    supplier: str
    left_on: date
    counts_from: date
    last_score: float | None
    has_left_well: bool
    how: str
    record_id: str


@dataclass(frozen=True, slots=True)
class BrandInputs:
    """All that is known of a brand on a day; `suppliers` are its direct suppliers, as far as the ledger knows them.

    `linked` are those to whom confirmed hand-overs lead: only their word can be in the brand's favour.
    """

    brand: str
    suppliers: tuple[str, ...]
    linked: tuple[str, ...]
    told: tuple[PracticeTold, ...] = ()
    parts: tuple[ChainPart, ...] = ()
    left: tuple[SupplierLeft, ...] = ()


@dataclass(frozen=True, slots=True)
class BrandScore:
    """The brand's own risk signal: a priority index `r` in [0, 1] with its range, and the terms that add up to eta."""

    brand: str
    as_of: date
    eta: float
    sd: float
    r: float
    r_lo: float
    r_hi: float
    band: Band
    action: str
    terms: tuple[Term, ...]
    unsaid: tuple[Practice, ...]  # practices of which nobody stated anything that counts
    suppliers: int
    suppliers_heard: int
    left: tuple[SupplierLeft, ...]
