"""A ledger moves to another chain, the old one closed or gone: nothing that was VALID changes."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from api_town import OPERATOR_DID, running_town
from builders import BRAND, MAKER, MILL, NOW, Party
from chain.faulty_node import FaultyNode
from moving_ledger import another_chain, mill_is_held_here, moved_to, opened, require_that_all_is_well_there, told
from told_records import receipt_of, tell, tell_and_anchor

from ledger.bootstrap import (
    Ledger,
    LeftChain,
    deploy_ledger,
    move_ledger,
    new_key,
    plan_move,
    registrar,
)
from ledger.chain.answers import hexed
from ledger.chain.contract import encoded_call
from ledger.errors import BadSetting, UnknownKey
from ledger.jobs.anchor import anchor_once
from ledger.jobs.standing import deployment_of
from ledger.jobs.sync_registry import sync_registry
from ledger.jobs.verify import verify_receipt
from ledger.model.log import OutboxState
from ledger.model.party import Role
from ledger.model.verdict import VerdictKind
from ledger.ports.registrar import Registrar
from ledger.proof.orders import Order
from ledger.proof.typed_data import keccak, party_id

pytestmark = pytest.mark.chain


def test_a_ledger_moves_while_its_chain_lives(tmp_path: Path) -> None:
    with running_town(tmp_path / "home") as town, another_chain(tmp_path / "there", town.settings) as url:
        mill_is_held_here(town.settings)
        early, waiting = tell_and_anchor(town.world).record_id, tell(town.world)
        old_receipt, left = receipt_of(town.world, early), deployment_of(town.world)
        made = move_ledger(town.settings, to_url=url)
        moved, carried = made.deployment, made.carried
        assert moved.domain == left.domain
        assert [former.place for former in moved.former] == [left.place]
        assert set(carried.parties) >= {MILL.did, OPERATOR_DID, MAKER.did}
        assert MAKER.did in {name for name, _ in carried.left}, "only its own admin may add its keys"
        assert MILL.did not in {name for name, _ in carried.left}
        with opened(moved_to(town.settings, url)) as ledger:
            require_that_all_is_well_there(ledger, old_receipt, [early, waiting])
            with pytest.raises(UnknownKey):
                tell(ledger.world, by=MAKER)
        require_closed(town, left.log_id, successor=moved.log_id)


def require_closed(town: Ledger, log_id: bytes, *, successor: bytes) -> None:
    """By the old chain itself, and by what the old writer then gets for an answer."""
    place = deployment_of(town.world).former[0].place
    asked = {"to": hexed(place.anchor_log), "data": hexed(encoded_call("successorOf(bytes32)", log_id))}
    assert told(str(town.settings.chain_url), "eth_call", asked, "latest") == hexed(successor)


def test_a_ledger_whose_chain_is_gone_goes_on_elsewhere(tmp_path: Path) -> None:
    """One record is final, one sealed under a head that never got there, one only acknowledged."""
    with running_town(tmp_path / "home") as town:
        settings = town.settings
        mill_is_held_here(settings)
        early, sealed = tell_and_anchor(town.world).record_id, tell(town.world)
        old_receipt = receipt_of(town.world, early)
        lose_on_the_way(town)
        waiting = tell(town.world)
    with another_chain(tmp_path / "there", settings) as url:
        moved = move_ledger(settings, to_url=url, left_chain=LeftChain.GONE)
        assert moved.deployment.begins_at == old_receipt.head.head.size
        assert moved.first_anchor.head.size == old_receipt.head.head.size + 1, "the head that never got there"
        with opened(moved_to(settings, url)) as ledger:
            require_that_all_is_well_there(ledger, old_receipt, [early, sealed, waiting])


def lose_on_the_way(town: Ledger) -> None:
    """What waits is sealed and signed for the chain, and its transaction never gets there."""
    with FaultyNode(str(town.settings.chain_url)) as node, opened(moved_to(town.settings, node.url)) as ledger:
        node.faults["eth_sendRawTransaction"] = "cut"
        anchor_once(ledger.world, holder="test")
        (item,) = ledger.world.store.outbox()
        assert (item.state, item.raw_transaction is not None) == (OutboxState.UNKNOWN, True)


def test_a_plan_of_a_move_sends_and_writes_nothing(tmp_path: Path) -> None:
    with running_town(tmp_path / "home") as town, another_chain(tmp_path / "there", town.settings) as url:
        tell_and_anchor(town.world)
        tell(town.world)
        before = sorted((tmp_path / "home" / "chain").iterdir())
        plan = plan_move(town.settings, to_url=url)
        assert (plan.head.size, plan.waiting) == (1, 1)
        assert before == sorted((tmp_path / "home" / "chain").iterdir())
        admin = "0x" + plan.left.place.admin.hex()
        assert told(url, "eth_getTransactionCount", admin, "latest") == "0x0"
        moved = move_ledger(town.settings, to_url=url).deployment
        assert (moved.place, moved.log_id) == (plan.entered.place, plan.entered.log_id)


def test_moving_again_to_where_the_ledger_lives_changes_nothing(tmp_path: Path) -> None:
    with running_town(tmp_path / "home") as town, another_chain(tmp_path / "there", town.settings) as url:
        with pytest.raises(BadSetting, match="lives there already"):
            move_ledger(town.settings, to_url=str(town.settings.chain_url))
        made = move_ledger(town.settings, to_url=url)
        moved = made.deployment
        height = told(url, "eth_getTransactionCount", "0x" + moved.registrar.hex(), "latest")
        assert move_ledger(town.settings, to_url=url) == made
        assert deploy_ledger(moved_to(town.settings, url)) == moved, "deploying again keeps where it came from"
        assert told(url, "eth_getTransactionCount", "0x" + moved.registrar.hex(), "latest") == height


def ordered(writer: Registrar, order: Order, by: Party) -> None:
    """Send an order of the party's admin."""
    writer.send_order(order, [writer.prepare(order, authority=by.signer).signed(by.secret)])


