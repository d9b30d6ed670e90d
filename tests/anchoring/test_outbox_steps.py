"""One step of the outbox at a time: what is durable before what, and what each state says of the chain."""

from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from builders import a_deployment, a_registry
from simulator.simulated_chain import SimulatedChain

from ledger.anchoring.outbox import advance
from ledger.errors import ChainAway
from ledger.model.log import Anchor, OutboxItem, OutboxState, SealedHead, TreeHead

LOG_ID = b"\xbb" * 32
SEALED = OutboxItem(SealedHead(TreeHead(3, b"\x03" * 32), previous_size=0, sealed_at=1), OutboxState.SEALED)


@dataclass
class Steps:
    """The outbox over a simulated chain; `story` tells what became durable and what was sent, in their order."""

    chain: SimulatedChain = field(default_factory=lambda: SimulatedChain(a_deployment(), a_registry()))
    story: list[str] = field(default_factory=list)
    kept: OutboxItem = SEALED

    def step(self, item: OutboxItem) -> OutboxItem:
        return advance(
            item,
            chain=Told(self.chain, self.story),  # type: ignore[arg-type]
            log_id=LOG_ID,
            writer=self.chain.deployment.writer,
            keep=self.keep,
            keep_evidence=self.keep_evidence,
        )

    def keep(self, item: OutboxItem) -> None:
        self.story.append(f"keep {item.state.value}")
        self.kept = item

    def keep_evidence(self, _item: OutboxItem, anchor: Anchor) -> Anchor:
        self.story.append("keep evidence")
        return anchor

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


def test_nonce_and_raw_bytes_are_durable_before_anything_is_sent() -> None:
    steps = Steps()
    signed = steps.step(SEALED)
    assert (signed.state, steps.story, steps.kept) == (OutboxState.SIGNED, ["keep signed"], signed)
    assert None not in (signed.account_nonce, signed.raw_transaction, signed.transaction_hash)
    steps.step(signed)
    assert steps.story == ["keep signed", "keep unknown", "send"]


def test_evidence_is_durable_before_the_head_is_called_mined() -> None:
    steps = Steps()
    unknown = steps.until(OutboxState.UNKNOWN)
    steps.chain.mine()
    steps.story.clear()
    assert steps.step(unknown).state is OutboxState.MINED
    assert steps.story == ["keep evidence", "keep mined"]


def test_evidence_that_cannot_be_taken_leaves_the_head_unknown() -> None:
    steps = Steps()
    unknown = steps.until(OutboxState.UNKNOWN)
    steps.chain.mine()

    def refuse(_item: OutboxItem, _anchor: Anchor) -> Anchor:
        raise ChainAway(doing="take a proof", reason="pruned")

    steps.keep_evidence = refuse  # type: ignore[method-assign]
    with pytest.raises(ChainAway):
        steps.step(unknown)
    assert steps.kept.state is OutboxState.UNKNOWN


def test_a_mined_head_whose_block_left_the_chain_is_unknown_again() -> None:
    steps = Steps()
    steps.until(OutboxState.UNKNOWN)
    steps.chain.mine()
    mined = steps.step(steps.kept)
    steps.chain.reorg(1, keeps_transactions=False)
    lost = steps.step(mined)
    assert (lost.state, lost.anchor, steps.kept) == (OutboxState.UNKNOWN, None, lost)
    assert lost.raw_transaction == mined.raw_transaction, "the same bytes go again"


def test_a_mined_head_is_final_only_at_the_stated_depth() -> None:
    steps = Steps()
    steps.until(OutboxState.UNKNOWN)
    steps.chain.mine()
    mined = steps.step(steps.kept)
    for _ in range(steps.chain.final_depth):
        assert steps.step(mined) == mined
        steps.chain.mine()
    assert steps.step(mined).state is OutboxState.FINAL


def test_a_final_head_is_left_alone() -> None:
    steps = Steps()
    final = replace(SEALED, state=OutboxState.FINAL)
    assert steps.step(final) is final
    assert steps.story == []


def test_a_head_that_was_anchored_meanwhile_is_not_sent_again() -> None:
    steps = Steps()
    signed = steps.step(SEALED)
    steps.chain.send(signed.raw_transaction or b"")
    steps.chain.mine()
    steps.story.clear()
    assert steps.step(signed).state is OutboxState.MINED
    assert "send" not in steps.story
