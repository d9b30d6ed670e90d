"""The gaps of a site that people can close, each with how the inputs would read afterwards and who is asked for what.

Closing a gap is modelled without guessing the answer: a share keeps the value that is assumed now, a field counts as
answered, a hidden thing counts as shown. So only the uncertainty moves, and what opacity had added.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeGuard

from ledger.model.risk import AnswerStatus, SealedEvidence, ShareAnswer, SiteInputs, WorkerEvidence
from ledger.risk import weights
from ledger.risk.completeness import SITE_FIELDS
from ledger.risk.evidence import is_adverse, is_expired
from ledger.risk.inherent import assumed_share
from ledger.risk.opacity import site_opacity
from ledger.risk.worker_evidence import is_known, survey_variance

FIELD_REQUESTS = {
    "identity": "Ask {name} who legally operates the site.",
    "location": "Ask {name} where the site stands.",
    "activity": "Ask {name} what is done at the site.",
    "goods": "Ask {name} which goods the site makes.",
    "headcount": "Ask {name} how many people work there.",
    "fees": "Ask {name} what share of its workers paid fees or costs to get the job.",
    "labour_brokers": "Ask {name} what share of its workers came through a recruiter or broker.",
    "tied_visa": "Ask {name} what share of its workers hold a visa tied to this employer.",
    "migrant": "Ask {name} what share of its workers are migrants from abroad or from elsewhere in the country.",
    "housing": "Ask {name} what share of its workers live in housing that the employer controls.",
    "seasonal": "Ask {name} what share of its workers are seasonal or paid by the piece.",
    "youth_or_dormitory_women": "Ask {name} what share of its workers are young, or women in dormitories.",
    "inputs_with_origins": "Ask {name} what it buys and where that comes from.",
    "output_quantity": "Ask {name} how much it put out in each period.",
    "subcontracting_declaration": "Ask {name} to declare its subcontractors, or that it has none.",
    "last_independent_assessment": "Ask {name} for its last independent assessment, or to say that there is none.",
}
OPACITY_REQUESTS = {
    "missing_link": "Record the upstream events that link the inputs of {name} to their suppliers.",
    "mass_balance": "Ask {name} to explain why it put out more than its recorded inputs allow.",
    "expired_certificate": "Ask {name} to renew the certificate that ran out.",
    "undisclosed_subcontractor": "Ask {name} to disclose the subcontractor that was found.",
    "unverified_location": "Have the location of {name} verified by somebody independent.",
    "unresolved_identity": "Resolve which legal entity {name} is.",
}
SURVEY_REQUEST = "Let a worker organisation hold a confidential survey of the workers at {name}."
TRACE_REQUEST = "Trace where this share of {good} comes from: name the site, its place and its operator."


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap by name, the inputs as they would read once it is closed, and the request in plain words.

    Two gaps of one site that are `alike` move its numbers alike: the method counts open answers, and open fields.
    """

    name: str
    closed: SiteInputs
    sentence: str
    alike: str


def gaps(inputs: SiteInputs, *, as_of: date) -> Iterator[Gap]:
    """Give every gap that people can close, in a fixed order. A pseudo-site has one: tracing it.

    A survey is never proposed where labour is imposed by the state (rule R4), nor a second one where a remedy is what a
    first one waits for.
    """
    if inputs.is_pseudo_site:
        yield Gap(
            "unknown_share", _traced(inputs), TRACE_REQUEST.format(good=inputs.good or "the good"), "unknown_share"
        )
        return
    for field, answer in inputs.workforce.answers():
        if answer.status is not AnswerStatus.ANSWERED:
            given = ShareAnswer(AnswerStatus.ANSWERED, assumed_share(field, answer))
            closed = replace(inputs, workforce=replace(inputs.workforce, **{field: given}))
            yield Gap(field, closed, FIELD_REQUESTS[field].format(name=inputs.name), "an open answer")
    for field in SITE_FIELDS:
        if field not in inputs.answered:
            closed = replace(inputs, answered=inputs.answered | {field})
            yield Gap(field, closed, FIELD_REQUESTS[field].format(name=inputs.name), "an open field")
    yield from _opacity_gaps(inputs, as_of=as_of)
    evidence = inputs.worker_evidence
    is_open = survey_variance(evidence, as_of=as_of) >= weights.VARIANCE_NO_SURVEY
    if not inputs.has_state_imposed_labour and is_open and _may_be_surveyed(evidence, as_of=as_of):
        shown = replace(inputs.opacity, survey_refused_by_management=False)
        closed = replace(inputs, opacity=shown, worker_evidence=replace(evidence, released_on=as_of, narrows=True))
        yield Gap("worker_survey", closed, SURVEY_REQUEST.format(name=inputs.name), "worker_survey")


def _may_be_surveyed(evidence: WorkerEvidence | SealedEvidence, *, as_of: date) -> TypeGuard[WorkerEvidence]:
    """A release that takes no uncertainty away waits for a remedy, as another would."""
    return isinstance(evidence, WorkerEvidence) and not is_known(evidence, as_of=as_of)


def _opacity_gaps(inputs: SiteInputs, *, as_of: date) -> Iterator[Gap]:
    hidden = {name.replace(" ", "_") for name, value in site_opacity(inputs, as_of=as_of) if value > 0}
    opacity = inputs.opacity
    shown = {
        "missing_link": replace(opacity, missing_link=0.0),
        "mass_balance": replace(opacity, mass_balance=None),
        "expired_certificate": replace(opacity, expired_certificates=()),
        "undisclosed_subcontractor": replace(opacity, has_undisclosed_subcontractor=False),
        "unverified_location": replace(opacity, is_location_verified=True),
        "unresolved_identity": replace(opacity, is_identity_resolved=True),
    }
    for name, closed_opacity in shown.items():
        if name in hidden:
            closed = replace(inputs, opacity=closed_opacity)
            if name == "expired_certificate":
                kept = tuple(i for i in inputs.evidence if is_adverse(i) or not is_expired(i, as_of=as_of))
                closed = replace(closed, evidence=kept)
            yield Gap(name, closed, OPACITY_REQUESTS[name].format(name=inputs.name), name)


def _traced(inputs: SiteInputs) -> SiteInputs:
    """Give the unknown share as a named site of the same origin risk that still has every question to answer."""
    opacity = replace(inputs.opacity, missing_link=0.0, is_location_verified=True, is_identity_resolved=True)
    known = frozenset({"identity", "location", "activity", "goods"})
    return replace(inputs, is_pseudo_site=False, opacity=opacity, answered=inputs.answered | known)
