"""What a study is asked, and what it found."""

from dataclasses import dataclass
from datetime import date

from ledger.backtest.metrics import Interval


@dataclass(frozen=True, slots=True)
class StudyPlan:
    """One cut-off with the labels of a later edition or of later orders.

    `labels` is `listings` (first forced-labour rows of edition `until`, against edition `since`) or `orders`.
    `with_mapped_goods` adds the goods of the sector map; `only_produced` keeps pairs of the user's production table.
    Without `may_fit` nothing is fitted to the labels: what was fitted before is only applied.
    """

    key: str
    cut_off: date
    since: int
    until: int
    labels: str = "listings"
    with_mapped_goods: bool = False
    only_produced: bool = False
    may_fit: bool = True


@dataclass(frozen=True, slots=True)
class ModelResult:
    """How one model ranked. `in_lowest_band` counts positives, and is None for what has no band."""

    key: str
    words: str
    auc: Interval
    average_precision: float
    hits_100: float
    lift_100: float
    hits_500: float
    lift_500: float
    recall_by_year: tuple[tuple[int, int, int], ...]  # year, positives, of these in the first 500
    curve: tuple[tuple[float, float], ...]  # part of the pairs looked at, part of the positives found
    in_lowest_band: int | None


@dataclass(frozen=True, slots=True)
class StudyResult:
    """What came out of one plan. `uncovered` are labels that no pair could stand for; `missing` names with its reason
    each row that could not be computed; `read_until` is the newest date read of each table.
    """

    plan: StudyPlan
    countries: int
    goods: int
    pairs: int
    listed: int
    scored: int
    labels: int
    positives: int
    uncovered: tuple[tuple[str, str], ...]
    models: tuple[ModelResult, ...]
    gains: tuple[tuple[str, str, Interval], ...]  # model, over which other, gain in AUC paired by positive
    ridge_spread: tuple[tuple[str, float, float], ...]
    missing: tuple[tuple[str, str], ...]
    read_until: tuple[tuple[str, date], ...]
