"""Blocks that vanish, come back or lag: every head is followed to where it came to stand."""

from collections.abc import Iterable

import pytest
from builders import MILL
from simulator.outbox_readings import only_item, require_each_head_once
from simulator.simulated_world import SimulatedWorld

from ledger.errors import ChainAway
from ledger.jobs.anchor import anchor_once
from ledger.jobs.key_evidence import evidence_subject
from ledger.model.log import Anchor, BlockRef, EventProof, OutboxItem, OutboxState, SlotProof, StateProof


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
