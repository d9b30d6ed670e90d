"""One step of the outbox at a time: what is durable before what, and what each state says of the chain."""

from dataclasses import replace

import pytest
from outbox_bed import BUMP_AFTER, SEALED, Steps

from ledger.errors import ChainAway, ChainRefused
from ledger.model.log import Anchor, OutboxItem, OutboxState


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


def test_a_head_whose_block_left_the_chain_begins_its_wait_anew() -> None:
    steps = Steps()
    steps.until(OutboxState.UNKNOWN)
    steps.chain.mine()
    mined = steps.step(steps.kept)
    steps.chain.reorg(1, keeps_transactions=False)
    steps.now += 10 * BUMP_AFTER
    again = steps.step(steps.step(mined))
    assert (again.raw_transaction, again.sent_at) == (mined.raw_transaction, steps.now)
