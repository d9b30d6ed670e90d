"""What a process plausibly gives at most. A pair of goods that is not in the table is unknown, and no row is a limit
for it but conservation of mass.

Findings rest on this table, scores do not: it is no part of the snapshot that a result names.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files

from ledger.reference.load import load_yields


@dataclass(frozen=True, slots=True)
class PlausibleYield:
    """`most` product for one unit of input, by mass; `reason` says why, and where it comes from."""

    most: Fraction
    reason: str


def plausible_yield(input_good: str, output_good: str) -> PlausibleYield | None:
    """Give the most that is plausible, by the names of the goods whatever their case; None for an unknown pair."""
    return _table().get((input_good.casefold(), output_good.casefold()))


@cache
def _table() -> dict[tuple[str, str], PlausibleYield]:
    text = (files("ledger.reference") / "tables" / "plausible_yields.csv").read_text("utf-8")
    return {
        (row.input_good, row.output_good): PlausibleYield(row.most, f"{row.basis} ({row.origin.source}).")
        for row in load_yields(text)
    }
