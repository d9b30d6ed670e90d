"""T of every tier of a product over a graph, as `score_tier` gives one, and the shares that reach each tier."""

from dataclasses import dataclass

import numpy as np

from ledger.errors import RiskInputError
from ledger.risk import weights
from ledger.risk.arrays.columns import BANDS, Codes, Flags, Numbers, ScoredColumns, Whole, non_negatives
from ledger.risk.arrays.resident import ResidentGraph
from ledger.risk.arrays.sites import bands


@dataclass(frozen=True, slots=True)
class TierColumns:
    """One row a tier, the first tier first; `band` holds places in BANDS, `band_counts` a column for each of them."""

    score: Numbers
    lo: Numbers
    hi: Numbers
    completeness: Numbers
    unknown_share: Numbers
    band: Codes
    band_counts: Whole


def tier_shares(graph: ResidentGraph, *, finals: Whole, shares: Numbers, tiers: int, is_pseudo: Flags) -> Numbers:
    """Give by tier and site what part of the product passes the site at that depth: rows are tiers, from the finals.

    What ends at a site without inputs is in no deeper tier; what is unknown stays unknown in all of them.
    """
    sites, stays = len(graph.site_at), is_pseudo[graph.site_at]
    reached = np.zeros((tiers, sites))
    whole = non_negatives("shares", shares) / shares.sum()
    here: Numbers = np.bincount(graph.place_of[finals], weights=whole, minlength=sites).astype(float)
    for tier in range(tiers):
        reached[tier] = here[graph.place_of]
        below = np.bincount(graph.supplier, weights=graph.share * here.take(graph.user), minlength=sites)
        here = below + here * stays
    return reached


def score_tiers(scored: ScoredColumns, reached: Numbers, *, is_pseudo: Flags, has_hold: Flags) -> TierColumns:
    """Give T of each row of shares, divided by their sum. Raises RiskInputError for a tier that nothing reaches."""
    total = reached.sum(axis=1, keepdims=True)
    if not (total > 0).all():
        empty = int(np.argmin(total[:, 0] > 0)) + 1
        raise RiskInputError(field=f"shares of tier {empty}", value=0.0, mend="give at least one share above 0")
    v = reached / total
    t, lo, hi = (_tier_values(values, v) for values in (scored.r, scored.r_lo, scored.r_hi))
    is_there = v > 0
    k = np.minimum(1.0, v @ scored.completeness)
    holds = (is_there & has_hold).any(axis=1)
    counts = np.stack([(is_there & (scored.band == code)).sum(axis=1) for code in range(len(BANDS))], axis=1)
    return TierColumns(
        t, lo, hi, k, np.minimum(1.0, v @ is_pseudo), bands(t, hi, k, holds, np.zeros(len(v), bool)), counts
    )


def _tier_values(r: Numbers, v: Numbers) -> Numbers:
    """Give max of the power mean and the guard; the mean is at most the largest value, as in the method."""
    worst = np.where(v > 0, r, 0.0).max(axis=1)
    mean = np.minimum(worst, (v @ r**weights.POWER) ** (1 / weights.POWER))
    found: Numbers = np.maximum(mean, np.maximum(0.0, worst - weights.GUARD * (1 - worst)))
    return found
