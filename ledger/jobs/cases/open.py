"""A case is opened and kept; its clock runs."""

from dataclasses import replace

from ledger.errors import Unacceptable
from ledger.jobs.cases.case_book import cases_in, help_book_of, keep_case
from ledger.model.survey.case import Case
from ledger.ports.survey import CustodianPlace
from ledger.proof.event_hash import canonical_uri
from ledger.surveys.cases.code_words import new_code_word
from ledger.surveys.cases.opening import CaseAsked, opened_case
from ledger.surveys.help_book import responder_named

_ID_BYTES = 16


def open_case(place: CustodianPlace, asked: CaseAsked, *, by: str, responder: str, second: str) -> Case:
    """Give the new case, durable when this returns. Without a code word one is drawn that no open case has.

    Who acts must be agreed beforehand (rule S6). Raises Unacceptable naming the field.
    """
    known = help_book_of(place.book)
    taken = {each.contact.code_word.casefold() for each in cases_in(place.book) if each.closure is None}
    word = " ".join(asked.contact.code_word.split())
    if word.casefold() in taken:
        raise Unacceptable(field="contact.code_word", reason="is another open case's", mend="agree on another")
    contact = replace(asked.contact, code_word=word or new_code_word(place.entropy, taken))
    case = opened_case(
        replace(asked, contact=contact, site=canonical_uri(asked.site) if asked.site else None),
        case_id=place.entropy(_ID_BYTES).hex(),
        by=responder_named(known, by, field="by").name,
        responder=responder_named(known, responder, field="responder"),
        second=responder_named(known, second, field="second"),
        at=place.clock.now(),
        is_demo=known.is_demo,
    )
    keep_case(place.book, case)
    return case
