"""Where later-listed pairs would have stood in the product: the regret of section 15."""

from ledger.backtest.metrics import Scores
from ledger.model.risk import Band, Term
from ledger.risk import weights
from ledger.risk.bands import band_of
from ledger.risk.interval import SiteParts, combine


def in_lowest_band(etas: Scores) -> int:
    """Count the pairs that read "no open action" where all else were known and quiet: k = 1, no opacity, a released
    survey that found nothing either way.

    This is the hardest reading. With nothing known (k = 0) the product says "not assessed", which is never low.
    """
    return sum(_band(eta) is Band.NO_OPEN_ACTION for eta in etas.tolist())


def _band(eta: float) -> Band:
    known = combine(
        SiteParts(
            inherent=(Term("eta_I", eta, ""),),
            others=(),
            opacity=0.0,
            extra_variance=weights.VARIANCE_AFTER_RELEASE,
            completeness=1.0,
        )
    )
    return band_of(r=known.r, r_hi=known.r_hi, completeness=1.0)
