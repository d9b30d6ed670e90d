"""How well a score ranks: AUC, average precision, hits and lift, ties always in expectation or at their worse end."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
Marks = NDArray[np.bool_]

BOOTSTRAPS = 4000
CALIBRATION_NEEDS = 50


@dataclass(frozen=True, slots=True)
class Interval:
    """A number with the 95 % range that resampling the positives gives."""

    value: float
    low: float
    high: float


def placements(scores: Scores, positive: Marks) -> Scores:
    """Give for each positive the part of the negatives that it outranks, a tie as one half."""
    negatives = np.sort(scores[~positive])
    found = scores[positive]
    below = np.searchsorted(negatives, found, side="left")
    upto = np.searchsorted(negatives, found, side="right")
    return (below + upto) / 2 / len(negatives)


def auc(scores: Scores, positive: Marks) -> float:
    """Give the chance that a positive outranks a negative, ties as one half."""
    return float(placements(scores, positive).mean())


def resampled(values: Scores, *, seed: int) -> Interval:
    """Give the mean of values of the positives, with the range over positives drawn again. The negatives stay."""
    drawn = np.random.default_rng(seed).integers(0, len(values), size=(BOOTSTRAPS, len(values)))
    low, high = np.percentile(values[drawn].mean(axis=1), [2.5, 97.5])
    return Interval(float(values.mean()), float(low), float(high))


def average_precision(scores: Scores, positive: Marks) -> float:
    """Give the mean precision over the positives; a block of ties counts at the precision of its end."""
    ranked, found = np.sort(scores), np.sort(scores[positive])
    at_or_above = len(ranked) - np.searchsorted(ranked, found, side="left")
    positives_above = len(found) - np.searchsorted(found, found, side="left")
    return float((positives_above / at_or_above).mean())


def expected_hits(scores: Scores, positive: Marks, *, top: int) -> float:
    """Give how many positives stand in the first `top` places, a tie at the edge shared out evenly."""
    top = min(top, len(scores))
    edge = np.sort(scores)[-top]
    above, level = scores > edge, scores == edge
    free = top - int(above.sum())
    return float((above & positive).sum() + (level & positive).sum() * free / level.sum())


def lift(hits: float, *, top: int, positives: int, pairs: int) -> float:
    """Give how many times more positives the first places hold than as many places drawn blindly."""
    return hits / (min(top, pairs) * positives / pairs)


def recall_curve(scores: Scores, positive: Marks) -> tuple[Scores, Scores]:
    """Give the part of the pairs looked at and the part of the positives found, at the end of each block of ties."""
    order = np.argsort(-scores, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(scores[order])), len(scores) - 1)
    looked = np.concatenate([[0.0], (ends + 1) / len(scores)])
    found = np.concatenate([[0.0], np.cumsum(positive[order])[ends] / positive.sum()])
    return looked, found


def calibration(chances: Scores, positive: Marks) -> tuple[tuple[float, float], ...] | None:
    """Give mean stated chance and found rate by decile; None with 50 positives or fewer, which would show noise."""
    if int(positive.sum()) <= CALIBRATION_NEEDS:
        return None
    tenths = np.array_split(np.argsort(chances, kind="stable"), 10)
    return tuple((float(chances[part].mean()), float(positive[part].mean())) for part in tenths)
