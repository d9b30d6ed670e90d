"""The candidate for version 2 on every pair, and how its four weights are found: on 2016 to 2022 alone."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from ledger.backtest.features import Features, features
from ledger.backtest.grouped import Cells, Fold, cells, every_tenth, held_out, in_blocks
from ledger.backtest.metrics import Marks, Scores, auc
from ledger.backtest.models import Ranking
from ledger.backtest.own_method import PRODUCERS_AT_LEAST, commodity_values, country_values, listing_values, own_eta
from ledger.backtest.ridge import ridge_logistic
from ledger.backtest.rows import Archive
from ledger.backtest.run import labels_of, scored_pairs
from ledger.backtest.study import StudyPlan
from ledger.backtest.window import Spy, Window
from ledger.model.risk import Workforce
from ledger.risk.inherent import workforce_term
from ledger.risk.inherent_v2 import (
    WEIGHT_SUM,
    WeightsV2,
    baseline_v2_term,
    commodity_v2_term,
    country_count_v2_term,
    country_v2_term,
    listing_v2_term,
)

FIT_PLAN = StudyPlan("development", date(2016, 9, 30), 2016, 2022)
NEWEST_READ = date(2023, 8, 23)  # the state of the file of the 2022 edition
PENALTIES = (0.5, 1.0, 2.0, 5.0)
KEYS = {"every tenth": "eta_v2_nested", "blocks": "eta_v2_nested_blocks"}
WORDS = {"every tenth": "candidate v2, held out", "blocks": "candidate v2, in blocks"}
INNER_FOLDS = 5


@dataclass(frozen=True, slots=True, eq=False)
class CandidateFit:
    """What came out: the weights, and how the whole recipe ranks pairs of countries that it never saw.

    `held_out` are the scores of each pair by way of forming the outer folds; `penalties` were chosen in each fold.
    """

    weights: WeightsV2
    penalty: float
    held_out: tuple[Ranking, ...]
    held_out_auc: tuple[tuple[str, float], ...]
    penalties: tuple[tuple[str, tuple[float, ...]], ...]
    read_until: date


def fit_candidate(archive: Archive) -> CandidateFit:
    """Fit four weights by nested, country-grouped cross-validation. Raises LookedAhead when any row, label rows
    included, is newer than the edition of 2022.

    Inside each outer fold the penalty is chosen by held-out AUC over inner folds of the remaining countries. The final
    weights choose it once more over all countries.
    """
    spy = Spy()
    known = features(Window(archive, FIT_PLAN.cut_off, spy), with_mapped_goods=False)
    spy.refuse_later_than(FIT_PLAN.cut_off)
    spy.note("labels", (*archive.edition(FIT_PLAN.since), *archive.edition(FIT_PLAN.until)))
    spy.refuse_later_than(NEWEST_READ)
    scored = scored_pairs(known, archive, FIT_PLAN)
    positive = known.marks(set(labels_of(archive, FIT_PLAN))) & scored
    gathered = cells(_design(known)[scored], positive[scored], np.nonzero(scored)[0])
    ways = {"every tenth": every_tenth(len(known.countries)), "blocks": in_blocks(len(known.countries))}
    held = {way: _nested(gathered, fold) for way, fold in ways.items()}
    penalty = _best_penalty(gathered, len(known.countries))
    return CandidateFit(
        weights=_shipped(proportions(gathered, penalty), known, scored),
        penalty=penalty,
        held_out=tuple(
            Ranking(KEYS[way], WORDS[way], _on_pairs(scores, gathered, known, scored), is_own=True)
            for way, (scores, _) in held.items()
        ),
        held_out_auc=tuple(
            (way, auc(scores[gathered.cell_of_pair], positive[scored])) for way, (scores, _) in held.items()
        ),
        penalties=tuple((way, chosen) for way, (_, chosen) in held.items()),
        read_until=max(spy.latest().values()),
    )


def candidate_eta(known: Features, by: WeightsV2) -> Scores:
    """Give the candidate's eta_I of each pair with nothing known of the workforce, from its own terms."""
    by_country = [
        country_v2_term(value, by).value + country_count_v2_term(count, by).value
        for value, count in zip(country_values(known).tolist(), known.country_count.tolist(), strict=True)
    ]
    by_good = [
        commodity_v2_term(value, by).value for value in commodity_values(known, producers=PRODUCERS_AT_LEAST).tolist()
    ]
    values, places = np.unique(listing_values(known), return_inverse=True)
    listing = np.array([listing_v2_term(value, by).value for value in values.tolist()])
    rest = baseline_v2_term(by).value + workforce_term(Workforce()).value
    found = known.per_pair(np.array(by_country), np.array(by_good)) + rest
    found += listing[places].reshape(known.child.shape)
    return found


