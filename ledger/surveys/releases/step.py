"""Which step a release tells: beside bands what the survey alone says, without them no step that a survey never gives.

Decision (rule R1). Bands say what workers answered, so that a step beside them that is told from more than answers says
by how much: "under 10 %" and "medium" of 60 is no count of any survey, and so a grievance for certain; and though the
highest count of every band, of whatever number of workers, is "high", a case would make it common where chance makes it
rare. So nothing but the survey is in a step beside any band, and who reads both learns nothing more.
Where no band is told, grievances, retaliation and cases are in the step, but it is never one that no survey of that
size would give: the next one below is told then. The price is that a shared assessment is silent about a case at a site
with bands. The custodian's own, sealed assessment is not, and the case goes on whatever is told.
Without counts (fewer than 25, or several sites together) there is no step at all.
"""

from collections.abc import Sequence
from datetime import date

from ledger.model.risk import EvidenceStep, SurveyCounts
from ledger.model.survey.release import NoisedCounts, SiteRelease
from ledger.risk.survey_factor import survey_term
from ledger.risk.worker_evidence import higher, step_of
from ledger.surveys.releases.drafting import rounded


def told_step(
    release: SiteRelease, *, worker_side: Sequence[float], has_open_case: bool, on: date
) -> EvidenceStep | None:
    """Give the step of a release; None where it has no counts. `worker_side` are the present values of what was
    confirmed.

    Beside a band the chance of each step is the survey's own. NOT hidden: from a step without bands, a reader who
    knows of no answer that fits it may guess that there is more than answers.
    """
    counts = release.counts
    if counts is None:
        return None
    survey = _term(counts, release, on)
    if any(cell.band is not None for cell in release.cells):
        return step_of(survey)
    everything = step_of(survey, worker_side=worker_side, has_open_case=has_open_case)
    found = {rounded(counts.respondents, affected) for affected in range(counts.respondents + 1)}
    possible = [step_of(_term(each, release, on)) for each in found]
    told = step_of(survey)
    for each in possible:
        told = higher(told, each) if higher(each, everything) is everything else told
    return told


def _term(counts: NoisedCounts, release: SiteRelease, on: date) -> float:
    survey = SurveyCounts(counts.respondents, counts.affected, date.fromisoformat(release.ended_on))
    return survey_term(survey, as_of=on)
