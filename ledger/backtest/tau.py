"""Do two dates rank alike? Kendall's tau-b, ties accounted for."""

from collections import Counter
from math import sqrt

import numpy as np
from numpy.typing import NDArray


def kendall_tau(first: NDArray[np.float64], second: NDArray[np.float64]) -> float | None:
    """Give tau-b of two rankings of the same pairs in O(n log n) (Knight 1966); None where one ranks nothing."""
    count = len(first)
    order = np.lexsort((second, first))
    a, b = first[order], second[order]
    all_pairs = count * (count - 1) // 2
    tied_a, tied_b = _tied(a.tolist()), _tied(b.tolist())
    tied_both = _tied(list(zip(a.tolist(), b.tolist(), strict=True)))
    _, swaps = _sorted_with_swaps(b.tolist())
    spread = sqrt((all_pairs - tied_a) * (all_pairs - tied_b))
    return (all_pairs - tied_a - tied_b + tied_both - 2 * swaps) / spread if spread else None


def _tied(values: list[object] | list[float] | list[tuple[float, float]]) -> int:
    return sum(times * (times - 1) // 2 for times in Counter(values).values())


def _sorted_with_swaps(values: list[float]) -> tuple[list[float], int]:
    """Merge sort that counts the pairs which stood in the wrong order."""
    if len(values) < 2:
        return values, 0
    middle = len(values) // 2
    left, below = _sorted_with_swaps(values[:middle])
    right, above = _sorted_with_swaps(values[middle:])
    merged: list[float] = []
    swaps, i, j = below + above, 0, 0
    while i < len(left) and j < len(right):
        if left[i] <= right[j]:
            merged.append(left[i])
            i += 1
        else:
            merged.append(right[j])
            swaps += len(left) - i
            j += 1
    return merged + left[i:] + right[j:], swaps
