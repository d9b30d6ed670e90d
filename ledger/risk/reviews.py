"""What a person should look at in a site's evidence (gaming tests G9 and G10). It changes no number and accuses nobody.

Audits with one report for several sites already count as one voice at each: they share their assessor (section 4).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from ledger.model.risk import AnswerStatus, EvidenceType, SiteInputs
from ledger.risk.same_report import INNOCENT, AuditReport, SharedReport, shared_reports

_OWN_WORD = (EvidenceType.ATTESTATION,)
SELF_DECLARED = "self-declared"


@dataclass(frozen=True, slots=True)
class Review:
    """One thing to look at: the test, a short label, what was seen, and an innocent explanation of it."""

    test: str
    label: str
    sentence: str
    innocent: str


def self_declared(inputs: SiteInputs) -> Review | None:
    """Give G10 where all seven workforce questions are answered with nobody, on the site's own word alone."""
    answers = [answer for _, answer in inputs.workforce.answers()]
    if not all(answer.status is AnswerStatus.ANSWERED and answer.share == 0 for answer in answers):
        return None
    if any(item.type not in _OWN_WORD for item in inputs.evidence):
        return None
    return Review(
        "G10",
        SELF_DECLARED,
        "The site says that no worker is a migrant, paid a fee, came through a broker, lives in its housing or is "
        "seasonal or young; nobody independent has looked.",
        "A small workshop of neighbours may be just so: an audit or a survey of its workers would show it.",
    )


def reports_to_review(reports: Mapping[str, set[tuple[str, str]]]) -> dict[str, Review]:
    """Give G9 by site. `reports` are, by site, (assessor, report hash) of its audits; equal bytes are one report."""
    given = [AuditReport(site, *report) for site, told in reports.items() for report in sorted(told)]
    return {site: _same_report(each) for each in shared_reports(given) for site in each.sites}


def _same_report(shared: SharedReport) -> Review:
    return Review(
        "G9",
        "one report for several sites",
        f"{shared.assessor} gives one and the same report for {len(shared.sites)} sites.",
        INNOCENT,
    )
