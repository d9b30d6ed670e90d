"""Cases, their counts, and who helps, as the custodian's book holds them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ledger.errors import NotFound, Unacceptable
from ledger.model.survey.case import Case
from ledger.model.survey.responders import HelpBook
from ledger.ports.survey import CustodianBook
from ledger.proof.frozen_form import form_of, read_form

_CASES, _COUNTS, _HELP, _OWN = "cases", "case counts", "help book", "own"
_LEAST_PREFIX = re.compile(r"[0-9a-f]{6,32}")


@dataclass(frozen=True, slots=True)
class _Counts:
    erased: Mapping[str, int]


def cases_in(book: CustodianBook) -> tuple[Case, ...]:
    """Give every case that is kept, the oldest first."""
    found = (read_form(Case, document) for _, document in book.all(_CASES))
    return tuple(sorted(found, key=lambda case: (case.opened_at, case.case_id)))


def case_named(book: CustodianBook, name: str) -> Case:
    """Give the case with this code word, or whose id begins so. Raises NotFound; Unacceptable where two fit.

    Of two with one code word the open one is meant.
    """
    wanted = " ".join(name.split()).casefold()
    cases = cases_in(book)
    found = [case for case in cases if case.contact.code_word.casefold() == wanted]
    found = [case for case in found if case.closure is None] or found
    if not found and _LEAST_PREFIX.fullmatch(wanted):
        found = [case for case in cases if case.case_id.startswith(wanted)]
    if not found:
        raise NotFound(what="case", identifier=name)
    if len(found) > 1:
        mend = "give its id from `tierlight case list`"
        raise Unacceptable(field="CASE", reason="fits more than one case", mend=mend)
    return found[0]


def keep_case(book: CustodianBook, case: Case) -> None:
    """Keep a case in the place of what it was before."""
    book.put(_CASES, case.case_id, form_of(case))


def erase_case(book: CustodianBook, case: Case) -> None:
    """Destroy a case so that no bytes of it are left."""
    book.delete(_CASES, case.case_id)


def counts_in(book: CustodianBook) -> Mapping[str, int]:
    """Give how many cases were erased, by how they ended and what they were."""
    found = book.get(_COUNTS, _OWN)
    return read_form(_Counts, found).erased if found is not None else {}


def keep_counts(book: CustodianBook, counts: Mapping[str, int]) -> None:
    """Keep the counts."""
    book.put(_COUNTS, _OWN, form_of(_Counts(counts)))


def help_book_of(book: CustodianBook) -> HelpBook:
    """Give who helps; nobody where nothing was kept yet."""
    found = book.get(_HELP, _OWN)
    return HelpBook() if found is None else read_form(HelpBook, found)


def keep_help_book(book: CustodianBook, kept: HelpBook) -> None:
    """Keep who helps, in the place of what was kept before."""
    book.put(_HELP, _OWN, form_of(kept))
