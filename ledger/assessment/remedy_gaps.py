"""Which adverse findings of a site have no verified remedy yet, and who must fill that gap.

Decision: of a release that is above none the gap says "confidential evidence" and nothing more: no survey, no month.
The step of a release is made of answers and of confirmed cases (rule R1), and which of them moved it is never shown
(S1), so "what workers told in a survey" would claim what nobody outside may know. The record id stays as data, since
the custodian's word about the remedy names it and only those have the gap who may read the release; a page does not
print it. What would change our mind: a release that tells, with the workers' consent, which channel it comes from.
"""

from collections.abc import Collection, Iterator

from ledger.assessment.confidential import adverse_releases
from ledger.assessment.worker_line import WorkerLine
from ledger.model.assessment import RemedyGap
from ledger.model.risk import EvidenceItem, RemedyState
from ledger.risk.evidence import is_adverse

WHO_CONFIRMS = "a workers' organisation that is registered as custodian"
_SENTENCE = (
    "Remedy missing for {what}: {state}. The site puts it right and names the measure; {who} confirms it. Until then "
    "it keeps its full weight, and no release improves the score."
)
_CONFIDENTIAL = "confidential evidence"
_STATES = {
    RemedyState.OPEN: "no remedy is recorded",
    RemedyState.ANSWERED: "the site answered, and no remedy is recorded",
    RemedyState.CLAIMED: "the site says that it is remedied, and nobody of the workers' side confirms it",
}


def remedy_gaps(
    site: str, line: WorkerLine, items: Collection[EvidenceItem], *, operator: str | None
) -> Iterator[RemedyGap]:
    """Give a gap for each adverse finding and each adverse release without a verified remedy."""
    for item in items:
        is_standing = is_adverse(item) and not item.is_overturned
        if is_standing and item.remedy_state is not RemedyState.VERIFIED and item.record_id is not None:
            topics = ", ".join(item.topics) or item.type.replace("_", " ")
            what = f"what an audit of {item.event_date.isoformat()} found ({topics})"
            yield _gap(site, item.record_id, what, item.remedy_state, operator)
    for release, state in adverse_releases(line):
        if state is not RemedyState.VERIFIED:
            yield _gap(site, release.record_id, _CONFIDENTIAL, state, operator)


def _gap(site: str, record_id: str, what: str, state: RemedyState, operator: str | None) -> RemedyGap:
    sentence = _SENTENCE.format(what=what, state=_STATES[state], who=WHO_CONFIRMS)
    return RemedyGap(site, record_id, state.value, asked_of=operator, confirmed_by=WHO_CONFIRMS, sentence=sentence)
