"""G9: one assessor's reports about several sites are one, or read nearly the same."""

from collections.abc import Collection

from ledger.model.survey.tally import QualityFlag
from ledger.risk.same_report import INNOCENT, AuditReport, shared_reports
from ledger.surveys.quality.likeness import grams, likeness
from ledger.surveys.quality.thresholds import Thresholds


def same_wording(site: str, reports: Collection[AuditReport], *, thresholds: Thresholds) -> QualityFlag | None:
    """Give the flag for a site whose report one assessor also gave, or wrote nearly the same, about another."""
    shared = shared_reports(reports, alike=_alike, above=thresholds.copied_likeness)
    twins = sorted((each.likeness, other) for each in shared if site in each.sites for other in each.sites - {site})
    if not twins:
        return None
    told = "; ".join(f"report on {other}: likeness {value:.2f}" for value, other in twins)
    return QualityFlag("G9", told, 1.0, INNOCENT, leads_to_review=True)


def _alike(one: str, other: str) -> float:
    return likeness(grams(one), grams(other))
