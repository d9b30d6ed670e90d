"""What is due on the cases, and what is past its clock."""

from dataclasses import dataclass

from ledger.jobs.cases.case_book import cases_in
from ledger.model.survey.case import Case
from ledger.ports.survey import CustodianPlace
from ledger.surveys.cases.clocks import Due, due_of, overdue


@dataclass(frozen=True, slots=True)
class Listed:
    """A case with its clock; `due` None for a closed one."""

    case: Case
    due: Due | None


def listed_cases(place: CustodianPlace) -> tuple[Listed, ...]:
    """Give every case that is kept: open ones first, danger first, then by their clock."""
    now = place.clock.now()
    found = [Listed(case, due_of(case, now=now)) for case in cases_in(place.book)]
    return tuple(sorted(found, key=_urgency))


def overdue_cases(place: CustodianPlace) -> tuple[Due, ...]:
    """Give what is past its clock, danger first."""
    return overdue(cases_in(place.book), now=place.clock.now())


def _urgency(each: Listed) -> tuple[bool, bool, int]:
    return each.due is None, not each.case.is_danger, each.due.due_by if each.due else each.case.opened_at
