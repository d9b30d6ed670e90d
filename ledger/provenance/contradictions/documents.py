"""Document quantities that disagree: an invoice above its order, a shipment that is not what was invoiced."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ledger.model.event import LotQuantity
from ledger.model.finding import Finding
from ledger.proof.event_hash import canonical_uri
from ledger.provenance.contradictions.told import Told, handovers
from ledger.provenance.units import comparable

TOLERANCE = Decimal("0.05")  # weighing, moisture and rounding, as for balances


@dataclass(slots=True)
class Trade:
    """What is told of the same lots between the same two parties, by kind of document, with the records."""

    told: dict[str, list[tuple[LotQuantity, bytes]]] = field(default_factory=dict)


def quantities_disagree(told: Told) -> Iterator[Finding]:
    """Give trades in which two kinds of documents name totals more than 5 % apart, in units that compare.

    An order may be delivered in part, so against it only more is a contradiction. A document that is missing is none.
    Orders and invoices count from either of the two parties, a shipment from the giver, a receipt from the receiver.
    """
    for (seller, buyer, lots), trade in sorted(_trades(told).items()):
        for one, other, is_limit in (
            ("order", "invoice", True),
            ("invoice", "shipment", False),
            ("shipment", "receipt", False),
        ):
            yield from _compared(trade, one, other, is_limit=is_limit, lots=lots, parties=(seller, buyer))


def _trades(told: Told) -> dict[tuple[str, str, tuple[str, ...]], Trade]:
    """Give the trades that a purchase statement or a pair of movements names; several lots of one order are one."""
    trades: dict[tuple[str, str, tuple[str, ...]], Trade] = {}
    joined: dict[tuple[str, str, str], tuple[str, ...]] = {}
    for issuer, record_id, body in told.said.purchases:
        if issuer not in (body.seller, body.buyer):
            continue
        lots = tuple(sorted({canonical_uri(lot) for lot in body.lots}))
        trade = trades.setdefault((body.seller, body.buyer, lots), Trade())
        kind = "invoice" if body.document == "invoice" else "order"
        trade.told.setdefault(kind, []).append((LotQuantity(lots[0], Decimal(body.quantity), body.unit), record_id))
        for lot in lots:
            joined.setdefault((body.seller, body.buyer, lot), lots)
    for kind, giver, receiver, event in handovers(told):
        for item in event.items:
            key = (giver, receiver, item.lot)
            trade = trades.setdefault((giver, receiver, joined.get(key, (item.lot,))), Trade())
            trade.told.setdefault(kind, []).append((item, event.record_id))
    return trades


def _compared(
    trade: Trade, one: str, other: str, *, is_limit: bool, lots: Sequence[str], parties: tuple[str, str]
) -> Iterator[Finding]:
    first, second = trade.told.get(one, []), trade.told.get(other, [])
    amounts = comparable([quantity for quantity, _ in (*first, *second)]) if first and second else None
    if amounts is None:
        return
    left, right = sum(amounts[: len(first)], Decimal(0)), sum(amounts[len(first) :], Decimal(0))
    is_over = right > left * (1 + TOLERANCE)
    is_under = not is_limit and left > right * (1 + TOLERANCE)
    if is_over or is_under:
        yield Finding(
            code="document-quantities-disagree",
            subject=lots[0],
            sentence=(
                f"Between {parties[0]} and {parties[1]}, {_said(first)} by {one} and {_said(second)} by {other}: "
                "the same goods, in quantities that do not agree."
            ),
            records=tuple(dict.fromkeys(record for _, record in (*first, *second))),
        )


def _said(told: Sequence[tuple[LotQuantity, bytes]]) -> str:
    return " + ".join(
        f"{quantity.amount:f} {quantity.unit or 'items'}" for quantity, _ in told if quantity.amount is not None
    )
