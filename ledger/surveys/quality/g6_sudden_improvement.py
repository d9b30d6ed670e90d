"""G6: far fewer say so than the last time, and no remedy is recorded between the two."""

from ledger.model.risk import SurveyCounts
from ledger.model.survey.tally import QualityFlag
from ledger.risk.survey_factor import improvement_probability, is_sudden_improvement

INNOCENT = (
    "Things may truly have become better without anybody recording it: ask the workers' organisation for a remedy "
    "record. Until then the older result stands for six months."
)


def sudden_improvement(earlier: SurveyCounts | None, later: SurveyCounts, *, has_remedy: bool) -> QualityFlag | None:
    """Give the flag. What it does to S is done where S is made (`survey_factor.standing_term`)."""
    if earlier is None or has_remedy or 0 in (earlier.respondents, later.respondents):
        return None
    if not is_sudden_improvement(earlier, later):
        return None
    told = (
        f"{earlier.affected} of {earlier.respondents}, then {later.affected} of {later.respondents}: posterior "
        f"{improvement_probability(earlier, later):.4f} of a fall by more than 3 sd"
    )
    return QualityFlag("G6", told, 1.0, INNOCENT, leads_to_review=True)
