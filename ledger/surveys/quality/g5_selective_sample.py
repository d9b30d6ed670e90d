"""G5: who answered differs from who works there. The coverage of the survey falls by itself (`sampling`)."""

from collections.abc import Sequence

from ledger.model.survey.response import Response
from ledger.model.survey.tally import QualityFlag
from ledger.model.survey.wave import Roster
from ledger.surveys.quality.sampling import roster_match, strata
from ledger.surveys.quality.thresholds import Thresholds

INNOCENT = (
    "The night shift may have been asleep, the roster may be old, or some were afraid to say where they come from. "
    "Hold a second day at another hour."
)


def selective_sample(responses: Sequence[Response], roster: Roster, *, thresholds: Thresholds) -> QualityFlag | None:
    """Give the flag where one stratum is further off than chance explains. tau keeps its value: cov is what falls."""
    if len(responses) < thresholds.least_responses:
        return None
    far = [each for each in strata(responses, roster) if each.p_value < thresholds.sample_below]
    if not far:
        return None
    told = "; ".join(f"{s.name} {s.sample_share:.2f}, roster {s.roster_share:.2f}, p {s.p_value:.4f}" for s in far)
    match = roster_match(responses, roster)
    return QualityFlag("G5", f"{told}; roster match {match:.2f}", 1.0, INNOCENT, leads_to_review=True)
