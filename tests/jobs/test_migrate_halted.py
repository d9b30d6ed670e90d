"""A chain that answers and makes no blocks can be left; one that makes them is never left with its log open."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from api_town import running_town
from builders import NOW
from moving_ledger import another_chain, mill_is_held_here, moved_to, opened, require_that_all_is_well_there, told
from simulator.simulated_world import ToldClock
from told_records import receipt_of, tell, tell_and_anchor

from ledger.bootstrap import OPERATOR_DID, Ledger, LeftChain, Moved, move_ledger
from ledger.bootstrap.custody import custody
from ledger.bootstrap.migration import Opening, migrate
from ledger.bootstrap.opening import open_chain, registrar_at
from ledger.chain.answers import hexed
from ledger.chain.contract import encoded_call
from ledger.errors import BadSetting
from ledger.jobs.left_chain import HALTED_AFTER_SECONDS
from ledger.jobs.standing import deployment_of
from ledger.jobs.verify import verify_receipt
from ledger.model.deployment import Deployment
from ledger.model.verdict import VerdictKind

pytestmark = pytest.mark.chain

EVER_OPEN = "0x" + "00" * 32


def halts(url: str) -> None:
    told(url, "evm_setIntervalMining", 0)


def mines_on_demand_only(url: str) -> None:
    halts(url)
    told(url, "evm_setAutomine", True)


def moved_later(town: Ledger, url: str, *, said: LeftChain, wait: Callable[[], None] = lambda: None) -> Moved:
    """The move, made when the newest block is old by the operator's clock."""
    late = replace(town.world, clock=ToldClock(int(time.time()) + HALTED_AFTER_SECONDS))
    opening = Opening(
        late, lambda settings, at: open_chain(settings, at, custody(settings, at)), registrar_at, OPERATOR_DID, wait
    )
    return migrate(town.settings, opening, left_url=town.settings.chain_url, to_url=url, left_chain=said)


def successor_there(town: Ledger, left: Deployment) -> object:
    asked = {"to": hexed(left.place.anchor_log), "data": hexed(encoded_call("successorOf(bytes32)", left.log_id))}
    return told(str(town.settings.chain_url), "eth_call", asked, "latest")


def test_a_chain_that_makes_blocks_is_not_left_as_halted(tmp_path: Path) -> None:
    with running_town(tmp_path / "home") as town, another_chain(tmp_path / "there", town.settings) as url:
        left = deployment_of(town.world)
        with pytest.raises(BadSetting, match="seconds ago"):
            move_ledger(town.settings, to_url=url, left_chain=LeftChain.HALTED)
        assert deployment_of(town.world) == left
        assert successor_there(town, left) == EVER_OPEN, "nothing was sent"


def test_a_quiet_chain_that_takes_a_transaction_closes_the_log_and_is_not_left_open(tmp_path: Path) -> None:
    """It makes a block for a transaction only: its newest block is old, and yet it lives. The ordinary move goes on."""
    with running_town(tmp_path / "home") as town, another_chain(tmp_path / "there", town.settings) as url:
        mill_is_held_here(town.settings)
        waiting, left = tell(town.world), deployment_of(town.world)
        mines_on_demand_only(str(town.settings.chain_url))
        with pytest.raises(BadSetting, match="made a block when"):
            moved_later(town, url, said=LeftChain.HALTED)
        assert deployment_of(town.world) == left
        told(str(town.settings.chain_url), "evm_setIntervalMining", 1)  # so that the closing becomes final
        moved = move_ledger(town.settings, to_url=url)
        assert successor_there(town, left) == hexed(moved.deployment.log_id)
        with opened(moved_to(town.settings, url)) as ledger:
            assert verify_receipt(receipt_of(ledger.world, waiting), now=NOW).kind is VerdictKind.VALID


def test_a_ledger_leaves_a_chain_that_has_halted(tmp_path: Path) -> None:
    """One record is final, one only acknowledged; the log there stays open, with the closing waiting for a block."""
    with running_town(tmp_path / "home") as town, another_chain(tmp_path / "there", town.settings) as url:
        mill_is_held_here(town.settings)
        early, waiting = tell_and_anchor(town.world).record_id, tell(town.world)
        old_receipt, left = receipt_of(town.world, early), deployment_of(town.world)
        halts(str(town.settings.chain_url))
        moved = moved_later(town, url, said=LeftChain.HALTED)
        assert successor_there(town, left) == EVER_OPEN
        assert moved.deployment.begins_at == 1
        assert moved.first_anchor.log_id == moved.deployment.log_id
        with opened(moved_to(town.settings, url)) as ledger:
            require_that_all_is_well_there(ledger, old_receipt, [early, waiting])
        told(str(town.settings.chain_url), "evm_mine")
        assert successor_there(town, left) == hexed(moved.deployment.log_id), "it came back, and closed the log"


def test_a_halted_chain_is_left_by_the_second_try_too(tmp_path: Path) -> None:
    """The first try left the closing among what the chain has waiting; nothing waits for it."""
    with running_town(tmp_path / "home") as town, another_chain(tmp_path / "there", town.settings) as url:
        tell_and_anchor(town.world)
        halts(str(town.settings.chain_url))

        def cut_off() -> None:
            raise InterruptedError

        with pytest.raises(InterruptedError):
            moved_later(town, url, said=LeftChain.HALTED, wait=cut_off)
        assert moved_later(town, url, said=LeftChain.HALTED).deployment.begins_at == 1
