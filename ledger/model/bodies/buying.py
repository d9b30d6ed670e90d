"""How a brand buys: what it and its suppliers state about each other, and how it leaves a supplier.

Each is an attestation, of the kind that its field `practice` or `left_on` tells. The counterpart confirms one by
stating the same.
"""

from typing import Annotated, Literal, Self, TypeAlias

from pydantic import Field, model_validator
from pydantic.dataclasses import dataclass

from ledger.model.bodies.fields import STRICT, Amount, Day, Did, Hash32, Identifier, Text

Practice: TypeAlias = Literal["price", "lead-time", "order-change", "payment", "fees-repaid", "remedy"]


@dataclass(frozen=True, slots=True, config=STRICT)
class BuyingPracticeBody:
    """Two numbers about one order or period: what was due, and what happened.

    price: cost of making a unit, price paid for it · lead-time: days needed, days given · order-change: quantity
    ordered, quantity changed or cancelled afterwards · payment: days agreed, days taken · fees-repaid: fees that
    workers had paid, what of it the brand had repaid · remedy: days promised, days taken or gone by so far.
    """

    practice: Practice
    brand: Did
    supplier: Did
    order: Identifier
    due: Amount
    happened: Amount
    period_from: Day
    period_until: Day

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.period_until < self.period_from:
            raise ValueError("period_until is before period_from")
        if not float(self.due):
            raise ValueError("due is 0: say what was due, or leave the statement out")
        return self


@dataclass(frozen=True, slots=True, config=STRICT)
class ExitBody:
    """A brand leaves a supplier (rule S14), by the word of either. `assessment` is the hash of the impact assessment.

    Without notice and assessment it counts against the brand, but where law forbids the trade or workers ask for it.
    """

    brand: Did
    supplier: Did
    left_on: Day
    notice_days: Annotated[int, Field(ge=0, le=3650)]
    text: Text
    assessment: Hash32 | None = None
    exception: Literal["law-forbids", "workers-ask"] | None = None
