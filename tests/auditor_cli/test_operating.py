"""`tierlight`: keys, statements, anchoring, fsck, backup and restore on a real folder."""

import json
import shutil
import signal
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from api_town import eventually
from cli_builders import (
    MILL,
    PASSPHRASE,
    Story,
    a_claim,
    called,
    epcis_document,
    first_document,
    started,
    written,
)
from past_the_ledger import triggers_lifted

from auditor_cli.auditor.app import main as auditor
from auditor_cli.operator.app import main as tierlight
from auditor_cli.operator.attest import attest
from ledger.bootstrap import local_chain
from ledger.settings import read_settings
from ledger.vault.keyfile import load_key


@pytest.fixture
def password(tmp_path: Path) -> Path:
    path = tmp_path / "passphrase"
    path.write_text(PASSPHRASE)
    return path


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


@pytest.fixture
def resting(tmp_path: Path) -> Path:
    """A deployed ledger whose chain is not running."""
    home = tmp_path / "resting"
    assert called(tierlight, "init", "--home", home).code == 0
    with local_chain(read_settings(home=home)):
        assert called(tierlight, "deploy", "--home", home).code == 0
    return home


def test_init_is_safe_to_repeat(tmp_path: Path) -> None:
    first = called(tierlight, "init", "--home", tmp_path / "h", "--json")
    second = called(tierlight, "init", "--home", tmp_path / "h", "--json")
    assert first.code == 0
    assert first.out == second.out


def test_deploy_is_safe_to_repeat(story: Story) -> None:
    first = called(tierlight, "deploy", "--home", story.home, "--json")
    assert first.code == 0
    assert first.out == called(tierlight, "deploy", "--home", story.home, "--json").out


def test_deploying_without_a_chain_says_how_to_get_one(tmp_path: Path) -> None:
    assert called(tierlight, "init", "--home", tmp_path / "h").code == 0
    found = called(tierlight, "deploy", "--home", tmp_path / "h")
    assert found.code == 2
    assert "tierlight chain up" in found.err


def test_deploying_to_a_foreign_chain_asks_first(tmp_path: Path) -> None:
    found = called(tierlight, "deploy", "--chain-url", "http://127.0.0.1:9", "--home", tmp_path / "h")
    assert (found.code, "--yes" in found.err) == (2, True)


def test_a_new_key_is_a_private_file_and_its_secret_is_never_shown(story: Story, password: Path) -> None:
    found = called(
        tierlight, *("keys", "new", "--did", "did:web:new.example", "--password-file", password, "--home", story.home)
    )
    assert found.code == 0
    file = story.home / "keys" / "new.example.json"
    secret = load_key(file, password=PASSPHRASE)
    assert secret.hex() not in found.out + found.err
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_key_file_is_never_overwritten(story: Story, password: Path) -> None:
    args = ("keys", "new", "--did", MILL, "--password-file", password, "--home", story.home)
    assert called(tierlight, *args).code == 2


@pytest.mark.parametrize("name", ["../outside", "/etc/key", ".hidden", "a/b"])
def test_a_key_name_cannot_leave_the_keys_folder(story: Story, password: Path, name: str) -> None:
    args = ("keys", "new", "--did", MILL, "--name", name, "--password-file", password, "--home", story.home)
    assert called(tierlight, *args).code == 2


def test_keys_are_copied_to_a_folder_of_their_owner_alone(story: Story, tmp_path: Path) -> None:
    target = tmp_path / "safe" / "keys"
    found = called(tierlight, "keys", "backup", target, "--home", story.home, "--json")
    assert found.code == 0
    assert {path.name for path in target.iterdir()} == {path.name for path in (story.home / "keys").iterdir()}
    assert stat.S_IMODE(target.stat().st_mode) == 0o700
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in target.iterdir())
    assert called(tierlight, "keys", "backup", target, "--home", story.home).code == 2


