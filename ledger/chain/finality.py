"""When a block counts as final: a setting of each chain, because a fresh or small chain has no useful default."""

from dataclasses import dataclass
from typing import Literal

from ledger.errors import BadSetting


@dataclass(frozen=True, slots=True)
class Finality:
    """Either the newest block that the node tags so, or the one `depth` blocks below the newest.

    Depth 0 takes the newest block at once: right for a chain whose blocks are final when they are made (QBFT, IBFT).
    """

    kind: Literal["tag", "depth"] = "tag"
    tag: Literal["finalized", "safe"] = "finalized"
    depth: int = 0

    def __post_init__(self) -> None:
        """Raise BadSetting for a rule that means nothing."""
        known = (self.kind == "tag" and self.tag in ("finalized", "safe")) or (self.kind == "depth" and self.depth >= 0)
        if not known:
            raise BadSetting(
                setting="finality",
                reason=f"kind {self.kind}, tag {self.tag}, depth {self.depth}",
                mend="use the tag finalized or safe, or a depth of 0 or more",
            )
