"""The worker line says no: a survey that must not be held, an answer that cannot be taken, a key that is not here."""

from ledger.errors.base import LedgerError


class WaveRefused(LedgerError, code="wave-refused"):
    """A wave must not be opened: a rule for the safety of workers is in the way. `rule` names it."""

    rule: str
    reason: str
    mend: str


class WaveClosed(LedgerError, code="wave-closed"):
    """The wave takes no answers now: it has not begun, or it is over."""

    wave: str
    mend: str = "ask the organisation that holds the survey; help is on the first page whether it is open or not"


class NotEnrolled(LedgerError, code="not-enrolled"):
    """No custodian is enrolled for this, or its two people's keys are not on this machine."""

    reason: str
    mend: str


class ReleaseUnsafe(LedgerError, code="release-unsafe"):
    """What would be released describes too few people, alone or beside an earlier release. Nothing was released."""

    reason: str
    mend: str


class CaseNotClosable(LedgerError, code="case-not-closable"):
    """A case ends by the worker, a worker organisation, or two persons after 180 days without contact (rule R8)."""

    reason: str
    mend: str


class InstrumentRefused(LedgerError, code="instrument-refused"):
    """The questionnaire cannot be used. `place` names sheet, row and column, or the item."""

    place: str
    reason: str
    mend: str
