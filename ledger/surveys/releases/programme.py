"""The same question as `linear`, answered exactly where relations form cycles: linear programmes, solved by HiGHS.

Several releases of a site, whose rows share the same few people who came or went, are such a case: interval by interval
nothing seems to follow, and all relations at once pin a count. A solve costs a thousand times what narrowing does, so
it is asked only there.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ledger.errors import BadSetting
from ledger.surveys.releases.linear import WITHIN, Interval, Relation, Variable


class Programme:
    """Counts within bounds, bound by relations. Raises BadSetting where SciPy is not installed."""

    def __init__(self, bounds: Mapping[Variable, Interval], relations: Sequence[Relation]) -> None:
        try:
            from scipy.optimize import Bounds, LinearConstraint, milp
        except ImportError as error:
            mend = "install tierlight[custodian]"
            raise BadSetting(setting="scipy", reason="is not installed on this machine", mend=mend) from error
        self._at = {name: place for place, name in enumerate(bounds)}
        low, high = np.array(list(bounds.values()), dtype=float).T
        matrix = np.zeros((len(relations), len(bounds)))
        for row, relation in enumerate(relations):
            matrix[row, [self._at[name] for name in relation.plus]] = 1.0
            matrix[row, [self._at[name] for name in relation.minus]] = -1.0
        most = [np.inf if relation.most is None else relation.most for relation in relations]
        self._milp, self._bounds = milp, Bounds(low, high)
        self._rows = LinearConstraint(matrix, [relation.least for relation in relations], most)
        self._lowest, self._highest = np.full(len(low), np.inf), np.full(len(low), -np.inf)  # of all answers so far

    def fits(self) -> bool:
        """Say whether any whole numbers fit all of it; a few answers far apart then settle most counts at once."""
        if not (self._bounds.lb <= self._bounds.ub).all() or not self._solve(np.zeros(len(self._at))):
            return False
        places = np.arange(len(self._at))
        for aim in (np.ones(len(places)), *(np.where(places >> bit & 1, 1.0, -1.0) for bit in range(2))):
            self._solve(aim)
            self._solve(-aim)
        return True

    def pinned(self, name: Variable, size: int) -> Interval | None:
        """Give the least and greatest value of a count of `size` people that is known to one more or less.

        None for any other, also one of which nothing is known but the size. Ask `fits` before.
        """
        aim = np.zeros(len(self._at))
        aim[self._at[name]] = 1.0
        for each in (aim, -aim):
            if self._is_settled(name, size):
                return None
            self._solve(each)
        return None if self._is_settled(name, size) else self._seen(name)

    def _is_settled(self, name: Variable, size: int) -> bool:
        """Whether values that fit are far apart already."""
        low, high = self._seen(name)
        return high - low > 2 * WITHIN or (low, high) == (0, size)

    def _seen(self, name: Variable) -> Interval:
        return round(self._lowest[self._at[name]]), round(self._highest[self._at[name]])

    def _solve(self, aim: "np.ndarray[Any, Any]") -> bool:
        """Keep the whole numbers with the least value of the aim; False where none fit."""
        solved = self._milp(aim, constraints=self._rows, bounds=self._bounds, integrality=np.ones(len(aim)))
        if solved.success:
            self._lowest = np.minimum(self._lowest, solved.x)
            self._highest = np.maximum(self._highest, solved.x)
        return bool(solved.success)


def is_any_pinned(
    bounds: Mapping[Variable, Interval], sizes: Mapping[Variable, int], relations: Sequence[Relation]
) -> bool | None:
    """Say whether some count is known to one more or less, and was not by the sizes alone; None where nothing fits."""
    told = Programme(bounds, relations)
    if not told.fits():
        return None
    found = {name: told.pinned(name, size) for name, size in sizes.items() if size}
    if not any(found.values()):
        return False
    before = Programme({name: (0, size) for name, size in sizes.items()}, relations)
    before.fits()
    return any(before.pinned(name, sizes[name]) != ends for name, ends in found.items() if ends)