def test_a_revoked_or_suspected_key_is_never_carried(tmp_path: Path) -> None:
    with running_town(tmp_path / "home") as town, another_chain(tmp_path / "there", town.settings) as url:
        for name, party in (("mill", MILL), ("brand", BRAND)):
            new_key(town.settings, name=name, secret=party.secret)
        writer = registrar(town.settings)
        writer.revoke_key(MILL.did, MILL.secret, MILL.signer, suspect_from=0)
        ordered(writer, Order("declareSuspect", (BRAND.party_id, keccak(BRAND.signer), NOW)), BRAND)
        carried = move_ledger(town.settings, to_url=url).carried
        assert any(name == BRAND.did and "suspected" in what for name, what in carried.left)
        with opened(moved_to(town.settings, url)) as ledger:
            known = sync_registry(ledger.world).keys.values()
            assert not {MILL.signer, BRAND.signer} & {key.signer for key in known}


def test_a_ledger_moves_twice(tmp_path: Path) -> None:
    with running_town(tmp_path / "home") as town, another_chain(tmp_path / "there", town.settings) as url:
        mill_is_held_here(town.settings)
        early = tell_and_anchor(town.world).record_id
        old_receipt = receipt_of(town.world, early)
        move_ledger(town.settings, to_url=url)
        second = moved_to(town.settings, url)
        with opened(second) as ledger:
            between = tell_and_anchor(ledger.world).record_id
        with another_chain(tmp_path / "third", town.settings, chain_id=31339) as third:
            move_ledger(second, to_url=third)
            with opened(moved_to(town.settings, third)) as ledger:
                require_that_all_is_well_there(ledger, old_receipt, [early, between])


def test_a_record_whose_evidence_is_lost_with_its_chain_is_time_unprovable(tmp_path: Path) -> None:
    with running_town(tmp_path / "home") as town:
        settings = town.settings
        mill_is_held_here(settings)
        early = tell_and_anchor(town.world).record_id
    with closing(sqlite3.connect(tmp_path / "home" / "ledger.db")) as database:
        database.execute("DELETE FROM evidence WHERE subject = CAST('head' AS BLOB)")
        database.commit()
    with another_chain(tmp_path / "there", settings) as url:
        move_ledger(settings, to_url=url, left_chain=LeftChain.GONE)
        with opened(moved_to(settings, url)) as ledger:
            tell_and_anchor(ledger.world)
            verdict = verify_receipt(receipt_of(ledger.world, early), now=NOW)
    assert verdict.kind is VerdictKind.TIME_UNPROVABLE, verdict


def test_what_is_somebodys_address_there_may_be_anybodys_elsewhere(tmp_path: Path) -> None:
    """A party administered by a contract wallet, and one by several admins: neither is for the registrar to decide."""
    with running_town(tmp_path / "home") as town, another_chain(tmp_path / "there", town.settings) as url:
        wallet, several = "did:web:wallet.example", "did:web:several.example"
        told(str(town.settings.chain_url), "anvil_setCode", "0x" + "77" * 20, "0x6001")
        writer = registrar(town.settings)
        writer.register([(wallet, b"\x77" * 20, Role.SUPPLIER), (several, MILL.signer, Role.SUPPLIER)])
        ordered(writer, Order("changeAdmins", (party_id(several), BRAND.signer, bytes(32), 2)), MILL)
        for did in (wallet, several):
            town.world.store.name_party(did, party_id(did))
        carried = move_ledger(town.settings, to_url=url).carried
        assert not {wallet, several} & set(carried.parties)
        assert MAKER.did in carried.parties, "an account is the same person's on every chain"
        left = dict(carried.left)
        assert all("not for the registrar to decide" in left[did] for did in (wallet, several))
