"""V: how much is unknown beyond completeness and opacity (risk method, section 7.3 and rule R1)."""

from math import fsum

from ledger.model.risk import AnswerStatus, SiteInputs
from ledger.risk import weights


def extra_variance(inputs: SiteInputs, *, has_release: bool) -> float:
    """Give V >= 0: open workforce fields, no released survey (or the noise of one), and not being a real site."""
    unanswered = sum(answer.status is not AnswerStatus.ANSWERED for _, answer in inputs.workforce.answers())
    return fsum(
        (
            weights.VARIANCE_PER_UNANSWERED_WORKFORCE_FIELD * unanswered,
            weights.VARIANCE_AFTER_RELEASE if has_release else weights.VARIANCE_NO_SURVEY,
            weights.VARIANCE_PSEUDO_SITE * inputs.is_pseudo_site,
        )
    )
