"""From terms to r with its interval, in the exact order of section 7.3."""

from dataclasses import dataclass
from math import exp, fsum, sqrt

from ledger.model.risk import Term
from ledger.risk import weights
from ledger.risk.explanation import term
from ledger.risk.ranges import finite, fraction, non_negative


@dataclass(frozen=True, slots=True)
class SiteParts:
    """What section 7.3 reads: the terms of eta_I, the other terms, O, V, k and the two floors that may hold."""

    inherent: tuple[Term, ...]
    others: tuple[Term, ...]
    opacity: float
    extra_variance: float
    completeness: float
    has_case_floor: bool = False
    has_hold: bool = False


@dataclass(frozen=True, slots=True)
class SiteNumbers:
    """The outcome of section 7.3; `terms` sum to `eta` exactly under fsum."""

    terms: tuple[Term, ...]
    eta: float
    sd: float
    r: float
    r_lo: float
    r_hi: float


def sigma(x: float) -> float:
    """Give 1 / (1 + e^-x), without overflow at either end."""
    if x >= 0:
        return 1 / (1 + exp(-x))
    grown = exp(x)
    return grown / (1 + grown)


def combine(parts: SiteParts) -> SiteNumbers:
    """Give eta, sd and r with its interval. Raises RiskInputError for a part out of its range."""
    k = fraction("completeness", parts.completeness)
    opacity = fraction("opacity", parts.opacity)
    extra = non_negative("extra_variance", parts.extra_variance)
    terms = (*parts.inherent, *parts.others)
    for each in terms:
        finite(each.name, each.value)
    # 1 and 2: the adjustment is a term of its own, so that the ledger still adds up
    if k < weights.ASSESSED_FROM:
        terms = (*terms, completeness_adjustment_term(parts.others))
    eta = fsum(each.value for each in terms)
    # 3
    sd = sqrt(
        weights.VARIANCE_BASE + extra + weights.VARIANCE_INCOMPLETENESS * (1 - k) ** 2 + _opacity_variance(opacity)
    )
    # 4: only the case and the hold floor bind the lower end as well
    strong = max(weights.CASE_FLOOR * parts.has_case_floor, weights.HOLD_FLOOR * parts.has_hold)
    floor = max(strong, weights.UNASSESSED_FLOOR if k < weights.ASSESSED_FROM else 0.0)
    # 5, 6, 7
    r = max(floor, sigma(eta))
    r_hi = max(floor, sigma(eta + weights.Z * sd))
    r_lo = min(r, max(strong, sigma(eta - weights.Z * sd)))
    return SiteNumbers(terms=terms, eta=eta, sd=sd, r=r, r_lo=r_lo, r_hi=r_hi)


def completeness_adjustment_term(others: tuple[Term, ...]) -> Term:
    """Too few of the required questions are answered to give credit, so what speaks for your site is set aside until
    more of them are.
    """
    increase = max(0.0, -fsum(each.value for each in others))
    return term(
        increase, told_by=completeness_adjustment_term, detail="fewer than 40 % of the required fields answered"
    )


def _opacity_variance(opacity: float) -> float:
    return weights.VARIANCE_OPACITY * opacity**2
