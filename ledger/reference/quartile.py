"""The upper quartile, and what stands in for a value that is missing, contradictory or little trusted."""

from collections.abc import Iterable, Mapping
from math import floor, fsum
from typing import TypeVar

from ledger.errors import RiskInputError
from ledger.reference.rows import Trust

T = TypeVar("T")


def upper_quartile(field: str, values: Iterable[float]) -> float:
    """Give the 75th percentile by linear interpolation. Raises RiskInputError where there is no value at all."""
    ranked = sorted(values)
    if not ranked:
        raise RiskInputError(field=field, value=None, mend="load a table with rows dated on or before the as-of date")
    position = 0.75 * (len(ranked) - 1)
    below = floor(position)
    above = min(below + 1, len(ranked) - 1)
    return ranked[below] + (position - below) * (ranked[above] - ranked[below])


def weighted_upper_quartile(field: str, values: Iterable[tuple[float, float]]) -> float:
    """Give, of pairs of value and weight, the least value that more than three quarters of the weight do not exceed.

    With equal weights it is never below `upper_quartile`. Raises RiskInputError where no weight is above 0.
    """
    ranked = sorted((value, weight) for value, weight in values if weight > 0)
    if not ranked:
        raise RiskInputError(field=field, value=None, mend="load a table with a weight above 0")
    bound, below = 0.75 * fsum(weight for _, weight in ranked), 0.0
    for value, weight in ranked:
        below += weight
        if below > bound:
            return value
    return ranked[-1][0]


def by_key(pairs: Iterable[tuple[str, T]], *, value: str) -> Mapping[str, T]:
    """Give the rows by key; a key whose rows differ in the attribute `value` is left out, as missing.

    Of rows that agree the first stands.
    """
    kept: dict[str, T] = {}
    conflicting = set()
    for key, row in pairs:
        if getattr(kept.setdefault(key, row), value) != getattr(row, value):
            conflicting.add(key)
    return {key: row for key, row in kept.items() if key not in conflicting}


def cautious(value: float, *, trust: Trust, quartile: float) -> float:
    """Give the value, at least the upper quartile while its row is of low trust."""
    return max(value, quartile) if trust is Trust.LOW else value
