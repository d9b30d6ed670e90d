"""`tierlight export` and `tierlight import`: a ledger told in files, and the same one again beside its own chain."""

import json
from pathlib import Path

import pytest
from cli_builders import Story, called

from auditor_cli.auditor.app import main as auditor
from auditor_cli.operator.app import main as tierlight
from ledger.bootstrap import chain_url
from ledger.settings import read_settings


@pytest.fixture(scope="module")
def exported(story: Story, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exported") / "out"
    found = called(tierlight, "export", folder, "--home", story.home, "--json")
    assert found.code == 0, found.err
    assert found.document["log_size"] > 0
    return folder


@pytest.fixture
def beside_the_chain(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """The new home is told where the chain of the old one is."""
    url = chain_url(read_settings(home=story.home))
    assert url is not None
    monkeypatch.setenv("TIERLIGHT_CHAIN_URL", url)


def imported(exported: Path, home: Path) -> dict[str, object]:
    found = called(tierlight, "import", exported, "--home", home, "--json")
    assert found.code == 0, found.err
    return dict(found.document)


@pytest.mark.usefixtures("beside_the_chain")
def test_what_is_imported_stands_before_fsck_and_the_chain(exported: Path, tmp_path: Path) -> None:
    made = imported(exported, tmp_path / "again")
    manifest = json.loads((exported / "manifest.json").read_bytes())
    assert (made["tree_root"], made["log_size"]) == (manifest["tree_root"], manifest["log_size"])
    found = called(tierlight, "fsck", "--home", tmp_path / "again", "--json")
    assert (found.code, found.document["agrees"], found.document["findings"]) == (0, True, [])


@pytest.mark.usefixtures("beside_the_chain")
def test_a_receipt_from_before_holds_at_the_imported_ledger(story: Story, exported: Path, tmp_path: Path) -> None:
    imported(exported, tmp_path / "again")
    for asked in (story.receipt, story.final_record):
        found = called(auditor, "verify", asked, "--home", tmp_path / "again", "--json")
        assert (found.code, [each["verdict"] for each in found.document["results"]]) == (0, ["VALID"]), found.out


def test_a_damaged_export_is_refused_by_file_and_line_and_leaves_nothing(exported: Path, tmp_path: Path) -> None:
    copy = tmp_path / "damaged"
    copy.mkdir()
    for path in exported.glob("*.json*"):
        (copy / path.name).write_bytes(path.read_bytes())
    record = copy / "record.jsonl"
    record.write_bytes(record.read_bytes()[:-20])
    found = called(tierlight, "import", copy, "--home", tmp_path / "again", "--json")
    error = found.document["error"]
    assert (found.code, error["code"], error["facts"]["file"]) == (2, "export-unreadable", "record.jsonl")
    assert error["facts"]["line"] == len(record.read_bytes().splitlines())
    imported(exported, tmp_path / "again")


def test_a_ledger_that_is_there_is_not_written_over(story: Story, exported: Path, tmp_path: Path) -> None:
    for verb, folder, home in (("import", exported, story.home), ("export", exported, story.home)):
        found = called(tierlight, verb, folder, "--home", home, "--json")
        assert (found.code, found.document["error"]["code"]) == (2, "home-in-use")


def test_people_are_told_what_to_do_next(exported: Path, tmp_path: Path) -> None:
    found = called(tierlight, "import", exported, "--home", tmp_path / "again")
    assert found.out.startswith("IMPORTED")
    assert "tierlight fsck" in found.out


def test_no_export_of_a_folder_without_a_ledger(tmp_path: Path) -> None:
    found = called(tierlight, "export", tmp_path / "out", "--home", tmp_path / "nothing", "--json")
    assert (found.code, found.document["error"]["code"]) == (2, "bad-setting")
    assert not (tmp_path / "out").exists()
