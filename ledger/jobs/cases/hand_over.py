"""A case goes to another responder, or to child protection."""

from ledger.jobs.cases.case_book import case_named, help_book_of, keep_case
from ledger.model.survey.case import Case
from ledger.ports.survey import CustodianPlace
from ledger.surveys.cases.handing_over import handed_over, on_the_child_route
from ledger.surveys.cases.opening import require_agreed
from ledger.surveys.help_book import responder_named


def hand_over(
    place: CustodianPlace, which: str, *, by: str, heir: str, second: str, words: str, is_child: bool = False
) -> Case:
    """Give the case with its new responders, durable when this returns; the clock begins anew.

    `is_child`: it was found to be about a child. Raises NotFound, Unacceptable.
    """
    known, now = help_book_of(place.book), place.clock.now()
    case = case_named(place.book, which)
    giver = responder_named(known, by, field="by")
    new, behind = (responder_named(known, name, field=field) for name, field in ((heir, "to"), (second, "second")))
    if not known.is_demo:
        require_agreed(new, field="to", now=now)
        require_agreed(behind, field="second", now=now)
    if is_child:
        changed = on_the_child_route(case, by=giver.name, heir=new, second=behind, words=words, at=now)
    else:
        changed = handed_over(case, by=giver, heir=new, second=behind, words=words, at=now)
    keep_case(place.book, changed)
    return changed
