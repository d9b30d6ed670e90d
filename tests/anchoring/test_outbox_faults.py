"""The outbox, one fault at a time, on a simulated chain: nothing is lost, nothing is anchored twice."""

from collections.abc import Iterable

import pytest
from builders import MILL, a_deployment
from simulator.simulated_world import SimulatedWorld

from ledger.errors import ChainAway, ChainRefused, LeaseLost, LogDisagrees, NoGasMoney, WrongChain
from ledger.jobs.anchor import anchor_once
from ledger.jobs.key_evidence import evidence_subject
from ledger.jobs.lease import LEASE_SECONDS
from ledger.model.log import Anchor, BlockRef, EventProof, OutboxItem, OutboxState, SlotProof, StateProof, TreeHead
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


def mined_on_a_node_that_forgets(simulated: SimulatedWorld, *, receipts_too: bool) -> OutboxItem:
    """A head anchored in block 1, found when the node has lost that block's state."""
    simulated.submit(1)
    simulated.anchor()
    simulated.chain.mine(5)
    simulated.chain.lost_state_below = 4
    simulated.chain.lost_receipts_below = 4 if receipts_too else 0
    simulated.anchor()
    (item,) = (*simulated.store.outbox(), *simulated.store.finished())
    assert item.anchor is not None
    assert (item.anchor.block_number, item.anchor.anchored_at) == (1, simulated.chain.blocks[1].timestamp)
    return item


def test_where_the_node_lost_the_state_the_event_of_the_same_block_is_kept(simulated: SimulatedWorld) -> None:
    item = mined_on_a_node_that_forgets(simulated, receipts_too=False)
    assert simulated.chain.fired["state lost"] >= 1
    proof = simulated.store.evidence(1, b"head")
    assert isinstance(proof, EventProof)
    assert item.anchor is not None
    assert item.anchor.block_hash.hex() in proof.header.decode()
    assert simulated.store.evidence(1, evidence_subject(MILL.signer, MILL.did)) is not None, "keys at a later block"
    assert simulated.settle()
    require_each_head_once(simulated)


def test_where_nothing_can_be_shown_of_a_head_it_becomes_final_all_the_same(simulated: SimulatedWorld) -> None:
    mined_on_a_node_that_forgets(simulated, receipts_too=True)
    assert min(simulated.chain.fired["state lost"], simulated.chain.fired["receipts lost"]) >= 1
    assert simulated.store.evidence(1, b"head") is None
    simulated.submit(1)
    assert simulated.settle()
    assert [item.sealed.head.size for item in simulated.store.finished()] == [1, 2]
    assert simulated.store.evidence(2, b"head") is not None


def test_evidence_that_a_node_did_not_have_is_asked_for_until_the_head_is_final(simulated: SimulatedWorld) -> None:
    simulated.chain.final_depth = 10
    mined_on_a_node_that_forgets(simulated, receipts_too=True)
    simulated.chain.lost_receipts_below = 0
    simulated.anchor()
    assert only_item(simulated).state is OutboxState.MINED
    assert isinstance(simulated.store.evidence(1, b"head"), EventProof)


def several_heads(simulated: SimulatedWorld, count: int) -> None:
    for _ in range(count):
        simulated.submit(1)
        assert simulated.settle()


def test_two_heads_that_come_to_stand_in_one_block_are_each_shown(simulated: SimulatedWorld) -> None:
    """A reorganisation deeper than finality: the state of their one block shows the newer, the event the older."""
    several_heads(simulated, 2)
    simulated.chain.reorg(len(simulated.chain.blocks), keeps_transactions=True)
    assert simulated.chain.fired["several heads in one block"] == 1
    assert simulated.settle()
    older, newer = simulated.store.finished()
    assert older.anchor is not None
    assert newer.anchor is not None
    assert older.anchor.block_hash == newer.anchor.block_hash
    assert (older.anchor.count, newer.anchor.count) == (1, 2)
    assert isinstance(simulated.store.evidence(1, b"head"), EventProof)
    assert isinstance(simulated.store.evidence(2, b"head"), StateProof)
    require_each_head_once(simulated)


