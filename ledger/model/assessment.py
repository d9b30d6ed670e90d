"""A shared assessment of one product: every tier scored, every term traceable, and what it was computed from."""

from dataclasses import dataclass
from datetime import date

from ledger.model.finding import Finding
from ledger.model.graph import Gap, Product
from ledger.model.risk import Narrowing, TierScore


@dataclass(frozen=True, slots=True)
class AssessedTier:
    """A tier's score and the one gap whose closing would narrow its range most (None where nothing is open)."""

    score: TierScore
    narrowing: Narrowing | None
    site_narrowing: tuple[tuple[str, Narrowing], ...]  # site -> the gap that narrows that site most


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the method says of a product, as known on a date and at a log size: a priority for attention."""

    product: Product
    as_of: date
    log_size: int
    method_version: str
    reference_hash: str
    tiers: tuple[AssessedTier, ...]
    gaps: tuple[Gap, ...]
    findings: tuple[Finding, ...]
    refused: tuple[tuple[str, str], ...]  # (record id, verdict) of records that were left out of the evidence
