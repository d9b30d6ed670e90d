"""Numbers that are what they claim to be: out of range, NaN and infinity are refused by name, never clamped."""

import math

from ledger.errors import RiskInputError


def finite(field: str, value: float) -> float:
    """Give the value back as a float; raise RiskInputError if it is not a finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise RiskInputError(field=field, value=value, mend="give a finite number")
    return float(value)


def within(field: str, value: float, low: float, high: float) -> float:
    """Give the value back; raise RiskInputError unless low <= value <= high."""
    if not low <= finite(field, value) <= high:
        raise RiskInputError(field=field, value=value, mend=f"give a number from {low:g} to {high:g}")
    return float(value)


def fraction(field: str, value: float) -> float:
    """Give the value back; raise RiskInputError unless it lies in [0, 1]."""
    return within(field, value, 0.0, 1.0)


def non_negative(field: str, value: float) -> float:
    """Give the value back; raise RiskInputError if it is below 0."""
    if finite(field, value) < 0:
        raise RiskInputError(field=field, value=value, mend="give a number of 0 or more")
    return float(value)
