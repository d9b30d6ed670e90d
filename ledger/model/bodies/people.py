"""Who brings workers where."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic.dataclasses import dataclass

from ledger.model.bodies.fields import STRICT, Country, Day, Did, Identifier


@dataclass(frozen=True, slots=True, config=STRICT)
class RecruitmentBody:
    """A recruiter brings workers from one country to a site in another. Who pays the fee is said or unknown."""

    recruiter: Did
    facility: Identifier
    origin: Country
    destination: Country
    period_from: Day
    period_until: Day
    workers: Annotated[int, Field(ge=0, le=10_000_000)] | None = None
    fee_payer: Literal["worker", "employer", "shared", "unknown"] = "unknown"

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.period_until < self.period_from:
            raise ValueError("period_until is before period_from")
        return self
