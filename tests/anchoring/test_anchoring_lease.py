"""Several anchorers, clocks and gas money: one writes, none is lost, none waits for ever."""

import pytest
from simulator.outbox_readings import only_item, require_each_head_once
from simulator.simulated_world import SimulatedWorld

from ledger.errors import LeaseLost, NoGasMoney
from ledger.jobs.anchor import anchor_once
from ledger.jobs.lease import LEASE_SECONDS
from ledger.model.log import OutboxState


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
