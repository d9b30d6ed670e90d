"""Questions to a site that wait for an answer, each with its clock (rule R7)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class QuestionState(StrEnum):
    """Where a question stands. Only `withheld` changes a number."""

    NEVER_OPENED = "never_opened"
    OPEN = "open"
    WITHHELD = "withheld"
    ANSWERED = "answered"

    @property
    def reads(self) -> str:
        """The state in words."""
        return self.value.replace("_", " ")


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """One question of one request. All days are those of anchors, in UTC; None: nothing is anchored.

    `due` is the day from which an open question counts as withheld; while nobody reminded, the earliest such day. It is
    None while the request was never opened. `opened_in` is the record that says so and `witnessed_by` whoever signed
    that for the operator; None where the operator itself signed.
    """

    site: str
    question: str
    request: str
    by: str
    asked_on: date | None
    opened_on: date | None
    opened_in: str | None
    witnessed_by: str | None
    reminded_on: date | None
    due: date | None
    state: QuestionState


@dataclass(frozen=True, slots=True)
class NotedOpening:
    """This ledger saw the signed-in account of a party (a DID) open a request. It starts nothing until it is stated."""

    request: bytes
    opened_by: str
    at: int
