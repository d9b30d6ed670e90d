"""O of many sites, as `ledger.risk.opacity` computes one (section 6)."""

import numpy as np

from ledger.risk import weights
from ledger.risk.ages import DAYS_PER_MONTH
from ledger.risk.arrays.columns import NONE, Numbers, SiteColumns, Whole, fractions, non_negatives


def opacity_values(sites: SiteColumns, *, lapsed_day: Whole, as_of: int) -> Numbers:
    """Give O in [0, 1]. Raises RiskInputError for a part out of its range."""
    link = np.where(np.isnan(sites.missing_link), 1.0, sites.missing_link)
    shown = 1 - fractions("opacity.missing_link", link)
    shown *= 1 - _mass_balance(sites)
    shown *= 1 - _expired(sites, lapsed_day, as_of)
    shown *= 1 - weights.UNDISCLOSED_SUBCONTRACTOR * sites.has_undisclosed_subcontractor
    shown *= 1 - weights.UNVERIFIED_LOCATION * ~sites.is_location_verified
    shown *= 1 - weights.UNRESOLVED_IDENTITY * ~sites.is_identity_resolved
    shown *= 1 - weights.SURVEY_REFUSED * (sites.survey_refused & ~sites.has_state_imposed_labour)
    opacity: Numbers = 1 - shown
    return opacity


def _mass_balance(sites: SiteColumns) -> Numbers:
    hidden = np.zeros(len(sites))
    is_told = ~np.isnan(sites.mass_out)
    going_out = non_negatives("mass_balance.quantity_out", sites.mass_out[is_told])
    coming_in = non_negatives("mass_balance.quantity_in", sites.mass_in[is_told])
    allowed = coming_in * non_negatives("mass_balance.yield_fraction", sites.mass_yield[is_told])
    tolerance = non_negatives("mass_balance.tolerance", sites.mass_tolerance[is_told])
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        excess = np.maximum(0.0, going_out / allowed - 1 - tolerance)
        found = np.where(allowed == 0, 1.0, 1 - np.exp(-excess / weights.MASS_BALANCE_SCALE))
    hidden[is_told] = np.where(going_out == 0, 0.0, found)
    return hidden


def _expired(sites: SiteColumns, lapsed_day: Whole, as_of: int) -> Numbers:
    days = np.stack((sites.expired_day, lapsed_day))
    days = np.where((days == NONE) | (days >= as_of), as_of, days).min(axis=0)
    months = np.floor((as_of - days) / DAYS_PER_MONTH)
    grown = np.minimum(
        weights.EXPIRED_CERTIFICATE_CAP, weights.EXPIRED_CERTIFICATE + weights.EXPIRED_CERTIFICATE_PER_MONTH * months
    )
    return np.where(days < as_of, grown, 0.0)
