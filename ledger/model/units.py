"""The one table of units. A quantity is a whole number of 10^-36 of its dimension's SI unit, so sums are exact.

Codes are of UN/ECE Recommendation 20. A unit is here only if its definition gives its factor exactly: the pound is
0.45359237 kg, the yard 0.9144 m (agreement of 1959), the US gallon 231 cubic inches, the imperial gallon 4.54609 l
(1985). Left out is what has more than one meaning or only a rounded factor: acre (ACR), calorie, British thermal unit.
A unit that is not here compares with itself alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

_PLACES = 36  # 24 decimals of an amount, as a small double may have, times the 12 of the finest factor (the ounce)
_FINENESS = 10**_PLACES


_WORDS = {
    "MGM": "mg", "GRM": "g", "KGM": "kg", "TNE": "t", "LBR": "lb", "MMT": "mm", "CMT": "cm", "MTR": "m", "KMT": "km",
    "MTK": "m²", "HAR": "ha", "MTQ": "m³", "LTR": "l", "MLT": "ml", "H87": "pieces", "EA": "pieces", "PR": "pairs",
}  # fmt: skip


def unit_words(code: str) -> str:
    """Give a unit as people write it, the code itself where it has no short name here."""
    return _WORDS.get(code, code)


class Dimension(StrEnum):
    """What a unit measures; the SI unit of each is its value."""

    MASS = "kg"
    LENGTH = "m"
    AREA = "m2"
    VOLUME = "m3"
    ENERGY = "J"
    COUNT = "items"


_IN_SI: dict[Dimension, dict[str, str]] = {
    Dimension.MASS: {
        "MC": "0.000000001", "MGM": "0.000001", "GRM": "0.001", "HGM": "0.1", "KGM": "1", "DTN": "100", "TNE": "1000",
        "KTN": "1000000", "ONZ": "0.028349523125", "LBR": "0.45359237", "CWA": "45.359237", "CWI": "50.80234544",
        "STN": "907.18474", "LTN": "1016.0469088",
    },
    Dimension.LENGTH: {
        "MMT": "0.001", "CMT": "0.01", "DMT": "0.1", "MTR": "1", "KMT": "1000", "INH": "0.0254", "FOT": "0.3048",
        "YRD": "0.9144", "SMI": "1609.344",
    },
    Dimension.AREA: {
        "MMK": "0.000001", "CMK": "0.0001", "DMK": "0.01", "MTK": "1", "HAR": "10000", "KMK": "1000000",
        "INK": "0.00064516", "FTK": "0.09290304", "YDK": "0.83612736",
    },
    Dimension.VOLUME: {
        "MMQ": "0.000000001", "CMQ": "0.000001", "MLT": "0.000001", "CLT": "0.00001", "DLT": "0.0001", "DMQ": "0.001",
        "LTR": "0.001", "HLT": "0.1", "MTQ": "1", "INQ": "0.000016387064", "FTQ": "0.028316846592",
        "GLL": "0.003785411784", "GLI": "0.00454609", "BLL": "0.158987294928",
    },
    Dimension.ENERGY: {
        "JOU": "1", "KJO": "1000", "3B": "1000000", "GV": "1000000000", "WHR": "3600", "KWH": "3600000",
        "MWH": "3600000000", "GWH": "3600000000000",
    },
    Dimension.COUNT: {
        "C62": "1", "EA": "1", "H87": "1", "NAR": "1", "PR": "2", "NPR": "2", "DZN": "12", "CEN": "100", "GRO": "144",
        "MIL": "1000",
    },
}  # fmt: skip
# unit -> its dimension and how many 10^-36 of the SI unit one of it is
UNITS: dict[str, tuple[Dimension, int]] = {
    code: (dimension, int(Decimal(factor).scaleb(_PLACES)))
    for dimension, factors in _IN_SI.items()
    for code, factor in factors.items()
}
SI_UNIT: dict[str, str] = {
    Dimension.MASS: "KGM", Dimension.LENGTH: "MTR", Dimension.AREA: "MTK", Dimension.VOLUME: "MTQ",
    Dimension.ENERGY: "JOU", Dimension.COUNT: "C62",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measure:
    """An exact quantity. `dimension` is a Dimension, or the unit itself where the table does not have it."""

    dimension: str
    parts: int  # of 10^-36 of the SI unit, or of that unit


def measure(amount: Decimal | None, unit: str | None) -> Measure | None:
    """Give the quantity exactly; no unit is a count of items. None where it is unknown, or finer than can be weighed.

    An amount with more decimals than 10^-36 of the SI unit is one that nobody weighed: it is unknown, never rounded.
    """
    if amount is None or not amount.is_finite():
        return None
    dimension, factor = UNITS.get(unit or "C62", (unit or "", _FINENESS))
    numerator, denominator = amount.as_integer_ratio()
    parts, rest = divmod(numerator * factor, denominator)
    return None if rest else Measure(str(dimension), parts)


def comparable_parts(measures: Iterable[Measure | None]) -> tuple[str, tuple[int, ...]] | None:
    """Give the dimension that all share and their parts, or None where one is unknown or two do not compare."""
    every = tuple(measures)
    known = [each for each in every if each is not None]
    dimensions = {each.dimension for each in known}
    if len(known) < len(every) or len(dimensions) != 1:
        return None
    return dimensions.pop(), tuple(each.parts for each in known)


def in_unit(parts: int, unit: str | None) -> Decimal:
    """Give parts as an amount of a unit of their dimension; exact for sums and differences of amounts of that unit."""
    _, factor = UNITS.get(unit or "C62", ("", _FINENESS))
    whole, rest = divmod(abs(parts), factor)
    if not rest:
        return Decimal(whole if parts >= 0 else -whole)
    digits = str(abs(parts) * 10**_PLACES // factor).rjust(_PLACES + 1, "0")
    text = f"{digits[:-_PLACES]}.{digits[-_PLACES:]}".rstrip("0")
    return Decimal(text if parts >= 0 else f"-{text}")


def told(parts: int, dimension: str) -> str:
    """Give a quantity for a sentence: in the SI unit of its dimension, with as many decimals as it has."""
    return f"{in_unit(parts, SI_UNIT.get(dimension, dimension)):f} {dimension}"
