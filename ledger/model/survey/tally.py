"""What the custodian counts at a site, exactly, and what the quality tests say. It never leaves the custodian."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ledger.model.survey.instrument import FeeFact, Indicator


@dataclass(frozen=True, slots=True)
class QualityFlag:
    """One gaming test (G1 to G9, G13) that fired: its statistic, its factor on tau, and an innocent explanation.

    A flag lowers credit or opens a review. It never accuses workers and never raises an adverse term. `estimate` is
    the share that a list experiment found (G7), `topics` those on which audits and workers disagree (G8).
    """

    test: str
    statistic: str
    factor: float
    innocent: str
    leads_to_review: bool = False
    estimate: float | None = None
    topics: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Count:
    """Of `respondents` who answered at least one item of the group, `affected` answered so that it shows."""

    respondents: int
    affected: int


@dataclass(frozen=True, slots=True)
class SiteTally:
    """Exact counts of one site: for case handlers on the custodian's machine alone.

    `forced_labour` counts, of those who answered at least one item in each dimension, those with at least one item of
    each, at least one of them strong. `by_gender` has the same by the answer to the instrument's gender item.
    Of `fees`, whoever answered `fee_paid` is a respondent of what was not repaid too, paid or not.
    """

    site: str
    wave: str
    ended_on: str  # ISO day
    workers: int
    answered: int
    forced_labour: Count
    by_indicator: Mapping[Indicator, Count]
    by_gender: Mapping[str, Count]
    by_indicator_and_gender: Mapping[tuple[Indicator, str], Count]
    tau: float
    coverage: float  # cov of the method: min(1, n / N_target) * roster_match
    flags: tuple[QualityFlag, ...]
    fees: Mapping[tuple[FeeFact, str | None], Count] = field(default_factory=dict)  # no gender: everybody
