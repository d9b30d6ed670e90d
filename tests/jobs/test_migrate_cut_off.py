"""A move cut off anywhere ends as one that was not; a move that must not be made is refused before it does harm."""

import time
from pathlib import Path

import pytest
from api_town import eventually, running_town
from chain.faulty_node import FaultyNode
from moving_ledger import another_chain, mill_is_held_here, moved_to, opened, require_that_all_is_well_there, told
from told_records import receipt_of, tell_and_anchor, verdict_on

from ledger.bootstrap import (
    LeftChain,
    move_ledger,
    operator_secret,
)
from ledger.chain.answers import hexed
from ledger.chain.contract import encoded_call
from ledger.errors import BadSetting, ChainAway, ChainRefused, LogDisagrees
from ledger.jobs.standing import chain_of, deployment_of
from ledger.model.log import TreeHead
from ledger.model.verdict import VerdictKind
from ledger.proof.typed_data import account_of

pytestmark = pytest.mark.chain


def test_a_chain_that_answers_is_not_gone(tmp_path: Path) -> None:
    """Left open, the log there could be written on by whoever has the old writer's key."""
    with running_town(tmp_path / "home") as town, another_chain(tmp_path / "there", town.settings) as url:
        with pytest.raises(BadSetting, match="answers"):
            move_ledger(town.settings, to_url=url, left_chain=LeftChain.GONE)
        assert not deployment_of(town.world).former
        assert told(url, "eth_blockNumber") is not None


def test_a_log_closed_in_favour_of_another_is_not_moved(tmp_path: Path) -> None:
    with running_town(tmp_path / "home") as town, another_chain(tmp_path / "there", town.settings) as url:
        with (
            another_chain(tmp_path / "elsewhere", town.settings, chain_id=31339) as elsewhere,
            FaultyNode(str(town.settings.chain_url)) as node,
        ):
            node.faults["eth_sendRawTransaction"] = "deliver, cut"
            with pytest.raises(ChainAway):
                move_ledger(moved_to(town.settings, node.url), to_url=elsewhere)
        (tmp_path / "home" / "chain" / "deployment-steps-2.json").unlink()
        with pytest.raises(ChainRefused, match="in favour of"):
            move_ledger(town.settings, to_url=url)
        assert not deployment_of(town.world).former


def test_a_chain_on_which_the_log_would_have_its_old_id_is_refused(tmp_path: Path) -> None:
    with running_town(tmp_path / "home") as town:
        settings, begun = town.settings, int(time.time())
    while int(time.time()) == begun:  # two chains of one id that begin in the same second have the same first block
        pass
    with another_chain(tmp_path / "same id", settings, chain_id=31337) as url:
        with pytest.raises(BadSetting, match="id of one that this log has lived in"):
            move_ledger(settings, to_url=url, left_chain=LeftChain.GONE)
        admin = "0x" + account_of(operator_secret(settings, "admin")).hex()
        assert told(url, "eth_getTransactionCount", admin, "latest") == "0x0"


def test_a_move_cut_off_after_every_single_transaction_ends_as_one_that_was_not(tmp_path: Path) -> None:
    """Each attempt gets one transaction further on either chain: deploying, closing, carrying; then it is cut off."""
    with running_town(tmp_path / "home") as town, another_chain(tmp_path / "there", town.settings) as url:
        mill_is_held_here(town.settings)
        early = tell_and_anchor(town.world).record_id
        old_receipt, attempts, cut_off = receipt_of(town.world, early), 0, True
        while cut_off:
            attempts += 1
            assert attempts < 60
            with FaultyNode(str(town.settings.chain_url)) as left, FaultyNode(url) as entered:
                for node in (left, entered):
                    node.faults["eth_sendRawTransaction"] = "deliver, cut"
                try:
                    moved = move_ledger(moved_to(town.settings, left.url), to_url=entered.url).deployment
                    cut_off = False
                except ChainAway:
                    assert left.fired["eth_sendRawTransaction"] + entered.fired["eth_sendRawTransaction"] == 1
        assert attempts > 10, "six steps, the closing, and the parties with their keys"
        assert len(moved.former) == 1
        with opened(moved_to(town.settings, url)) as ledger:
            require_that_all_is_well_there(ledger, old_receipt, [early])


def test_a_move_cut_off_between_closing_and_switching_is_finished_by_the_next_call(tmp_path: Path) -> None:
    """The new chain falls silent just when the link has been made; until then the ledger lives where it lived."""
    with running_town(tmp_path / "home") as town, another_chain(tmp_path / "there", town.settings) as url:
        early = tell_and_anchor(town.world).record_id
        left = deployment_of(town.world)
        with FaultyNode(str(town.settings.chain_url)) as node:
            node.faults["eth_sendRawTransaction"] = "deliver, cut"
            with pytest.raises(ChainAway):
                move_ledger(moved_to(town.settings, node.url), to_url=url)
        assert deployment_of(town.world) == left
        assert verdict_on(town.world, early).kind is VerdictKind.VALID
        moved = move_ledger(town.settings, to_url=url).deployment
        assert moved.former[0].migration.head_size == 1


def test_a_log_with_a_head_of_somebody_else_is_not_closed_over_it(tmp_path: Path) -> None:
    """Whoever stole the writer's key anchored a head: moving would make it the last word of the old chain."""
    with running_town(tmp_path / "home") as town, another_chain(tmp_path / "there", town.settings) as url:
        tell_and_anchor(town.world)
        left, chain = deployment_of(town.world), chain_of(town.world)
        nonce = chain.next_nonce(left.writer)
        raw, _ = chain.sign_anchor(left.log_id, 1, TreeHead(9, b"\x66" * 32), nonce=nonce)
        chain.send(raw)
        eventually(lambda: chain.head(left.log_id, block=chain.latest_block())[0].size == 9, what="the thief's head")
        with pytest.raises(LogDisagrees, match="never sealed"):
            move_ledger(town.settings, to_url=url)
        asked = {"to": hexed(left.place.anchor_log), "data": hexed(encoded_call("writerOf(bytes32)", left.log_id))}
        assert told(str(town.settings.chain_url), "eth_call", asked, "latest").endswith(left.writer.hex()), "still open"
