"""G13: about as many answers as there are workers, or far more than the sample that was announced.

A link and a telephone number are open to anybody: a site may answer for its workers, to drown what they say or to have
it suppressed. What they said stays counted; how many there were is what cannot be believed.

Decision: "250 or more" was announced without an upper end, so that two thousand invented answers could hide a first
wave at a large site. More than twice 250, and more than a quarter of the workers, is too many there: surveys that
workers take of their own will, away from management, rarely reach so many. Who truly reached them loses credit and no
more. What would change our mind: a wave that announces its own number.
"""

from collections.abc import Mapping

from ledger.model.survey.tally import QualityFlag
from ledger.model.survey.wave import PlannedSite, SampleBucket
from ledger.surveys.quality.thresholds import Thresholds

INNOCENT = (
    "The roster may be old, workers of an agency or a neighbouring site may have come, some may have answered twice, "
    "or the surveyors reached nearly everybody. Compare with the roster of that week and ask when they came."
)
_FEWEST_OTHERS = 5  # as many workers as must not have answered for anything to be told
_MOST: Mapping[SampleBucket, int] = {
    SampleBucket.UNDER_25: 25,
    SampleBucket.FROM_25: 50,
    SampleBucket.FROM_50: 100,
    SampleBucket.FROM_100: 250,
    SampleBucket.FROM_250: 250,  # the end of this one is open: a share of the workers besides
}


def surplus_answers(answered: int, site: PlannedSite, *, thresholds: Thresholds) -> QualityFlag | None:
    """Give the flag, leading to review; tau falls only where there are more answers than anybody could have given."""
    workers = site.roster.workers
    most = thresholds.surplus_times * _MOST[site.sample]
    if site.sample is SampleBucket.FROM_250:
        most = max(most, thresholds.surplus_share * workers)
    is_far_over = answered > most
    if answered < thresholds.least_responses or not (is_far_over or answered > workers - _FEWEST_OTHERS):
        return None
    factor = thresholds.surplus_factor if is_far_over or answered > workers else 1.0
    told = f"{answered} answers, {workers} workers, announced were {site.sample.value}"
    return QualityFlag("G13", told, factor, INNOCENT, leads_to_review=True)
