"""A case becomes worker-side evidence: a grievance or retaliation that a responder confirmed, with consent.

It enters the sealed assessment at once and the shared one at the next release, as one step that names no source.
"""

from datetime import UTC, date, datetime

from ledger.errors import Unacceptable
from ledger.jobs.cases.case_book import case_named, help_book_of, keep_case
from ledger.jobs.survey.worker_side import confirm
from ledger.model.survey.case import Case, CaseStep
from ledger.model.survey.worker_side import Confirmed, WorkerSideFinding
from ledger.ports.survey import CustodianPlace
from ledger.surveys.cases.consents import IN_A_RELEASE, may_be_counted_in
from ledger.surveys.cases.steps import stepped
from ledger.surveys.help_book import responder_named

_MARK = "finding "  # what a note's `to` begins with


def keep_finding(
    place: CustodianPlace, which: str, kind: Confirmed, *, happened_on: date, by: str, words: str
) -> WorkerSideFinding:
    """Give what was confirmed, kept for the site of the case.

    Raises Unacceptable without the worker's consent or a site, for a closed case and for a day ahead; NotFound.
    """
    case, now = case_named(place.book, which), place.clock.now()
    who = responder_named(help_book_of(place.book), by, field="by")
    if case.site is None:
        raise Unacceptable(field="case", reason="names no site", mend="evidence is of a site; note it in the case only")
    if not may_be_counted_in(case):
        reason = f"the worker did not agree that the case counts in {IN_A_RELEASE}"
        raise Unacceptable(field="case", reason=reason, mend="ask first: `tierlight case consent CASE --for-release`")
    stepped(case, CaseStep.NOTED, by=who, words=words, at=now)  # refused before anything is kept
    today = datetime.fromtimestamp(now, UTC).date()
    found = confirm(place.book, kind, case.site, happened_on=happened_on, today=today, entropy=place.entropy)
    keep_case(place.book, stepped(case, CaseStep.NOTED, by=who, words=words, at=now, to=f"{_MARK}{found.finding_id}"))
    return found


def findings_of_case(case: Case) -> tuple[str, ...]:
    """Give the ids of what was confirmed from a case."""
    marked = (note.to for note in case.notes if note.step is CaseStep.NOTED and note.to is not None)
    return tuple(each.removeprefix(_MARK) for each in marked if each.startswith(_MARK))
