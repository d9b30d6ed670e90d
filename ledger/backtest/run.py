"""One study from plan to numbers: features through a window, labels from later, every model on the same pairs."""

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from ledger.backtest import metrics
from ledger.backtest.bands import in_lowest_band
from ledger.backtest.features import Features, features
from ledger.backtest.labels import Pair, first_orders, new_listings
from ledger.backtest.metrics import Marks
from ledger.backtest.models import Ranking, already_listed, baselines, own_rankings, ridge_rankings, ridge_spread
from ledger.backtest.names import one_name
from ledger.backtest.rows import Archive
from ledger.backtest.study import ModelResult, StudyPlan, StudyResult
from ledger.backtest.window import Spy, Window
from ledger.errors import RiskInputError

SEED = 20160930
OVER = ("tip", "eta_v1")
_NO_INDEX = (
    "no corruption index of before the cut-off was supplied: give a folder with cpi*.csv (iso3, year, cpi_0_100) by "
    "--from"
)
ALWAYS_MISSING = (
    ("rule_of_law", "no edition of before the cut-off exists here; later ones are revised backwards"),
    ("published_index", "published vulnerability indices look into the future and are not ours to give away"),
)

Candidates = Callable[[Features], Sequence[Ranking]]


def _none(_: Features) -> Sequence[Ranking]:
    return ()


def run_study(archive: Archive, plan: StudyPlan, *, candidates: Candidates = _none) -> StudyResult:
    """Give the study's numbers, `candidates` ranking beside the models that always run.

    Raises LookedAhead when a feature was read that is dated after the cut-off, and RiskInputError when no label can be
    represented.
    """
    spy = Spy()
    known = features(Window(archive, plan.cut_off, spy), with_mapped_goods=plan.with_mapped_goods)
    spy.refuse_later_than(plan.cut_off)
    labels = labels_of(archive, plan)
    scored = scored_pairs(known, archive, plan)
    positive = known.marks(set(labels)) & scored
    if not positive.any() or (positive == scored).all():
        table = "a production table" if plan.only_produced else "a corruption index"
        mend = f"supply {table} that covers a pair which was listed later, and one which was not"
        raise RiskInputError(field=f"labels of the study {plan.key}", value=0, mend=mend)
    rankings = (*rankings_of(known, plan, scored, positive), *candidates(known))
    return StudyResult(
        plan=plan,
        countries=len(known.countries),
        goods=len(known.goods),
        pairs=known.forced.size,
        listed=int(known.forced.sum()),
        scored=int(scored.sum()),
        labels=len(labels),
        positives=int(positive.sum()),
        uncovered=tuple(sorted(pair for pair in labels if not known.marks({pair}).any())),
        models=tuple(_result(each, known, scored, positive, labels) for each in rankings),
        gains=tuple(_gains(rankings, scored, positive)),
        ridge_spread=ridge_spread(known, scored, positive) if _has_ridge(known, plan) else (),
        missing=_missing(known),
        read_until=tuple(sorted(spy.latest().items())),
    )


def labels_of(archive: Archive, plan: StudyPlan) -> Mapping[Pair, int]:
    """Give the labels, each with its year: of the order, or of the edition."""
    if plan.labels == "orders":
        return {pair: day.year for pair, day in first_orders(archive.orders, after=plan.cut_off).items()}
    return dict.fromkeys(sorted(new_listings(archive, since=plan.since, until=plan.until)), plan.until)


def scored_pairs(known: Features, archive: Archive, plan: StudyPlan) -> Marks:
    """Give the pairs that are ranked: for listings those not yet listed; for orders all; on request only produced."""
    scored = np.ones_like(known.forced) if plan.labels == "orders" else ~known.forced
    if not plan.only_produced:
        return scored
    return scored & known.marks({(row.iso3, one_name(row.good)) for row in archive.production})


def rankings_of(known: Features, plan: StudyPlan, scored: Marks, positive: Marks) -> list[Ranking]:
    """Give every model that can be computed from what is there."""
    found = baselines(known)
    if plan.labels == "orders":
        return [*found, *already_listed(known)]
    if known.corruption is None:
        return found
    ridge = ridge_rankings(known, scored, positive) if plan.may_fit else []
    return [*found, *ridge, *own_rankings(known)]


def _has_ridge(known: Features, plan: StudyPlan) -> bool:
    return known.corruption is not None and plan.labels != "orders" and plan.may_fit


def _result(
    ranking: Ranking, known: Features, scored: Marks, positive: Marks, labels: Mapping[Pair, int]
) -> ModelResult:
    scores, marks = ranking.scores[scored], positive[scored]
    hits = {top: metrics.expected_hits(scores, marks, top=top) for top in (100, 500)}
    lifts = {
        top: metrics.lift(found, top=top, positives=int(marks.sum()), pairs=len(marks)) for top, found in hits.items()
    }
    return ModelResult(
        key=ranking.key,
        words=ranking.words,
        auc=metrics.resampled(metrics.placements(scores, marks), seed=SEED),
        average_precision=metrics.average_precision(scores, marks),
        hits_100=hits[100],
        lift_100=lifts[100],
        hits_500=hits[500],
        lift_500=lifts[500],
        recall_by_year=_by_year(ranking, known, scored, positive, labels),
        curve=_curve(scores, marks),
        in_lowest_band=in_lowest_band(scores[marks]) if ranking.is_own else None,
    )


def _gains(
    rankings: tuple[Ranking, ...], scored: Marks, positive: Marks
) -> Iterator[tuple[str, str, metrics.Interval]]:
    """Give the gain in AUC of each model over the trafficking report and over the own term, positive by positive."""
    marks = positive[scored]
    placed = {each.key: metrics.placements(each.scores[scored], marks) for each in rankings}
    for over in OVER:
        for key in placed:
            if over in placed and key != over:
                yield key, over, metrics.resampled(placed[key] - placed[over], seed=SEED)


def _by_year(
    ranking: Ranking, known: Features, scored: Marks, positive: Marks, labels: Mapping[Pair, int]
) -> tuple[tuple[int, int, int], ...]:
    """Give by year of the label how many positives there were and how many stood surely in the first 500."""
    edge = np.sort(ranking.scores[scored])[-min(500, int(scored.sum()))]
    years: dict[int, list[bool]] = {}
    for pair, year in labels.items():
        mark = known.marks({pair}) & positive
        if mark.any():
            years.setdefault(year, []).append(bool(ranking.scores[mark][0] > edge))
    return tuple((year, len(found), sum(found)) for year, found in sorted(years.items()))


def _curve(scores: metrics.Scores, marks: Marks) -> tuple[tuple[float, float], ...]:
    looked, found = metrics.recall_curve(scores, marks)
    kept = np.unique(np.append(np.flatnonzero(np.diff(found)), np.flatnonzero(np.diff(found)) + 1))
    kept = np.unique(np.concatenate([[0], kept, [len(looked) - 1]]))
    return tuple(zip(looked[kept].tolist(), found[kept].tolist(), strict=True))


def _missing(known: Features) -> tuple[tuple[str, str], ...]:
    if known.corruption is not None:
        return ALWAYS_MISSING
    needs = ("corruption", "fixed_sum", "ridge_by_country", "ridge_by_good", "eta_v1")
    return (*((key, _NO_INDEX) for key in needs), *ALWAYS_MISSING)
