"""A case is opened and kept; its clock runs."""

import re
from dataclasses import replace

from ledger.errors import Unacceptable
from ledger.jobs.cases.case_book import cases_in, help_book_of, keep_case
from ledger.model.survey.case import Case
from ledger.ports.survey import CustodianPlace
from ledger.surveys.cases.code_words import new_code_word
from ledger.surveys.cases.opening import CaseAsked, opened_case
from ledger.surveys.help_book import responder_named
from ledger.surveys.site_name import site_name
from ledger.surveys.site_rules import site_fault

_ID_BYTES = 16
_ALPHA_2 = re.compile(r"[A-Z]{2}")


def open_case(place: CustodianPlace, asked: CaseAsked, *, by: str, responder: str, second: str) -> Case:
    """Give the new case, durable when this returns. Without a code word one is drawn that no open case has.

    Who acts must be agreed beforehand (rule S6). Raises Unacceptable naming the field.
    """
    _require_place(asked)
    known = help_book_of(place.book)
    taken = {each.contact.code_word.casefold() for each in cases_in(place.book) if each.closure is None}
    word = " ".join(asked.contact.code_word.split())
    if word.casefold() in taken:
        raise Unacceptable(field="contact.code_word", reason="is another open case's", mend="agree on another")
    contact = replace(asked.contact, code_word=word or new_code_word(place.entropy, taken))
    case = opened_case(
        replace(asked, contact=contact, site=site_name(asked.site) if asked.site else None),
        case_id=place.entropy(_ID_BYTES).hex(),
        by=responder_named(known, by, field="by").name,
        responder=responder_named(known, responder, field="responder"),
        second=responder_named(known, second, field="second"),
        at=place.clock.now(),
        is_demo=known.is_demo,
    )
    keep_case(place.book, case)
    return case


def _require_place(asked: CaseAsked) -> None:
    """A case whose site is written otherwise than its surveys have it would be in no assessment of that site."""
    fault = site_fault(asked.site) if asked.site else None
    if fault is not None:
        reason, mend = fault
        raise Unacceptable(field="site", reason=f"{asked.site!r} {reason}", mend=f"{mend}, or leave it out")
    if asked.country and not _ALPHA_2.fullmatch(asked.country):
        mend = "give its two letters of ISO 3166-1, as BD, or leave it out"
        raise Unacceptable(field="country", reason=f"{asked.country!r} is no two letters", mend=mend)
