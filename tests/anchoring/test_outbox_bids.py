"""A transaction that waits too long is outbid: under the same nonce, with the same call, and recorded once."""

import json
from typing import Any

import pytest
from outbox_bed import BUMP_AFTER, SEALED, Steps

from ledger.errors import NoGasMoney
from ledger.model.log import OutboxItem, OutboxState


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
