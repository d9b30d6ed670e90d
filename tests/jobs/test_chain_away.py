"""The chain being away never loses or blocks a submission, and anchoring resumes by itself when it is back."""

from pathlib import Path

import pytest
from api_town import anchor_all, eventually, running_town
from builders import NOW
from simulator.simulated_world import ToldClock
from told_records import receipt_of, tell, verdict_on

from ledger.bootstrap import Ledger, open_ledger
from ledger.chain.anvil import start
from ledger.errors import ChainAway
from ledger.jobs.anchor import anchor_once
from ledger.jobs.fsck import fsck
from ledger.jobs.readiness import readiness
from ledger.jobs.verify import verify_receipt
from ledger.model.record import RecordStatus
from ledger.model.verdict import VerdictKind
from ledger.ports import World

pytestmark = pytest.mark.chain


def part_of(world: World, name: str) -> str:
    parts = readiness(world)["parts"]
    assert isinstance(parts, list)
    return next(str(part["status"]) for part in parts if isinstance(part, dict) and part["name"] == name)


def test_submissions_are_durable_while_the_chain_is_away_and_anchored_when_it_is_back(tmp_path: Path) -> None:
    with running_town(tmp_path) as town:
        early, settings = tell(town.world), town.settings
        anchor_all(town.world)
        port = int(str(settings.chain_url).rpartition(":")[2])
    ledger = open_ledger(settings)
    world = ledger.world
    assert readiness(world)["status"] == "degraded"
    assert (part_of(world, "database"), part_of(world, "chain")) == ("ready", "degraded")
    late = [tell(world) for _ in range(5)]
    with pytest.raises(ChainAway):
        anchor_once(world, holder="test")
    statuses = {record.status for each in late if (record := world.store.record(each)) is not None}
    assert statuses == {RecordStatus.PENDING}
    assert verify_receipt(receipt_of(world, early), now=NOW).kind is VerdictKind.VALID, "receipts go on being issued"
    require_resumed(ledger, tmp_path, port, [early, *late])
    ledger.close()


def require_resumed(ledger: Ledger, home: Path, port: int, acknowledged: list[bytes]) -> None:
    """The same process, told nothing, anchors what waited as soon as a node answers at the same address."""
    with start(home, port=port, block_seconds=0.2):
        eventually(lambda: readiness(ledger.world)["status"] == "ready", what="ready again")
        anchor_all(ledger.world)
        assert {verdict_on(ledger.world, each).kind for each in acknowledged} == {VerdictKind.VALID}
        assert fsck(ledger.world) == ()


def test_without_a_chain_at_all_the_ledger_takes_submissions_and_says_degraded(quiet_world: World) -> None:
    record_id = tell(quiet_world)
    assert readiness(quiet_world)["status"] == "degraded"
    assert quiet_world.store.record(record_id) is not None
    with pytest.raises(ChainAway):
        anchor_once(quiet_world, holder="test")


def test_records_that_wait_past_the_promise_are_said(quiet_world: World, clock: ToldClock) -> None:
    tell(quiet_world)
    assert part_of(quiet_world, "anchoring") == "ready"
    clock.time += 601
    assert part_of(quiet_world, "anchoring") == "degraded"


def test_a_database_that_is_gone_is_down_not_degraded(quiet_world: World, tmp_path: Path) -> None:
    quiet_world.store.close()
    for file in tmp_path.glob("ledger.db*"):
        file.unlink()
        file.mkdir()
    assert readiness(quiet_world)["status"] == "down"
