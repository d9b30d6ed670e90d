"""How many workers agreed to be counted, as anybody may know it: one number for a wave, from what was released of it.

Whoever is counted agreed to it, so the exact number of consents is the number of answers, and is told to nobody. Every
release tells a bucket of its answers, with noise where any was drawn; the lower ends of these buckets are added up,
and the sum is lowered to the same grid. So the number follows from releases alone and tells nothing beyond them.
"""

from collections.abc import Collection

from ledger.model.survey.wave import SampleBucket

LEAST = {
    SampleBucket.UNDER_25: 0,
    SampleBucket.FROM_25: 25,
    SampleBucket.FROM_50: 50,
    SampleBucket.FROM_100: 100,
    SampleBucket.FROM_250: 250,
}


def consents_at_least(answers_came: Collection[str]) -> int:
    """Give 0, 25, 50, 100 or 250: so many or more agreed; `answers_came` is what the releases of a wave tell.

    0 says nothing at all, not that nobody agreed.
    """
    together = sum(LEAST[SampleBucket(bucket)] for bucket in answers_came)
    return max(least for least in LEAST.values() if least <= together)
