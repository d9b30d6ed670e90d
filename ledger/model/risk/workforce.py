"""What a site answered about its workforce: seven shares, each with its status (risk method, section 3.4)."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import StrEnum


class AnswerStatus(StrEnum):
    """How a question stands. `withheld` is asked and not answered in time, or answered and later blanked."""

    ANSWERED = "answered"
    NOT_ASKED = "not_asked"
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class ShareAnswer:
    """A fraction of the workforce in [0, 1], present exactly when the status is `answered`."""

    status: AnswerStatus = AnswerStatus.NOT_ASKED
    share: float | None = None
    record_id: str | None = None


NOT_ASKED = ShareAnswer()


@dataclass(frozen=True, slots=True)
class Workforce:
    """The seven fields of section 3.4; each is the share of workers for whom the sentence in the table holds."""

    fees: ShareAnswer = NOT_ASKED
    labour_brokers: ShareAnswer = NOT_ASKED
    tied_visa: ShareAnswer = NOT_ASKED
    migrant: ShareAnswer = NOT_ASKED
    housing: ShareAnswer = NOT_ASKED
    seasonal: ShareAnswer = NOT_ASKED
    youth_or_dormitory_women: ShareAnswer = NOT_ASKED

    def answers(self) -> Iterator[tuple[str, ShareAnswer]]:
        """Give each field's name with its answer, in the order of the table."""
        return ((field.name, getattr(self, field.name)) for field in fields(self))
