"""What workers say, as each of the two assessments may know it (rules R1 and R2).

    shared   releases -> x -> one step: none 0, low 1, medium 2, high 4; negative S counts 0, a case raises no floor
    sealed   exact counts -> S of section 5; grievances, retaliation and open cases enter as evidence and as the floor

The same site in both is judged by the same method; what differs is what it is told.
"""

from collections.abc import Iterable
from datetime import date
from math import fsum

from ledger.errors import RiskInputError
from ledger.model.risk import EvidenceStep, SealedEvidence, SiteInputs, Term, WorkerEvidence
from ledger.risk import weights
from ledger.risk.explanation import term
from ledger.risk.ranges import finite, non_negative
from ledger.risk.survey_factor import held_surveys, standing_term


def step_of(survey: float, *, worker_side: Iterable[float] = (), has_open_case: bool = False) -> EvidenceStep:
    """Give the step of x = max(0, S) + worker-side adverse items; with an open case it is high.

    `survey` is S from the noised counts of a release; `worker_side` are the present values of confirmed grievances and
    retaliation. Who has them works the step out; who reads a release learns the step alone.
    """
    x = fsum((max(0.0, finite("survey", survey)), *(non_negative("worker_side", value) for value in worker_side)))
    if has_open_case or x >= weights.STEP_HIGH_FROM:
        return EvidenceStep.HIGH
    if x >= weights.STEP_MEDIUM_FROM:
        return EvidenceStep.MEDIUM
    return EvidenceStep.LOW if x >= weights.STEP_LOW_FROM else EvidenceStep.NONE


def is_adverse_step(step: EvidenceStep | None) -> bool:
    """Say whether a release that tells this step needs a remedy: any step above none."""
    return step not in (None, EvidenceStep.NONE)


def higher(one: EvidenceStep, other: EvidenceStep) -> EvidenceStep:
    """Give the step that weighs more."""
    return max(one, other, key=weights.STEP_VALUES.__getitem__)


def is_known(evidence: WorkerEvidence, *, as_of: date) -> bool:
    """Say whether a release is known on the date. Raises RiskInputError when a step is given without one."""
    if evidence.released_on is None and evidence.step is not EvidenceStep.NONE:
        raise RiskInputError(field="worker_evidence.step", value=evidence.step, mend="give the date of the release")
    return evidence.released_on is not None and evidence.released_on <= as_of


def survey_variance(evidence: WorkerEvidence | SealedEvidence, *, as_of: date) -> float:
    """Give the part of V that surveys decide: of a release its noise (R1), of exact counts size and integrity (7.3)."""
    if isinstance(evidence, WorkerEvidence):
        is_narrowed = is_known(evidence, as_of=as_of) and evidence.narrows
        return weights.VARIANCE_AFTER_RELEASE if is_narrowed else weights.VARIANCE_NO_SURVEY
    held = held_surveys(evidence.surveys, as_of=as_of)
    if not held:
        return weights.VARIANCE_NO_SURVEY
    latest = held[-1]
    doubted = weights.VARIANCE_NO_SURVEY if latest.integrity < weights.DOUBTED_BELOW else 0.0
    small = weights.VARIANCE_SMALL_SURVEY if latest.respondents < weights.SMALL_SURVEY_BELOW else 0.0
    return doubted + small


def worker_evidence_term(inputs: SiteInputs, *, as_of: date, is_credit_paused: bool) -> Term:
    """Give the term of whichever assessment the inputs are for."""
    if isinstance(inputs.worker_evidence, WorkerEvidence):
        return confidential_evidence_term(inputs.worker_evidence, as_of=as_of)
    return exact_survey_term(inputs.worker_evidence, as_of=as_of, is_credit_paused=is_credit_paused)


def confidential_evidence_term(evidence: WorkerEvidence, *, as_of: date) -> Term:
    """This is confidential evidence, told in four coarse steps: none, low, medium, high. It may come from any of
    several kinds of source and is never traced to a person. None does not mean that nothing was found; it never lowers
    your range. What helps is to put right what is wrong and to have your workers or their organisation confirm it.
    """
    step = evidence.step if is_known(evidence, as_of=as_of) else EvidenceStep.NONE
    return term(weights.STEP_VALUES[step], told_by=confidential_evidence_term, detail=step.value)


def exact_survey_term(evidence: SealedEvidence, *, as_of: date, is_credit_paused: bool) -> Term:
    """This is what the survey of workers says, from exact counts, for case handlers alone. Nothing found does not mean
    that nothing is there; one credible answer cancels all credit.
    """
    value = standing_term(evidence.surveys, has_remedy=evidence.has_remedy, as_of=as_of)
    paused = "; credit paused" if is_credit_paused and value < 0 else ""
    told = f"surveys: {len(evidence.surveys)}{paused}"
    return term(max(0.0, value) if is_credit_paused else value, told_by=exact_survey_term, detail=told)
