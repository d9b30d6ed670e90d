"""Who opened what on the custodian's machine is kept before it is opened, in a log whose edits are caught (F61)."""

import contextlib
import io
import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from custodian_bed import FIRST, SECOND
from survey_builders import EPOCH, SITE, WAVE, a_visit
from survey_place import Place, SetClock, an_opener

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.app import main as tierlight
from ledger.bootstrap.survey import enrol_person, open_custodian
from ledger.errors import NotEnrolled, StoreFailed
from ledger.jobs.cases.from_survey import Hands, cases_from_wave
from ledger.jobs.survey.audit_log import audit_log, note_act
from ledger.jobs.survey.custodian_state import Announced, keep_plan, keep_slot
from ledger.jobs.survey.read_words import read_words
from ledger.jobs.survey.tallies import tally_wave
from ledger.model.survey.audit_entry import Act
from ledger.model.survey.wave import PlannedSite, Roster, SampleBucket, WavePlan
from ledger.ports.survey import CustodianPlace
from ledger.proof.frozen_form import form_of
from ledger.surveys.calendar import SlotEntry
from ledger.surveys.quality.thresholds import Thresholds

NOW = 1_790_600_000
SITE_NAME = "https://mill.example/site/1"


@pytest.fixture
def host(tmp_path: Path) -> Place:
    return Place(tmp_path / "host")


@pytest.fixture
def custodian(tmp_path: Path, host: Place) -> CustodianPlace:
    for person, words in ((1, FIRST), (2, SECOND)):
        enrol_person(tmp_path / "custodian", person, words, EPOCH, rounds=2**10)
    place = open_custodian(tmp_path / "custodian", passphrases=(FIRST, SECOND))
    site = PlannedSite(SITE, SITE_NAME, "BD", Roster(120), SampleBucket.FROM_50)
    keep_plan(place.book, WavePlan(host.wave, (site,), bytes(32), 1, bytes(32)))
    entry = SlotEntry(1, bytes(32), bytes(32), token=WAVE)
    keep_slot(place.book, [Announced(entry, bytes(32), bytes(32), b"", root=bytes(32), bucket=6)])
    return replace(place, clock=SetClock(NOW), opener=an_opener())


def test_every_way_to_open_answers_leaves_a_line_that_names_both_people(custodian: CustodianPlace, host: Place) -> None:
    host.respond(a_visit(free_texts={"own_words": "The gate is locked."}))
    tally_wave(custodian, WAVE, host.rows(), thresholds=Thresholds(), why="the wave is over")
    read_words(custodian, WAVE, host.rows())
    cases_from_wave(custodian, WAVE, host.rows(), hands=Hands("Ana", "Ana", "Bo"))
    log = audit_log(custodian.book)
    assert [each.act for each in log.entries] == [Act.COUNTED, Act.WORDS_OPENED, Act.WORDS_SHOWN, Act.CASES_SOUGHT]
    assert {(each.subject, each.at) for each in log.entries} == {(WAVE, NOW)}
    assert [each.why for each in log.entries] == ["the wave is over", "", "", ""]
    assert [each.number for each in log.entries] == [None, None, 1, None]
    for each in log.entries:
        assert [name.split(":")[0] for name in each.people] == ["person-1", "person-2"]
    assert log.broken is None


def test_the_line_is_kept_before_anything_is_opened(custodian: CustodianPlace, host: Place) -> None:
    host.respond(a_visit())
    with pytest.raises(NotEnrolled):  # no key of that month
        read_words(replace(custodian, opener=an_opener("2020-01")), WAVE, host.rows())
    assert [each.act for each in audit_log(custodian.book).entries] == [Act.WORDS_OPENED]


