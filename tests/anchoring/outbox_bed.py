"""One step of the outbox at a time over a simulated chain, and what became durable in which order."""

from dataclasses import dataclass, field
from typing import Any

from builders import a_deployment, a_registry
from simulator.simulated_chain import SimulatedChain

from ledger.anchoring.outbox import Outbox
from ledger.model.log import Anchor, OutboxItem, OutboxState, SealedHead, TreeHead

LOG_ID = b"\xbb" * 32
BUMP_AFTER = 60
SEALED = OutboxItem(SealedHead(TreeHead(3, b"\x03" * 32), previous_size=0, sealed_at=1), OutboxState.SEALED)


@dataclass
class Steps:
    """The outbox over a simulated chain; `story` tells what became durable and what was sent, in their order."""

    chain: SimulatedChain = field(default_factory=lambda: SimulatedChain(a_deployment(), a_registry()))
    story: list[str] = field(default_factory=list)
    kept: OutboxItem = SEALED

    now: int = 1_000

    def step(self, item: OutboxItem) -> OutboxItem:
        outbox = Outbox(
            chain=Told(self.chain, self.story),  # type: ignore[arg-type]
            log_id=LOG_ID,
            writer=self.chain.deployment.writer,
            keep=self.keep,
            keep_evidence=self.keep_evidence,
            now=self.now,
            bump_after_seconds=BUMP_AFTER,
        )
        return outbox.advance(item)

    def keep(self, item: OutboxItem) -> None:
        self.story.append(f"keep {item.state.value}")
        self.kept = item

    def keep_evidence(self, _item: OutboxItem, _anchor: Anchor) -> None:
        self.story.append("keep evidence")

    def until(self, state: OutboxState) -> OutboxItem:
        item = SEALED
        while item.state is not state:
            item = self.step(item)
        return item


@dataclass
class Told:
    """The chain, telling when something is sent."""

    chain: SimulatedChain
    story: list[str]

    def __getattr__(self, name: str) -> Any:
        if name == "send":
            self.story.append("send")
        return getattr(self.chain, name)
