"""An insider who was given every release, the rules, and the exact number of respondents of every cell.

It builds one linear programme over all releases (bands as intervals, rows as sums, forced labour within the indicators,
later releases as earlier ones and the few who came or went) and asks it for the least and the greatest value of every
count; where a relaxed answer is narrow, in integers. Nothing of the product's own audit is used. A second attack reads
the counts with noise, again and again where they are drawn again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from math import exp, log
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from ledger.model.survey.instrument import FeeFact, Indicator
from ledger.model.survey.release import Band, NoisedCounts, SiteRelease

Row = Any
Key = tuple[Any, ...]  # row, gender; of a member of several sites its name too
SHARES = {
    Band.UNDER_A_TENTH: (0.0, 0.1),
    Band.TO_A_QUARTER: (0.1, 0.25),
    Band.TO_A_HALF: (0.25, 0.5),
    Band.OVER_A_HALF: (0.5, 1.0),
}
SETTLED = "settled"  # paid and said of nothing that it is owed: who paid less who was not repaid
FEW = 10  # came or went since: the insider supposes that the others answered as before
SURE = 0.95
_NEARLY = 1e-6


@dataclass(frozen=True)
class Seen:
    """One release as the insider has it, with the numbers it counted at the door: by cell, "" for no gender.

    Of a release of several sites `members` has those of each, and keys of claims about them name the site third.
    """

    release: SiteRelease
    sizes: Mapping[Key, int]
    members: Mapping[str, Mapping[Key, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Claim:
    """What the insider says of a count of one release (of the few between two, where `other` is one)."""

    seen: int
    key: Key
    least: int
    most: int
    other: int | None = None


def claims(everything: Sequence[Seen]) -> list[Claim]:
    """Give every count that the insider knows to one more or less, and did not know from the sizes alone."""
    if not any(cell.band for seen in everything for cell in seen.release.cells):
        return []
    programme = _Programme(everything)
    before = _Programme([replace(seen, release=replace(seen.release, cells=())) for seen in everything])
    found = []
    for name, size in programme.sizes.items():
        ends = programme.ends(name) if size else None
        if ends and ends[1] - ends[0] <= 2 and ends != before.ends(name):
            found.append(Claim(name[0], name[1], *ends, name[2] if len(name) > 2 else None))
    return found


def is_right(claim: Claim, truth: Sequence[Mapping[Key, int]]) -> bool:
    """Say whether the true count lies where the insider says."""
    count = truth[claim.seen][claim.key]
    if claim.other is not None:
        count -= truth[claim.other][claim.key]
    return claim.least <= abs(count) <= claim.most


def counts_guessed(draws: Sequence[NoisedCounts], respondents: int, *, scale: float = 1.0) -> tuple[int, float]:
    """Give the likeliest number affected, knowing how many responded, and how sure that is (a flat prior)."""
    logs = [
        sum(
            -(abs(each.affected - y) + abs(each.respondents - each.affected - respondents + y)) / scale
            for each in draws
        )
        for y in range(respondents + 1)
    ]
    total = log(sum(exp(each - max(logs)) for each in logs)) + max(logs)
    best = max(range(respondents + 1), key=logs.__getitem__)
    return best, exp(logs[best] - total)


def with_settled(told: Mapping[Key, int], count: Callable[[int, int], int]) -> dict[Key, int]:
    """Add the row of those who paid and are owed nothing, from what there is of those who paid and who are owed."""
    owed = {key: each for key, each in told.items() if key[0] is FeeFact.NOT_REPAID}
    return dict(told) | {(SETTLED, *key[1:]): count(told[(FeeFact.PAID, *key[1:])], each) for key, each in owed.items()}


class _Programme:
    """The variables with their bounds, and the rows of the constraint matrix."""

    def __init__(self, everything: Sequence[Seen]) -> None:
        self.sizes: dict[tuple[Any, ...], int] = {}
        self._bounds: list[tuple[float, float]] = []
        self._rows: list[tuple[dict[int, float], float, float]] = []
        self._place: dict[tuple[Any, ...], int] = {}
        for number, seen in enumerate(everything):
            self._add_release(number, seen)
        for (one, first), (other, second) in combinations(enumerate(everything), 2):
            self._add_differences((one, first), (other, second))
        self._add_fees()
        self._constraint, self._limits = self._matrix(), _limits(self._bounds)
        self._lowest = np.full(len(self._bounds), np.inf)  # of each count, in any answer so far
        self._highest = np.full(len(self._bounds), -np.inf)
        self._fits = self._solve(np.zeros(len(self._bounds)), whole=True) is not None
        for sign in (1.0, -1.0):
            self._solve(np.full(len(self._bounds), sign), whole=False)

    def ends(self, name: tuple[Any, ...]) -> tuple[int, int] | None:
        """Give the least and greatest value in integers; None where nothing fits, or it is not worth a search."""
        if not self._fits:
            return None
        aim, at = np.zeros(len(self._bounds)), self._place[name]
        aim[at] = 1.0
        for direction in (aim, -aim):
            if not self._may_be_narrow(at):
                return None  # values that far apart were seen to fit
            self._solve(direction, whole=False)
        if not self._may_be_narrow(at):
            return None
        least, most = self._solve(aim, whole=True), self._solve(-aim, whole=True)
        return None if least is None or most is None else (round(least), round(-most))

    def _may_be_narrow(self, at: int) -> bool:
        """Whether whole numbers within what was seen to fit could still be three or fewer."""
        return bool(np.floor(self._highest[at] + _NEARLY) - np.ceil(self._lowest[at] - _NEARLY) <= 2)

    def _add_release(self, number: int, seen: Seen) -> None:
        told = {(cell.indicator, cell.gender): cell.band for cell in seen.release.cells if cell.band}
        for key, size in seen.sizes.items():
            self._add((number, key), size, _within(told.get(key), size))
        rows = dict.fromkeys(row for row, _ in seen.sizes)
        for row in rows:
            parts = [(number, key) for key in seen.sizes if key[0] == row and key[1] is not None]
            self._relate({(number, (row, None)): 1.0, **dict.fromkeys(parts, -1.0)}, 0, 0)
        self._add_members(number, seen)
        for gender in dict.fromkeys(gender for _, gender in seen.sizes):
            shown = [
                (number, (row, gender)) for row in rows if isinstance(row, Indicator) and (row, gender) in seen.sizes
            ]
            if shown and (None, gender) in seen.sizes:
                self._relate({**dict.fromkeys(shown, 1.0), (number, (None, gender)): -1.0}, 0, np.inf)

    def _add_members(self, number: int, seen: Seen) -> None:
        """Each site's rows are sums, and each cell that is told is the sum of the sites."""
        for site, sizes in seen.members.items():
            for (row, gender), size in sizes.items():
                self._add((number, (row, gender, site)), size, (0, size))
            for row in dict.fromkeys(row for row, _ in sizes):
                parts = [(number, (*key, site)) for key in sizes if key[0] == row and key[1] is not None]
                self._relate({(number, (row, None, site)): 1.0, **dict.fromkeys(parts, -1.0)}, 0, 0)
        for key in seen.sizes if seen.members else ():
            parts = [(number, (*key, site)) for site, sizes in seen.members.items() if key in sizes]
            self._relate({(number, key): 1.0, **dict.fromkeys(parts, -1.0)}, 0, 0)

    def _add_differences(self, one: tuple[int, Seen], other: tuple[int, Seen]) -> None:
        for key in one[1].sizes.keys() & other[1].sizes.keys():
            more, few = sorted((one, other), key=lambda each: -each[1].sizes[key])
            count = more[1].sizes[key] - few[1].sizes[key]
            if count < FEW:
                name = (more[0], key, few[0])
                self._add(name, count, (0, count))
                self._relate({(more[0], key): 1.0, (few[0], key): -1.0, name: -1.0}, 0, 0)

    def _add_fees(self) -> None:
        """Of every count, of a release or between two: who paid is who is owed something and who is not."""
        for name in list(self.sizes):
            if name[1][0] is FeeFact.PAID:
                owed, settled = ((name[0], (row, *name[1][1:]), *name[2:]) for row in (FeeFact.NOT_REPAID, SETTLED))
                if owed in self.sizes:
                    self._relate({name: 1.0, owed: -1.0, settled: -1.0}, 0, 0)

    def _add(self, name: tuple[Any, ...], size: int, bounds: tuple[float, float]) -> None:
        self._place[name], self.sizes[name] = len(self._bounds), size
        self._bounds.append(bounds)

    def _relate(self, weights: Mapping[tuple[Any, ...], float], least: float, most: float) -> None:
        self._rows.append(({self._place[name]: weight for name, weight in weights.items()}, least, most))

    def _matrix(self) -> LinearConstraint:
        matrix = np.zeros((len(self._rows), len(self._bounds)))
        for at, (weights, _, _) in enumerate(self._rows):
            matrix[at, list(weights)] = list(weights.values())
        return LinearConstraint(matrix, [row[1] for row in self._rows], [row[2] for row in self._rows])

    def _solve(self, aim: Any, *, whole: bool) -> float | None:
        kinds = np.full(len(self._bounds), int(whole))
        found = milp(aim, constraints=self._constraint, bounds=self._limits, integrality=kinds)
        if not found.success:
            return None
        self._lowest, self._highest = np.minimum(self._lowest, found.x), np.maximum(self._highest, found.x)
        return float(found.fun)


def _limits(bounds: Sequence[tuple[float, float]]) -> Bounds:
    low, high = zip(*bounds, strict=True)
    return Bounds(np.array(low), np.array(high))


def _within(band: Band | None, size: int) -> tuple[int, int]:
    """The counts whose share is in the band: "under 10 %" leaves 10 % out, "25 to 50 %" has both its ends."""
    if band is None:
        return 0, size
    low, high = SHARES[band]
    fits = [y for y in range(size + 1) if _fits(y / size if size else 0.0, band, low, high)]
    return (fits[0], fits[-1]) if fits else (1, 0)


def _fits(share: float, band: Band, low: float, high: float) -> bool:
    if band is Band.OVER_A_HALF:
        return share > low + _NEARLY
    if band is Band.TO_A_HALF:
        return low - _NEARLY <= share <= high + _NEARLY
    return low - _NEARLY <= share < high - _NEARLY
