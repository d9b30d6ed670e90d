"""What orders prove: from whom a brand buys, and when it last did.

One side's word makes nobody a supplier: neither can a stranger name itself one, nor a brand name whom it wants to learn
of. An order counts where both sides state it, or where the ledger knows the seller as a supplier anyway. An order that
was taken back since still proves that there was one, or a brand could erase whom it left by withdrawing its orders.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class OrderTold:
    """One order by the word of the brand or of the seller.

    `is_open`: the seller stated it or may read it. `is_anchored` also of one that was taken back since; `is_valid`: it
    verifies and stands.
    """

    seller: str
    order: str
    ordered_on: date
    by_seller: bool
    is_open: bool
    is_anchored: bool
    is_valid: bool
    record_id: str


@dataclass(frozen=True, slots=True)
class Ordered:
    """The newest order from one seller; `confirmed_on` is that of the newest VALID one which the seller states."""

    last_on: date
    record_id: str
    confirmed_on: date | None = None


def orders_by_seller(told: Iterable[OrderTold], *, known: Collection[str], as_of: date) -> Mapping[str, Ordered]:
    """Give by seller its newest order up to `as_of`; `known` are those who are suppliers without any order.

    What is not anchored tells of a last order only where nothing else does: it ends no silence.
    """
    until = [each for each in told if each.ordered_on <= as_of]
    sides = [{(each.seller, each.order) for each in until if each.by_seller is by} for by in (True, False)]
    sellers = {seller for seller, _ in sides[0] & sides[1]} | {each.seller for each in until if each.seller in known}
    by_seller = {seller: [each for each in until if each.seller == seller and each.is_open] for seller in sellers}
    return {seller: _ordered(orders) for seller, orders in sorted(by_seller.items()) if orders}


def _ordered(orders: list[OrderTold]) -> Ordered:
    counted = [each for each in orders if each.is_anchored] or orders
    last = max(counted, key=lambda each: (each.ordered_on, each.record_id))
    confirmed = (each.ordered_on for each in orders if each.by_seller and each.is_valid)
    return Ordered(last.ordered_on, last.record_id, max(confirmed, default=None))
