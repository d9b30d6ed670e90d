"""A closed case is destroyed 90 days after its closure, words and contact; what is left are counts.

There is no parameter by which an order to preserve evidence could extend this by itself.
"""

from collections import Counter
from collections.abc import Mapping

from ledger.model.survey.case import Case, CaseStep

ERASED_AFTER_SECONDS = 90 * 86_400


def is_to_be_erased(case: Case, *, now: int) -> bool:
    """Say whether the 90 days are over."""
    closings = [note.at for note in case.notes if note.step is CaseStep.CLOSED]
    return case.closure is not None and bool(closings) and now >= closings[-1] + ERASED_AFTER_SECONDS


def counted(counts: Mapping[str, int], case: Case) -> dict[str, int]:
    """Give the counts with this case in them. They tell of no site, no time and no person."""
    marks = ["closed", str(case.closure)]
    marks += ["danger"] * case.is_danger + ["child"] * case.is_child
    marks += ["handed over"] * any(note.step is CaseStep.HANDED_OVER for note in case.notes)
    return dict(Counter(counts) + Counter(marks))
