"""A worker's case: opened with or without any wave, on the custodian's side alone, acted on against a clock.

Contact and words are kept in the custodian's encrypted book alone, and a code word stands for who is spoken to.
"""

from dataclasses import dataclass
from enum import StrEnum

DANGER_SECONDS = 24 * 3_600
OTHER_SECONDS = 72 * 3_600
UNREACHABLE_SECONDS = 180 * 86_400  # rule R8


class CaseStep(StrEnum):
    """What can happen to a case, each step with who did it and when."""

    OPENED = "opened"
    NOTED = "noted"
    TRIED = "tried"  # somebody called, and nobody was reached
    CONTACTED = "contacted"
    ENDANGERED = "endangered"  # found to be in danger after it was opened: the shorter clock begins
    CHILD_ROUTE = "child_route"  # found to be about a child: child protection takes it, and no consent stands any more
    REFERRED = "referred"  # the worker was told where to turn; nothing was told there
    CONSENTED = "consented"  # to one disclosure, to one party
    CONSENT_REFUSED = "consent_refused"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    DISCLOSED = "disclosed"
    HANDED_OVER = "handed_over"  # to the second responder, the first being silent
    REMEDIED = "remedied"
    CONFIRMED = "confirmed"  # by the worker or a worker organisation
    CLOSED = "closed"


CLOCK_STEPS = (CaseStep.OPENED, CaseStep.ENDANGERED, CaseStep.CHILD_ROUTE, CaseStep.HANDED_OVER)


class Closure(StrEnum):
    """How a case may end: nothing else ends it."""

    CONFIRMED_BY_WORKER = "confirmed_by_worker"
    CONFIRMED_BY_WORKER_ORGANISATION = "confirmed_by_worker_organisation"
    UNREACHABLE = "unreachable"  # two persons, after 180 days (rule R8)


@dataclass(frozen=True, slots=True)
class SafeContact:
    """How and when to reach the worker without putting anybody at risk. `code_word` proves who calls."""

    way: str
    when: str
    language: str
    code_word: str


@dataclass(frozen=True, slots=True)
class CaseNote:
    """One step: `by` is the responder, `words` what was said or done, `to` whom a consent or disclosure names."""

    step: CaseStep
    at: int
    by: str
    words: str
    to: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One case as its handlers see it. `site` is unknown if nobody says; a child's case has its own route."""

    case_id: str
    opened_at: int
    responder: str
    second_responder: str
    is_danger: bool
    is_child: bool
    contact: SafeContact
    site: str | None
    wave: str | None
    notes: tuple[CaseNote, ...]
    closure: Closure | None = None
    country: str | None = None  # ISO 3166-1 alpha-2: which referral map holds

    @property
    def clock_began_at(self) -> int:
        """When the clock for the next contact began: at the opening, or later with danger or another responder."""
        return max([self.opened_at, *(note.at for note in self.notes if note.step in CLOCK_STEPS)])

    @property
    def due_by(self) -> int:
        """When somebody must have been in contact: 24 hours after the clock began in danger, 72 otherwise."""
        return self.clock_began_at + (DANGER_SECONDS if self.is_danger else OTHER_SECONDS)
