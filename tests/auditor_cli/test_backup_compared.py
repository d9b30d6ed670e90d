"""A copy made with a database's own tools is compared with the chain, and nothing of it or of a folder is changed."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from api_town import running_town
from cli_builders import Ran, called
from postgres_server import PostgresServer, running_postgres
from sqlalchemy import make_url
from told_records import tell_and_anchor

from auditor_cli.operator.app import main as tierlight
from ledger.bootstrap import Ledger
from ledger.jobs.backup import backup
from scripts.own_postgres import _programs

pytestmark = pytest.mark.chain


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with running_postgres() as running:
        yield running


@pytest.fixture(scope="module")
def town(server: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """A ledger on Postgres with one final head."""
    with running_town(tmp_path_factory.mktemp("home"), database_url=server.new_database()) as told:
        tell_and_anchor(told.world)
        yield told


def dumped(server: PostgresServer, ledger: Ledger) -> str:
    """Copy the database as its operator does, with pg_dump and psql, and give the copy's URL."""
    folder, copy = _programs(), server.new_database()
    assert folder is not None
    source, target = (str(make_url(each).database) for each in (ledger.settings.store_url, copy))
    where = ["-h", str(server.folder), "-U", "tier"]
    dump = subprocess.run([folder / "pg_dump", *where, source], capture_output=True, check=True)
    into = [folder / "psql", *where, "-q", "-v", "ON_ERROR_STOP=1", "-d", target]
    subprocess.run(into, input=dump.stdout, capture_output=True, check=True)
    return copy


def compared(
    monkeypatch: pytest.MonkeyPatch, ledger: Ledger, home: Path, *more: object, database_url: str | None = None
) -> Ran:
    assert ledger.settings.chain_url is not None
    monkeypatch.setenv("TIERLIGHT_CHAIN_URL", ledger.settings.chain_url)
    if database_url is not None:
        monkeypatch.setenv("TIERLIGHT_DATABASE_URL", database_url)
    return called(tierlight, "backup", *more, "--compare-only", "--home", home, "--json")


def test_a_dump_of_postgres_is_compared_with_the_chain(
    server: PostgresServer, town: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = dumped(server, town)
    whole = compared(monkeypatch, town, tmp_path / "empty", database_url=copy)
    assert (whole.code, whole.document["standing"], whole.document["missing_heads"]) == (0, "complete", 0)
    for _ in range(2):
        tell_and_anchor(town.world)
    behind = compared(monkeypatch, town, tmp_path / "empty", database_url=copy)
    assert (behind.code, behind.document["standing"], behind.document["missing_heads"]) == (6, "chain-is-ahead", 2)
    assert "lost unless another copy has them" in behind.document["told"]


def test_an_archive_is_compared_again_later_and_left_as_it_was(tmp_path: Path) -> None:
    home, archive = tmp_path / "home", tmp_path / "b.tar.gz"
    assert called(tierlight, "init", "--home", home).code == 0
    backup(home, archive)
    before = archive.read_bytes()
    found = called(tierlight, "backup", archive, "--compare-only", "--home", home, "--json")
    assert (found.code, found.document["standing"]) == (0, "not-compared")  # nothing of it is on any chain
    assert (archive.read_bytes(), sorted(os.listdir(tmp_path))) == (before, ["b.tar.gz", "home"])


def test_a_folder_without_a_ledger_is_refused_and_stays_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, town: Ledger
) -> None:
    (tmp_path / "empty").mkdir()
    assert compared(monkeypatch, town, tmp_path / "empty").code == 2
    assert os.listdir(tmp_path / "empty") == []


def test_without_compare_only_a_target_is_asked_for(tmp_path: Path) -> None:
    found = called(tierlight, "backup", "--home", tmp_path)
    assert found.code == 2
    assert "TARGET" in found.err


def test_a_copy_of_postgres_is_left_to_its_own_tools_and_the_refusal_names_the_comparison(
    town: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIERLIGHT_DATABASE_URL", town.settings.store_url)
    found = called(tierlight, "backup", tmp_path / "b.tar.gz", "--home", tmp_path / "home")
    assert found.code == 2
    assert "--compare-only" in found.err
