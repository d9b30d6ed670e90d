"""What follows for each count from everything that is told: integers in intervals, narrowed by linear relations.

For relations that form a tree (a row's genders and its total) the result is exact; elsewhere an interval can be wider
than what follows, never narrower. tests/surveys/release_attacker.py looks for what this misses.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Interval = tuple[int, int]
Variable = tuple[Any, ...]
WITHIN = 1  # whoever knows a count to one more or less knows it
_MOST_ROUNDS = 50


@dataclass(frozen=True, slots=True)
class Relation:
    """The sum of `plus` less the sum of `minus` lies in [least, most]; no `most`: there is none."""

    plus: tuple[Variable, ...]
    minus: tuple[Variable, ...]
    least: int = 0
    most: int | None = 0


def narrowed(bounds: Mapping[Variable, Interval], relations: Sequence[Relation]) -> dict[Variable, Interval] | None:
    """Give the bounds that follow; None where nothing fits all of them at once.

    Stops after 50 rounds, which no relation of ours needs: what is then left could only be wider than it must be.
    """
    found = dict(bounds)
    for _ in range(_MOST_ROUNDS):
        before = dict(found)
        for relation in relations:
            _narrow(found, relation)
        if any(low > high for low, high in found.values()):
            return None
        if found == before:
            break
    return found


def is_pinned(found: Interval, before: Interval) -> bool:
    """Say whether a count is known to one more or less, and not merely because the group is that small: `before` is
    what was known of it without anything that was told."""
    width = found[1] - found[0]
    return width <= 2 * WITHIN and width < before[1] - before[0]


def _narrow(found: dict[Variable, Interval], relation: Relation) -> None:
    lowest = sum(found[each][0] for each in relation.plus) - sum(found[each][1] for each in relation.minus)
    highest = sum(found[each][1] for each in relation.plus) - sum(found[each][0] for each in relation.minus)
    for each in relation.plus:  # each >= least - (what the others can be at most), each <= most - (at least)
        low, high = found[each]
        most = high if relation.most is None else min(high, relation.most - (lowest - low))
        found[each] = max(low, relation.least - (highest - high)), most
    for each in relation.minus:
        low, high = found[each]
        least = low if relation.most is None else max(low, (lowest + high) - relation.most)
        found[each] = least, min(high, (highest + low) - relation.least)