@pytest.mark.parametrize("keeps_transactions", [True, False])
def test_after_a_reorganisation_far_below_finality_all_heads_come_back_oldest_first(
    simulated: SimulatedWorld, keeps_transactions: bool
) -> None:
    several_heads(simulated, 5)
    before = [item.sealed.head for item in simulated.store.finished()]
    simulated.chain.reorg(len(simulated.chain.blocks), keeps_transactions=keeps_transactions)
    simulated.anchor()
    assert simulated.store.counts().final_size < 5
    assert simulated.settle()
    assert [item.sealed.head for item in simulated.store.finished()] == before
    numbers = [item.anchor.block_number for item in simulated.store.finished() if item.anchor is not None]
    assert numbers == sorted(numbers)
    require_each_head_once(simulated)


@pytest.mark.parametrize("final_depth", [0, 2])
def test_heads_that_a_reorganisation_moved_in_the_middle_of_a_call_are_followed_too(
    simulated: SimulatedWorld, final_depth: int
) -> None:
    """After the look for lost heads, before the next head is mined: that one then stands above blocks that are gone."""
    several_heads(simulated, 3)
    simulated.chain.automine, simulated.chain.final_depth = True, final_depth
    simulated.submit(1)
    depth = len(simulated.chain.blocks)
    simulated.chain.when_next_signing = lambda: simulated.chain.reorg(depth, keeps_transactions=True)
    assert simulated.settle()
    anchors = [item.anchor for item in simulated.store.finished()]
    assert all(anchor is not None and simulated.chain.is_canonical_unasked(anchor) for anchor in anchors)
    require_each_head_once(simulated)


def a_proof_of_whatever_block(address: bytes, slots: Iterable[bytes], **_: object) -> StateProof:
    return StateProof(b"[]", address, (), tuple(SlotProof(slot, ()) for slot in slots))


def test_a_chain_that_goes_another_way_and_comes_back_leaves_no_older_head_behind(simulated: SimulatedWorld) -> None:
    """The new head is seen on one branch, the head before it asked for on the other, where it stood before."""
    chain = simulated.chain
    several_heads(simulated, 1)
    here = list(chain.all_blocks)
    simulated.submit(1)
    simulated.anchor()
    chain.reorg(len(here), keeps_transactions=True)
    there, look = chain.all_blocks, chain.find_anchor

    def seen_from_there(log_id: bytes, size: int) -> Anchor | None:
        chain.all_blocks = there
        found = look(log_id, size)
        chain.all_blocks = here
        return found

    chain.all_blocks, chain.find_anchor = here, seen_from_there  # type: ignore[method-assign]
    chain.state_proof = a_proof_of_whatever_block  # type: ignore[method-assign]
    chain.head = lambda *_, **__: (only_item(simulated).sealed.head, 2, there[-1].times[-1])  # type: ignore[method-assign]
    simulated.anchor()
    del chain.find_anchor, chain.state_proof, chain.head
    chain.all_blocks = there
    assert simulated.settle()
    require_each_head_once(simulated)
    anchors = [item.anchor for item in simulated.store.finished()]
    assert all(anchor is not None and chain.is_canonical_unasked(anchor) for anchor in anchors)


def test_a_later_head_does_not_wait_for_the_finality_of_an_earlier_one_to_be_anchored_again(
    simulated: SimulatedWorld,
) -> None:
    simulated.chain.final_depth = 30
    simulated.chain.mine(40)
    simulated.chain.final_depth = 0
    several_heads(simulated, 3)
    simulated.chain.final_depth = 30
    simulated.chain.reorg(20, keeps_transactions=False)
    for _ in range(6):
        simulated.anchor()
        simulated.chain.mine()
    assert {item.state for item in simulated.store.outbox()} == {OutboxState.MINED}
    assert len(simulated.store.outbox()) == 3


def test_a_node_that_fell_behind_changes_no_status_and_is_sent_nothing_new(simulated: SimulatedWorld) -> None:
    several_heads(simulated, 2)
    simulated.submit(1)
    before = (simulated.store.finished(), simulated.store.outbox(), simulated.store.counts())
    simulated.chain.behind = len(simulated.chain.all_blocks) - 1
    assert simulated.anchor() is None
    assert simulated.chain.fired["behind"] >= 1
    assert (simulated.store.finished(), simulated.store.outbox(), simulated.store.counts()) == before
    assert simulated.settle()
    require_each_head_once(simulated)


