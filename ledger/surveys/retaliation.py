"""Whether workers may be paying for a release: fewer take part, more are dismissed, more phone numbers changed (S10).

What is found is for the custodian to look into, with the workers. It is no finding, and nothing of it is released.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import erfc, exp, lgamma, log, log1p, sqrt

PARTS = ("how many take part (two tallied waves are needed)", "dismissals", "phone numbers")
_OTHER_NUMBERS = "A cheaper provider, or SIM cards that ran out when a season ended."


@dataclass(frozen=True, slots=True)
class AfterRelease:
    """What the custodian knows of one site at one wave. None: not known, and then nothing is concluded from it.

    `dismissals` are those since the wave before, of a first wave those since its release, from the custodian's own
    sources; of `numbers_known` phone numbers `numbers_changed` no longer reach their owner.
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
    """One sign at a wave, with its statistic and an innocent explanation."""

    sign: str
    wave: str
    statistic: str
    innocent: str


@dataclass(frozen=True, slots=True)
class WatchLimits:
    """When a sign is told: rarer than `chance_below` by itself, and of a size that people would notice.

    The two usual shares stand in where no wave before has numbers. They are a decision, measured nowhere.
    """

    chance_below: float = 0.01
    usual_dismissed: float = 0.05  # of the workers
    usual_changed: float = 0.10  # of the numbers
    least_fall: float = 0.10  # of the share that takes part, or rise of the share of numbers that changed
    least_more_dismissals: int = 3


@dataclass(frozen=True, slots=True)
class Watched:
    """The signs of one site, in the order of its waves, and what could not be judged: never a sign that all is well."""

    signs: tuple[RetaliationFlag, ...]
    not_known: tuple[str, ...]

    @property
    def is_known(self) -> bool:
        """Say whether every question was answered."""
        return not self.not_known


def watch(waves: list[AfterRelease], *, limits: WatchLimits | None = None) -> Watched:
    """Give the signs between each wave and the next of one site, and what the newest wave leaves open.

    Dismissals and changed numbers that no wave before can be compared with are judged by the usual shares.
    """
    ordered = sorted(waves, key=lambda each: (each.ended_on, each.wave))
    rules = limits or WatchLimits()
    pairs = [*zip([None, *ordered], ordered, strict=False)]
    signs = tuple(flag for before, after in pairs for flag in _signs(before, after, rules))
    return Watched(signs, tuple(_not_known(*pairs[-1])) if pairs else PARTS)


def _not_known(before: AfterRelease | None, newest: AfterRelease) -> Iterator[str]:
    if before is None or before.workers <= 0 or newest.workers <= 0:
        yield PARTS[0]
    if newest.dismissals is None:
        yield PARTS[1]
    if not _has_numbers(newest):
        yield PARTS[2]


def _signs(before: AfterRelease | None, after: AfterRelease, limits: WatchLimits) -> Iterator[RetaliationFlag]:
    if before is not None and before.workers > 0 and after.workers > 0:
        yield from _participation(before, after, limits)
    if after.dismissals is not None:
        if before is not None and before.dismissals is not None:
            yield from _dismissals(before, after, before.dismissals, after.dismissals, limits)
        else:
            yield from _dismissals_alone(after, after.dismissals, limits)
    if _has_numbers(after):
        if before is not None and _has_numbers(before):
            yield from _numbers(before, after, limits)
        else:
            yield from _numbers_alone(after, after.numbers_known or 0, after.numbers_changed or 0, limits)


def _has_numbers(wave: AfterRelease) -> bool:
    return bool(wave.numbers_known) and wave.numbers_changed is not None


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


def _dismissals_alone(after: AfterRelease, now: int, limits: WatchLimits) -> Iterator[RetaliationFlag]:
    usual = limits.usual_dismissed * after.workers
    chance = _chance_of_so_many(now, of=max(after.workers, now), share=limits.usual_dismissed)
    if now - usual >= limits.least_more_dismissals and chance < limits.chance_below:
        told = f"{now} dismissals of {after.workers} workers, where {usual:.0f} are usual; chance {chance:.5f}"
        yield RetaliationFlag("many dismissals", after.wave, told, "A season that ended, or an order that was lost.")


def _numbers_alone(after: AfterRelease, known: int, changed: int, limits: WatchLimits) -> Iterator[RetaliationFlag]:
    chance = _chance_of_so_many(changed, of=known, share=limits.usual_changed)
    if changed / known - limits.usual_changed >= limits.least_fall and chance < limits.chance_below:
        told = f"{changed} of {known} numbers changed, where {limits.usual_changed:.0%} are usual; chance {chance:.5f}"
        yield RetaliationFlag("phone numbers changed", after.wave, told, _OTHER_NUMBERS)


def _numbers(before: AfterRelease, after: AfterRelease, limits: WatchLimits) -> Iterator[RetaliationFlag]:
    known, changed = before.numbers_known or 0, before.numbers_changed or 0
    later_known, later_changed = after.numbers_known or 0, after.numbers_changed or 0
    chance = _chance_of_fall(later_changed, later_known, changed, known)
    if later_changed / later_known - changed / known >= limits.least_fall and chance < limits.chance_below:
        told = f"{changed} of {known} numbers changed, then {later_changed} of {later_known}; chance {chance:.5f}"
        yield RetaliationFlag("phone numbers changed", after.wave, told, _OTHER_NUMBERS)


def _chance_of_fall(more: int, of_more: int, fewer: int, of_fewer: int) -> float:
    """Give the chance of so large a difference of two shares where there is none (one-sided, pooled)."""
    pooled = (more + fewer) / (of_more + of_fewer)
    error = sqrt(pooled * (1 - pooled) * (1 / of_more + 1 / of_fewer))
    return 1.0 if error == 0 else erfc((more / of_more - fewer / of_fewer) / error / sqrt(2)) / 2


def _chance_of_more(before: int, after: int, *, share: float) -> float:
    """Give the chance that of all dismissals so many or more fall into the later time, by the binomial."""
    return _chance_of_so_many(after, of=before + after, share=share)


def _chance_of_so_many(found: int, *, of: int, share: float) -> float:
    """Give the chance of `found` or more of so many, each with this share, by the binomial; no `of` is too large."""
    if found <= 0 or not 0 < share < 1:
        return 1.0 if found <= 0 or share >= 1 else 0.0
    logs = (_log_choose(of, k) + k * log(share) + (of - k) * log1p(-share) for k in range(found, of + 1))
    return min(1.0, sum(exp(each) for each in logs))


def _log_choose(of: int, k: int) -> float:
    return lgamma(of + 1) - lgamma(k + 1) - lgamma(of - k + 1)
