"""G13: about as many answers as there are workers, or far more than the sample that was announced.

A link and a telephone number are open to anybody: a site may answer for its workers, to drown what they say or to have
it suppressed. What they said stays counted; how many there were is what cannot be believed.
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
}


def surplus_answers(answered: int, site: PlannedSite, *, thresholds: Thresholds) -> QualityFlag | None:
    """Give the flag, leading to review; tau falls only where there are more answers than anybody could have given."""
    workers, most = site.roster.workers, _MOST.get(site.sample)
    is_far_over = most is not None and answered > thresholds.surplus_times * most
    if answered < thresholds.least_responses or not (is_far_over or answered > workers - _FEWEST_OTHERS):
        return None
    factor = thresholds.surplus_factor if is_far_over or answered > workers else 1.0
    told = f"{answered} answers, {workers} workers, announced were {site.sample.value}"
    return QualityFlag("G13", told, factor, INNOCENT, leads_to_review=True)
