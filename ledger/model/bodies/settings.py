"""What the operator says about the ledger itself. `setting` names which setting it is about."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic.dataclasses import dataclass

from ledger.model.bodies.fields import STRICT, Address, ChainName, Day, Did, Hash32, Text, WholeNumber

WeightName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.]{0,79}$")]
WeightValue = Annotated[str, Field(pattern=r"^-?(0|[1-9]\d{0,5})(\.\d{1,9})?$")]


@dataclass(frozen=True, slots=True, config=STRICT)
class LogPlace:
    """Where the heads of a log are anchored; `log` is its log id, which commits to chain and contracts."""

    chain: ChainName
    anchor_log: Address
    log: Hash32


@dataclass(frozen=True, slots=True, config=STRICT)
class AnchoringPlaceBody:
    """The log goes on at another place, from the head that it left with.

    The operator's word alone; that the log goes on there is proven by the signed migration in every receipt. It does
    not say whether the log was closed where it was.
    """

    setting: Literal["anchoring-place"]
    left: LogPlace
    entered: LogPlace
    head_size: WholeNumber
    head_root: Hash32


@dataclass(frozen=True, slots=True, config=STRICT)
class WeightSetting:
    """One published number of the risk method, set to another value."""

    name: WeightName
    value: WeightValue


@dataclass(frozen=True, slots=True, config=STRICT)
class RiskSettingsBody:
    """Which numbers of the risk method the operator set otherwise here, and why. The newest counts; none: the default.

    A result made with them prints the default result beside its own (rule R11).
    """

    setting: Literal["risk-settings"]
    method: Text
    weights: Annotated[tuple[WeightSetting, ...], Field(max_length=50)]
    reason: Text

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len({each.name for each in self.weights}) != len(self.weights):
            raise ValueError("a weight is set twice")
        return self


@dataclass(frozen=True, slots=True, config=STRICT)
class IndependenceBody:
    """An auditor declares who pays it and with whom else it does business (rule R13). Its newest statement counts."""

    setting: Literal["auditor-independence"]
    paid_by: Annotated[tuple[Did, ...], Field(min_length=1, max_length=100)]
    valid_until: Day
    business_with: Annotated[tuple[Did, ...], Field(max_length=100)] = ()