def test_a_dry_run_shows_reader_and_summary_and_keeps_nothing(story: Story, tmp_path: Path) -> None:
    claim, key = written(tmp_path / "claim.json", a_claim()), story.home / "keys" / "mill.example.json"
    args = ("attest", claim, "--kind", "attestation", "--issuer", MILL, "--key", key, "--dry-run")
    found = called(tierlight, *args, "--home", story.home, "--json")
    assert (found.code, found.document["is_sent"]) == (0, False)
    assert "Nobody paid a fee" in found.document["statement"]["summary"]
    assert "It is read by: buyers downstream of you" in found.err
    assert called(auditor, "verify", found.document["record_id"], "--home", story.home).code == 8


def test_nothing_is_signed_where_nobody_can_say_yes(story: Story, tmp_path: Path, password: Path) -> None:
    claim, key = written(tmp_path / "claim.json", a_claim()), story.home / "keys" / "mill.example.json"
    args = ("attest", claim, "--kind", "attestation", "--issuer", MILL, "--key", key, "--password-file", password)
    found = called(tierlight, *args, "--home", story.home)
    assert (found.code, found.out) == (2, "")


@pytest.mark.parametrize(
    ("kind", "body", "field"),
    [
        ("attestation", {"subject": "x", "claim": "no-such-claim", "text": "y"}, "body.claim"),
        ("attestation", {"subject": "x"}, "body."),
        ("gossip", {}, "gossip"),
    ],
)
def test_a_body_at_fault_is_refused_before_the_key_is_opened(
    story: Story, tmp_path: Path, kind: str, body: object, field: str
) -> None:
    file, key = written(tmp_path / "body.json", body), story.home / "keys" / "mill.example.json"
    found = called(
        tierlight, *("attest", file, "--kind", kind, "--issuer", MILL, "--key", key, "--yes", "--home", story.home)
    )
    assert found.code == 2
    assert field in found.err


