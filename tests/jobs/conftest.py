"""Real ledgers on a real chain: one that tests of a folder share and only add to, and small ones without a chain."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from api_town import running_town
from builders import a_deployment, a_registry
from chain.anvil_reaper import reaping
from export_bed import one_export, target  # noqa: F401 - fixtures of the tests of exports
from fsck_bed import Copy, tell_of_everything
from simulator.simulated_world import ToldClock

from ledger.bootstrap import Ledger
from ledger.ports import World
from ledger.store.sql_store import open_store


@pytest.fixture(scope="session", autouse=True)
def _no_anvil_outlives_this_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with reaping(tmp_path_factory.getbasetemp().resolve()):
        yield


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with running_town(tmp_path_factory.mktemp("town")) as ledger:
        yield ledger


@pytest.fixture(scope="session")
def told_ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """A ledger with a bit of everything, all final; tests copy its database and leave it as it is."""
    with running_town(tmp_path_factory.mktemp("told")) as ledger:
        tell_of_everything(ledger)
        yield ledger


@pytest.fixture
def copy(told_ledger: Ledger, tmp_path: Path) -> Copy:
    """A copy of that ledger's database, to be edited as a thief or a disk would."""
    return Copy.of(told_ledger, tmp_path)


@pytest.fixture
def clock() -> ToldClock:
    return ToldClock()


@pytest.fixture
def quiet_world(tmp_path: Path, clock: ToldClock) -> Iterator[World]:
    """A deployed ledger on SQLite whose chain is not there."""
    store = open_store(f"sqlite:///{tmp_path / 'ledger.db'}")
    store.save_deployment(a_deployment())
    store.save_registry(a_registry())
    yield World(store, None, clock)
    store.close()
