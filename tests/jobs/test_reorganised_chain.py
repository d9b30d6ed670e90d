"""A real node reorganises under an anchored log: the status falls back, the same head is anchored again, once."""

from pathlib import Path

import pytest
from api_town import anchor_all, running_town
from builders import NOW
from told_records import receipt_of, tell, verdict_on

from ledger.bootstrap import Ledger
from ledger.chain.anvil_probe import ask
from ledger.chain.contract import topic
from ledger.jobs.anchor import anchor_once
from ledger.jobs.fsck import fsck
from ledger.jobs.verify import verify_receipt
from ledger.model.log import OutboxState
from ledger.model.record import RecordStatus
from ledger.model.verdict import VerdictKind

pytestmark = pytest.mark.chain

ANCHORED = "0x" + topic("Anchored(bytes32,uint24,uint40,bytes32)").hex()


def told(town: Ledger, method: str, *params: object) -> object:
    return ask(int(str(town.settings.chain_url).rpartition(":")[2]), method, *params)


def anchored_sizes(town: Ledger) -> list[int]:
    """The size of every `Anchored` event on the canonical chain."""
    found = told(town, "eth_getLogs", {"fromBlock": "0x0", "topics": [ANCHORED]})
    assert isinstance(found, list)
    return [int(log["data"][2:66], 16) for log in found]


def test_reorganisations_of_depth_1_6_and_64_lose_nothing_and_anchor_nothing_twice(tmp_path: Path) -> None:
    fired = 0
    with running_town(tmp_path) as town:
        told(town, "anvil_mine", hex(80))
        acknowledged = [tell(town.world)]
        anchor_all(town.world)
        for depth in (1, 6, 64):
            acknowledged.append(tell(town.world))
            anchor_once(town.world, holder="test")
            before = anchored_sizes(town)
            told(town, "anvil_reorg", depth, [])
            fired += anchored_sizes(town) != before
            require_honest_status(town)
            anchor_all(town.world)
            require_whole(town, acknowledged)
    print(f"reorganisations planned 3  took an anchor back {fired}  acked {len(acknowledged)}  lost 0")
    assert fired == 3


def require_honest_status(town: Ledger) -> None:
    """After one look at the chain, what is called mined or final is in a block that the chain holds."""
    anchor_once(town.world, holder="test")
    assert town.world.chain is not None
    for item in (*town.world.store.finished(), *town.world.store.outbox()):
        if item.state in (OutboxState.MINED, OutboxState.FINAL):
            assert item.anchor is not None
            block = told(town, "eth_getBlockByNumber", hex(item.anchor.block_number), False)
            assert isinstance(block, dict)
            assert block["hash"] == "0x" + item.anchor.block_hash.hex()


def require_whole(town: Ledger, acknowledged: list[bytes]) -> None:
    assert anchored_sizes(town) == [item.sealed.head.size for item in town.world.store.finished()]
    for record_id in acknowledged:
        record = town.world.store.record(record_id)
        assert record is not None
        assert record.status is RecordStatus.FINAL
        assert verdict_on(town.world, record_id).kind is VerdictKind.VALID
        assert verify_receipt(receipt_of(town.world, record_id), now=NOW).kind is VerdictKind.VALID
    assert fsck(town.world) == ()
