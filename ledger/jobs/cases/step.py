"""One step of a case is taken and kept, with who took it and when."""

from collections.abc import Callable

from ledger.jobs.cases.case_book import case_named, help_book_of, keep_case
from ledger.model.survey.case import Case
from ledger.model.survey.responders import Responder
from ledger.ports.survey import CustodianPlace
from ledger.surveys.help_book import responder_named

Change = Callable[[Case, Responder, int], Case]  # the case, who acts, and when: epoch seconds


def take_step(place: CustodianPlace, which: str, change: Change, *, by: str) -> Case:
    """Give the case after the step, durable when this returns; the time is this machine's, never told by anybody.

    Raises NotFound, and Unacceptable for who is no agreed responder and for what the step refuses with; nothing is kept
    then.
    """
    case = case_named(place.book, which)
    changed = change(case, responder_named(help_book_of(place.book), by, field="by"), place.clock.now())
    keep_case(place.book, changed)
    return changed