def test_a_chain_that_fell_back_and_mines_only_what_is_sent_is_anchored_on_again(simulated: SimulatedWorld) -> None:
    simulated.chain.automine, simulated.chain.final_depth = True, 0
    several_heads(simulated, 3)
    simulated.chain.fall_back(2)
    for _ in range(8):
        simulated.anchor()
    assert [head.size for head in simulated.chain.blocks[-1].heads] == [1, 2, 3]
    require_each_head_once(simulated)


def test_heads_above_a_block_that_is_gone_are_taken_back_before_the_node_is_as_far(simulated: SimulatedWorld) -> None:
    simulated.chain.automine, simulated.chain.final_depth = True, 0
    several_heads(simulated, 3)
    simulated.chain.fall_back(2)
    simulated.chain.mine()  # another block where the second head was, none yet where the third was
    simulated.chain.automine = False
    simulated.anchor()
    states = [item.state for item in (*simulated.store.finished(), *simulated.store.outbox())]
    assert states == [OutboxState.FINAL, OutboxState.UNKNOWN, OutboxState.UNKNOWN]
    assert simulated.settle()
    require_each_head_once(simulated)


def test_a_node_that_lags_takes_no_nonce_from_a_head_under_way(simulated: SimulatedWorld) -> None:
    several_heads(simulated, 1)
    simulated.submit(1)
    simulated.anchor()
    before = only_item(simulated)
    simulated.chain.behind = len(simulated.chain.all_blocks) - 1
    assert simulated.anchor() is None
    assert only_item(simulated) == before
    assert before.state is OutboxState.UNKNOWN


def test_a_node_that_lags_while_a_head_is_sealed_does_not_look_like_another_log(simulated: SimulatedWorld) -> None:
    several_heads(simulated, 1)
    simulated.submit(1)
    canonical = simulated.chain.is_canonical

    def answered_by_a_node_that_lags(block: BlockRef) -> bool:
        """The look for lost heads; the node that is asked next is not as far."""
        answer = canonical(block)
        if block.number == 1:
            simulated.chain.behind = len(simulated.chain.all_blocks) - 1
        return answer

    simulated.chain.is_canonical = answered_by_a_node_that_lags  # type: ignore[method-assign]
    with pytest.raises(ChainAway, match="newest final head"):
        anchor_once(simulated.world(), holder="anchorer")
    del simulated.chain.is_canonical
    assert simulated.store.counts().pending == 1
    assert simulated.settle()


def test_while_finality_is_not_told_heads_are_mined_and_no_new_one_is_sealed(simulated: SimulatedWorld) -> None:
    """The second endpoint is away: what can be taken back goes on, what cannot waits, and it is said."""
    several_heads(simulated, 2)
    simulated.chain.reorg(len(simulated.chain.blocks), keeps_transactions=False)
    simulated.submit(1)
    simulated.chain.is_finality_away = True
    for _ in range(5):
        assert simulated.anchor() is None or simulated.store.counts().final_size == 0
        simulated.chain.mine()
    with pytest.raises(ChainAway, match="second endpoint"):
        anchor_once(simulated.world(), holder="anchorer")
    assert [item.state for item in simulated.store.outbox()] == [OutboxState.MINED, OutboxState.MINED]
    assert simulated.store.counts().pending == 1
    assert simulated.settle()
    require_each_head_once(simulated)


def test_while_a_head_is_mined_and_not_final_no_new_one_is_sealed(simulated: SimulatedWorld) -> None:
    simulated.submit(1)
    simulated.anchor()
    simulated.chain.mine()
    simulated.anchor()
    simulated.submit(1)
    simulated.anchor()
    assert only_item(simulated).state is OutboxState.MINED
    assert simulated.store.counts().pending == 1


def test_a_gap_of_nonces_is_closed_without_an_operator_and_said(simulated: SimulatedWorld) -> None:
    simulated.chain.spend_nonce()
    simulated.submit(1)
    simulated.anchor()
    simulated.chain.reorg(1, keeps_transactions=False)
    assert simulated.chain.blocks[-1].nonce < (only_item(simulated).account_nonce or 0)
    progress = simulated.anchor()
    assert progress is not None
    assert progress.is_nonce_repaired
    assert simulated.settle()
    require_each_head_once(simulated)


