"""V: how much is unknown beyond completeness and opacity (risk method, section 7.3 and rule R1)."""

from datetime import date
from math import fsum

from ledger.model.risk import AnswerStatus, SiteInputs
from ledger.risk import weights
from ledger.risk.worker_evidence import survey_variance


def extra_variance(inputs: SiteInputs, *, as_of: date) -> float:
    """Give V >= 0: open workforce fields, what surveys leave uncertain, and not being a real site."""
    unanswered = sum(answer.status is not AnswerStatus.ANSWERED for _, answer in inputs.workforce.answers())
    return fsum(
        (
            weights.VARIANCE_PER_UNANSWERED_WORKFORCE_FIELD * unanswered,
            survey_variance(inputs.worker_evidence, as_of=as_of),
            weights.VARIANCE_PSEUDO_SITE * inputs.is_pseudo_site,
        )
    )
