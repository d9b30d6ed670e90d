"""What readiness says of a chain that cannot be paid, is not there, or has no final block; submissions go on."""

from typing import Any

from simulator.simulated_world import SimulatedWorld

from ledger.jobs.readiness import readiness
from ledger.model.log import BlockRef


def parts(simulated: SimulatedWorld) -> dict[str, dict[str, Any]]:
    told: Any = readiness(simulated.world())["parts"]
    return {part["name"]: part for part in told}


def test_an_account_with_money_is_ready_and_says_for_how_many_heads(simulated: SimulatedWorld) -> None:
    found = parts(simulated)["gas money"]
    has, needs = simulated.chain.gas_money(b"")
    assert found["status"] == "ready"
    assert f"{has // needs} heads" in found["detail"]


def test_an_account_without_money_degrades_and_is_named_with_what_it_needs(simulated: SimulatedWorld) -> None:
    simulated.chain.balance = 7
    found = parts(simulated)["gas money"]
    _, needs = simulated.chain.gas_money(b"")
    assert found["status"] == "degraded"
    assert f"0x{simulated.chain.deployment.writer.hex()}" in found["detail"]
    assert f"needs_wei: {needs}, has_wei: 7" in found["detail"]
    assert "send gas money" in found["mend"]
    assert readiness(simulated.world())["status"] == "degraded"
    simulated.submit(1)
    assert simulated.store.counts().pending == 1
    simulated.chain.balance = 10**18
    assert readiness(simulated.world())["status"] == "ready"


def test_a_chain_that_is_away_is_asked_once_and_not_for_its_money(simulated: SimulatedWorld) -> None:
    simulated.chain.is_away = True
    assert parts(simulated)["chain"]["status"] == "degraded"
    assert "gas money" not in parts(simulated)


def test_a_mend_is_told_once(simulated: SimulatedWorld) -> None:
    simulated.chain.is_away = True
    found = parts(simulated)["chain"]
    assert found["mend"]
    assert found["mend"] not in found["detail"]


def test_a_chain_without_a_final_block_degrades(simulated: SimulatedWorld) -> None:
    def none_yet() -> BlockRef:
        simulated.chain.is_away = True
        return simulated.chain.latest_block()

    simulated.chain.final_block = none_yet  # type: ignore[method-assign]
    assert parts(simulated)["chain"]["status"] == "degraded"
