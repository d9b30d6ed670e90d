"""What the chain tells of the registry replaces what is known, unless what cannot vanish is missing from it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from builders import MAKER, MILL, NOW, a_deployment, a_registry
from simulator.simulated_chain import SimulatedChain
from simulator.simulated_world import SimulatedWorld

from ledger.errors import ChainAway
from ledger.jobs.sync_registry import WHOLE_EVERY_BLOCKS, sync_registry
from ledger.model.deployment import RegistrySnapshot
from ledger.model.party import KeyType
from ledger.proof.typed_data import keccak
from ledger.store.sql_store import open_store


@pytest.fixture
def simulated(tmp_path: Path) -> SimulatedWorld:
    path = tmp_path / "ledger.db"
    open_store(f"sqlite:///{path}").close()
    made = SimulatedWorld(path, SimulatedChain(a_deployment(), a_registry()))
    made.chain.mine(3)
    return made


def told(simulated: SimulatedWorld, snapshot: RegistrySnapshot) -> RegistrySnapshot:
    """The registry as the chain tells it in its newest block."""
    block = simulated.chain.blocks[-1].ref
    simulated.chain.snapshot = replace(snapshot, block_number=block.number, block_hash=block.block_hash)
    return sync_registry(simulated.world())


def test_a_key_that_is_left_out_of_an_answer_is_not_forgotten(simulated: SimulatedWorld) -> None:
    kept = told(simulated, a_registry(MILL, MAKER))
    with pytest.raises(ChainAway):
        told(simulated, a_registry(MILL))
    assert simulated.store.registry() == kept


def test_a_revocation_that_is_left_out_of_an_answer_is_not_forgotten(simulated: SimulatedWorld) -> None:
    told(simulated, a_registry(MILL, revoked_at=NOW))
    with pytest.raises(ChainAway):
        told(simulated, a_registry(MILL))
    registry = simulated.store.registry()
    assert registry is not None
    assert registry.keys[keccak(MILL.signer)].revoked_at == NOW


def test_what_a_reorganisation_took_back_is_forgotten(simulated: SimulatedWorld) -> None:
    told(simulated, a_registry(MILL, MAKER))
    simulated.chain.reorg(1, keeps_transactions=False)
    assert told(simulated, a_registry(MILL)).keys.keys() == {keccak(MILL.signer)}


def test_a_node_that_lags_takes_nothing_away(simulated: SimulatedWorld) -> None:
    kept = told(simulated, a_registry(MILL, MAKER))
    simulated.chain.behind = 2
    with pytest.raises(ChainAway):
        told(simulated, a_registry(MILL))
    assert simulated.store.registry() == kept


@pytest.mark.parametrize(
    ("then", "later"),
    [
        ({"suspect_from": NOW - 5}, {}),
        ({"suspect_from": NOW - 5}, {"suspect_from": NOW - 4}),
        ({"revoked_at": NOW - 5}, {"revoked_at": NOW - 4}),
        ({}, {"key_type": KeyType.ERC1271}),
        ({}, {"valid_from": NOW - 1}),
    ],
)
def test_what_was_said_of_a_key_is_not_taken_back_on_an_endpoints_word(
    simulated: SimulatedWorld, then: dict[str, Any], later: dict[str, Any]
) -> None:
    kept = told(simulated, a_registry(MILL, **then))
    with pytest.raises(ChainAway):
        told(simulated, a_registry(MILL, **later))
    assert simulated.store.registry() == kept


def test_a_mandate_that_ended_does_not_run_again_on_an_endpoints_word(simulated: SimulatedWorld) -> None:
    running = a_registry(MILL, MAKER, delegations=[(MILL, MAKER)])
    ended = {pair: replace(each, until=NOW) for pair, each in running.delegations.items()}
    told(simulated, replace(running, delegations=ended))
    with pytest.raises(ChainAway):
        told(simulated, running)


def test_a_registry_whose_block_is_still_there_is_read_on_from_it(simulated: SimulatedWorld) -> None:
    kept = told(simulated, a_registry(MILL))
    simulated.chain.mine()
    told(simulated, a_registry(MILL, MAKER))
    assert simulated.chain.registry_reads == [None, kept]


def test_a_registry_whose_block_is_gone_is_read_whole(simulated: SimulatedWorld) -> None:
    told(simulated, a_registry(MILL, MAKER))
    simulated.chain.reorg(1, keeps_transactions=False)
    told(simulated, a_registry(MILL))
    assert simulated.chain.registry_reads == [None, None]


def test_the_whole_is_read_when_it_is_asked_for(simulated: SimulatedWorld) -> None:
    told(simulated, a_registry(MILL))
    simulated.store.save_deployment(a_deployment())
    sync_registry(simulated.world(), is_whole=True)
    assert simulated.chain.registry_reads == [None, None]


def test_the_whole_is_read_once_in_so_many_blocks(simulated: SimulatedWorld) -> None:
    simulated.chain.mine(WHOLE_EVERY_BLOCKS - 5)
    kept = told(simulated, a_registry(MILL))
    assert kept.block_number == WHOLE_EVERY_BLOCKS - 2
    for _ in range(4):
        simulated.chain.mine()
        told(simulated, a_registry(MILL))
    assert [each and each.block_number for each in simulated.chain.registry_reads] == [
        None,
        WHOLE_EVERY_BLOCKS - 2,
        None,
        WHOLE_EVERY_BLOCKS,
        WHOLE_EVERY_BLOCKS + 1,
    ]
