"""Reading on from a kept registry: one question a round on a long chain, and the registry that all events add up to."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from chain_builders import Ledger, a_ledger, the_chain, the_registrar, told
from faulty_node import FaultyNode
from registry_builders import DIDS, admin_secret, keyed, registered, signer, snapshot_now

from ledger.chain.anvil import LocalChain
from ledger.chain.evm import EvmChain
from ledger.chain.key_events import READ_AGAIN_BLOCKS
from ledger.jobs.anchor import anchor_once
from ledger.jobs.sync_registry import sync_registry
from ledger.model.deployment import RegistrySnapshot
from ledger.ports import World
from ledger.proof.typed_data import keccak
from ledger.store.sql_store import SqlStore, open_store

pytestmark = pytest.mark.chain

MANY_BLOCKS, WIDEST_RANGE = 5_000, 500  # anvil mines a thousand a second
MILL = DIDS[0]
KEY = keccak(signer(MILL))


class ToldClock:
    """Implements ports.Clock."""

    def now(self) -> int:
        return 1_700_000_000


@pytest.fixture
def own(own_chain: LocalChain) -> Ledger:
    return a_ledger(own_chain.url, of="own")


@pytest.fixture
def kept(own: Ledger, tmp_path: Path) -> Iterator[SqlStore]:
    opened = open_store(f"sqlite:///{tmp_path / 'ledger.db'}")
    opened.save_deployment(own.deployment)
    yield opened
    opened.close()


def mine(ledger: Ledger, blocks: int) -> None:
    """In portions that anvil mines before the question times out."""
    for done in range(0, blocks, 500):
        told(ledger.url, "anvil_mine", hex(min(500, blocks - done)))


def checked(ledger: Ledger, *, url: str | None = None) -> EvmChain:
    chain = the_chain(ledger, url=url)
    chain.check(ledger.deployment)
    return chain


def synced(ledger: Ledger, store: SqlStore, *, url: str | None = None, is_whole: bool = False) -> RegistrySnapshot:
    return sync_registry(World(store, checked(ledger, url=url), ToldClock()), is_whole=is_whole)


def whole(ledger: Ledger) -> RegistrySnapshot:
    return snapshot_now(checked(ledger), dids=())


def content(snapshot: RegistrySnapshot | None) -> tuple[object, ...]:
    """What it says, whatever the block: the chain goes on while two readings are compared."""
    assert snapshot is not None
    return snapshot.parties, snapshot.keys, snapshot.delegations


def told_one_fewer(logs: Any) -> Any:
    return logs[:-1]


def test_a_round_on_a_long_chain_asks_for_the_new_events_only(own: Ledger, kept: SqlStore) -> None:
    keyed(own, DIDS[:2])
    mine(own, MANY_BLOCKS)
    with FaultyNode(own.url) as node:
        node.widest_range = WIDEST_RANGE
        world = World(kept, checked(own, url=node.url), ToldClock())
        anchor_once(world, holder="anchorer")
        assert node.received["eth_getLogs"] >= MANY_BLOCKS // WIDEST_RANGE, "the whole, once"
        node.received.clear()
        registered(own, DIDS[2:3])
        mine(own, 20)
        anchor_once(world, holder="anchorer")
        assert 1 <= node.received["eth_getLogs"] < MANY_BLOCKS // WIDEST_RANGE, "what is new, and the overlap"
    assert content(kept.registry()) == content(whole(own))
    assert len(whole(own).parties) == 3


def test_after_a_reorganisation_below_the_kept_block_the_registry_is_that_of_a_whole_reading(
    own: Ledger, kept: SqlStore
) -> None:
    registered(own, DIDS[:1])
    before = told(own.url, "evm_snapshot")
    registered(own, DIDS[1:3])
    assert len(synced(own, kept).parties) == 3
    told(own.url, "evm_revert", before)
    registered(own, DIDS[3:])
    mine(own, 5)
    assert content(synced(own, kept)) == content(whole(own))
    assert len(whole(own).parties) == 2


def test_events_left_out_by_an_index_that_lags_are_found_at_the_next_reading(own: Ledger, kept: SqlStore) -> None:
    synced(own, kept)
    keyed(own, DIDS[:2])
    with FaultyNode(own.url) as node:
        node.faults["eth_getLogs"] = told_one_fewer
        assert len(synced(own, kept, url=node.url).keys) == 1
    mine(own, READ_AGAIN_BLOCKS - 10)
    assert content(synced(own, kept)) == content(whole(own))
    assert len(whole(own).keys) == 2


def test_an_event_that_does_not_follow_brings_to_light_what_was_left_out_long_ago(own: Ledger, kept: SqlStore) -> None:
    synced(own, kept)
    keyed(own, [MILL])
    hide_the_newest_and_forget(own, kept)
    assert KEY not in synced(own, kept).keys, "it cannot be told from none"
    the_registrar(own).revoke_key(MILL, admin_secret(MILL), signer(MILL), suspect_from=0)
    assert content(synced(own, kept)) == content(whole(own))
    assert whole(own).keys[KEY].revoked_at is not None


def hide_the_newest_and_forget(ledger: Ledger, store: SqlStore) -> None:
    """The newest event is left out of one answer, and is not among the blocks that the next one reads again."""
    with FaultyNode(ledger.url) as node:
        node.faults["eth_getLogs"] = told_one_fewer
        synced(ledger, store, url=node.url)
        node.faults.clear()
        mine(ledger, READ_AGAIN_BLOCKS)
        node.faults["eth_getLogs"] = lambda logs: [log for log in logs if log["topics"][2:] != ["0x" + KEY.hex()]]
        synced(ledger, store, url=node.url)


def test_what_was_left_out_long_ago_is_found_by_a_whole_reading(own: Ledger, kept: SqlStore) -> None:
    synced(own, kept)
    keyed(own, [MILL])
    hide_the_newest_and_forget(own, kept)
    assert KEY not in synced(own, kept).keys
    assert synced(own, kept, is_whole=True) == whole(own)
    assert KEY in whole(own).keys


def test_a_node_that_takes_narrow_ranges_only_is_asked_for_no_wide_one_twice(own: Ledger) -> None:
    registered(own, DIDS[:1])
    mine(own, 1_500)
    with FaultyNode(own.url) as node:
        node.widest_range = 100
        calls: list[int] = []
        chain = checked(own, url=node.url)
        block = chain.latest_block()
        found = chain.registry(block=block, dids=(), between=lambda: calls.append(1))
        assert found == checked(own).registry(block=block, dids=())
        assert node.fired["eth_getLogs"] < 10
        assert len(calls) == node.received["eth_getLogs"] - node.fired["eth_getLogs"] >= 15
