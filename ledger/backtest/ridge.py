"""Ridge logistic regression by Newton's steps: convex, so its optimum is one, and these steps reach it."""

from math import log

import numpy as np

from ledger.backtest.metrics import Scores

_STEPS = 200
_CLOSE = 1e-9


def ridge_logistic(features: Scores, *, positives: Scores, trials: Scores, penalty: float) -> Scores:
    """Give the intercept and the weights that minimise log-loss + penalty / 2 x sum of squared weights.

    A row of `features` stands for `trials` pairs with these values, `positives` of them listed later. The loss is
    summed, not averaged, and the intercept is not penalised. Each Newton step is halved until the loss falls: with 15
    positives an undamped step runs away.
    """
    design = np.column_stack([np.ones(len(features)), features])
    ridge = np.diag([0.0, *[penalty] * features.shape[1]])
    found: Scores = np.zeros(design.shape[1])
    some, none = positives.sum(), trials.sum() - positives.sum()
    if min(some, none) == 0:  # no optimum: the intercept would run away, and no weight has anything to go by
        found[0] = log((some + 0.5) / (none + 0.5))
        return found
    found[0] = log(some / none)

    def loss(weights: Scores) -> float:
        at = design @ weights
        return float(trials @ np.logaddexp(0, at) - positives @ at + weights @ ridge @ weights / 2)

    least = loss(found)
    for _ in range(_STEPS):
        chance = chances(design @ found)
        slope = design.T @ (trials * chance - positives) + ridge @ found
        curvature = (design * (trials * chance * (1 - chance))[:, None]).T @ design + ridge
        step = np.linalg.solve(curvature, slope).astype(np.float64)
        while (tried := loss(found - step)) > least and np.abs(step).max() > _CLOSE:
            step /= 2
        if tried > least:
            break
        found -= step
        least = tried
        if np.abs(step).max() <= _CLOSE:
            break
    return found


def linear(features: Scores, weights: Scores) -> Scores:
    """Give intercept + features x weights."""
    found: Scores = features @ weights[1:] + weights[0]
    return found


def chances(log_odds: Scores) -> Scores:
    """Give 1 / (1 + e^-x) without overflow."""
    found: Scores = np.exp(-np.logaddexp(0, -log_odds))
    return found
