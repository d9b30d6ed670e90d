"""How many workers agreed to be counted, as anybody may know it: one number for a wave, from what was released of it.

Whoever is counted agreed to it, so the exact number of consents is the number of answers, and is told to nobody. A
release tells a bucket of its answers; where it was drawn with noise its lower end is added up here, and the sum is
lowered to the same grid. A bucket without noise is of the exact number, and one worker could move it: it counts 0. So
the number follows from releases alone, and is itself about right, not a bound: noise may have raised a bucket.
"""

from collections.abc import Collection

from ledger.model.survey.release import SiteRelease
from ledger.model.survey.wave import SampleBucket

LEAST = {
    SampleBucket.UNDER_25: 0,
    SampleBucket.FROM_25: 25,
    SampleBucket.FROM_50: 50,
    SampleBucket.FROM_100: 100,
    SampleBucket.FROM_250: 250,
}


def consents_at_least(releases: Collection[SiteRelease]) -> int:
    """Give 0, 25, 50, 100 or 250: about so many or more agreed, with noise; `releases` are those of one wave.

    0 says nothing at all, not that nobody agreed.
    """
    drawn = (each for each in releases if each.epsilon_thousandths > 0)
    together = sum(LEAST[SampleBucket(each.answers_came)] for each in drawn)
    return max(least for least in LEAST.values() if least <= together)
