"""A chain that holds something else, or refuses: nothing is sent, and it says why."""

import pytest
from builders import a_deployment
from simulator.outbox_readings import only_item, require_each_head_once
from simulator.simulated_world import SimulatedWorld

from ledger.errors import ChainRefused, LogDisagrees, WrongChain
from ledger.jobs.anchor import anchor_once
from ledger.jobs.lease import LEASE_SECONDS
from ledger.model.log import OutboxState, TreeHead


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
