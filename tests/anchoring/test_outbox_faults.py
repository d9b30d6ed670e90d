"""The outbox, one fault at a time, on a simulated chain: nothing is lost, nothing is anchored twice."""

import pytest
from builders import a_deployment
from simulator.simulated_world import SimulatedWorld

from ledger.errors import LogDisagrees, WrongChain
from ledger.jobs.anchor import LEASE_SECONDS, anchor_once
from ledger.model.log import OutboxItem, OutboxState, TreeHead
from ledger.model.record import RecordStatus


def only_item(simulated: SimulatedWorld) -> OutboxItem:
    (item,) = simulated.store.outbox()
    return item


def require_each_head_once(simulated: SimulatedWorld) -> None:
    """Everything acknowledged is final, and the contract took each sealed head exactly once, and nothing else."""
    held = simulated.chain.blocks[-1].heads
    assert [head.size for head in held] == sorted({head.size for head in held})
    assert held == tuple(item.sealed.head for item in simulated.store.finished())
    assert all(simulated.store.evidence(head.size, b"head") is not None for head in held)
    for record_id in simulated.acknowledged:
        record = simulated.store.record(record_id)
        assert record is not None
        assert record.status is RecordStatus.FINAL


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


def test_a_chain_that_lost_old_state_still_gives_evidence_of_a_block_that_holds_the_head(
    simulated: SimulatedWorld,
) -> None:
    simulated.submit(1)
    simulated.anchor()
    simulated.chain.mine(5)
    simulated.chain.lost_state_below = 4
    simulated.anchor()
    (item,) = (*simulated.store.outbox(), *simulated.store.finished())
    assert item.anchor is not None
    assert item.anchor.anchored_at == simulated.chain.blocks[1].timestamp, "the time is the anchor's, not the proof's"
    assert simulated.settle()
    require_each_head_once(simulated)


def test_another_anchorer_idles_while_one_holds_the_lease_and_takes_over_after_it(simulated: SimulatedWorld) -> None:
    simulated.submit(1)
    simulated.anchor()
    simulated.chain.mine()
    hung = simulated.world().store.take_lease(holder="hung", now=simulated.clock.time, seconds=LEASE_SECONDS)
    assert hung is not None
    other = anchor_once(simulated.world(), holder="other")
    assert (other.is_settled, only_item(simulated).state) == (False, OutboxState.UNKNOWN)
    simulated.clock.time += LEASE_SECONDS
    anchor_once(simulated.world(), holder="other")
    assert only_item(simulated).state is OutboxState.MINED


def test_an_anchorer_that_is_done_makes_the_next_one_wait_for_nothing(simulated: SimulatedWorld) -> None:
    simulated.submit(1)
    simulated.anchor()
    simulated.chain.mine()
    anchor_once(simulated.world(), holder="other")
    assert only_item(simulated).state is OutboxState.MINED


def test_an_anchor_under_another_root_stops_anchoring(simulated: SimulatedWorld) -> None:
    """The writer's key anchored something else of the same size: a person has to look."""
    simulated.submit(1)
    simulated.anchor()
    simulated.chain.forget_waiting()
    item = only_item(simulated)
    forged = (item.raw_transaction or b"").replace(item.sealed.head.root.hex().encode(), b"ab" * 32)
    simulated.chain.mempool.append(forged)
    simulated.chain.mine()
    with pytest.raises(LogDisagrees):
        anchor_once(simulated.world(), holder="anchorer")
    assert only_item(simulated).state is OutboxState.UNKNOWN


def test_a_head_of_another_size_on_the_chain_stops_sealing(simulated: SimulatedWorld) -> None:
    raw, _ = simulated.chain.sign_anchor(b"", 0, TreeHead(9, b"\x09" * 32), nonce=0)
    simulated.chain.send(raw)
    simulated.chain.mine()
    simulated.submit(1)
    with pytest.raises(LogDisagrees):
        anchor_once(simulated.world(), holder="anchorer")
    assert simulated.store.counts().pending == 1


def test_a_refusing_contract_does_not_make_one_call_send_without_end(simulated: SimulatedWorld) -> None:
    """The admin replaced the writer: each transaction reverts. One call tries once and gives the turn back."""
    simulated.submit(1)
    simulated.chain.automine = True
    simulated.chain.writer = b"\x66" * 20
    for _ in range(3):
        simulated.anchor()
    assert 1 <= simulated.chain.reverted <= 6
    assert simulated.store.counts().final_size == 0
    simulated.chain.writer = simulated.chain.deployment.writer
    assert simulated.settle()
    require_each_head_once(simulated)


def test_another_chain_is_not_written_to(simulated: SimulatedWorld) -> None:
    simulated.submit(1)
    simulated.chain.deployment = a_deployment(genesis_hash=b"\xff" * 32)
    with pytest.raises(WrongChain):
        anchor_once(simulated.world(), holder="anchorer")
    assert (simulated.chain.mempool, simulated.store.counts().pending) == ([], 1)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_process_that_ends_at_any_durable_write_loses_nothing(simulated: SimulatedWorld, after: bool) -> None:
    simulated.chain.automine, simulated.chain.final_depth = True, 0
    planned = fired = 0
    for at in range(1, 8):  # lease, append, signed, unknown, evidence, mined, final
        planned += 1
        simulated.submit(1)
        fired += simulated.anchor_and_die(at=at, after=after)
        simulated.clock.time += LEASE_SECONDS
        assert simulated.settle()
        require_each_head_once(simulated)
    print(f"points {planned}  fired {fired}  acked {len(simulated.acknowledged)}  lost 0")
    assert fired >= 0.8 * planned