def test_where_the_line_cannot_be_kept_nothing_is_opened(
    custodian: CustodianPlace, host: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    host.respond(a_visit())
    monkeypatch.setattr(type(custodian.book), "append", refuse)
    with pytest.raises(StoreFailed):
        read_words(replace(custodian, opener=NeverAsked()), WAVE, host.rows())  # type: ignore[arg-type]


def refuse(*_: object) -> None:
    raise StoreFailed(doing="write the custodian's log", reason="the disk is full")


class NeverAsked:
    """An opener that must not be asked."""

    def __getattr__(self, name: str) -> object:
        raise AssertionError(f"it was asked to {name}")


@pytest.mark.parametrize(
    "edit", ["DELETE FROM line", "UPDATE line SET value = x'00'", "INSERT OR REPLACE INTO line VALUES (1, x'00')"]
)
def test_the_file_itself_refuses_to_change_or_drop_a_line(custodian: CustodianPlace, tmp_path: Path, edit: str) -> None:
    note_act(custodian, Act.ASSESSED, SITE_NAME)
    beside = sqlite3.connect(tmp_path / "custodian" / "book.db")
    with pytest.raises(sqlite3.IntegrityError, match="line"):
        beside.execute(edit)
    beside.close()


def _dropped(beside: sqlite3.Connection) -> None:
    beside.execute("DELETE FROM line WHERE place = 2")


def _cut(beside: sqlite3.Connection) -> None:
    beside.execute("DELETE FROM line WHERE place = 3")


def _changed(beside: sqlite3.Connection) -> None:
    beside.execute("UPDATE line SET value = substr(value, 1, 40) || x'00' || substr(value, 42) WHERE place = 2")


def _swapped(beside: sqlite3.Connection) -> None:
    beside.execute("UPDATE line SET place = 9 WHERE place = 2")
    beside.execute("UPDATE line SET place = 2 WHERE place = 3")
    beside.execute("UPDATE line SET place = 3 WHERE place = 9")


def _added(beside: sqlite3.Connection) -> None:
    beside.execute("INSERT INTO line SELECT 4, value FROM line WHERE place = 3")


@pytest.mark.parametrize(("edit", "found"), [(_dropped, 2), (_cut, 3), (_changed, 2), (_swapped, 2), (_added, 4)])
def test_attack_an_edit_of_the_file_around_its_own_refusal_is_caught(
    custodian: CustodianPlace, tmp_path: Path, edit: Callable[[sqlite3.Connection], None], found: int
) -> None:
    for subject in ("one", "two", "three"):
        note_act(custodian, Act.COUNTED, subject)
    beside = sqlite3.connect(tmp_path / "custodian" / "book.db")
    beside.executescript("DROP TRIGGER line_stands; DROP TRIGGER line_stays; DROP TRIGGER line_is_one;")
    edit(beside)
    beside.commit()
    beside.close()
    log = audit_log(custodian.book)
    assert (log.broken, len(log.entries)) == (found, found - 1)


def test_attack_a_line_made_anew_by_one_person_breaks_the_chain_behind_it(
    custodian: CustodianPlace, tmp_path: Path
) -> None:
    """One passphrase opens the book: with it a line can be written again, but not so that the next one follows."""
    for subject in ("one", "two", "three"):
        note_act(custodian, Act.COUNTED, subject)
    noted = audit_log(custodian.book).head
    book = open_custodian(tmp_path / "custodian", passphrases=(SECOND,)).book
    forged = book._sealed("2", _with_another_subject(book), b"line" + (2).to_bytes(8, "big"))  # type: ignore[attr-defined]
    beside = sqlite3.connect(tmp_path / "custodian" / "book.db")
    beside.executescript("DROP TRIGGER line_stands")
    beside.execute("UPDATE line SET value = ? WHERE place = 2", (forged,))
    beside.commit()
    beside.close()
    log = audit_log(custodian.book)
    assert (log.broken, log.entries[1].subject) == (3, "nothing")
    assert log.head == noted


def _with_another_subject(book: object) -> object:
    entries = audit_log(book).entries  # type: ignore[arg-type]
    return form_of(replace(entries[1], subject="nothing"))


def audit_log_by_command(folder: Path, *options: str) -> tuple[int, dict[str, Any]]:
    (folder / "first").write_text(FIRST + "\n")
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        words = ["survey", "audit-log", "--home", str(folder / "custodian"), "--json", *options]
        code = tierlight([*words, "--first-password-file", str(folder / "first")])
    return code, json.loads(out.getvalue())


def test_one_person_reads_the_log_by_command_and_a_noted_head_shows_an_older_copy(
    custodian: CustodianPlace, tmp_path: Path
) -> None:
    note_act(custodian, Act.COUNTED, WAVE, why="the wave is over")
    code, told = audit_log_by_command(tmp_path)
    assert (code, told["broken_at"]) == (ExitCode.OK, None)
    assert [(each["act"], each["why"]) for each in told["entries"]] == [(Act.COUNTED.value, "the wave is over")]
    assert audit_log_by_command(tmp_path, "--head", told["head"])[0] == ExitCode.OK
    code, told = audit_log_by_command(tmp_path, "--head", "0x" + "ab" * 32)
    assert (code, told["holds_noted_head"]) == (ExitCode.DOES_NOT_HOLD, False)