def test_a_wrong_passphrase_names_the_file(story: Story, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("not the one")
    claim, key = written(tmp_path / "claim.json", a_claim()), story.home / "keys" / "mill.example.json"
    args = ("attest", claim, "--kind", "attestation", "--issuer", MILL, "--key", key, "--password-file", wrong)
    found = called(tierlight, *args, "--yes", "--home", story.home)
    assert found.code == 2
    assert "mill.example.json" in found.err


def test_a_document_captured_with_somebody_else_s_key_is_refused(story: Story, tmp_path: Path, password: Path) -> None:
    file, key = written(tmp_path / "e.json", epcis_document()), story.home / "keys" / "brand.example.json"
    args = ("capture", file, "--issuer", MILL, "--key", key, "--password-file", password, "--home", story.home)
    found = called(tierlight, *args)
    assert (found.code, found.out) == (4, "")


def test_nobody_here_signs_events_for_others(story: Story, tmp_path: Path) -> None:
    file = written(tmp_path / "e.json", epcis_document())
    assert called(tierlight, "capture", file, "--home", story.home).code == 2


def test_an_untouched_ledger_agrees_with_its_chain(story: Story) -> None:
    found = called(tierlight, "fsck", "--home", story.home, "--json")
    assert (found.code, found.document["agrees"]) == (0, True)


def test_a_restored_ledger_agrees_with_the_chain_that_was_restored_with_it(resting: Path, tmp_path: Path) -> None:
    archive, again = tmp_path / "b.tar.gz", tmp_path / "again"
    assert called(tierlight, "backup", archive, "--home", resting).code == 0
    shutil.copytree(resting / "keys", again / "keys")  # keys come back apart, before or after
    assert called(tierlight, "restore", archive, "--home", again).code == 0
    with local_chain(read_settings(home=again)):
        assert called(tierlight, "fsck", "--home", again).code == 0


def test_a_backup_holds_no_key(resting: Path, tmp_path: Path) -> None:
    found = called(tierlight, "backup", tmp_path / "b.tar.gz", "--home", resting, "--json")
    assert "ledger.db" in found.document["files"]
    assert not any(name.startswith("keys") for name in found.document["files"])


def test_a_restore_overwrites_nothing(resting: Path, tmp_path: Path) -> None:
    archive = tmp_path / "b.tar.gz"
    assert called(tierlight, "backup", archive, "--home", resting).code == 0
    (resting / "ledger.db").unlink()
    found = called(tierlight, "restore", archive, "--home", resting)
    assert found.code == 2
    assert "nothing is overwritten" in found.err


def test_a_backup_into_the_folder_itself_is_refused(story: Story) -> None:
    assert called(tierlight, "backup", story.home / "b.tar.gz", "--home", story.home).code == 2


def test_the_doctor_says_that_an_absent_chain_is_a_service_down(copy: Path) -> None:
    found = called(tierlight, "doctor", "--chain-url", "http://127.0.0.1:9", "--home", copy, "--json")
    (chain,) = [part for part in found.document["parts"] if part["name"] == "chain"]
    assert (found.code, chain["status"]) == (7, "degraded")
    assert chain["mend"]


def test_a_worker_that_shall_settle_ends_with_7_when_the_chain_is_away(copy: Path) -> None:
    args = ("worker", "--until-settled", "--chain-url", "http://127.0.0.1:9", "--home", copy)
    found = called(tierlight, *args)
    assert found.code == 7
    assert "mend:" in found.err


def test_an_altered_log_stops_the_worker(copy: Path) -> None:
    with closing(sqlite3.connect(copy / "ledger.db")) as database, database, triggers_lifted(database):
        changed = database.execute("UPDATE tree_node SET hash = zeroblob(32)").rowcount
    assert changed
    found = called(tierlight, "worker", "--home", copy, "--json")
    assert (found.code, found.document["error"]["code"]) == (1, "log-disagrees")
    assert "fsck" in found.document["error"]["mend"]


def test_an_altered_statement_is_named(copy: Path, story: Story) -> None:
    with closing(sqlite3.connect(copy / "ledger.db")) as database, database, triggers_lifted(database):
        record = bytes.fromhex(story.final_record[2:])
        assert database.execute("UPDATE record SET lang = 'es' WHERE record_id = ?", (record,)).rowcount == 1
    found = called(tierlight, "fsck", "--home", copy, "--json")
    assert (found.code, found.document["agrees"]) == (3, False)
    assert story.final_record in found.document["findings"][0]["records"]


def test_a_worker_says_once_that_the_chain_is_away_and_goes_on_when_it_is_back(resting: Path) -> None:
    settings = read_settings(home=resting)
    with started("tierlight", "worker", "--every", "0.1", "--home", resting) as process:
        assert process.stderr is not None
        away = process.stderr.readline()
        with local_chain(settings):
            back = process.stderr.readline()
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)
    assert "chain-away" in away
    assert "settled" in back


def test_one_command_serves_with_chain_and_worker_and_ends_them_together(resting: Path) -> None:
    args = ("serve", "--port", "0", "--with-chain", "--with-worker", "--home", resting, "--json")
    with started("tierlight", *args) as process:
        url = first_document(process)["url"]
        with httpx.Client(transport=httpx.HTTPTransport(retries=20), timeout=30) as client:
            eventually(lambda: client.get(f"{url}/readyz").json()["status"] == "ready", what="ready once anchored")
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "settled" in err
    found = called(tierlight, "doctor", "--home", resting, "--json").document
    assert [part["name"] for part in found["parts"] if part["status"] != "ready"] == ["chain"]


def test_a_chain_runs_until_it_is_interrupted_and_leaves_nothing_behind(tmp_path: Path) -> None:
    question = {"jsonrpc": "2.0", "id": 1, "method": "eth_chainId", "params": []}
    with started("tierlight", "chain", "up", "--home", tmp_path / "h", "--json") as process:
        url = first_document(process)["url"]
        assert httpx.post(url, json=question).status_code == 200
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in err
    with pytest.raises(httpx.ConnectError):
        httpx.post(url, json=question)
    assert json.loads((tmp_path / "h" / "chain" / "state.json").read_text())["accounts"]


def test_what_is_asked_before_signing_says_that_it_stays() -> None:
    assert "cannot be taken back" in str(attest.__globals__["_QUESTION"])
