"""A ledger on a simulated chain, fresh for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from simulator.simulated_world import SimulatedWorld, a_simulated_world, a_template


@pytest.fixture(scope="session")
def ledger_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_template(tmp_path_factory.mktemp("template"))


@pytest.fixture
def simulated(ledger_template: Path, tmp_path: Path) -> Iterator[SimulatedWorld]:
    made = a_simulated_world(ledger_template, tmp_path)
    yield made
    made.store.close()
