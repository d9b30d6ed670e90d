"""Discrete Laplace noise by OpenDP. Randomness comes from OpenDP's own generator of the operating system.

A worker is in one group of a disjoint histogram only, so that one more or less changes one count by one: sensitivity 1,
and epsilon is 1 / scale whatever the number of groups.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from ledger.errors import BadSetting

EPSILON_OF_A_RELEASE = 1.0
EPSILON_OF_A_YEAR = 3.0
BORDER_SCALE = 1.0  # of the noise that decides bands near their borders; not differential privacy of the whole grid
Noise = Callable[[Sequence[int], float], tuple[int, ...]]  # (counts, scale) -> counts with noise


def discrete_laplace(counts: Sequence[int], scale: float) -> tuple[int, ...]:
    """Give each count with fresh noise. Drawn again it would be another: the caller draws once and keeps it.

    Raises BadSetting where OpenDP is not installed.
    """
    return tuple(_mechanism(scale)(list(counts)))


def epsilon_spent(scale: float) -> float:
    """Give what one worker's privacy loses by a draw at this scale, as OpenDP accounts it."""
    return float(_mechanism(scale).map(1))


@cache
def _mechanism(scale: float) -> Any:
    try:
        import opendp.prelude as dp
    except ImportError as error:
        raise BadSetting(
            setting="opendp", reason="is not installed on this machine", mend="install tierlight[custodian]"
        ) from error
    dp.enable_features("contrib")
    space = dp.vector_domain(dp.atom_domain(T=int)), dp.l1_distance(T=int)
    return dp.m.make_laplace(*space, scale=scale)
