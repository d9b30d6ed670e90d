"""A case is closed: on the word of the workers' side, or by two persons after 180 days without contact (rule R8)."""

from datetime import UTC, datetime

from ledger.jobs.cases.case_book import case_named, help_book_of, keep_case
from ledger.jobs.cases.finding import findings_of_case
from ledger.jobs.survey.custodian_state import opener_of
from ledger.jobs.survey.worker_side import remedied
from ledger.model.survey.case import Case
from ledger.ports.survey import CustodianPlace
from ledger.surveys.cases.closing import closed, closed_unreachable
from ledger.surveys.help_book import responder_named


def close_case(place: CustodianPlace, which: str, *, by: str, words: str) -> Case:
    """Give the closed case. What was confirmed from it counts as remedied from today: the workers' side said so.

    Raises NotFound, CaseNotClosable, Unacceptable.
    """
    case, now = case_named(place.book, which), place.clock.now()
    changed = closed(case, by=responder_named(help_book_of(place.book), by, field="by"), words=words, at=now)
    today = datetime.fromtimestamp(now, UTC).date()
    for finding_id in findings_of_case(case):
        remedied(place.book, finding_id, on=today, today=today)
    keep_case(place.book, changed)
    return changed


def close_unreachable(place: CustodianPlace, which: str, *, by: str, second: str, words: str) -> Case:
    """Give the case that two persons closed; both must have unlocked their keys. Nothing counts as remedied.

    Raises NotEnrolled where one person is missing, NotFound, CaseNotClosable, Unacceptable.
    """
    opener_of(place)
    known = help_book_of(place.book)
    case = case_named(place.book, which)
    first, other = responder_named(known, by, field="by"), responder_named(known, second, field="second")
    changed = closed_unreachable(case, by=first, second=other, words=words, at=place.clock.now())
    keep_case(place.book, changed)
    return changed
