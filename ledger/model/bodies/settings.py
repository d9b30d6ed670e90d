"""What the operator says about the ledger itself. `setting` names which setting it is about."""

from typing import Literal

from pydantic.dataclasses import dataclass

from ledger.model.bodies.fields import STRICT, Address, ChainName, Hash32, WholeNumber


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
