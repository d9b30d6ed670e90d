"""A move ends with a head that is final at the new place, and says there once where the log came from."""

from pathlib import Path

import pytest
from api_town import running_town
from builders import MILL, NOW
from chain.faulty_node import FaultyNode
from moving_ledger import another_chain, moved_to, opened
from pydantic import TypeAdapter
from told_records import receipt_of, tell, tell_and_anchor

from ledger.bootstrap import OPERATOR_DID, LeftChain, move_ledger
from ledger.bootstrap.keys import key_path
from ledger.errors import ChainAway, KeysNotCarried, KeyUnreadable
from ledger.jobs.anchor import anchor_once
from ledger.jobs.standing import chain_of, deployment_of
from ledger.jobs.verify import verify_receipt
from ledger.model.bodies import AnchoringPlaceBody
from ledger.model.record import Record
from ledger.model.statement import Kind
from ledger.model.verdict import VerdictKind
from ledger.ports import World

pytestmark = pytest.mark.chain


def announcements(world: World) -> list[Record]:
    return [
        record
        for record in world.store.records([Kind.SETTINGS], size=world.store.counts().sealed_size)
        if record.signed.statement.issuer == OPERATOR_DID
    ]


def test_after_a_move_the_new_chain_holds_a_head_before_anybody_submits(tmp_path: Path) -> None:
    with running_town(tmp_path / "home") as town, another_chain(tmp_path / "there", town.settings) as url:
        tell_and_anchor(town.world)
        moved = move_ledger(town.settings, to_url=url)
        first = moved.first_anchor
        with opened(moved_to(town.settings, url)) as ledger:
            chain = chain_of(ledger.world)
            head, count, _ = chain.head(moved.deployment.log_id, block=chain.final_block())
            assert (head, count) == (first.head, 1)
            (said,) = announcements(ledger.world)
            assert verify_receipt(receipt_of(ledger.world, said.record_id), now=NOW).kind is VerdictKind.VALID


def test_the_operator_says_where_the_log_came_from_and_with_which_head(tmp_path: Path) -> None:
    with running_town(tmp_path / "home") as town, another_chain(tmp_path / "there", town.settings) as url:
        tell_and_anchor(town.world)
        moved = move_ledger(town.settings, to_url=url).deployment
        (said,) = announcements(town.world)
        statement, left = said.signed.statement, moved.former[0]
        body = TypeAdapter(AnchoringPlaceBody).validate_json(statement.body)
        assert statement.audience == "public"
        assert (body.left.chain, body.left.log) == ("eip155:31337", "0x" + left.migration.log_id.hex())
        assert (body.entered.chain, body.entered.log) == ("eip155:31338", "0x" + moved.log_id.hex())
        assert (body.head_size, body.head_root) == (1, "0x" + left.migration.head_root.hex())


def test_a_move_made_again_says_nothing_twice(tmp_path: Path) -> None:
    with running_town(tmp_path / "home") as town, another_chain(tmp_path / "there", town.settings) as url:
        made = move_ledger(town.settings, to_url=url)
        assert move_ledger(town.settings, to_url=url) == made
        assert len(announcements(town.world)) == 1


def test_a_move_cut_off_while_it_announces_says_it_once(tmp_path: Path) -> None:
    """The statement is kept and its head is not: the next call brings it to finality."""
    with running_town(tmp_path / "home") as town, another_chain(tmp_path / "there", town.settings) as url:
        attempts, cut_off = 0, True
        while cut_off:
            attempts += 1
            with FaultyNode(url) as node:
                node.faults["eth_getProof"], node.spare["eth_getProof"] = "cut", attempts - 1
                try:
                    moved = move_ledger(town.settings, to_url=node.url)
                    cut_off = False
                except ChainAway:
                    assert attempts < 20
                    assert deployment_of(town.world).former, "it was cut off behind the switch"
        assert attempts > 1
        assert len(announcements(town.world)) == 1
        assert moved.first_anchor.head.size == 1


def test_a_head_that_was_taken_back_is_the_first_one_at_the_new_place(tmp_path: Path) -> None:
    with running_town(tmp_path / "home") as town:
        settings = town.settings
        with FaultyNode(str(settings.chain_url)) as node, opened(moved_to(settings, node.url)) as ledger:
            node.faults["eth_sendRawTransaction"] = "cut"
            tell(ledger.world)
            anchor_once(ledger.world, holder="test")
    with another_chain(tmp_path / "there", settings) as url:
        with pytest.raises(KeysNotCarried, match=MILL.did):
            move_ledger(settings, to_url=url, left_chain=LeftChain.GONE)
        with opened(moved_to(settings, url)) as ledger:
            assert not ledger.world.store.finished(), "what waits is not anchored where its key is unknown"
        moved = move_ledger(settings, to_url=url, left_chain=LeftChain.GONE, is_without_keys=True)
        assert moved.first_anchor.head.size == 1
        with opened(moved_to(settings, url)) as ledger:
            assert [record.index for record in announcements(ledger.world)] == [1]


def test_a_move_without_the_operators_key_is_refused_before_anything_is_sent(tmp_path: Path) -> None:
    with running_town(tmp_path / "home") as town, another_chain(tmp_path / "there", town.settings) as url:
        key_path(town.settings, "custodian").unlink()
        with pytest.raises(KeyUnreadable):
            move_ledger(town.settings, to_url=url)
        assert not deployment_of(town.world).former
