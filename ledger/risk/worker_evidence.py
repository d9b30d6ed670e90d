"""The place of worker evidence: one released, source-blind term S. Computing it from surveys is not done here."""

from datetime import date

from ledger.errors import RiskInputError
from ledger.model.risk import Term, WorkerEvidence
from ledger.risk import weights
from ledger.risk.explanation import term
from ledger.risk.ranges import within


def has_release(evidence: WorkerEvidence, *, as_of: date) -> bool:
    """Say whether a release is known on the date. Raises RiskInputError when S is given without one."""
    if evidence.released_on is None and evidence.survey_term != 0:
        raise RiskInputError(field="survey_term", value=evidence.survey_term, mend="give 0, or the date of the release")
    return evidence.released_on is not None and evidence.released_on <= as_of


def confidential_evidence_term(evidence: WorkerEvidence, *, as_of: date, is_credit_paused: bool) -> Term:
    """This is confidential evidence, released in coarse steps and never traced to a person or a channel. None yet
    does not mean that nothing was found.
    """
    low, high = weights.SURVEY_TERM_RANGE
    value = within("survey_term", evidence.survey_term, low, high)
    if not has_release(evidence, as_of=as_of):
        return term(0.0, told_by=confidential_evidence_term, detail="no release")
    return term(
        max(0.0, value) if is_credit_paused else value,
        told_by=confidential_evidence_term,
        detail="released",
        sources=evidence.record_ids,
    )
