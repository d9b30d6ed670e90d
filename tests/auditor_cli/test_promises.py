"""`auditor fsck`: which promises were not kept, judged by what the client kept and what the chain took."""

import json
import shutil
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from cli_builders import MILL, PASSPHRASE, Story, a_claim, called, first_document, started, written
from log_promises import a_log_signer
from past_the_ledger import triggers_lifted

from auditor_cli.auditor.app import main as auditor
from auditor_cli.auditor.promises import Kept, PromiseDesk
from auditor_cli.operator.app import main as tierlight
from auditor_cli.source.local import LocalSource
from ledger.bootstrap import Ledger, open_ledger
from ledger.model.promise import Promise, SignedPromise
from ledger.ports import LogSigner
from ledger.proof.canonical import canonicalise
from ledger.proof.promise import promise_document, promise_material
from ledger.settings import read_settings

LONG_AGO, FAR_AHEAD = 1_600_000_000, 4_000_000_000


@pytest.fixture(scope="module")
def ledger(story: Story) -> Iterator[Ledger]:
    opened = open_ledger(read_settings(home=story.home))
    yield opened
    opened.close()


@pytest.fixture
def signer(ledger: Ledger) -> LogSigner:
    assert ledger.world.log_signer is not None
    return ledger.world.log_signer


def a_promise_about(
    record_id: str, story: Story, ledger: Ledger, *, by: LogSigner | None = None, **changed: Any
) -> SignedPromise:
    """What the ledger of the story promised for a record, or would have. What is pending is not due in these tests: the
    story may have been told more than ten minutes ago."""
    found = ledger.world.store.record(bytes.fromhex(record_id[2:]))
    deployment, key = ledger.world.store.deployment(), by or ledger.world.log_signer
    assert deployment is not None
    assert key is not None
    told = {"received_at": found.received_at, "include_by": found.include_by} if found else {}
    told |= {"include_by": FAR_AHEAD} if found and found.index is None else {}
    promise = Promise(
        **{"log_id": deployment.domain.salt, "record_id": bytes.fromhex(record_id[2:]), **told, **changed}
    )
    return SignedPromise(promise, key.promise_key, key.sign_promise(promise_material(promise)))


def kept(tmp_path: Path, *promises: SignedPromise) -> Path:
    path = tmp_path / "promises.json"
    path.write_bytes(canonicalise([promise_document(each) for each in promises]))
    return path


def judged(story: Story, *paths: Path) -> tuple[int, dict[str, Any]]:
    ran = called(auditor, "fsck", *paths, "--home", story.home, "--json")
    assert ran.document["exit_code"] == ran.code
    return ran.code, ran.document


def test_a_promise_that_was_kept_is_told_so(story: Story, ledger: Ledger, tmp_path: Path) -> None:
    code, told = judged(story, kept(tmp_path, a_promise_about(story.final_record, story, ledger)))
    assert (code, told["verdict"]) == (0, "KEPT")
    assert told["promises"][0]["anchored_at"] <= told["promises"][0]["include_by"]


def test_a_promise_that_is_not_due_is_open(story: Story, ledger: Ledger, tmp_path: Path) -> None:
    code, told = judged(story, kept(tmp_path, a_promise_about(story.pending_record, story, ledger)))
    assert (code, told["verdict"], told["promises"][0]["code"]) == (6, "OPEN", "not-due")


def test_an_anchor_after_the_time_promised_is_late_by_its_block(story: Story, ledger: Ledger, tmp_path: Path) -> None:
    promise = a_promise_about(story.final_record, story, ledger)
    shown = ledger.world.store.record(promise.promise.record_id)
    assert shown is not None
    assert shown.anchored_at is not None
    for include_by, expected in ((shown.anchored_at, "KEPT"), (shown.anchored_at - 1, "NOT-KEPT")):
        late = a_promise_about(story.final_record, story, ledger, include_by=include_by)
        code, told = judged(story, kept(tmp_path, late))
        assert (code, told["verdict"]) == (0 if expected == "KEPT" else 3, expected)


def test_a_record_that_is_in_no_head_when_due_is_not_kept(story: Story, ledger: Ledger, tmp_path: Path) -> None:
    late = a_promise_about(story.pending_record, story, ledger, include_by=LONG_AGO)
    code, told = judged(story, kept(tmp_path, late))
    assert (code, told["promises"][0]["code"]) == (3, "not-anchored")


def test_a_record_that_the_ledger_does_not_know_is_not_kept_even_before_its_time(
    story: Story, ledger: Ledger, tmp_path: Path
) -> None:
    """The acknowledgement said that it is durable."""
    lost = a_promise_about("0x" + "12" * 32, story, ledger, received_at=LONG_AGO, include_by=FAR_AHEAD)
    code, told = judged(story, kept(tmp_path, lost))
    assert (code, told["promises"][0]["code"]) == (3, "unknown-record")


