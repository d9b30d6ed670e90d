"""SIGKILL between any two stages: no acknowledged record is lost, and each head is anchored once."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from api_town import running_town
from kill_driver import POINTS
from told_records import verdict_on

from ledger.bootstrap import Ledger
from ledger.chain.anvil_probe import ask
from ledger.chain.contract import topic
from ledger.jobs.fsck import fsck
from ledger.model.record import RecordStatus
from ledger.model.verdict import VerdictKind

pytestmark = pytest.mark.chain

DRIVER = Path(__file__).with_name("kill_driver.py")
ANCHORED = "0x" + topic("Anchored(bytes32,uint24,uint40,bytes32)").hex()


def test_a_kill_between_any_two_stages_loses_nothing_and_anchors_each_head_once(tmp_path: Path) -> None:
    with running_town(tmp_path / "home") as town:
        acknowledged = tmp_path / "acknowledged"
        words = [sys.executable, str(DRIVER), str(tmp_path / "home"), str(town.settings.chain_url), str(acknowledged)]
        clean = {name: value for name, value in os.environ.items() if not name.startswith("TIERLIGHT_")}
        ran = subprocess.run(words, capture_output=True, text=True, env=clean, check=False, timeout=150)
        assert ran.returncode == 0, ran.stderr
        points = [tuple(line.split("\t")) for line in ran.stdout.splitlines()]
        fired = [point for point in points if int(point[2]) == -signal.SIGKILL]
        ids = [bytes.fromhex(line) for line in acknowledged.read_text().split()]
        lost = [record_id for record_id in ids if not is_whole(town, record_id)]
        unacknowledged = town.world.store.counts().final_size - len(ids)
        print(
            f"points {len(POINTS)}  fired {len(fired)}  acked {len(ids)}  lost {len(lost)}  "
            f"committed-unacked {unacknowledged}"
        )
        assert len(points) == len(POINTS)
        assert len(fired) >= 0.8 * len(POINTS), [point for point in points if point not in fired]
        assert [point for point in points if point[3] != "0"] == [], "a run after a kill did not complete"
        assert lost == []
        assert unacknowledged == 1, "of the kills around `add`, only that after it leaves a record nobody was told of"
        require_each_head_once(town)


def is_whole(town: Ledger, record_id: bytes) -> bool:
    record = town.world.store.record(record_id)
    is_final = record is not None and record.status is RecordStatus.FINAL
    return is_final and verdict_on(town.world, record_id).kind is VerdictKind.VALID


def require_each_head_once(town: Ledger) -> None:
    port = int(str(town.settings.chain_url).rpartition(":")[2])
    found = ask(port, "eth_getLogs", {"fromBlock": "0x0", "topics": [ANCHORED]})
    assert isinstance(found, list)
    sizes = [int(log["data"][2:66], 16) for log in found]
    assert sizes == [item.sealed.head.size for item in town.world.store.finished()]
    assert len(sizes) == len(set(sizes))
    assert fsck(town.world) == ()
