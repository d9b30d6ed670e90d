"""A send, a node or a nonce that fails: statuses go back, and the head is anchored once all the same."""

import pytest
from simulator.outbox_readings import only_item, require_each_head_once
from simulator.simulated_world import SimulatedWorld

from ledger.model.log import OutboxState


def test_a_head_goes_from_sealed_to_final_in_the_stated_states(simulated: SimulatedWorld) -> None:
    simulated.submit(3)
    simulated.anchor()
    sent = only_item(simulated)
    assert (sent.state, sent.account_nonce) == (OutboxState.UNKNOWN, 0)
    assert simulated.chain.mempool == [sent.raw_transaction]
    simulated.chain.mine()
    simulated.anchor()
    mined = only_item(simulated)
    assert mined.state is OutboxState.MINED
    assert mined.anchor is not None
    assert (mined.anchor.block_number, mined.anchor.count) == (1, 1)
    assert simulated.store.evidence(3, b"head") is not None
    simulated.chain.mine(simulated.chain.final_depth)
    progress = simulated.anchor()
    assert progress is not None
    assert progress.is_settled
    require_each_head_once(simulated)


def test_what_arrives_while_a_head_is_under_way_waits_for_the_next(simulated: SimulatedWorld) -> None:
    simulated.submit(2)
    simulated.anchor()
    simulated.submit(3)
    simulated.anchor()
    assert [item.sealed.head.size for item in simulated.store.outbox()] == [2]
    assert simulated.settle()
    assert [item.sealed.head.size for item in simulated.store.finished()] == [2, 5]
    require_each_head_once(simulated)


def test_anchoring_without_anything_new_writes_nothing_to_the_chain(simulated: SimulatedWorld) -> None:
    assert simulated.settle()
    simulated.submit(1)
    assert simulated.settle()
    before = simulated.chain.blocks[-1].nonce
    assert simulated.settle()
    assert simulated.chain.blocks[-1].nonce == before == 1


@pytest.mark.parametrize("fate", ["lost", "delivered, reply lost"])
def test_a_send_error_means_unknown_and_the_same_bytes_go_again(simulated: SimulatedWorld, fate: str) -> None:
    simulated.submit(1)
    simulated.chain.next_send = fate
    simulated.anchor()
    first = only_item(simulated)
    assert first.state is OutboxState.UNKNOWN
    simulated.anchor()
    assert only_item(simulated).raw_transaction == first.raw_transaction
    assert simulated.settle()
    assert simulated.chain.blocks[-1].nonce == 1, "one transaction was mined"
    require_each_head_once(simulated)


def test_a_node_that_forgot_the_transaction_gets_the_same_bytes_again(simulated: SimulatedWorld) -> None:
    simulated.submit(1)
    simulated.anchor()
    raw = only_item(simulated).raw_transaction
    simulated.chain.forget_waiting()
    simulated.anchor()
    assert simulated.chain.mempool == [raw]
    assert simulated.settle()


@pytest.mark.parametrize("keeps_transactions", [True, False])
@pytest.mark.parametrize("depth", [1, 6, 64])
def test_a_reorganisation_of_any_depth_takes_the_status_back_and_anchors_again(
    simulated: SimulatedWorld, depth: int, keeps_transactions: bool
) -> None:
    simulated.chain.mine(70)
    simulated.submit(2)
    assert simulated.settle()
    simulated.submit(2)
    simulated.anchor()
    simulated.chain.mine()
    simulated.anchor()
    assert only_item(simulated).state is OutboxState.MINED
    assert simulated.chain.reorg(depth, keeps_transactions=keeps_transactions) == depth
    simulated.anchor()
    items = (*simulated.store.finished(), *simulated.store.outbox())
    blocks = [item.anchor for item in items if item.anchor is not None]
    assert all(simulated.chain.blocks[a.block_number].ref.block_hash == a.block_hash for a in blocks)
    assert simulated.settle()
    require_each_head_once(simulated)


def test_a_final_head_that_moved_to_another_block_gets_that_blocks_evidence(simulated: SimulatedWorld) -> None:
    """A reorganisation below finality that mines the same transaction again: the old block proves nothing any more."""
    simulated.submit(1)
    assert simulated.settle()
    before = simulated.store.finished()[0].anchor
    simulated.chain.reorg(len(simulated.chain.blocks), keeps_transactions=True)
    assert simulated.settle()
    (item,) = simulated.store.finished()
    assert item.anchor is not None
    assert item.anchor != before
    assert simulated.chain.blocks[item.anchor.block_number].ref.block_hash == item.anchor.block_hash
    proof = simulated.store.evidence(1, b"head")
    assert proof is not None
    assert item.anchor.block_hash.hex() in proof.header.decode()


def test_a_nonce_that_something_else_used_is_repaired(simulated: SimulatedWorld) -> None:
    simulated.submit(1)
    simulated.chain.next_send = "lost"
    simulated.anchor()
    simulated.chain.spend_nonce()
    assert simulated.settle()
    assert simulated.store.finished()[0].account_nonce == 1
    require_each_head_once(simulated)


def test_the_chain_being_away_changes_nothing_and_anchoring_resumes_by_itself(simulated: SimulatedWorld) -> None:
    simulated.chain.is_away = True
    simulated.submit(2)
    assert simulated.anchor() is None
    assert simulated.store.counts().pending == 2
    simulated.chain.is_away = False
    simulated.anchor()
    simulated.chain.is_away = True
    before = simulated.store.outbox()
    assert simulated.anchor() is None
    assert simulated.store.outbox() == before
    assert simulated.settle()
    require_each_head_once(simulated)