def _design(known: Features) -> Scores:
    """C, G, L and the country's count, per pair, in the last axis."""
    parts = (
        known.per_pair(country_values(known)),
        known.per_pair(by_good=commodity_values(known, producers=PRODUCERS_AT_LEAST)),
        listing_values(known),
        known.per_pair(known.country_count),
    )
    return np.stack(parts, axis=-1)


def proportions(pairs: Cells, penalty: float) -> Scores:
    """Give four weights, none negative, that sum to those of version 1.

    A part whose weight comes out negative is left out and the rest fitted again: a worse country must never look
    better because the few listings happened to lie elsewhere.
    """
    kept = list(range(pairs.features.shape[1]))
    while True:
        fitted = ridge_logistic(
            pairs.features[:, kept], positives=pairs.positives, trials=pairs.trials, penalty=penalty
        )[1:]
        if (fitted >= 0).all():
            break
        kept = [part for part, weight in zip(kept, fitted.tolist(), strict=True) if weight >= 0]
    found = np.zeros(pairs.features.shape[1])
    found[kept] = fitted * WEIGHT_SUM / fitted.sum()
    return found


def _nested(pairs: Cells, outer: Fold) -> tuple[Scores, tuple[float, ...]]:
    chosen: list[float] = []

    def fit(training: Cells) -> Scores:
        chosen.append(_best_penalty(training, len(outer)))
        return np.array([0.0, *proportions(training, chosen[-1])])

    return held_out(pairs, outer, fit), tuple(chosen)


def _best_penalty(training: Cells, groups: int) -> float:
    """Give the penalty with the best held-out AUC over inner folds; the larger one where two do alike."""
    present = np.unique(training.group)
    inner = np.zeros(groups, dtype=np.int64)
    inner[present] = every_tenth(len(present), INNER_FOLDS)
    return max(PENALTIES, key=lambda penalty: (_inner_auc(training, inner, penalty), penalty))


def _inner_auc(training: Cells, inner: Fold, penalty: float) -> float:
    def fit(pairs: Cells) -> Scores:
        return np.array([0.0, *proportions(pairs, penalty)])

    scores = held_out(training, inner, fit)
    pairs = np.repeat(np.arange(len(scores)), training.trials.astype(np.int64))
    first = np.concatenate([[0], np.cumsum(training.trials.astype(np.int64))[:-1]])
    marks: Marks = (np.arange(len(pairs)) - first[pairs]) < training.positives[pairs]
    return auc(scores[pairs], marks)


def _shipped(four: Scores, known: Features, scored: Marks) -> WeightsV2:
    """Give the weights in two decimals, with the intercept that leaves the mean eta of all pairs where it was."""
    country, commodity, listing, count = (round(float(weight), 2) for weight in four)
    bare = WeightsV2(0.0, country, commodity, listing, count)
    shift = float((own_eta(known) - candidate_eta(known, bare))[scored].mean())
    return WeightsV2(round(shift, 2), country, commodity, listing, count)


def _on_pairs(scores: Scores, gathered: Cells, known: Features, scored: Marks) -> Scores:
    """Give the scores with the mean that version 1 has over the same pairs, so that bands can be compared."""
    found = np.full(scored.shape, -np.inf)
    own = own_eta(known)[scored]
    found[scored] = scores[gathered.cell_of_pair]
    found[scored] += own.mean() - found[scored].mean()
    return found
