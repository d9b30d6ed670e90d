"""What tests of several folders share: databases of both kinds, and this folder on the import path."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from postgres_server import PostgresServer, running_postgres

from ledger.store.sql_store import SqlStore, open_store

# No law of ours is about how long it takes: a busy machine must not break one.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

# Half a minute and more each, measured: what begins last ends last.
LONGEST_FILES = (
    "faults/test_planted_bugs.py",
    "stories/test_readme.py",
    "stories/test_interrupted_demo.py",
    "faults/test_short_faults.py",
    "browser/test_survey_page.py",
    "faults/test_system_call_faults.py",
    "surveys/test_release_attack.py",
    "jobs/test_migrate.py",
)

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # started in the background: what we start would never end
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files come first; all others stay in their order."""
    rank = {f"tests/{name}": place for place, name in enumerate(LONGEST_FILES)}
    items.sort(key=lambda item: rank.get(item.nodeid.partition("::")[0], len(rank)))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    with running_postgres() as server:
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ledger.db'}"
    server: PostgresServer = request.getfixturevalue("postgres_server")
    return server.new_database()


@pytest.fixture
def store(database_url: str) -> Iterator[SqlStore]:
    opened = open_store(database_url)
    yield opened
    opened.close()
