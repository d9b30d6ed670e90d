"""From transformations to links between lots: what went into what, how much, and which part of it that was."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ledger.model.event import LotQuantity, SupplyEvent
from ledger.model.finding import Finding
from ledger.model.graph import LotEdge
from ledger.provenance.replay import Batch, Deed
from ledger.provenance.tellings import log_order
from ledger.provenance.units import comparable, total

MAX_LINKS = 100_000  # of one transformation
LINKS_OF_A_LOT = 20  # for each lot that a transformation names, whoever its issuer
WIDE_LINKS = 250_000  # beyond those, of all transformations of one issuer together
_PLACES = Decimal("0.000000001")
_MOST_DIGITS = 18  # before the point: with nine behind it, what the default context holds


@dataclass(frozen=True, slots=True)
class Link:
    """An edge before its share is known, with its place in the log: the later of two that close a cycle is cut."""

    edge: LotEdge
    order: tuple[bool, int, bytes]


def links_of(batches: Iterable[Batch]) -> tuple[list[Link], list[Finding]]:
    """Give every link of every transformation in the order of the log, and the transformations too large to follow.

    Outputs divide the inputs by quantity where all compare, else equally.
    Inputs times outputs are links, so that one sender could make the graph quadratic. A transformation is followed
    where it has no more than MAX_LINKS, and its links beyond LINKS_OF_A_LOT for each lot still fit into WIDE_LINKS of
    its issuer, the earliest first: what a build holds stays linear in what is named, and no issuer uses up the room of
    another. Any other is left out whole, and found.
    """
    links: list[Link] = []
    findings: list[Finding] = []
    wide: dict[str, int] = {}
    for batch in batches:
        inputs, outputs = _by_lot(batch.inputs), _by_lot(batch.outputs)
        if not _has_room(batch, len(inputs), len(outputs), wide):
            findings.append(_too_large(batch))
            continue
        for output, part in zip(outputs, _parts([quantity for quantity, _ in outputs]), strict=True):
            links.extend(_link(each, output, part) for each in inputs)
    return sorted(links, key=lambda link: (link.order, link.edge.output_lot, link.edge.input_lot)), findings


def _has_room(batch: Batch, inputs: int, outputs: int, wide: dict[str, int]) -> bool:
    beyond = inputs * outputs - LINKS_OF_A_LOT * (inputs + outputs)
    if beyond <= 0:
        return True
    issuer = batch.outputs[0].event.issuer
    if inputs * outputs > MAX_LINKS or wide.get(issuer, 0) + beyond > WIDE_LINKS:
        return False
    wide[issuer] = wide.get(issuer, 0) + beyond
    return True


def with_shares(edges: Sequence[LotEdge]) -> tuple[LotEdge, ...]:
    """Give the edges into one lot with their shares: by quantity where all compare, else equal. They add up to 1."""
    if len(edges) == 1:
        return (replace(edges[0], share=1.0),)
    amounts = comparable([LotQuantity(edge.input_lot, edge.amount, edge.unit) for edge in edges])
    whole = sum(amounts, Decimal(0)) if amounts is not None else Decimal(0)
    if amounts is None or not whole:
        return tuple(replace(edge, share=1 / len(edges)) for edge in edges)
    return tuple(replace(edge, share=float(amount / whole)) for edge, amount in zip(edges, amounts, strict=True))


def to_places(amount: Decimal) -> Decimal:
    """Give an amount in nine places; one so large that its digits are more than are kept stays as it is."""
    return amount.quantize(_PLACES) if amount.adjusted() < _MOST_DIGITS else amount


def _by_lot(deeds: Iterable[Deed]) -> list[tuple[LotQuantity, SupplyEvent]]:
    """Give each lot once with its total and the event, first in the log, that names it."""
    grouped: dict[str, list[Deed]] = {}
    for deed in deeds:
        grouped.setdefault(deed.lot, []).append(deed)
    return [
        (total(lot, (deed.quantity for deed in named)), min((deed.event for deed in named), key=log_order))
        for lot, named in grouped.items()
    ]


def _parts(outputs: Sequence[LotQuantity]) -> list[Decimal]:
    if len(outputs) == 1:
        return [Decimal(1)]
    amounts = comparable(outputs)
    whole = sum(amounts, Decimal(0)) if amounts is not None else Decimal(0)
    if amounts is None or not whole:
        return [Decimal(1) / max(len(outputs), 1)] * len(outputs)
    return [amount / whole for amount in amounts]


def _link(used: tuple[LotQuantity, SupplyEvent], made: tuple[LotQuantity, SupplyEvent], part: Decimal) -> Link:
    quantity, event = used
    amount = quantity.amount
    if amount is not None and part != 1:
        amount = to_places(amount * part)
    edge = LotEdge(
        input_lot=quantity.lot,
        output_lot=made[0].lot,
        amount=amount,
        unit=quantity.unit,
        share=0.0,
        record_id=event.record_id,
        used_by=event.issuer,
    )
    return Link(edge, max(log_order(event), log_order(made[1])))


def _too_large(batch: Batch) -> Finding:
    records = tuple(dict.fromkeys(deed.event.record_id for deed in (*batch.outputs, *batch.inputs)))
    return Finding(
        code="transformation-too-large",
        subject=batch.outputs[0].lot,
        sentence=f"This transformation of {batch.outputs[0].event.issuer} is not followed: it links more than "
        f"{MAX_LINKS} pairs of lots, or its issuer's transformations together more than are followed.",
        records=records,
    )
