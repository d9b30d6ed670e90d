"""Worst path and exposure of every site of a resident graph, as `ledger.risk.exposure` computes them (section 9)."""

from dataclasses import dataclass

import numpy as np

from ledger.risk import weights
from ledger.risk.arrays.columns import Numbers, Whole, fractions
from ledger.risk.arrays.resident import Block, Cycle, ResidentGraph


@dataclass(frozen=True, slots=True)
class ExposureColumn:
    """X by site. False `has_converged`: it is 1 on a cycle that did not settle."""

    values: Numbers
    has_converged: bool


def exposures(graph: ResidentGraph, r: Numbers) -> ExposureColumn:
    """Give X of every site for one column of r. Raises RiskInputError for an r outside [0, 1]."""
    x = fractions("r", r)[graph.site_at]
    has_converged = True
    for step in graph.steps:
        if not isinstance(step, Block):
            for cycle in step:
                has_converged &= _settle(cycle, x)
            continue
        here, passed = slice(step.first, step.last), np.minimum(1.0, step.inputs @ x)
        x[here] = 1 - (1 - x[here]) * (1 - passed)
    return ExposureColumn(x[graph.place_of], has_converged)


def worst_paths(graph: ResidentGraph, r: Numbers) -> Numbers:
    """Give P of every site for one column of r. Raises RiskInputError for an r outside [0, 1]."""
    p = fractions("r", r)[graph.site_at]
    for step in graph.steps:
        if not isinstance(step, Block):
            for cycle in step:
                p[cycle.places] = max(p[cycle.places].max(), p[cycle.outer_supplier].max(initial=0.0))
            continue
        here = slice(step.first, step.last)
        given = p.take(graph.supplier[step.edges : step.edges_end]).reshape(step.degree, -1)
        p[here] = np.maximum(p[here], given.max(axis=0))
    return p[graph.place_of]


def product_numbers(worst: Numbers, exposure: Numbers, *, finals: Whole, shares: Numbers) -> tuple[float, float]:
    """Give P and X of a product by its final sites and their shares, which are divided by their sum."""
    whole = shares / shares.sum()
    return float(worst[finals].max()), min(1.0, float(whole @ exposure[finals]))


def _settle(cycle: Cycle, x: Numbers) -> bool:
    """Raise the sites of one cycle to the least fixed point, all at once in each round; False if they never settle."""
    places, size = cycle.places, len(cycle.places)
    entering = np.bincount(cycle.outer_user, weights=cycle.outer_share * x[cycle.outer_supplier], minlength=size)
    own = now = x[places]
    for _ in range(weights.CYCLE_ROUNDS):
        inner = np.bincount(cycle.inner_user, weights=cycle.inner_share * now[cycle.inner_supplier], minlength=size)
        then = 1 - (1 - own) * (1 - np.minimum(1.0, entering + inner))
        change, now = np.abs(then - now).max(), then
        if change < 10.0**-weights.CYCLE_CHANGE_PLACES:
            x[places] = now
            return True
    x[places] = 1.0
    return False
