"""Whether workers may be paying for a release: fewer take part, more are dismissed, more phone numbers changed (S10).

What is found is for the custodian to look into, with the workers. It is no finding, and nothing of it is released.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import comb, erfc, sqrt


@dataclass(frozen=True, slots=True)
class AfterRelease:
    """What the custodian knows of one site at one wave. None: not known, and then nothing is concluded from it.

    `dismissals` are those since the wave before, from the custodian's own sources; of `numbers_known` phone numbers
    `numbers_changed` no longer reach their owner.
    """

    wave: str
    ended_on: str  # ISO day
    workers: int
    answered: int
    dismissals: int | None = None
    numbers_known: int | None = None
    numbers_changed: int | None = None


@dataclass(frozen=True, slots=True)
class RetaliationFlag:
    """One sign between two waves, with its statistic and an innocent explanation."""

    sign: str
    wave: str
    statistic: str
    innocent: str


@dataclass(frozen=True, slots=True)
class WatchLimits:
    """When a sign is told: rarer than `chance_below` by itself, and of a size that people would notice."""

    chance_below: float = 0.01
    least_fall: float = 0.10  # of the share that takes part, or rise of the share of numbers that changed
    least_more_dismissals: int = 3


def watch(waves: list[AfterRelease], *, limits: WatchLimits | None = None) -> tuple[RetaliationFlag, ...]:
    """Give the signs between each wave and the next of one site, in the order of the waves."""
    ordered = sorted(waves, key=lambda each: (each.ended_on, each.wave))
    rules = limits or WatchLimits()
    return tuple(flag for before, after in pairwise(ordered) for flag in _signs(before, after, rules))


def _signs(before: AfterRelease, after: AfterRelease, limits: WatchLimits) -> Iterator[RetaliationFlag]:
    if before.workers > 0 and after.workers > 0:
        yield from _participation(before, after, limits)
    if before.dismissals is not None and after.dismissals is not None:
        yield from _dismissals(before, after, before.dismissals, after.dismissals, limits)
    if before.numbers_known and after.numbers_known:
        yield from _numbers(before, after, limits)


def _participation(before: AfterRelease, after: AfterRelease, limits: WatchLimits) -> Iterator[RetaliationFlag]:
    was, now = before.answered / before.workers, after.answered / after.workers
    chance = _chance_of_fall(before.answered, before.workers, after.answered, after.workers)
    if was - now >= limits.least_fall and chance < limits.chance_below:
        told = f"{was:.2f} took part, then {now:.2f}; chance {chance:.5f}"
        yield RetaliationFlag("participation fell", after.wave, told, "Another season, a holiday, or survey fatigue.")


def _dismissals(
    before: AfterRelease, after: AfterRelease, was: int, now: int, limits: WatchLimits
) -> Iterator[RetaliationFlag]:
    chance = _chance_of_more(was, now, share=after.workers / (before.workers + after.workers or 1))
    if now - was >= limits.least_more_dismissals and chance < limits.chance_below:
        told = f"{was} dismissals before, then {now}; chance {chance:.5f}"
        yield RetaliationFlag("dismissals rose", after.wave, told, "A season that ended, or an order that was lost.")


def _numbers(before: AfterRelease, after: AfterRelease, limits: WatchLimits) -> Iterator[RetaliationFlag]:
    known, changed = before.numbers_known or 0, before.numbers_changed or 0
    later_known, later_changed = after.numbers_known or 0, after.numbers_changed or 0
    chance = _chance_of_fall(later_changed, later_known, changed, known)
    if later_changed / later_known - changed / known >= limits.least_fall and chance < limits.chance_below:
        told = f"{changed} of {known} numbers changed, then {later_changed} of {later_known}; chance {chance:.5f}"
        innocent = "A cheaper provider, or SIM cards that ran out when a season ended."
        yield RetaliationFlag("phone numbers changed", after.wave, told, innocent)


def _chance_of_fall(more: int, of_more: int, fewer: int, of_fewer: int) -> float:
    """Give the chance of so large a difference of two shares where there is none (one-sided, pooled)."""
    pooled = (more + fewer) / (of_more + of_fewer)
    error = sqrt(pooled * (1 - pooled) * (1 / of_more + 1 / of_fewer))
    return 1.0 if error == 0 else erfc((more / of_more - fewer / of_fewer) / error / sqrt(2)) / 2


def _chance_of_more(before: int, after: int, *, share: float) -> float:
    """Give the chance that of all dismissals so many or more fall into the later time, by the binomial."""
    total = before + after
    return sum(comb(total, k) * share**k * (1 - share) ** (total - k) for k in range(after, total + 1))
