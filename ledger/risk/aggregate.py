"""A tier from its sites: a power mean with a guard, so that volume never dilutes a severe site (section 8)."""

from collections.abc import Sequence
from heapq import nlargest
from math import fsum

from ledger.errors import RiskInputError
from ledger.risk import weights
from ledger.risk.ranges import fraction, non_negative

_CANCELS = 1e-6  # at most one part of a sum can leave less than this of it


def normalised(shares: Sequence[float]) -> tuple[float, ...]:
    """Give the shares divided by their exact sum. Raises RiskInputError for a negative share or when all are 0."""
    total = fsum(non_negative("share", share) for share in shares)
    if not total > 0:
        raise RiskInputError(field="shares", value=total, mend="give at least one share above 0")
    return tuple(share / non_negative("sum of shares", total) for share in shares)


def guard(r: float) -> float:
    """Give h(r) = max(0, r - 0.25 (1 - r)): what one site alone brings to its tier, whatever its share."""
    return max(0.0, r - weights.GUARD * (1 - r))


def power_mean(values: Sequence[float], shares: Sequence[float]) -> float:
    """Give (sum v r^4)^(1/4), at most the largest value. `shares` are normalised."""
    mean = fsum(share * value**weights.POWER for value, share in zip(values, shares, strict=True)) ** (
        1 / weights.POWER
    )
    return float(min(max(values), mean))  # a mean cannot exceed its largest value: this takes back rounding only


def tier_value(values: Sequence[float], shares: Sequence[float]) -> float:
    """Give T for site values in [0, 1] and normalised shares; sites with a zero share are dropped."""
    kept = [(fraction("r", value), share) for value, share in zip(values, shares, strict=True) if share > 0]
    sites, weights_of_sites = [value for value, _ in kept], [share for _, share in kept]
    return max(power_mean(sites, weights_of_sites), max(map(guard, sites)))


class OneChanged:
    """T of a tier with another value in the place of one member, without going over the others again."""

    def __init__(self, values: Sequence[float], shares: Sequence[float]) -> None:
        """Take the present values in [0, 1] with their normalised shares, all above 0."""
        self._values, self._shares = values, shares
        self._parts = [share * value**weights.POWER for value, share in zip(values, shares, strict=True)]
        self._whole = fsum(self._parts)
        self._largest = nlargest(2, range(len(values)), key=lambda at: values[at])

    def value(self, at: int, then: float) -> float:
        """Give T with `then` in the place of the value at this place. Equals `tier_value` but for rounding."""
        others = max((self._values[place] for place in self._largest if place != at), default=0.0)
        largest = max(fraction("r", then), others)
        mean = (self._without(at) + self._shares[at] * then**weights.POWER) ** (1 / weights.POWER)
        return float(max(min(largest, mean), guard(largest)))

    def _without(self, at: int) -> float:
        """Give the sum without one part; next to a part that is nearly all of it a difference would keep no digits."""
        rest = self._whole - self._parts[at]
        return rest if rest > _CANCELS * self._whole else fsum(each for i, each in enumerate(self._parts) if i != at)
