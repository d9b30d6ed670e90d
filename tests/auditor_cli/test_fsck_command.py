"""`tierlight fsck`: what it answers, what it exits with, and that it works on a ledger that nothing else can open."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from cli_builders import Story, called
from past_the_ledger import triggers_lifted

from auditor_cli.operator.app import main as tierlight


@pytest.fixture
def copy(story: Story, tmp_path: Path) -> Path:
    """A copy of the folder beside the same chain, for a test to break."""
    home = tmp_path / "copy"
    (home / "chain").mkdir(parents=True)
    shutil.copytree(story.home / "keys", home / "keys")
    shutil.copy(story.home / "chain" / "port", home / "chain" / "port")
    with (
        closing(sqlite3.connect(story.home / "ledger.db")) as live,
        closing(sqlite3.connect(home / "ledger.db")) as made,
    ):
        live.backup(made)
    return home


def edit(home: Path, statement: str) -> None:
    with closing(sqlite3.connect(home / "ledger.db")) as database, database, triggers_lifted(database):
        assert database.execute(statement).rowcount == 1


def test_a_whole_ledger_agrees_with_the_size_that_was_checked(copy: Path) -> None:
    found = called(tierlight, "fsck", "--home", copy, "--json")
    assert (found.code, found.document["agrees"], found.document["findings"]) == (0, True, [])
    assert found.document["log_size"] > 0


def test_a_disagreement_names_row_head_and_mend(copy: Path) -> None:
    edit(copy, "UPDATE entry SET record_id = zeroblob(32) WHERE log_index = 0")
    found = called(tierlight, "fsck", "--home", copy, "--json")
    (told,) = found.document["findings"]
    assert (found.code, told["code"]) == (3, "entry-differs")
    assert told["subject"].startswith("entry log_index=0; head size=")
    assert "restore" in told["mend"]


@pytest.mark.parametrize("given", [("--offline",), ("--chain-url", "http://127.0.0.1:9")])
def test_what_was_not_compared_with_the_chain_is_said_and_is_no_success(copy: Path, given: tuple[str, ...]) -> None:
    found = called(tierlight, "fsck", *given, "--home", copy)
    assert found.code == 8
    assert "NOT compared with the chain" in found.out


def test_a_disagreement_is_found_without_the_chain_too(copy: Path) -> None:
    edit(copy, "UPDATE record SET lang = 'es' WHERE log_index = 0")
    assert called(tierlight, "fsck", "--offline", "--home", copy).code == 3


def test_a_ledger_that_nothing_else_can_open_is_still_examined(copy: Path) -> None:
    edit(copy, "UPDATE kept SET document = x'00' WHERE name = 'deployment'")
    found = called(tierlight, "fsck", "--home", copy, "--json")
    assert found.code == 3
    assert "deployment-differs" in {each["code"] for each in found.document["findings"]}
