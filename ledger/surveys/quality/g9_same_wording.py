"""G9: one assessor's reports about several sites read nearly the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ledger.model.survey.tally import QualityFlag
from ledger.surveys.quality.likeness import grams, likeness
from ledger.surveys.quality.thresholds import Thresholds

INNOCENT = (
    "Assessors work from a form, and sites of one owner are alike. The reports count as one voice until somebody has "
    "read them side by side."
)


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What an assessor wrote about a site, as the custodian was given it."""

    site: str
    assessor: str
    text: str


def same_wording(site: str, reports: Sequence[AuditReport], *, thresholds: Thresholds) -> QualityFlag | None:
    """Give the flag for a site whose report one assessor wrote nearly the same about another."""
    twins = sorted(twins_of(site, reports, above=thresholds.copied_likeness))
    if not twins:
        return None
    told = "; ".join(f"report on {other}: likeness {value:.2f}" for value, other in twins)
    return QualityFlag("G9", told, 1.0, INNOCENT, leads_to_review=True)


def twins_of(site: str, reports: Sequence[AuditReport], *, above: float) -> Iterable[tuple[float, str]]:
    """Give (likeness, site) of reports about other sites, by an assessor of this one, above the limit."""
    own = [(each.assessor, grams(each.text)) for each in reports if each.site == site]
    for other in (each for each in reports if each.site != site):
        theirs = grams(other.text)
        found = max((likeness(mine, theirs) for assessor, mine in own if assessor == other.assessor), default=0.0)
        if found > above:
            yield found, other.site
