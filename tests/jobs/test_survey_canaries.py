"""What tells who somebody is, and what they said, is found in no file, log, backup or error of the operator (F56)."""

import io
import logging
import sqlite3
import tarfile
from pathlib import Path

import pytest
from survey_builders import a_consent, a_hosted_wave, a_visit
from survey_place import Place

from ledger.bootstrap.survey import open_survey_host
from ledger.errors import LedgerError
from ledger.jobs import backup as backup_module
from ledger.jobs.backup import backup, restore
from ledger.jobs.survey.respond import respond
from ledger.jobs.survey.withdraw import withdraw
from ledger.model.survey.consent import Purpose
from ledger.model.survey.response import Visit
from ledger.settings import read_settings

NAME, PHONE, ADDRESS = "Zubaida Qantara", "+8801987650432", "Block Q7 Lane 93 Nowhereville"
AGENT, DEVICE, ANSWER, STORY = "Mozilla/5.0 (Q-Phone 7734)", "devicetokenq7734", "773411", "they locked gate Q93"
CANARIES = (NAME, PHONE, PHONE[1:], ADDRESS, AGENT, DEVICE, ANSWER, STORY, b"773411".hex())


def a_telling_visit() -> Visit:
    """Somebody wrote all of it down, and asked to be called back."""
    return a_visit(
        consent=a_consent(purposes=frozenset({Purpose.AGGREGATE, Purpose.REFERRAL})),
        answers={"fee_paid": "yes", "fee_months": ANSWER},
        free_texts={"own_words": f"I am {NAME} of {ADDRESS}, {STORY}, {AGENT}", "call_back": PHONE},
        device=DEVICE,
    )


def traces(raw: bytes, *more: str) -> list[str]:
    """Which canaries lie in these bytes, in either of the encodings that text is stored in."""
    return [
        each
        for each in (*CANARIES, *more)
        if any(each.encode(way) in raw for way in ("utf-8", "utf-16-le", "utf-16-be"))
    ]


def test_no_file_of_the_vault_holds_a_canary_at_any_stage(tmp_path: Path) -> None:
    place = Place(tmp_path / "survey")
    code = place.respond(a_telling_visit(), message=f"run of {PHONE}")
    again = place.respond(a_telling_visit())
    assert traces(place.raw(), code, again) == []
    place.vault.publish(place.wave.token, ((b"\x01" * 32, b"\x02" * 32),), root=b"\x03" * 32)
    withdraw(place.host, place.wave.token, code)
    assert traces(place.raw(), code, again) == []
    assert STORY in str(place.opened()[0].response.free_texts), "it was there, sealed"


def test_nothing_is_logged_and_no_error_repeats_it(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    place = Place(tmp_path / "survey")
    good = a_telling_visit()
    place.respond(good)
    told = []
    for changes in (
        {"answers": {"fee_months": f"{ANSWER}9"}},
        {"answers": {STORY: NAME}},
        {"answers": {"bus_late": ADDRESS}},
        {"free_texts": {"own_words": STORY * 100}},
        {"free_texts": {"call_back": f"{PHONE}; {NAME}"}},
        {"device": AGENT},
        {"site": ADDRESS},
        {"language": NAME},
        {"receipt_code": PHONE},
    ):
        visit = a_visit(**{"consent": good.consent, **changes})
        with pytest.raises(LedgerError) as refused:
            place.respond(visit)
        told.append(f"{refused.value} {refused.value.facts()} {refused.value!r}")
    assert traces(" ".join(told).encode()) == []
    assert traces(caplog.text.encode()) == []


def test_a_backup_leaves_workers_answers_out_and_so_cannot_bring_anyone_back(tmp_path: Path) -> None:
    home = a_home_with_answers(tmp_path)
    summary = backup(home, tmp_path / "copy.tar.gz")
    assert not [name for name in summary.files if "survey" in name]
    assert traces(unpacked(tmp_path / "copy.tar.gz")) == []
    restore(tmp_path / "other", tmp_path / "copy.tar.gz")
    assert open_survey_host(read_settings(home=tmp_path / "other")).vault.waves() == ()


def test_planted_a_backup_that_copies_everything_holds_rows_that_were_withdrawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = a_home_with_answers(tmp_path)
    monkeypatch.setattr(backup_module, "_LEFT_OUT", ("keys",))
    summary = backup(home, tmp_path / "copy.tar.gz")
    assert {"survey/answers.db", "survey/keys.db"} <= set(summary.files)


def test_planted_an_answer_that_is_not_sealed_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = Place(tmp_path / "survey")
    _, key = place.host.sealer.seal(b"", bound_to=b"", keys=place.wave.keys)
    monkeypatch.setattr(type(place.host.sealer), "seal", lambda _self, plaintext, **_named: (plaintext, key))
    place.respond(a_telling_visit())
    assert {NAME, PHONE, ADDRESS, AGENT, DEVICE, ANSWER, STORY} <= set(traces(place.raw()))


def a_home_with_answers(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    host = open_survey_host(read_settings(home=home))
    host.vault.add_wave(a_hosted_wave(closes_at=2**40))
    respond(host, a_hosted_wave().token, a_telling_visit())
    connection = sqlite3.connect(home / "ledger.db")
    connection.execute("CREATE TABLE little (x)")
    connection.commit()
    connection.close()
    return home


def unpacked(archive: Path) -> bytes:
    found = io.BytesIO()
    with tarfile.open(archive) as packed:
        for member in packed:
            content = packed.extractfile(member)
            found.write(member.name.encode() + (content.read() if content else b""))
    return found.getvalue()