def test_without_gas_money_submissions_are_kept_and_anchoring_resumes_by_itself(simulated: SimulatedWorld) -> None:
    simulated.chain.balance = 0
    simulated.submit(2)
    with pytest.raises(NoGasMoney) as broke:
        anchor_once(simulated.world(), holder="anchorer")
    assert (broke.value.account, broke.value.has_wei) == (simulated.chain.deployment.writer, 0)
    assert broke.value.needs_wei > 0
    simulated.submit(3)
    assert simulated.store.counts().pending == 3
    assert simulated.settle()
    require_each_head_once(simulated)


def test_a_holder_that_hangs_in_any_write_is_overtaken_and_refused(simulated: SimulatedWorld) -> None:
    simulated.chain.automine, simulated.chain.final_depth = True, 0
    planned = fired = 0
    for at in range(2, 8):  # append, signed, unknown, evidence, mined, final
        planned += 1
        simulated.submit(1)
        fired += simulated.anchor_and_be_overtaken(at=at)
        assert simulated.settle()
        require_each_head_once(simulated)
    print(f"points {planned}  fired {fired}")
    assert fired >= 0.8 * planned


def test_a_clock_that_was_put_back_a_day_makes_nobody_wait_a_day(simulated: SimulatedWorld) -> None:
    simulated.submit(1)
    hung = simulated.store.take_lease(holder="hung", now=simulated.clock.time, seconds=LEASE_SECONDS)
    assert hung is not None
    simulated.clock.time -= 86_400
    assert simulated.settle()
    with pytest.raises(LeaseLost):
        simulated.store.save_outbox(simulated.store.finished()[0], lease=hung)


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


def test_a_registry_that_takes_minutes_to_read_costs_nobody_the_lease(simulated: SimulatedWorld) -> None:
    simulated.submit(1)
    simulated.chain.registry_questions = 30
    idle: list[bool] = []

    def a_slow_answer() -> None:
        simulated.clock.time += LEASE_SECONDS // 3
        idle.append(
            simulated.store.take_lease(holder="standby", now=simulated.clock.time, seconds=LEASE_SECONDS) is None
        )

    simulated.chain.when_asked_for_events = a_slow_answer
    anchor_once(simulated.world(), holder="slow")
    assert idle == [True] * 30
    assert only_item(simulated).state is OutboxState.UNKNOWN


def test_an_anchorer_that_hung_while_it_read_the_registry_does_not_go_on_under_the_lease_of_another(
    simulated: SimulatedWorld,
) -> None:
    simulated.submit(1)

    def hang() -> None:
        simulated.chain.when_asked_for_events = lambda: None
        simulated.clock.time += LEASE_SECONDS
        simulated.anchor(holder="standby")

    simulated.chain.when_asked_for_events = hang
    with pytest.raises(LeaseLost):
        anchor_once(simulated.world(), holder="slow")
    assert simulated.settle()
    require_each_head_once(simulated)


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


def test_a_contract_that_refuses_gets_no_transaction_and_says_why(simulated: SimulatedWorld) -> None:
    """The admin replaced the writer: not a reverted transaction a round, but one clear reason; it resumes by itself."""
    simulated.submit(1)
    simulated.chain.automine = True
    simulated.chain.writer = b"\x66" * 20
    for _ in range(3):
        with pytest.raises(ChainRefused, match="NotWriter"):
            anchor_once(simulated.world(), holder="anchorer")
    assert (simulated.chain.reverted, simulated.chain.blocks[-1].nonce) == (0, 0)
    simulated.chain.writer = simulated.chain.deployment.writer
    assert simulated.settle()
    require_each_head_once(simulated)


def test_a_writer_replaced_while_a_head_is_under_way_costs_one_reverted_transaction(simulated: SimulatedWorld) -> None:
    simulated.submit(1)
    simulated.anchor()
    simulated.chain.writer = b"\x66" * 20
    for _ in range(4):
        simulated.chain.mine()
        simulated.anchor()
    assert (simulated.chain.reverted, simulated.chain.blocks[-1].nonce) == (1, 1)
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
