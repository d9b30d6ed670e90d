"""r of many sites with its interval and band, in the order of section 7.3."""

import numpy as np

from ledger.model.risk import AnswerStatus, Band, EvidenceStep
from ledger.risk import weights
from ledger.risk.arrays.columns import (
    BANDS,
    NONE,
    STATUSES,
    STEPS,
    Codes,
    EvidenceColumns,
    Flags,
    Numbers,
    ScoredColumns,
    SiteColumns,
    fractions,
)
from ledger.risk.arrays.evidence import EvidenceBalances, weigh_all
from ledger.risk.arrays.opacity import opacity_values
from ledger.risk.completeness import REQUIRED_FIELDS

_FIELD_WEIGHTS = np.array(list(weights.WORKFORCE_FIELDS.values()))
_STEP_VALUES = np.array([weights.STEP_VALUES[step] for step in STEPS])
_ANSWERED, _WITHHELD = STATUSES.index(AnswerStatus.ANSWERED), STATUSES.index(AnswerStatus.WITHHELD)


def score_sites(sites: SiteColumns, items: EvidenceColumns, *, as_of: int) -> ScoredColumns:
    """Give the score of every site as known on a day (an ordinal). Raises RiskInputError naming field and row.

    NOT asked here, as `score_site` does: whether rows of reference tables are dated after the day.
    """
    balances = weigh_all(items, sites=len(sites), as_of=as_of, is_state_imposed=sites.has_state_imposed_labour)
    opacity = opacity_values(sites, lapsed_day=balances.lapsed_day, as_of=as_of)
    is_open = sites.workforce_status != _ANSWERED
    k = 1 - (len(REQUIRED_FIELDS) - (7 - is_open.sum(axis=1)) - sites.answered) / len(REQUIRED_FIELDS)
    others = _others(sites, balances, opacity, as_of)
    few = k < weights.ASSESSED_FROM
    eta = _inherent(sites, is_open) + np.where(few, np.maximum(others, 0.0), others)
    is_narrowed = (sites.released_day != NONE) & (sites.released_day <= as_of) & sites.release_narrows
    extra = weights.VARIANCE_PER_UNANSWERED_WORKFORCE_FIELD * is_open.sum(axis=1)
    extra += np.where(is_narrowed, weights.VARIANCE_AFTER_RELEASE, weights.VARIANCE_NO_SURVEY)
    extra += weights.VARIANCE_PSEUDO_SITE * sites.is_pseudo_site
    spread = weights.VARIANCE_INCOMPLETENESS * (1 - k) ** 2 + weights.VARIANCE_OPACITY * opacity**2
    sd = np.sqrt(weights.VARIANCE_BASE + extra + spread)
    strong = np.maximum(weights.CASE_FLOOR * sites.has_open_case, weights.HOLD_FLOOR * sites.has_hold)
    floor = np.maximum(strong, weights.UNASSESSED_FLOOR * few)
    r = np.maximum(floor, _sigma(eta))
    r_hi = np.maximum(floor, _sigma(eta + weights.Z * sd))
    r_lo = np.minimum(r, np.maximum(strong, _sigma(eta - weights.Z * sd)))
    return ScoredColumns(eta, sd, r, r_lo, r_hi, k, bands(r, r_hi, k, sites.has_hold, sites.has_open_case))


def bands(r: Numbers, r_hi: Numbers, k: Numbers, has_hold: Flags, has_case: Flags) -> Codes:
    """Give the places in BANDS: the rows of section 10, the first that matches wins."""
    rows = (
        (has_hold, Band.TRADE_ORDER_MATCH),
        (k < weights.ASSESSED_FROM, Band.NOT_ASSESSED),
        ((r >= weights.SEVERE_FROM) | (r_hi >= weights.SEVERE_HI_FROM) | has_case, Band.SEVERE),
        (r >= weights.ELEVATED_FROM, Band.ELEVATED),
        (
            (r >= weights.WATCH_FROM) | (r_hi >= weights.WATCH_HI_FROM) | (k < weights.WATCH_COMPLETENESS_BELOW),
            Band.WATCH,
        ),
    )
    places = [np.uint8(BANDS.index(band)) for _, band in rows]
    found: Codes = np.select([flags for flags, _ in rows], places, np.uint8(BANDS.index(Band.NO_OPEN_ACTION)))
    return found


def _inherent(sites: SiteColumns, is_open: Flags) -> Numbers:
    country = fractions("C", sites.c)
    raised = np.where(sites.has_state_imposed_labour, weights.STATE_IMPOSED_COUNTRY_FLOOR, 0.0)
    assumed = np.where(
        sites.workforce_status == _WITHHELD, weights.WITHHELD_SHARE, np.where(is_open, weights.NOT_ASKED_SHARE, 0.0)
    )
    x = np.where(is_open, assumed, sites.workforce_share)
    workforce = 1 - np.prod(1 - _FIELD_WEIGHTS * fractions("workforce", x), axis=1)
    eta: Numbers = weights.INTERCEPT + weights.COUNTRY * np.maximum(country, raised)
    eta += weights.COMMODITY * fractions("G", sites.g) + weights.LISTING * fractions("L", sites.l)
    eta += weights.WORKFORCE * workforce
    return eta


def _others(sites: SiteColumns, balances: EvidenceBalances, opacity: Numbers, as_of: int) -> Numbers:
    """Give the sum of evidence, worker evidence and opacity. A step that is not known yet is none."""
    is_known = (sites.released_day != NONE) & (sites.released_day <= as_of)
    step = np.where(is_known, _STEP_VALUES[sites.step], _STEP_VALUES[STEPS.index(EvidenceStep.NONE)])
    others: Numbers = balances.adverse + balances.favourable + step + weights.OPACITY * opacity
    return others


def _sigma(x: Numbers) -> Numbers:
    """Give 1 / (1 + e^-x), without overflow at either end."""
    grown = np.exp(-np.abs(x))
    found: Numbers = np.where(x >= 0, 1 / (1 + grown), grown / (1 + grown))
    return found
