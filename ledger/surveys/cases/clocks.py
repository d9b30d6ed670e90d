"""When somebody must be in contact with a worker, and which cases are past that.

The first contact: 24 hours in danger, 72 otherwise, anew where danger or another responder comes later. After it, 72
hours in danger and 14 days otherwise since the newest contact or try [J].
"""

from collections.abc import Iterable
from dataclasses import dataclass

from ledger.model.survey.case import CLOCK_STEPS, DANGER_SECONDS, OTHER_SECONDS, Case, CaseStep

DANGER_FOLLOW_UP_SECONDS = 72 * 3_600
OTHER_FOLLOW_UP_SECONDS = 14 * 86_400


@dataclass(frozen=True, slots=True)
class Due:
    """When somebody has to act on a case. `tries` since the clock began: a try stops no clock."""

    case: Case
    due_by: int
    is_overdue: bool
    is_first_contact: bool
    tries: int


def due_of(case: Case, *, now: int) -> Due | None:
    """Give what is due on a case; None for a closed one."""
    if case.closure is not None:
        return None
    since = [note for note in case.notes if note.at >= case.clock_began_at and note.step not in CLOCK_STEPS]
    is_first = not _is_in_contact(case)
    tries = sum(note.step is CaseStep.TRIED for note in since)
    due_by = case.due_by if is_first else _follow_up(case)
    return Due(case, due_by, now > due_by, is_first, tries)


def overdue(cases: Iterable[Case], *, now: int) -> tuple[Due, ...]:
    """Give what is past its clock: danger first, then the longest overdue."""
    found = [due for case in cases if (due := due_of(case, now=now)) is not None and due.is_overdue]
    return tuple(sorted(found, key=lambda due: (not due.case.is_danger, due.due_by)))


def is_silent(case: Case, *, now: int) -> bool:
    """Say whether the responder let the clock pass without a contact: the second may take over."""
    due = due_of(case, now=now)
    return due is not None and due.is_overdue


def are_both_silent(case: Case, *, now: int) -> bool:
    """Say whether as much time again went by: any agreed responder may take over."""
    due = due_of(case, now=now)
    return due is not None and now > due.due_by + (DANGER_SECONDS if case.is_danger else OTHER_SECONDS)


def last_contact(case: Case) -> int:
    """Give when the worker was last spoken to: the opening, where nobody was since."""
    return max([case.opened_at, *(note.at for note in case.notes if note.step is CaseStep.CONTACTED)])


def _is_in_contact(case: Case) -> bool:
    """A contact counts that was kept after the newest step that began the clock, by the order of the notes."""
    steps = [note.step for note in case.notes]
    began = max(at for at, step in enumerate(steps) if step in CLOCK_STEPS)
    return CaseStep.CONTACTED in steps[began:]


def _follow_up(case: Case) -> int:
    seconds = DANGER_FOLLOW_UP_SECONDS if case.is_danger else OTHER_FOLLOW_UP_SECONDS
    return max(note.at for note in case.notes if note.step in (CaseStep.CONTACTED, CaseStep.TRIED)) + seconds
