"""One real ledger on one real chain, with its API over ASGI, for all tests of this folder."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from api_town import Served, keys_for, running_town, tell_of_a_shirt
from fastapi.testclient import TestClient
from survey_town import Line, Visitor, a_line, client_of

from api.app import create_app
from ledger.bootstrap import Ledger


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with running_town(tmp_path_factory.mktemp("town")) as ledger:
        yield ledger


@pytest.fixture(scope="session")
def served(town: Ledger) -> Iterator[Served]:
    """The API on a ledger where a shirt has two tiers, all of it final."""
    with TestClient(create_app(ledger=town), base_url="http://tierlight.test", follow_redirects=False) as client:
        running = Served(town, client, keys_for(town))
        tell_of_a_shirt(running)
        yield running


@pytest.fixture
def line(tmp_path: Path) -> Line:
    """The worker line of one demo wave, without a chain."""
    return a_line(tmp_path)


@pytest.fixture
def visitor(line: Line) -> Iterator[Visitor]:
    """Somebody with a telephone before its first page."""
    with client_of(line) as client:
        yield Visitor(client)


@pytest.fixture
def unused_port_url() -> str:
    """Where nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"
