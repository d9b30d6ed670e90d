"""`auditor credits`: what is left first, then the records that claimed."""

from pathlib import Path

import pytest
from builders import a_certified_quantity, a_claim, a_deployment, a_registry
from cli_builders import called
from simulator.simulated_world import ToldClock

from auditor_cli.auditor.app import main as auditor
from ledger.jobs.submit import submit
from ledger.ports import World
from ledger.store.sql_store import open_store


@pytest.fixture
def booked(tmp_path: Path) -> tuple[str, str]:
    """A certificate with 70 of 100 kg left, and the claim."""
    store = open_store(f"sqlite:///{tmp_path / 'ledger.db'}")
    store.save_deployment(a_deployment())
    store.save_registry(a_registry())
    world = World(store, None, ToldClock())
    (given,) = submit(world, [a_certified_quantity(valid_until="2099-12-31", credit={"spend_until": "2099-12-31"})])
    (claim,) = submit(world, [a_claim(given.record_id)])
    store.close()
    return "0x" + given.record_id.hex(), "0x" + claim.record_id.hex()


def test_it_says_what_is_left_and_who_claimed(tmp_path: Path, booked: tuple[str, str]) -> None:
    certificate, claim = booked
    drawn = called(auditor, "credits", certificate, "--home", tmp_path)
    assert drawn.code == 0, drawn.err
    assert drawn.out.startswith("70 kg left to claim of 100 kg certified.")
    document = called(auditor, "credits", certificate, "--home", tmp_path, "--json").document
    assert [each["record_id"] for each in document["claims"]] == [claim]


def test_a_record_that_gives_nothing_to_claim_is_not_found(tmp_path: Path, booked: tuple[str, str]) -> None:
    assert called(auditor, "credits", booked[1], "--home", tmp_path).code == 2
    assert called(auditor, "credits", "nonsense", "--home", tmp_path).code == 2
