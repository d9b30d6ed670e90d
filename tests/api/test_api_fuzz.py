"""No call makes the service fail: a refusal is a 4xx, whatever is sent. `make long` makes 20,000 calls."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from api_town import Served, keys_for, running_town, tell_of_a_shirt
from fastapi.testclient import TestClient
from fuzzing import run_calls
from postgres_server import PostgresServer

from api.app import create_app

CALLS = int(os.environ.get("TIERLIGHT_FUZZ_CALLS", "700"))
SEED = int(os.environ.get("TIERLIGHT_FUZZ_SEED", "20261122"))


@pytest.fixture
def served_from_postgres(tmp_path: Path, postgres_server: PostgresServer) -> Iterator[Served]:
    with (
        running_town(tmp_path, database_url=postgres_server.new_database()) as ledger,
        TestClient(create_app(ledger=ledger), base_url="http://tierlight.test", follow_redirects=False) as client,
    ):
        running = Served(ledger, client, keys_for(ledger))
        tell_of_a_shirt(running)
        yield running


def _require_no_fault_of_ours(served: Served, *, calls: int, from_seed: int) -> None:
    counted = run_calls(served, calls=calls, from_seed=from_seed)
    assert not counted.failures, "\n".join(counted.failures[:10])
    assert sum(counted.statuses.values()) > calls * 0.8
    assert {200, 202, 400, 404, 422} <= counted.statuses.keys(), counted.statuses
    assert len(counted.paths) > 20


def test_no_call_is_answered_with_a_fault_of_ours(served: Served) -> None:
    _require_no_fault_of_ours(served, calls=CALLS, from_seed=SEED)


@pytest.mark.postgres
def test_no_call_is_answered_with_a_fault_of_ours_on_postgres(served_from_postgres: Served) -> None:
    _require_no_fault_of_ours(served_from_postgres, calls=CALLS // 2, from_seed=SEED + 1)
