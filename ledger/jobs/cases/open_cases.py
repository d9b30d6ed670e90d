"""What the assessments may know of a site's cases: the sealed one at once, the shared one with consent (R1 to R3)."""

from dataclasses import dataclass

from ledger.jobs.cases.case_book import cases_in
from ledger.jobs.survey.worker_side import evidence_of, findings_of
from ledger.model.risk import EvidenceItem
from ledger.model.survey.case import Case
from ledger.ports.survey import CustodianPlace
from ledger.proof.event_hash import canonical_uri
from ledger.surveys.cases.consents import may_be_counted_in


@dataclass(frozen=True, slots=True)
class OpenCases:
    """Open cases of one site and what was confirmed there.

    `with_consent` alone may be counted in by a release (`release_step(has_case=…)`), and only then; `cases` and `items`
    are for the sealed assessment.
    """

    cases: tuple[Case, ...]
    with_consent: tuple[Case, ...]
    items: tuple[EvidenceItem, ...]

    @property
    def has_open_case(self) -> bool:
        return bool(self.cases)

    @property
    def may_be_released(self) -> bool:
        """Say whether a release may count a case in: its worker agreed."""
        return bool(self.with_consent)


def open_cases(place: CustodianPlace, site: str) -> OpenCases:
    """Give the open cases of a site (its identifier) and the adverse items from its confirmed findings."""
    site = canonical_uri(site)
    found = tuple(case for case in cases_in(place.book) if case.site == site and case.closure is None)
    agreed = tuple(case for case in found if may_be_counted_in(case))
    return OpenCases(found, agreed, evidence_of(findings_of(place.book, site)))
