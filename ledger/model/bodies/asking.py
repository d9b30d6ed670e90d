"""What a site is asked about its workforce, that its operator opened it, and the one reminder (rule R7).

They are forms of an attestation. A clock of 30 days hangs on them, and it reads the days of their anchors alone: no
body here has a field for a day.
"""

from typing import Annotated, Literal, Self, TypeAlias

from pydantic import Field, model_validator
from pydantic.dataclasses import dataclass

from ledger.model.bodies.fields import STRICT, Did, Hash32, Identifier, Text

Question: TypeAlias = Literal[
    "migrant", "labour_brokers", "fees", "tied_visa", "housing", "seasonal", "youth_or_dormitory_women"
]


@dataclass(frozen=True, slots=True, config=STRICT)
class RequestBody:
    """An auditor or brand asks a site some of the workforce questions of its description, and says why."""

    facility: Identifier
    questions: Annotated[tuple[Question, ...], Field(min_length=1, max_length=7)]
    why: Text

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len(set(self.questions)) != len(self.questions):
            raise ValueError("questions names one of them twice")
        return self


@dataclass(frozen=True, slots=True, config=STRICT)
class OpeningBody:
    """The account of the site's operator has opened a request: by its own word, or as the ledger's operator saw it."""

    facility: Identifier
    opens: Hash32
    opened_by: Did


@dataclass(frozen=True, slots=True, config=STRICT)
class ReminderBody:
    """Whoever asked, or the ledger's operator, reminds the site of a request that it opened. There is one."""

    facility: Identifier
    reminds: Hash32
