"""The terms of the brand's own score. Each docstring is the sentence that the brand reads."""

from collections.abc import Callable, Sequence
from math import fsum

from ledger.brand import weights
from ledger.brand.practices import Heard, power_mean
from ledger.model.brand import ChainPart, PartKind, Practice, SupplierLeft
from ledger.model.risk import Term
from ledger.risk.explanation import term


def starting_point_term() -> Term:
    """This is where every brand starts before anybody says anything about it."""
    return term(weights.INTERCEPT, told_by=starting_point_term)


def price_pressure_term(heard: Heard) -> Term:
    """This is what you paid your suppliers below what making the goods costs them."""
    return _practice(heard, Practice.PRICE, price_pressure_term)


def lead_time_term(heard: Heard) -> Term:
    """This is the time you gave your suppliers, where they needed more of it without overtime."""
    return _practice(heard, Practice.LEAD_TIME, lead_time_term)


def order_changes_term(heard: Heard) -> Term:
    """This is what you changed or cancelled of an order after you had placed it."""
    return _practice(heard, Practice.ORDER_CHANGE, order_changes_term)


def late_payment_term(heard: Heard) -> Term:
    """This is how much later than agreed you paid your suppliers."""
    return _practice(heard, Practice.PAYMENT, late_payment_term)


def fees_not_repaid_term(heard: Heard) -> Term:
    """This is what workers paid for their jobs at your suppliers and you have not helped to repay."""
    return _practice(heard, Practice.FEES_REPAID, fees_not_repaid_term)


def time_to_remedy_term(heard: Heard) -> Term:
    """This is how much longer than promised people waited for a remedy at your suppliers."""
    return _practice(heard, Practice.REMEDY, time_to_remedy_term)


def supply_chain_term(parts: Sequence[ChainPart]) -> Term:
    """This is what is known of your chain. A finding that you disclose and remedy counts less than not looking."""
    counted = {kind: fsum(part.share for part in parts if part.kind is kind) for kind in PartKind}
    if not parts:
        counted[PartKind.UNKNOWN] = 1.0
    value = fsum(weights.PARTS[kind] * share for kind, share in counted.items())
    told = ", ".join(f"{kind.replace('_', ' ')} {share:.0%}" for kind, share in counted.items() if share > 0)
    detail = f"of all tiers of all your products, each tier alike: {told}"
    return term(weights.CHAIN * value, told_by=supply_chain_term, detail=detail)


def suppliers_left_term(left: Sequence[SupplierLeft]) -> Term:
    """This is the last score of each supplier that you left. It stays with you for 24 months."""
    scores = [weights.UNKNOWN_LAST_SCORE if each.last_score is None else each.last_score for each in left]
    return term(
        weights.REMOVED * power_mean(scores),
        told_by=suppliers_left_term,
        detail="; ".join(_left(each) for each in left) or "no supplier was left in 24 months",
        sources=(each.record_id for each in left),
        dates=(each.left_on for each in left),
    )


def leaving_without_care_term(left: Sequence[SupplierLeft]) -> Term:
    """This is for leaving a supplier without an impact assessment and notice. It does not count where law forbids the
    trade or the workers asked for it.
    """
    careless = [each for each in left if not each.has_left_well]
    return term(
        weights.EXIT_WITHOUT_CARE * (1 - 0.5 ** len(careless)),
        told_by=leaving_without_care_term,
        detail="; ".join(f"{each.supplier}: {each.how}" for each in careless) or "none known",
        sources=(each.record_id for each in careless),
        dates=(each.left_on for each in careless),
    )


def _practice(heard: Heard, practice: Practice, told_by: Callable[[Heard], Term]) -> Term:
    records = [told for each in heard.agreed for told in each.told]
    confirmed = sum(each.is_confirmed for each in heard.agreed)
    detail = (
        f"shortfall {heard.value:.2f}; orders or periods: {len(heard.agreed)}, suppliers: {len(heard.heard)}, "
        f"confirmed by both sides: {confirmed}"
        if heard.agreed
        else f"nobody stated it: taken as {weights.UNSAID:g}, never as good"
    )
    return term(
        weights.PRACTICES[practice] * heard.value,
        told_by=told_by,
        detail=detail,
        sources=(told.record_id for told in records),
        dates=(told.told_on for told in records),
    )


def _left(left: SupplierLeft) -> str:
    last = f"last score {left.last_score:.2f}" if left.last_score is not None else "no last score"
    return f"{left.supplier} on {left.left_on.isoformat()}, {last}"
