"""The custodian's log is kept 12 months, and what goes in its time does not look like an edit (THREATS 5.9)."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from custodian_bed import FIRST, SECOND
from survey_builders import EPOCH
from survey_place import SetClock

from ledger.bootstrap.survey import enrol_person, open_custodian
from ledger.jobs.survey.audit_log import audit_log, note_act
from ledger.model.survey.audit_entry import Act
from ledger.ports.survey import CustodianPlace
from ledger.surveys.audit_chain import KEPT_SECONDS, digest_of

NOW = 1_790_600_000
LATER = NOW + KEPT_SECONDS + 1


@pytest.fixture
def custodian(tmp_path: Path) -> CustodianPlace:
    for person, words in ((1, FIRST), (2, SECOND)):
        enrol_person(tmp_path / "custodian", person, words, EPOCH, rounds=2**10)
    return replace(open_custodian(tmp_path / "custodian", passphrases=(FIRST, SECOND)), clock=SetClock(NOW))


def noted(place: CustodianPlace, *subjects: str, at: int) -> None:
    for subject in subjects:
        note_act(replace(place, clock=SetClock(at)), Act.COUNTED, subject)


def subjects(place: CustodianPlace) -> list[str]:
    return [each.subject for each in audit_log(place.book).entries if each.act is Act.COUNTED]


def test_lines_of_a_year_stay(custodian: CustodianPlace) -> None:
    noted(custodian, "one", at=NOW)
    noted(custodian, "two", at=NOW + KEPT_SECONDS)
    assert subjects(custodian) == ["one", "two"]


def test_older_lines_go_a_line_says_so_and_the_chain_holds(custodian: CustodianPlace, tmp_path: Path) -> None:
    noted(custodian, "one", "two", at=NOW)
    last = audit_log(custodian.book).entries[-1]
    noted(custodian, "three", at=LATER)
    log = audit_log(custodian.book)
    assert log.broken is None
    assert [(each.act, each.place) for each in log.entries] == [(Act.COUNTED, 3), (Act.OLD_DROPPED, 4)]
    assert (log.entries[1].number, log.entries[1].subject) == (2, "0x" + digest_of(last).hex())
    noted(custodian, "four", at=LATER + 5)
    assert subjects(open_custodian(tmp_path / "custodian", passphrases=(FIRST,))) == ["three", "four"]
    beside = sqlite3.connect(tmp_path / "custodian" / "book.db")
    assert beside.execute("SELECT min(place), count(*) FROM line").fetchone() == (3, 3)
    with pytest.raises(sqlite3.IntegrityError, match="lines stay"):
        beside.execute("DELETE FROM line")
    beside.close()


def test_lines_go_again_a_year_after(custodian: CustodianPlace) -> None:
    noted(custodian, "one", at=NOW)
    noted(custodian, "two", at=LATER)
    noted(custodian, "three", at=LATER + KEPT_SECONDS + 1)
    log = audit_log(custodian.book)
    assert (log.broken, subjects(custodian)) == (None, ["three"])


@pytest.mark.parametrize("place", [3, 4, 5])
def test_attack_a_line_that_is_taken_away_beside_those_that_went_is_found(
    custodian: CustodianPlace, tmp_path: Path, place: int
) -> None:
    noted(custodian, "one", "two", at=NOW)
    noted(custodian, "three", "four", at=LATER)
    beside = sqlite3.connect(tmp_path / "custodian" / "book.db")
    beside.executescript("DROP TRIGGER line_stays")
    beside.execute("DELETE FROM line WHERE place = ?", (place,))
    beside.commit()
    beside.close()
    assert audit_log(custodian.book).broken is not None


def test_attack_lines_that_go_unsaid_are_found(custodian: CustodianPlace) -> None:
    """With the book's key alone, and no line about it."""
    noted(custodian, "one", "two", "three", at=NOW)
    custodian.book.drop_until(2)
    assert audit_log(custodian.book).broken == 1


def test_attack_a_clock_set_forward_to_be_rid_of_lines_is_found_by_the_next_line(custodian: CustodianPlace) -> None:
    noted(custodian, "hidden", at=NOW)
    noted(custodian, "forward", at=LATER)
    noted(custodian, "back", at=NOW + 60)
    assert audit_log(custodian.book).broken == 4


def test_a_stop_between_saying_and_dropping_leaves_a_log_that_holds(
    custodian: CustodianPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted(custodian, "one", at=NOW)
    with monkeypatch.context() as stopped:
        stopped.setattr(type(custodian.book), "drop_until", lambda *_: None)
        noted(custodian, "two", at=LATER)
    assert audit_log(custodian.book).broken is None
    noted(custodian, "three", at=LATER + 1)
    assert (audit_log(custodian.book).broken, subjects(custodian)) == (None, ["two", "three"])


def test_a_log_that_was_edited_drops_nothing(custodian: CustodianPlace, tmp_path: Path) -> None:
    noted(custodian, "one", "two", at=NOW)
    beside = sqlite3.connect(tmp_path / "custodian" / "book.db")
    beside.executescript("DROP TRIGGER line_stands")
    beside.execute("UPDATE line SET value = zeroblob(length(value)) WHERE place = 1")
    beside.commit()
    noted(custodian, "three", at=LATER)
    assert beside.execute("SELECT count(*) FROM line").fetchone() == (3,)
    beside.close()
