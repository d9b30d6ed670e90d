"""Numbers as they are serialised: decimal strings of nine places, for display only, never read back into a sum."""

from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Context, Decimal
from math import fsum

from ledger.model.risk import PrintedTerm, Term
from ledger.risk.ranges import finite

_NINE = Decimal("0.000000001")
_EXACT = Context(prec=400)  # a double has at most 309 digits before the point: no sum here is ever rounded


def nine_places(x: float) -> str:
    """Give the number as a decimal string of nine places, half to even, never with a negative zero."""
    return _plain(Decimal(finite("number", x)).quantize(_NINE, rounding=ROUND_HALF_EVEN, context=_EXACT))


def printed_ledger(terms: Iterable[Term]) -> tuple[PrintedTerm, ...]:
    """Give the ledger in print: nine places each, and a last term `rounding` with which they add up to printed eta.

    Printed eta is `nine_places(fsum(values))`; the printed values and `rounding` sum to it exactly as decimals (P21).
    """
    kept = tuple(terms)
    lines = tuple(PrintedTerm(term.name, nine_places(term.value)) for term in kept)
    printed_eta = Decimal(nine_places(fsum(term.value for term in kept)))
    total = Decimal(0)
    for line in lines:
        total = _EXACT.add(total, Decimal(line.value))
    return (*lines, PrintedTerm("rounding", _plain(_EXACT.subtract(printed_eta, total))))


def _plain(number: Decimal) -> str:
    return f"{abs(number) if number.is_zero() else number:.9f}"
