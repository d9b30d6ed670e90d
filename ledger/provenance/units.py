"""The one table of units in which quantities compare: mass, exactly. Other units compare with themselves."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from ledger.model.event import LotQuantity

# UN/ECE Recommendation 20 code -> grams. The avoirdupois pound is 453.59237 g by definition, the others follow from it.
GRAMS_IN = {
    "MC": Decimal("0.000001"),
    "MGM": Decimal("0.001"),
    "GRM": Decimal(1),
    "HGM": Decimal(100),
    "KGM": Decimal(1_000),
    "DTN": Decimal(100_000),
    "TNE": Decimal(1_000_000),
    "ONZ": Decimal("28.349523125"),
    "LBR": Decimal("453.59237"),
    "CWA": Decimal("45359.237"),
    "CWI": Decimal("50802.34544"),
    "STN": Decimal("907184.74"),
    "LTN": Decimal("1016046.9088"),
}


def grams(quantity: LotQuantity) -> Decimal | None:
    """Give the mass in grams, or None where the quantity is unknown or no mass."""
    if quantity.amount is None or quantity.unit not in GRAMS_IN:
        return None
    return quantity.amount * GRAMS_IN[quantity.unit]


def comparable(quantities: Sequence[LotQuantity]) -> list[Decimal] | None:
    """Give the amounts in one unit, or None where one is unknown or two units do not compare."""
    masses = [grams(quantity) for quantity in quantities]
    known = [mass for mass in masses if mass is not None]
    if len(known) == len(quantities):
        return known
    amounts = [quantity.amount for quantity in quantities if quantity.amount is not None]
    if len(amounts) == len(quantities) and len({quantity.unit for quantity in quantities}) == 1:
        return amounts
    return None


def total(lot: str, quantities: Iterable[LotQuantity]) -> LotQuantity:
    """Add up quantities of one lot; the amount is None where they do not compare. Several masses add up to KGM."""
    every = list(quantities)
    amounts = comparable(every)
    if amounts is None:
        return LotQuantity(lot)
    if len({quantity.unit for quantity in every}) == 1:
        return LotQuantity(
            lot, sum((each.amount for each in every if each.amount is not None), Decimal(0)), every[0].unit
        )
    return LotQuantity(lot, sum(amounts, Decimal(0)) / GRAMS_IN["KGM"], "KGM")