def test_a_promise_signed_by_no_log_key_of_the_operator_is_invalid(
    story: Story, ledger: Ledger, tmp_path: Path
) -> None:
    forged = a_promise_about(story.final_record, story, ledger, by=a_log_signer("mallory"))
    code, told = judged(story, kept(tmp_path, forged))
    assert (code, told["promises"][0]["code"]) == (3, "not-a-log-key")


def test_a_promise_that_was_changed_is_invalid(story: Story, ledger: Ledger, tmp_path: Path) -> None:
    signed = a_promise_about(story.final_record, story, ledger)
    changed = replace(signed, promise=replace(signed.promise, include_by=signed.promise.include_by - 300))
    code, told = judged(story, kept(tmp_path, changed))
    assert (code, told["promises"][0]["code"]) == (3, "bad-signature")


def test_a_promise_of_another_log_is_not_judged(story: Story, ledger: Ledger, tmp_path: Path) -> None:
    code, told = judged(story, kept(tmp_path, a_promise_about(story.final_record, story, ledger, log_id=bytes(32))))
    assert (code, told["promises"][0]["code"]) == (8, "other-log")


def test_the_gravest_of_many_is_the_verdict(story: Story, ledger: Ledger, tmp_path: Path) -> None:
    many = (
        a_promise_about(story.final_record, story, ledger),
        a_promise_about(story.pending_record, story, ledger),
        a_promise_about(story.final_record, story, ledger, log_id=bytes(32)),
        a_promise_about(story.pending_record, story, ledger, include_by=LONG_AGO),
    )
    for count, (code, verdict) in enumerate([(0, "KEPT"), (6, "OPEN"), (8, "CANNOT-VERIFY"), (3, "NOT-KEPT")], start=1):
        found, told = judged(story, kept(tmp_path, *many[:count]))
        assert (found, told["verdict"]) == (code, verdict)


def test_what_attest_answers_is_a_promise_to_keep(story: Story, tmp_path: Path) -> None:
    password = tmp_path / "passphrase"
    password.write_text(PASSPHRASE + "\n")
    claim, key = written(tmp_path / "claim.json", a_claim()), story.home / "keys" / "mill.example.json"
    signed = ("--kind", "attestation", "--issuer", MILL, "--key", key, "--password-file", password, "--yes")
    answered = called(tierlight, "attest", claim, *signed, "--home", story.home, "--json")
    folder = tmp_path / "kept"
    folder.mkdir()
    (folder / "answer.json").write_text(answered.out)
    (folder / "other.json").write_text("{}")
    code, told = judged(story, folder)
    assert (code, len(told["promises"])) == (6, 1)
    assert told["promises"][0]["record_id"] == answered.document["record_id"]


@pytest.mark.parametrize(
    "content",
    ["{}", '{"promise": null}', "{", "", '{"version": "tierlight-promise/1"}', '{"version": "tierlight-promise/2"}'],
)
def test_a_file_that_holds_no_promise_cannot_be_verified(story: Story, tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(content)
    code, told = judged(story, path)
    assert (code, told["verdict"]) == (8, "CANNOT-VERIFY")


def test_a_file_that_is_not_there_is_wrong_usage(story: Story, tmp_path: Path) -> None:
    assert called(auditor, "fsck", tmp_path / "none.json", "--home", story.home).code == 2
    assert called(auditor, "fsck", tmp_path, "--home", story.home).code == 2  # an empty folder


def test_a_server_does_not_list_its_own_faults() -> None:
    assert called(auditor, "fsck", "--server", "http://127.0.0.1:1").code == 2


def test_the_verdict_stands_first_for_people(story: Story, ledger: Ledger, tmp_path: Path) -> None:
    late = a_promise_about(story.pending_record, story, ledger, include_by=LONG_AGO)
    ran = called(auditor, "fsck", kept(tmp_path, late), "--home", story.home)
    assert ran.out.startswith("NOT-KEPT  1 promises: 1 NOT-KEPT")
    assert story.pending_record in ran.out.replace("\n", "").replace(" ", "")


def test_a_ledger_that_kept_its_promises_lists_none(story: Story) -> None:
    code, told = judged(story)
    assert (code, told["verdict"], told["overdue"]) == (0, "KEPT", [])
    assert told["judged_by"].startswith("block ")


def test_every_overdue_record_is_listed_anchored_late_or_not_at_all(story: Story, tmp_path: Path) -> None:
    home = tmp_path / "copy"
    shutil.copytree(story.home, home)
    with closing(sqlite3.connect(home / "ledger.db")) as database, database, triggers_lifted(database):
        for record in (story.final_record, story.pending_record):
            change = "UPDATE record SET include_by = ? WHERE record_id = ?"
            assert database.execute(change, (LONG_AGO, bytes.fromhex(record[2:]))).rowcount == 1
    ran = called(auditor, "fsck", "--home", home, "--json")
    told = {each["record_id"]: each for each in ran.document["overdue"]}
    assert (ran.code, ran.document["verdict"], set(told)) == (3, "NOT-KEPT", {story.final_record, story.pending_record})
    assert told[story.pending_record]["anchored_at"] is None
    assert json.dumps(told[story.final_record]["anchored_at"]) != "null"


@pytest.fixture(scope="module")
def at_server(story: Story) -> Iterator[tuple[str, ...]]:
    """A running API, asked by the mill with its own key."""
    api_key = ("keys", "new", "--did", MILL, "--role", "supplier", "--api-key", "--home", story.home, "--json")
    key = called(tierlight, *api_key).document["api_key"]
    with started("tierlight", "serve", "--port", "0", "--home", story.home, "--json") as process:
        url = first_document(process)["url"]
        with httpx.Client(transport=httpx.HTTPTransport(retries=20), timeout=30) as client:
            client.get(f"{url}/healthz").raise_for_status()
        yield ("--server", url, "--api-key", key, "--json")
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)


