"""Quantities of lots in one unit, by the one table of `ledger.model.units`."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from ledger.model.event import LotQuantity
from ledger.model.units import SI_UNIT, Measure, comparable_parts, in_unit, measure


def measured(quantity: LotQuantity) -> Measure | None:
    """Give a lot's quantity exactly, or None where it is unknown."""
    return measure(quantity.amount, quantity.unit)


def comparable(quantities: Sequence[LotQuantity]) -> list[Decimal] | None:
    """Give the amounts in one unit, or None where one is unknown or two units do not compare.

    That unit is their own where all share it, else the SI unit of their dimension.
    """
    found = comparable_parts(measured(quantity) for quantity in quantities)
    if found is None:
        return None
    units = {quantity.unit for quantity in quantities}
    unit = units.pop() if len(units) == 1 else SI_UNIT.get(found[0])
    return [in_unit(parts, unit) for parts in found[1]]


def total(lot: str, quantities: Iterable[LotQuantity]) -> LotQuantity:
    """Add up quantities of one lot; the amount is None where they do not compare. Several units add up to the SI's."""
    every = list(quantities)
    found = comparable_parts(measured(quantity) for quantity in every)
    if found is None:
        return LotQuantity(lot)
    units = {quantity.unit for quantity in every}
    unit = units.pop() if len(units) == 1 else SI_UNIT.get(found[0])
    return LotQuantity(lot, in_unit(sum(found[1]), unit), unit)
