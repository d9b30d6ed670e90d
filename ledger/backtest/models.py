"""The rankings set side by side: simple baselines, the fixed sum, grouped ridge, and the product's own eta_I."""

from dataclasses import dataclass, replace

import numpy as np

from ledger.backtest.features import Features
from ledger.backtest.grouped import Cells, Fold, cells, every_tenth, held_out, in_blocks, ridge_fit, shuffled
from ledger.backtest.metrics import Marks, Scores, auc
from ledger.backtest.own_method import PRODUCERS_AT_LEAST, own_eta
from ledger.errors import RiskInputError

PENALTY = 1.0
PENALTIES = (0.1, 0.5, 1.0, 2.0, 5.0)
SHUFFLES = 10
FIXED_WEIGHTS = {"tip": 0.25, "corruption": 0.15, "good": 0.25, "country": 0.25, "child": 0.35}


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """One model's score of every pair, under its key; `is_own` marks sums of log-odds that have a band."""

    key: str
    words: str
    scores: Scores
    is_own: bool = False


def baselines(known: Features) -> list[Ranking]:
    """Give the rankings that fit nothing. Without a corruption index those that need it are left out."""
    child = known.child.astype(np.float64)
    found = [
        Ranking("tip", "trafficking report TIP", known.per_pair(known.tip)),
        Ranking("good_prior", "good prior", known.per_pair(by_good=known.good_prior)),
        Ranking("country_count", "country's listed goods", known.per_pair(known.country_count)),
        Ranking("child_row", "child-labour row", child),
    ]
    if known.corruption is None:
        return found
    found.insert(1, Ranking("corruption", "corruption index", known.per_pair(known.corruption)))
    return [*found, Ranking("fixed_sum", "fixed sum of all five", fixed_sum(known))]


def fixed_sum(known: Features) -> Scores:
    """Give the sum with weights that were written with knowledge of the later lists: optimistic, for comparison."""
    weighted = [weight * column for weight, column in zip(FIXED_WEIGHTS.values(), columns(known), strict=True)]
    summed: Scores = np.sum(weighted, axis=0)
    return summed


def already_listed(known: Features) -> list[Ranking]:
    """Give the rankings by what already stands on the list: only for labels that are not the list itself."""
    forced = known.forced.astype(np.float64)
    found = [Ranking("already_listed", "already on the goods list", forced)]
    if known.corruption is not None:
        found.append(Ranking("listed_then_fixed_sum", "listed, then fixed sum", 10 * forced + fixed_sum(known)))
    return found


def own_rankings(known: Features) -> list[Ranking]:
    """Give the product's eta_I, as section 15 states it (no sectors) and as scores read it (sector map)."""
    plain = without_sectors(known)
    third = own_eta(plain, with_country_count=True)
    twenty = own_eta(plain, producers=PRODUCERS_AT_LEAST)
    return [
        Ranking("eta_v1", "own inherent term eta_I", own_eta(plain), is_own=True),
        Ranking("eta_v1_sectors", "own eta_I, sector means", own_eta(known), is_own=True),
        Ranking("eta_v1_producers", "eta_I, 20 producers", twenty, is_own=True),
        Ranking("eta_v1_count", "eta_I, country count", third, is_own=True),
    ]


def without_sectors(known: Features) -> Features:
    """Give the same without the map: every good's prior is then pulled to the mean of all goods."""
    return replace(known, snapshot=replace(known.snapshot, sectors=()))


def ridge_rankings(known: Features, scored: Marks, positive: Marks) -> list[Ranking]:
    """Give the ridge with folds of whole countries, and once of whole goods."""
    countries, goods = np.nonzero(scored)
    by_country = _held_out(_cells(known, scored, positive, countries), every_tenth(len(known.countries)), PENALTY)
    by_good = _held_out(_cells(known, scored, positive, goods), every_tenth(len(known.goods)), PENALTY)
    return [
        Ranking("ridge_by_country", "ridge, countries held out", _on_pairs(by_country, scored)),
        Ranking("ridge_by_good", "ridge, goods held out", _on_pairs(by_good, scored)),
    ]


def ridge_spread(known: Features, scored: Marks, positive: Marks) -> tuple[tuple[str, float, float], ...]:
    """Give the AUC of the country-grouped ridge by way of forming folds and penalty: how far it depends on them."""
    count = len(known.countries)
    ways = [("every tenth", every_tenth(count)), ("blocks", in_blocks(count))]
    ways += [(f"shuffle {seed}", shuffled(count, seed=seed)) for seed in range(SHUFFLES)]
    gathered = _cells(known, scored, positive, np.nonzero(scored)[0])
    return tuple(
        (way, penalty, auc(_held_out(gathered, fold, penalty), positive[scored]))
        for way, fold in ways
        for penalty in PENALTIES
    )


def _cells(known: Features, scored: Marks, positive: Marks, group_of_pair: Fold) -> Cells:
    design = np.column_stack([column[scored] for column in columns(known)])
    return cells(design, positive[scored], group_of_pair)


def _held_out(gathered: Cells, fold_of_group: Fold, penalty: float) -> Scores:
    return held_out(gathered, fold_of_group, ridge_fit(penalty))[gathered.cell_of_pair]


def _on_pairs(scores: Scores, scored: Marks) -> Scores:
    found = np.full(scored.shape, -np.inf)
    found[scored] = scores
    return found


def columns(known: Features) -> list[Scores]:
    """Give the five features of section 15, per pair. Raises RiskInputError without a corruption index."""
    if known.corruption is None:
        raise RiskInputError(field="corruption", value=None, mend="supply a corruption index")
    return [
        known.per_pair(known.tip),
        known.per_pair(known.corruption),
        known.per_pair(by_good=known.good_prior),
        known.per_pair(known.country_count),
        known.child.astype(np.float64),
    ]