def test_promises_are_judged_at_a_server_by_the_receipts_it_gives(
    story: Story, ledger: Ledger, tmp_path: Path, at_server: tuple[str, ...]
) -> None:
    promises = {
        "KEPT": a_promise_about(story.final_record, story, ledger),
        "OPEN": a_promise_about(story.pending_record, story, ledger),
        "NOT-KEPT": a_promise_about(story.pending_record, story, ledger, include_by=LONG_AGO),
        # A server answers alike for what it does not have and for what this reader may not see.
        "CANNOT-VERIFY": a_promise_about("0x" + "12" * 32, story, ledger, received_at=LONG_AGO, include_by=FAR_AHEAD),
    }
    for verdict, promise in promises.items():
        assert called(auditor, "fsck", kept(tmp_path, promise), *at_server).document["verdict"] == verdict


def test_a_key_that_a_server_does_not_list_is_not_called_foreign_on_its_word(
    story: Story, ledger: Ledger, tmp_path: Path, at_server: tuple[str, ...]
) -> None:
    """An operator that denies its own key must not turn a broken promise into a forged one."""
    denied = a_promise_about(story.final_record, story, ledger, by=a_log_signer("denied"))
    ran = called(auditor, "fsck", kept(tmp_path, denied), *at_server)
    assert (ran.code, ran.document["promises"][0]["code"]) == (8, "log-key-not-shown")


def test_a_server_that_is_away_judges_nothing(story: Story, ledger: Ledger, tmp_path: Path) -> None:
    promise = kept(tmp_path, a_promise_about(story.final_record, story, ledger))
    assert called(auditor, "fsck", promise, "--server", "http://127.0.0.1:1").code == 7


@dataclass(frozen=True)
class LyingServer:
    """Shows for every record the receipt that it was told to show."""

    honest: LocalSource
    shown: dict[str, Any]

    def head(self) -> dict[str, Any]:
        return self.honest.head()

    def log_keys(self) -> dict[str, Any]:
        return self.honest.log_keys()

    def receipt(self, _: str) -> dict[str, Any]:
        return self.shown


def lied_about(promise: SignedPromise, ledger: Ledger, shown: dict[str, Any]) -> tuple[str, str]:
    source: Any = LyingServer(LocalSource(ledger), shown)
    told = PromiseDesk(source, is_own_registry=False, now=FAR_AHEAD).result(Kept("promise", promise))
    return told["verdict"], told["code"]


def test_the_receipt_of_another_record_keeps_no_promise(story: Story, ledger: Ledger) -> None:
    other = LocalSource(ledger).receipt(story.expired_record)
    promise = a_promise_about(story.pending_record, story, ledger)
    assert lied_about(promise, ledger, other) == ("CANNOT-VERIFY", "other-record")


def test_a_receipt_that_does_not_prove_the_time_keeps_no_promise(story: Story, ledger: Ledger) -> None:
    promise = a_promise_about(story.final_record, story, ledger)
    honest = LocalSource(ledger).receipt(story.final_record)
    assert lied_about(promise, ledger, honest)[0] == "KEPT"
    elsewhere = honest | {"inclusion_path": ["0x" + "00" * 32 for _ in honest["inclusion_path"]]}
    assert lied_about(promise, ledger, elsewhere) == ("CANNOT-VERIFY", "not-included")


def test_what_is_no_receipt_keeps_no_promise(story: Story, ledger: Ledger) -> None:
    promise = a_promise_about(story.final_record, story, ledger)
    assert lied_about(promise, ledger, {})[0] == "CANNOT-VERIFY"
