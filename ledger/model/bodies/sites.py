"""What parties say about the places they run.

Everything here is its issuer's claim.
"""

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic.dataclasses import dataclass

from ledger.model.bodies.fields import STRICT, Amount, Country, Day, Degrees, Did, Identifier, Share, Text, Unit


@dataclass(frozen=True, slots=True, config=STRICT)
class WorkforceAnswer:
    """One of the seven workforce questions. `share` is the part of the workforce, only with status answered.

    `citation` names the law by which the site may not answer, with unlawful_to_answer and nothing else (rule R7).
    """

    status: Literal["answered", "not_asked", "withheld", "unlawful_to_answer"]
    share: Share | None = None
    citation: Text | None = None

    @model_validator(mode="after")
    def _law_is_named(self) -> Self:
        if (self.status == "unlawful_to_answer") is not (self.citation is not None):
            raise ValueError("citation goes with unlawful_to_answer: name the law")
        return self


@dataclass(frozen=True, slots=True, config=STRICT)
class WorkforceAnswers:
    """Who works here, as parts of the workforce. What is left out counts as not asked, never as zero."""

    migrant: WorkforceAnswer | None = None
    labour_brokers: WorkforceAnswer | None = None
    fees: WorkforceAnswer | None = None
    tied_visa: WorkforceAnswer | None = None
    housing: WorkforceAnswer | None = None
    seasonal: WorkforceAnswer | None = None
    youth_or_dormitory_women: WorkforceAnswer | None = None


@dataclass(frozen=True, slots=True, config=STRICT)
class InputOrigin:
    """A material that the site buys and where it comes from. An unknown origin is said, not left out."""

    good: Text
    origin: Country | Literal["unknown"]


@dataclass(frozen=True, slots=True, config=STRICT)
class Location:
    """Where the site is, in WGS 84 degrees, by its operator's word."""

    latitude: Degrees
    longitude: Degrees


@dataclass(frozen=True, slots=True, config=STRICT)
class Output:
    """What the site makes in a period."""

    quantity: Amount
    unit: Unit
    period: Literal["month", "quarter", "year"]


@dataclass(frozen=True, slots=True, config=STRICT)
class Process:
    """What the site makes of what, and the yield it declares: mass of output for one unit of mass of input."""

    process: Text
    input_good: Text
    output_good: Text
    yield_low: Amount
    yield_high: Amount

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if Decimal(self.yield_high) < Decimal(self.yield_low):
            raise ValueError("yield_high is below yield_low")
        return self


@dataclass(frozen=True, slots=True, config=STRICT)
class FacilityBody:
    """A workplace, its operator and its people. Each field left out is a question not answered."""

    facility: Identifier
    operator: Did
    country: Country
    name: Text | None = None
    region: Text | None = None
    location: Location | None = None
    activity: Text | None = None
    goods: tuple[Text, ...] = ()
    headcount: Annotated[int, Field(ge=0, le=10_000_000)] | None = None
    workforce: WorkforceAnswers | None = None
    inputs: tuple[InputOrigin, ...] | None = None
    output: Output | None = None
    subcontracting: Literal["none", "declared", "undeclared"] | None = None
    last_assessment: Day | Literal["none"] | None = None
    address: Text | None = None
    # OS ID, GLN, LEI, UN/LOCODE …: labels, never proof of identity
    identifiers: Annotated[tuple[Identifier, ...], Field(max_length=20)] = ()
    opened_on: Day | None = None
    closed_on: Day | None = None
    processes: tuple[Process, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.opened_on and self.closed_on and self.closed_on < self.opened_on:
            raise ValueError("closed_on is before opened_on")
        return self
