"""V: how much is unknown beyond completeness and opacity (risk method, section 7.3 and rule R1)."""

from datetime import date
from math import fsum

from ledger.model.risk import AnswerStatus, SiteInputs
from ledger.risk import weights
from ledger.risk.worker_evidence import survey_variance


def variance_parts(
    inputs: SiteInputs, *, completeness: float, opacity: float, as_of: date
) -> tuple[tuple[str, float], ...]:
    """Give what makes a range wide: the parts of sd squared by name, largest first (section 7.3, step 3).

    Open answers count twice there, as incomplete and as a workforce field; here they are one part.
    """
    survey = survey_variance(inputs.worker_evidence, as_of=as_of)
    unknown = weights.VARIANCE_PSEUDO_SITE * inputs.is_pseudo_site
    fields = extra_variance(inputs, as_of=as_of) - survey - unknown
    parts = {
        "base": weights.VARIANCE_BASE,
        "unanswered": fields + weights.VARIANCE_INCOMPLETENESS * (1 - completeness) ** 2,
        "survey": survey,
        "opacity": weights.VARIANCE_OPACITY * opacity**2,
        "not_disclosed": unknown,
    }
    return tuple(sorted(((name, value) for name, value in parts.items() if value > 0), key=lambda part: -part[1]))


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
