"""auditor screen and tierlight screening: what is found, the queue, a decision signed here, and files of names.

The list is the bundled one; only an order against a whole country's cotton is used, and every name is made up.
"""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from builders import AUDITOR, BRAND, MILL, Party, a_deployment, a_registry, an_attestation
from cli_builders import PASSPHRASE, Ran, called
from store_seals import sealed

from auditor_cli.auditor.app import main as auditor
from auditor_cli.operator.app import main as tierlight
from ledger.bootstrap import SystemClock
from ledger.jobs.standing import deployment_of
from ledger.jobs.submit import submit
from ledger.ports import World
from ledger.store.sql_store import SqlStore, open_store
from ledger.vault.keyfile import save_key

GIN, SPINNER = "urn:example:site:gin", "urn:example:site:spinner"
DAY = ("--as-of", "2026-11-21")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A ledger without a chain, with a gin whose cotton a country-wide order names, and a mill that buys some."""
    folder = tmp_path / "home"
    folder.mkdir()
    store = open_store(f"sqlite:///{folder / 'ledger.db'}")
    store.save_deployment(a_deployment())
    store.save_registry(a_registry())
    world = World(store, None, SystemClock())
    describe(world, GIN, by=MILL, country="TM", name="Zelmora Gin", goods=["Cotton"])
    describe(world, SPINNER, by=BRAND, inputs=[{"good": "Cotton", "origin": "TM"}])
    sealed(store)
    store.close()
    return folder


def describe(world: World, site: str, *, by: Party, **changes: object) -> None:
    body = {"facility": site, "operator": by.did, "country": "IN", "name": "Blue River Textiles Ltd"} | changes
    domain = deployment_of(world).domain
    submit(world, [an_attestation(signed_by=by, kind="facility", body=body, domain=domain)])


def decided(home: Path, tmp_path: Path, outcome: str, by: Party, row: str) -> Ran:
    key, password = tmp_path / "key.json", tmp_path / "password"
    save_key(key, by.secret, password=PASSPHRASE)
    password.write_text(PASSPHRASE)
    password.chmod(0o600)
    told = ("--reason", "Looked at the invoices.", "--issuer", by.did, "--key", key, "--password-file", password)
    found = called(tierlight, "screening", outcome, SPINNER, row, *told, "--home", home, "--json", "--yes")
    store = open_store(f"sqlite:///{home / 'ledger.db'}")
    assert isinstance(store, SqlStore)
    if store.counts().pending:
        sealed(store)
    store.close()
    return found


def queue(home: Path) -> list[dict[str, Any]]:
    return list(called(auditor, "screen", "--queue", "--home", home, "--json").document["tasks"])


def names(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "names.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_verdict_comes_first_then_reasons_then_the_row_with_its_source(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    found = called(auditor, "screen", *DAY, "--home", home)
    lines = found.out.splitlines()
    assert (found.code, lines[0].split("  ")[0]) == (0, "✗ CONFIRMED")
    assert max(map(len, lines)) <= 80
    at = {word: next(n for n, line in enumerate(lines) if word in line) for word in ("confirmed  ", "why ", "source ")}
    assert at["confirmed  "] < at["why "] < at["source "]


def test_json_names_its_schema_and_holds_everybody(home: Path) -> None:
    document = called(auditor, "screen", *DAY, "--home", home, "--json").document
    assert document["schema"] == "tierlight.screen/1"
    verdicts = {each["subject"]: each["verdict"] for each in document["subjects"]}
    assert (verdicts[GIN], verdicts[SPINNER], verdicts[MILL.did]) == ("confirmed", "possible", "screening incomplete")


@pytest.mark.parametrize(
    ("subject", "verdict", "drawn"),
    [(SPINNER, "possible", "? POSSIBLE"), (MILL.did, "screening incomplete", "… INCOMPLETE")],
)
def test_whoever_is_asked_about_alone_stands_under_no_verdict_but_its_own(
    home: Path, subject: str, verdict: str, drawn: str
) -> None:
    document = called(auditor, "screen", subject, *DAY, "--home", home, "--json").document
    assert (document["verdict"], sum(document["counts"].values())) == (verdict, document["counts"][verdict])
    assert called(auditor, "screen", subject, *DAY, "--home", home).out.startswith(drawn)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (("--fail-on-match", "confirmed"), 5),
        (("--require-complete",), 6),
        ((SPINNER, "--fail-on-match", "confirmed"), 0),
        ((SPINNER, "--fail-on-match", "possible"), 5),
        (("--as-of", "yesterday"), 2),
        (("urn:example:nobody",), 2),
        (("--queue", "--changes", "2026-01-01", "2026-02-01"), 2),
        (("--changes", "2026-02-01", "2026-01-01"), 2),
        (("--csv", "--json"), 2),
    ],
)
def test_exit_codes(home: Path, more: tuple[str, ...], code: int) -> None:
    assert called(auditor, "screen", *more, "--home", home).code == code


def test_a_decision_signed_here_empties_the_queue(home: Path, tmp_path: Path) -> None:
    (task,) = queue(home)
    assert task["subject"] == SPINNER
    assert decided(home, tmp_path, "refuse", AUDITOR, task["entry"]["ref"]).code == 0
    assert queue(home) == []


def test_a_decision_of_who_may_not_decide_is_refused(home: Path, tmp_path: Path) -> None:
    (task,) = queue(home)
    assert decided(home, tmp_path, "confirm", BRAND, task["entry"]["ref"]).code == 4
    assert len(queue(home)) == 1


def test_a_decision_about_a_row_that_nothing_matches_is_refused(home: Path, tmp_path: Path) -> None:
    found = decided(home, tmp_path, "confirm", AUDITOR, "nothing@nowhere")
    assert (found.code, found.document["error"]["code"]) == (2, "not-found")


def test_before_the_order_nothing_was_known_and_the_change_names_the_lots(home: Path) -> None:
    found = called(auditor, "screen", "--changes", "2018-05-01", "2018-06-01", "--home", home, "--json").document
    assert [each["country"] for each in found["added"]] == ["TKM"]
    assert {each["subject"] for each in found["affected"]} == {GIN, SPINNER}
    assert called(auditor, "screen", "--changes", "2018-05-01", "2018-06-01", "--home", home).out.startswith("CHANGES")


def test_a_file_of_names_is_screened_with_its_owners(tmp_path: Path) -> None:
    file = names(tmp_path, "name,country,goods,owner\nZelmora Gin,Turkmenistan,Cotton,Quorvane Holding\n")
    found = called(auditor, "screen", "--names", file, "--home", tmp_path, "--json").document
    assert [(each["kind"], each["verdict"]) for each in found["subjects"]] == [
        ("party", "confirmed"),
        ("owner", "screening incomplete"),
    ]


def test_every_bad_row_is_refused_with_its_number_and_nothing_is_answered(tmp_path: Path) -> None:
    file = names(tmp_path, "name,country\n,IN\nZelmora Gin,Atlantis\nQuorvane,IN\n")
    found = called(auditor, "screen", "--names", file, "--home", tmp_path)
    assert (found.code, found.out) == (2, "")
    assert all(f"row {number}" in found.err for number in (2, 3))


@pytest.mark.parametrize("text", ["", "nom\nZelmora\n", "name,nmae\nZelmora,x\n", "name\n"])
def test_a_file_that_is_no_list_of_names_is_refused(tmp_path: Path, text: str) -> None:
    assert called(auditor, "screen", "--names", names(tmp_path, text), "--home", tmp_path).code == 2


def test_names_are_not_sent_to_a_server(tmp_path: Path) -> None:
    file = names(tmp_path, "name\nZelmora\n")
    assert called(auditor, "screen", "--names", file, "--server", "http://127.0.0.1:9", "--home", tmp_path).code == 2


def test_csv_is_a_table_and_no_cell_of_it_is_a_formula(tmp_path: Path) -> None:
    file = names(tmp_path, "name,country,id\n=cmd()!A0,IN,@row\nZelmora Gin,TM,x\n")
    rows = list(
        csv.DictReader(io.StringIO(called(auditor, "screen", "--names", file, "--csv", "--home", tmp_path).out))
    )
    assert [(row["subject"], row["name"]) for row in rows] == [("'@row", "'=cmd()!A0"), ("x", "Zelmora Gin")]
