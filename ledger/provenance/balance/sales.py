"""Purchase statements: which lots a buyer says it ordered from whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from ledger.model.bodies import PurchaseBody
from ledger.model.event import LotQuantity
from ledger.proof.event_hash import canonical_uri


@dataclass(frozen=True, slots=True)
class Sale:
    """One lot handed from one party to another, as one record tells it."""

    quantity: LotQuantity
    giver: str
    receiver: str
    record_id: bytes


def sales_of(purchases: Iterable[tuple[str, bytes, PurchaseBody]]) -> dict[str, list[Sale]]:
    """Give the sales by lot, in the order they came. An order of several lots says no quantity of any one of them."""
    sales: dict[str, list[Sale]] = {}
    for _, record_id, body in purchases:
        is_single = len(body.lots) == 1
        for name in body.lots:
            lot = canonical_uri(name)
            quantity = LotQuantity(lot, Decimal(body.quantity), body.unit) if is_single else LotQuantity(lot)
            sales.setdefault(lot, []).append(Sale(quantity, body.seller, body.buyer, record_id))
    return sales
