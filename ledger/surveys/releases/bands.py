"""Bands of shares, and which of them may be told of how many people: never one that leaves fewer than four counts.

Whoever stood at the door knows how many answered. Of 10 people "under 10 %" is nobody, exactly; of 25 it is one more or
less. So for small numbers the lower bands are left out together: they are told apart neither from each other nor from a
cell that is suppressed for another reason. Zero lies within the lowest band and all within the highest (rule S1).
"""

from functools import cache

from ledger.model.survey.release import Band

LEAST_COUNTS = 4  # of which one within 1 cannot be told
Interval = tuple[int, int]  # both ends belong to it
_UPPER = ((Band.UNDER_A_TENTH, 10), (Band.TO_A_QUARTER, 4))  # a share under 1/10, under 1/4


def band_of(affected: int, respondents: int) -> Band:
    """Give the band of affected / respondents. 10 % belongs to "10 to 25 %", 25 % and 50 % to "25 to 50 %"."""
    for band, part in _UPPER:
        if part * affected < respondents:
            return band
    return Band.TO_A_HALF if 2 * affected <= respondents else Band.OVER_A_HALF


@cache
def counts_within(band: Band, respondents: int) -> Interval | None:
    """Give the least and the highest count of affected in this band; None where no count is."""
    within = [affected for affected in range(respondents + 1) if band_of(affected, respondents) is band]
    return (within[0], within[-1]) if within else None


@cache
def tellable(respondents: int) -> tuple[Band, ...]:
    """Give the bands that may be told of so many people: each of four counts or more, the others together too."""
    bands = list(Band)
    for start in range(len(bands)):
        if all(_is_wide(band, respondents) for band in bands[start:]) and _left_out(bands[:start], respondents):
            return tuple(bands[start:])
    return ()


def untold(respondents: int) -> Interval | None:
    """Give the counts for which the size alone forbids a band; None where every band may be told."""
    left = [counts_within(band, respondents) for band in Band if band not in tellable(respondents)]
    ends = [end for interval in left if interval for end in interval]
    return (min(ends), max(ends)) if ends else None


def _is_wide(band: Band, respondents: int) -> bool:
    interval = counts_within(band, respondents)
    return interval is not None and interval[1] - interval[0] + 1 >= LEAST_COUNTS


def _left_out(bands: list[Band], respondents: int) -> bool:
    intervals = [interval for band in bands if (interval := counts_within(band, respondents))]
    count = sum(high - low + 1 for low, high in intervals)
    return count == 0 or count >= LEAST_COUNTS
