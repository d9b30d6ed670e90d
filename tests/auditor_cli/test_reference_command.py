"""auditor reference: what is in force, what a file would change, and that nothing bad is ever kept."""

import json
from io import StringIO
from pathlib import Path

import pytest
from cli_builders import called
from rich.console import Console

from auditor_cli.auditor.app import main
from auditor_cli.render.reference import draw_list

HEADER = (
    "Calendar Year,Effective Date,Entity,Country,Country Code,Industry,Merchandise,WRO/Finding,Status,Remarks,"
    "Press Release\n"
)
ROW = "2026,6/1/2026,{entity},India,IN,Textiles,Garments,WRO,Active,,\n"
ASKED = ("--publisher", "cbp", "--as-of", "2026-09-29")


def a_file(folder: Path, *entities: str, name: str = "orders.csv") -> Path:
    path = folder / name
    path.write_text(HEADER + "".join(ROW.format(entity=entity) for entity in entities))
    return path


@pytest.fixture
def home(tmp_path: Path) -> tuple[str, Path]:
    return "--home", tmp_path / "home"


def test_the_list_says_of_every_table_what_edition_it_is_and_how_complete(home: tuple[str, Path]) -> None:
    document = called(main, "reference", "list", "--json", *home).document
    assert document["schema"] == "tierlight.reference-list/1"
    by_name = {each["table"]: each for each in document["tables"]}
    assert by_name["listed_entities"]["publisher"] == "US Department of Homeland Security"
    assert by_name["listed_entities"]["trust"] == {"high": 160}
    assert {each["state"] for each in document["lists"]} <= {"complete", "incomplete"}


def test_the_list_fits_80_columns_and_says_what_an_incomplete_list_means(home: tuple[str, Path]) -> None:
    found = called(main, "reference", "list", *home)
    assert "An incomplete list clears nobody." in found.out
    assert max(map(len, found.out.splitlines())) <= 80


@pytest.mark.parametrize(("more", "code"), [((), 2), (("--confirm-drop",), 0)])
def test_a_dry_run_keeps_nothing_and_exits_as_the_import_would(
    home: tuple[str, Path], tmp_path: Path, more: tuple[str, ...], code: int
) -> None:
    found = called(main, "reference", "import", a_file(tmp_path, "Firm A"), *ASKED, "--dry-run", *more, *home)
    assert found.code == code
    assert found.out.startswith("WAITS FOR A PERSON")
    assert not home[1].exists()


def test_without_a_ledger_nobody_asks_whether_a_hash_was_signed(home: tuple[str, Path]) -> None:
    found = called(main, "reference", "list", "--json", *home).document
    assert {(each["signed"], *each["snapshots"]) for each in found["tables"]} == {("not asked",)}
    assert "Signed: not asked" in called(main, "reference", "verify", *home).out


@pytest.mark.parametrize("verdict", ["VALID", "UNANCHORED", "TIME-UNPROVABLE", "REVOKED"])
def test_a_signed_hash_is_told_in_words_within_80_columns(
    home: tuple[str, Path], verdict: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    document = called(main, "reference", "list", "--json", *home).document
    record = {"record_id": "0x" + "7f" * 32, "issuer": "did:web:" + "long-name." * 8 + "example", "verdict": verdict}
    snapshots = [record | {"anchored_at": None}, record | {"anchored_at": "2026-10-01T00:00:00Z"}]
    for number, each in enumerate(document["tables"]):
        each |= {"signed": verdict, "snapshots": snapshots} if number == 0 else {"signed": "no"}
    text = StringIO()
    draw_list(Console(file=text, width=80, no_color=True), document)
    assert max(map(len, text.getvalue().splitlines())) <= 80
    assert f"{verdict}  0x7f7f" in text.getvalue()
    assert "1 more, --json gives all" in " ".join(text.getvalue().split())


def test_a_great_drop_is_refused_until_it_is_confirmed(home: tuple[str, Path], tmp_path: Path) -> None:
    path = a_file(tmp_path, "Firm A", "Firm B")
    refused = called(main, "reference", "import", path, *ASKED, *home)
    assert refused.code == 2
    assert "--confirm-drop" in refused.err
    body = tmp_path / "body.json"
    kept = called(main, "reference", "import", path, *ASKED, "--confirm-drop", "--body", body, *home)
    assert (kept.code, kept.out[:4]) == (0, "KEPT")
    assert "confirmed by you" in kept.out
    assert json.loads(body.read_text())["rows"] == 2
    again = called(main, "reference", "import", path, *ASKED, "--confirm-drop", *home)
    assert again.out.startswith("THERE ALREADY")


def test_a_bad_row_is_named_and_the_edition_before_stays(home: tuple[str, Path], tmp_path: Path) -> None:
    called(main, "reference", "import", a_file(tmp_path, "Firm A"), *ASKED, "--confirm-drop", *home)
    before = called(main, "reference", "list", "--json", *home).document["lists_hash"]
    found = called(main, "reference", "import", a_file(tmp_path, "Firm A", ""), *ASKED, "--confirm-drop", *home)
    assert found.code == 2
    assert "row 3, Entity: is empty (fill it)" in found.err
    assert called(main, "reference", "list", "--json", *home).document["lists_hash"] == before


def test_two_editions_and_a_file_are_compared(home: tuple[str, Path], tmp_path: Path) -> None:
    kept = ("--confirm-drop", "--json", *home)
    files = [a_file(tmp_path, *names, name=f"{names[0]}.csv") for names in (("Firm A", "Firm B"), ("Firm B", "Firm C"))]
    answers = [called(main, "reference", "import", path, *ASKED, *kept).document for path in files]
    hashes = [answer["edition"]["sha256"] for answer in answers]
    found = called(main, "reference", "diff", hashes[0][:8], hashes[1][:8], "--json", *home).document
    assert found["counts"] == {"added": 1, "removed": 1, "changed": 0, "unchanged": 1}
    assert [key[1] for key in found["added"]] == ["Firm C"]
    of_file = called(main, "reference", "diff", a_file(tmp_path, "Firm B"), *ASKED, "--json", *home).document
    assert of_file["counts"]["added"] == 0
    assert called(main, "reference", "diff", "ffffff", "eeeeee", *home).code == 2


def test_verify_finds_a_changed_edition_and_asks_for_completeness_only_on_demand(
    home: tuple[str, Path], tmp_path: Path
) -> None:
    called(main, "reference", "import", a_file(tmp_path, "Firm A"), *ASKED, "--confirm-drop", *home)
    assert called(main, "reference", "verify", *home).code == 0
    assert called(main, "reference", "verify", "--require-complete", *home).code == 6
    (path,) = home[1].glob("reference/*/table.csv")
    path.write_bytes(path.read_bytes().replace(b"Firm A", b"Firm Z"))
    found = called(main, "reference", "verify", *home)
    assert (found.code, found.out[:7]) == (3, "CHANGED")


def test_a_file_that_is_not_there_and_an_unknown_publisher_are_wrong_usage(
    home: tuple[str, Path], tmp_path: Path
) -> None:
    assert called(main, "reference", "import", tmp_path / "none.csv", *ASKED, *home).code == 2
    unknown = called(main, "reference", "import", a_file(tmp_path, "Firm A"), "--publisher", "gossip", *home)
    assert (unknown.code, "has no loader" in unknown.err) == (2, True)
