"""How evenly numbers are spread: people vary, scripts do not."""

from collections.abc import Sequence
from math import fsum, sqrt


def coefficient_of_variation(numbers: Sequence[float]) -> float | None:
    """Give standard deviation over mean; None for fewer than two numbers, or where all are 0."""
    if len(numbers) < 2:
        return None
    mean = fsum(numbers) / len(numbers)
    if mean <= 0:
        return None
    return sqrt(fsum((each - mean) ** 2 for each in numbers) / len(numbers)) / mean
