"""Cross-validation keeps a country, or a good, whole: none is tested on neighbours of what it was fitted to."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ledger.backtest.metrics import Marks, Scores
from ledger.backtest.ridge import linear, ridge_logistic

FOLDS = 10
Fold = NDArray[np.int64]
Fit = Callable[["Cells"], Scores]


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Pairs of one group with the same features, as one row: how many there are, and how many were listed later.

    `cell_of_pair` leads from each pair to its cell.
    """

    features: Scores
    trials: Scores
    positives: Scores
    group: Fold
    cell_of_pair: Fold

    def only(self, kept: Marks) -> "Cells":
        """Give some of the cells; the way back from pairs is not kept."""
        return Cells(self.features[kept], self.trials[kept], self.positives[kept], self.group[kept], self.group[:0])


def cells(features: Scores, positive: Marks, group_of_pair: Fold) -> Cells:
    """Give the pairs gathered by group and features."""
    keyed, places = np.unique(np.column_stack([group_of_pair, features]), axis=0, return_inverse=True)
    places = places.reshape(-1)
    return Cells(
        features=keyed[:, 1:],
        trials=np.bincount(places, minlength=len(keyed)).astype(np.float64),
        positives=np.bincount(places[positive], minlength=len(keyed)).astype(np.float64),
        group=keyed[:, 0].astype(np.int64),
        cell_of_pair=places,
    )


def every_tenth(groups: int, folds: int = FOLDS) -> Fold:
    """Deal the groups out in turn, in the order of their names."""
    return np.arange(groups) % folds


def in_blocks(groups: int, folds: int = FOLDS) -> Fold:
    """Cut the groups into blocks of neighbours, in the order of their names."""
    return np.arange(groups) * folds // groups


def shuffled(groups: int, *, seed: int, folds: int = FOLDS) -> Fold:
    """Deal the groups out in turn after a shuffle."""
    return np.random.default_rng(seed).permutation(groups) % folds


def held_out(pairs: Cells, fold_of_group: Fold, fit: Fit) -> Scores:
    """Give each cell's log-odds by weights that were fitted without the cell's whole fold."""
    fold = fold_of_group[pairs.group]
    scores = np.zeros(len(pairs.features))
    for each in np.unique(fold):
        held = fold == each
        scores[held] = linear(pairs.features[held], fit(pairs.only(~held)))
    return scores


def ridge_fit(penalty: float) -> Fit:
    """Give the fit of a ridge logistic regression."""

    def fit(pairs: Cells) -> Scores:
        return ridge_logistic(pairs.features, positives=pairs.positives, trials=pairs.trials, penalty=penalty)

    return fit
