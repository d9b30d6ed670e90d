"""One step of the outbox at a time: what is durable before what, and what each state says of the chain."""

import json
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from builders import a_deployment, a_registry
from simulator.simulated_chain import SimulatedChain

from ledger.anchoring.outbox import Outbox
from ledger.errors import ChainAway, ChainRefused, NoGasMoney
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

    def refuse(_item: OutboxItem, _anchor: Anchor) -> None:
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


def waiting(steps: Steps) -> OutboxItem:
    """A head whose transaction lies in the mempool of a chain that has become too dear for it."""
    unknown = steps.step(steps.until(OutboxState.UNKNOWN))
    steps.chain.base_fee *= 10
    steps.chain.mine()
    steps.story.clear()
    return unknown


def test_a_transaction_that_waits_too_long_is_outbid_under_the_same_nonce_with_the_same_call() -> None:
    steps = Steps()
    unknown = waiting(steps)
    steps.now += BUMP_AFTER - 1
    assert steps.step(unknown) == unknown, "not too long yet"
    steps.now += 1
    dearer = steps.step(unknown)
    was, now = (json.loads(item.raw_transaction or b"") for item in (unknown, dearer))
    assert (dearer.state, dearer.account_nonce) == (OutboxState.UNKNOWN, unknown.account_nonce)
    assert {**was, "most": 0, "tip": 0} == {**now, "most": 0, "tip": 0}, "only the fees differ"
    assert 8 * now["most"] >= 9 * was["most"]
    assert 8 * now["tip"] >= 9 * was["tip"]
    assert dearer.earlier_hashes == (unknown.transaction_hash,)
    assert steps.chain.mempool == [dearer.raw_transaction]
    steps.chain.mine()
    assert steps.step(dearer).state is OutboxState.MINED


def test_a_dearer_transaction_is_durable_before_it_is_sent() -> None:
    steps = Steps()
    unknown = waiting(steps)
    steps.now += BUMP_AFTER
    steps.step(unknown)
    assert steps.story == ["send", "keep unknown", "send"], "the old bytes again; the new ones kept, then sent"


def test_the_hashes_of_every_bid_are_kept_and_each_once() -> None:
    steps = Steps()
    item = waiting(steps)
    tried = [item.transaction_hash]
    for _ in range(4):
        steps.now += BUMP_AFTER
        item = steps.step(item)
        tried.append(item.transaction_hash)
    assert (*item.earlier_hashes, item.transaction_hash) == tuple(tried)
    assert len(set(tried)) == 5


def test_an_outbid_transaction_that_is_mined_after_all_is_the_head_and_is_recorded_once() -> None:
    steps = Steps()
    unknown = waiting(steps)
    steps.now += BUMP_AFTER
    dearer = steps.step(unknown)
    steps.chain.mempool, steps.chain.base_fee = [unknown.raw_transaction or b""], 1
    steps.chain.mine()
    assert steps.step(dearer).state is OutboxState.MINED
    steps.chain.mempool = [dearer.raw_transaction or b""]
    steps.chain.mine()
    assert (len(steps.chain.blocks[-1].heads), steps.chain.reverted, steps.chain.mempool) == (1, 0, [])


def test_a_transaction_that_every_node_refuses_as_too_cheap_is_outbid_all_the_same() -> None:
    """Each send fails, so that its fate is unknown for ever; only a dearer one gets there."""
    steps = Steps()
    signed = steps.step(SEALED)
    steps.chain.least_fee = json.loads(signed.raw_transaction or b"")["most"] + 1
    item = steps.step(signed)
    assert (item.state, steps.chain.mempool) == (OutboxState.UNKNOWN, [])
    steps.now += BUMP_AFTER
    item = steps.step(item)
    assert steps.chain.mempool == [item.raw_transaction]
    steps.chain.mine()
    assert steps.step(item).state is OutboxState.MINED


