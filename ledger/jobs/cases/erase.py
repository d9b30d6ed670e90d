"""Closed cases are destroyed 90 days after their closure; the counts stay."""

from ledger.jobs.cases.case_book import cases_in, counts_in, erase_case, keep_counts
from ledger.ports.survey import CustodianPlace
from ledger.surveys.cases.erasing import counted, is_to_be_erased


def erase_cases(place: CustodianPlace) -> int:
    """Destroy what is over its time and give how many. Every case command does this first; again does no harm.

    Broken off between count and destruction, a case may be counted twice; it is never left behind.
    """
    over = [case for case in cases_in(place.book) if is_to_be_erased(case, now=place.clock.now())]
    for case in over:
        keep_counts(place.book, counted(counts_in(place.book), case))
        erase_case(place.book, case)
    return len(over)
