"""The brand's own score: eta = intercept + practices + chain + suppliers it left, its range, and what to do next."""

from collections.abc import Callable, Iterator
from datetime import date
from math import exp, fsum, sqrt

from ledger.brand import terms, weights
from ledger.brand.practices import Heard, hear
from ledger.model.brand import BrandInputs, BrandScore, PartKind, Practice
from ledger.model.risk import Band, Term
from ledger.risk.ages import months_between
from ledger.risk.bands import band_of

ACTIONS = {
    Band.NOT_ASSESSED: "ask your direct suppliers to state how you buy; treat as Elevated until they have",
    Band.SEVERE: "within 30 days: pay what is overdue, fund remedies and repay fees; keep ordering volume meanwhile",
    Band.ELEVATED: "review prices, lead times and payment with the suppliers who stated a shortfall",
    Band.WATCH: "fill what is not stated within 90 days",
    Band.NO_OPEN_ACTION: "keep statements fresh",
}
_TERMS: dict[Practice, Callable[[Heard], Term]] = {
    Practice.PRICE: terms.price_pressure_term,
    Practice.LEAD_TIME: terms.lead_time_term,
    Practice.ORDER_CHANGE: terms.order_changes_term,
    Practice.PAYMENT: terms.late_payment_term,
    Practice.FEES_REPAID: terms.fees_not_repaid_term,
    Practice.REMEDY: terms.time_to_remedy_term,
}


def score_brand(inputs: BrandInputs, *, as_of: date) -> BrandScore:
    """Give the brand's score as known on a day; statements signed and suppliers left later are ignored."""
    known = _known_on(inputs, as_of=as_of)
    heard = {practice: hear(known, practice) for practice in Practice}
    ledger = tuple(_ledger(known, heard))
    eta, sd = fsum(each.value for each in ledger), sqrt(_variance(known, heard))
    unsaid = tuple(practice for practice in Practice if not heard[practice].heard)
    is_assessed = sum(not heard[each].heard.isdisjoint(known.linked) for each in Practice) >= weights.PRACTICES_NEEDED
    floor = 0.0 if is_assessed else weights.UNASSESSED_FLOOR
    r, hi = (max(floor, _sigma(x)) for x in (eta, eta + weights.Z * sd))
    band = band_of(r=r, r_hi=hi, completeness=1.0, has_hold=False) if is_assessed else Band.NOT_ASSESSED
    return BrandScore(
        brand=known.brand,
        as_of=as_of,
        eta=eta,
        sd=sd,
        r=r,
        r_lo=min(r, _sigma(eta - weights.Z * sd)),
        r_hi=hi,
        band=band,
        action=ACTIONS[band],
        terms=ledger,
        unsaid=unsaid,
        suppliers=len(known.suppliers),
        suppliers_heard=len(frozenset().union(*(each.heard for each in heard.values())) & set(known.suppliers)),
        left=known.left,
    )


def _known_on(inputs: BrandInputs, *, as_of: date) -> BrandInputs:
    stays = weights.REMOVED_STAYS_MONTHS
    left = (each for each in inputs.left if each.left_on <= as_of and months_between(each.counts_from, as_of) <= stays)
    return BrandInputs(
        brand=inputs.brand,
        suppliers=tuple(sorted(set(inputs.suppliers))),
        linked=inputs.linked,
        told=tuple(each for each in inputs.told if each.told_on <= as_of),
        parts=inputs.parts,
        left=tuple(sorted(left, key=lambda each: (each.left_on, each.supplier))),
    )


def _ledger(inputs: BrandInputs, heard: dict[Practice, Heard]) -> Iterator[Term]:
    yield terms.starting_point_term()
    for practice, told_by in _TERMS.items():
        yield told_by(heard[practice])
    yield terms.supply_chain_term(inputs.parts)
    yield terms.suppliers_left_term(inputs.left)
    yield terms.leaving_without_care_term(inputs.left)


def _variance(inputs: BrandInputs, heard: dict[Practice, Heard]) -> float:
    agreed = [each for found in heard.values() for each in found.agreed]
    unconfirmed = sum(not each.is_confirmed for each in agreed) / len(agreed) if agreed else 1.0
    spoken = frozenset().union(*(found.heard for found in heard.values()))
    unheard = 1 - len(spoken & set(inputs.suppliers)) / len(inputs.suppliers) if inputs.suppliers else 1.0
    unknown = fsum(part.share for part in inputs.parts if part.kind is PartKind.UNKNOWN) if inputs.parts else 1.0
    return fsum(
        (
            weights.VARIANCE_BASE,
            weights.VARIANCE_PER_UNSAID_PRACTICE * sum(not found.heard for found in heard.values()),
            weights.VARIANCE_UNCONFIRMED * unconfirmed,
            weights.VARIANCE_UNHEARD * unheard,
            weights.VARIANCE_UNKNOWN_CHAIN * min(1.0, unknown) ** 2,
        )
    )


def _sigma(x: float) -> float:
    return 1 / (1 + exp(-x)) if x >= 0 else exp(x) / (1 + exp(x))