def test_a_head_mined_between_two_looks_is_found_not_signed_again() -> None:
    steps = Steps()
    unknown = steps.step(steps.until(OutboxState.UNKNOWN))
    count = steps.chain.next_nonce

    def mined_meanwhile(account: bytes) -> int:
        steps.chain.mine()
        return count(account)

    steps.chain.next_nonce = mined_meanwhile  # type: ignore[method-assign]
    steps.story.clear()
    assert steps.step(unknown).state is OutboxState.MINED
    assert steps.story == ["keep evidence", "keep mined"]


def test_at_the_cap_the_same_bytes_go_on_and_no_hash_is_added() -> None:
    steps = Steps()
    item = waiting(steps)
    steps.chain.base_fee = 10**9
    steps.now += BUMP_AFTER
    capped = steps.step(item)
    assert (capped.raw_transaction, capped.earlier_hashes) == (item.raw_transaction, ())
    assert capped.sent_at == steps.now, "asked again after another wait, not at every step"


@pytest.mark.parametrize("day", [86_400, -86_400])
def test_a_clock_that_jumps_a_day_costs_one_bid_or_one_wait_and_nothing_else(day: int) -> None:
    steps = Steps()
    item = waiting(steps)
    steps.now += day
    item = steps.step(item)
    steps.now += BUMP_AFTER
    item = steps.step(item)
    assert 1 <= len(item.earlier_hashes) <= 2
    steps.chain.mine()
    assert steps.step(item).state is OutboxState.MINED


def test_a_head_mined_while_it_is_outbid_is_found_not_refused() -> None:
    """The contract says StalePrevSize because it holds this very head: that is no refusal."""
    steps = Steps()
    unknown = waiting(steps)
    steps.now += BUMP_AFTER
    look, steps.chain.find_anchor = steps.chain.find_anchor, lambda *_: None  # type: ignore[method-assign]
    sign = steps.chain.sign_anchor

    def mined_meanwhile(*given: Any, **named: Any) -> tuple[bytes, bytes]:
        steps.chain.base_fee = 1
        steps.chain.mine()
        steps.chain.find_anchor = look  # type: ignore[method-assign]
        return sign(*given, **named)

    steps.chain.sign_anchor = mined_meanwhile  # type: ignore[method-assign]
    assert steps.step(unknown).state is OutboxState.MINED


def test_a_contract_that_refuses_is_named_before_anything_is_signed() -> None:
    steps = Steps()
    steps.chain.writer = b"\x66" * 20
    with pytest.raises(ChainRefused, match="NotWriter"):
        steps.step(SEALED)
    assert steps.story == []


def test_a_nonce_that_was_given_back_is_taken_again() -> None:
    """Something else had used nonce 0; a reorganisation took it away, and ours would wait behind the gap for ever."""
    steps = Steps()
    steps.chain.spend_nonce()
    unknown = steps.until(OutboxState.UNKNOWN)
    assert unknown.account_nonce == 1
    steps.chain.reorg(1, keeps_transactions=False)
    freed = steps.step(unknown)
    assert freed.state is OutboxState.SEALED
    again = steps.step(freed)
    assert again.account_nonce == 0
    assert again.earlier_hashes == (unknown.transaction_hash,)
    steps.step(again)
    steps.chain.mine()
    assert steps.step(steps.kept).state is OutboxState.MINED


def test_without_money_the_fee_does_not_grow() -> None:
    steps = Steps()
    steps.chain.balance = 0
    signed = steps.step(SEALED)
    for _ in range(3):
        with pytest.raises(NoGasMoney):
            steps.step(steps.kept)
        steps.now += BUMP_AFTER
    assert (steps.kept.state, steps.kept.raw_transaction) == (OutboxState.UNKNOWN, signed.raw_transaction)
    steps.chain.balance = 10**18
    steps.step(steps.kept)
    steps.chain.mine()
    assert steps.step(steps.kept).state is OutboxState.MINED


def test_a_head_whose_block_left_the_chain_begins_its_wait_anew() -> None:
    steps = Steps()
    steps.until(OutboxState.UNKNOWN)
    steps.chain.mine()
    mined = steps.step(steps.kept)
    steps.chain.reorg(1, keeps_transactions=False)
    steps.now += 10 * BUMP_AFTER
    again = steps.step(steps.step(mined))
    assert (again.raw_transaction, again.sent_at) == (mined.raw_transaction, steps.now)
