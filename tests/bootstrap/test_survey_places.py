"""The operator's host can only write; the custodian's place opens for two people who each have a passphrase."""

from pathlib import Path

import pytest
from survey_builders import a_hosted_wave, a_visit

from ledger.bootstrap.survey import (
    enrol_person,
    epoch_keys,
    forget_epoch_of_both,
    key_file,
    open_custodian,
    open_survey_host,
)
from ledger.errors import BadSetting, KeyUnreadable, NotEnrolled
from ledger.jobs.survey.respond import respond
from ledger.settings import read_settings
from ledger.surveys.sealing import opened

FIRST, SECOND, EPOCH, ROUNDS = "the first person's words", "the second person's words", "2026-09", 2**10
FOREVER = {"opens_at": 0, "closes_at": 2**40}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for person, passphrase in ((1, FIRST), (2, SECOND)):
        enrol_person(tmp_path / "custodian", person, passphrase, EPOCH, rounds=ROUNDS)
    return tmp_path / "custodian"


def test_what_the_host_keeps_both_people_open_and_neither_alone(home: Path, tmp_path: Path) -> None:
    host = open_survey_host(read_settings(home=tmp_path / "operator"))
    wave = a_hosted_wave(keys=epoch_keys(home, EPOCH), **FOREVER)
    host.vault.add_wave(wave)
    code = respond(host, wave.token, a_visit())
    (row,) = host.vault.sealed(wave.token)
    for order in ((FIRST, SECOND), (SECOND, FIRST)):
        place = open_custodian(home, passphrases=order)
        assert place.opener is not None
        assert opened(row, wave, place.opener).response.receipt_code == code
    assert open_custodian(home, passphrases=(FIRST,)).opener is None
    assert {each.name for each in (tmp_path / "operator").iterdir()} == {"survey"}, "no key is on the operator's side"


def test_one_persons_file_opened_as_both_opens_no_answers(home: Path) -> None:
    with pytest.raises(KeyUnreadable):
        open_custodian(home, passphrases=(FIRST, FIRST))


def test_either_person_opens_the_book_for_a_case_cannot_wait(home: Path) -> None:
    open_custodian(home, passphrases=(FIRST,)).book.put("cases", "1", {"words": "said"})
    assert open_custodian(home, passphrases=(SECOND,)).book.get("cases", "1") == {"words": "said"}


def test_nobodys_passphrase_a_third_one_and_none_are_refused(home: Path) -> None:
    with pytest.raises(KeyUnreadable):
        open_custodian(home, passphrases=("nobody's passphrase",))
    with pytest.raises(NotEnrolled, match="third"):
        open_custodian(home, passphrases=(FIRST, SECOND, "a third passphrase"))
    with pytest.raises(NotEnrolled, match="no passphrase"):
        open_custodian(home, passphrases=())


def test_two_people_are_two(tmp_path: Path) -> None:
    home = tmp_path / "custodian"
    enrol_person(home, 1, FIRST, EPOCH, rounds=ROUNDS)
    with pytest.raises(BadSetting, match="other person"):
        enrol_person(home, 2, FIRST, EPOCH, rounds=ROUNDS)
    with pytest.raises(BadSetting, match="1 nor 2"):
        enrol_person(home, 3, SECOND, EPOCH, rounds=ROUNDS)
    assert not key_file(home, 2).exists()
    with pytest.raises(NotEnrolled, match="no book"):
        open_custodian(home, passphrases=(FIRST,))


def test_a_month_has_keys_once_both_people_made_theirs(home: Path) -> None:
    first = enrol_person(home, 1, FIRST, "2026-10")
    with pytest.raises(NotEnrolled, match="2026-10"):
        epoch_keys(home, "2026-10")
    second = enrol_person(home, 2, SECOND, "2026-10")
    assert (epoch_keys(home, "2026-10").first, epoch_keys(home, "2026-10").second) == (first, second)


def test_a_destroyed_month_is_gone_for_both_and_the_book_stays(home: Path) -> None:
    for person, passphrase in ((1, FIRST), (2, SECOND)):
        enrol_person(home, person, passphrase, "2026-10")
    open_custodian(home, passphrases=(FIRST,)).book.put("cases", "1", "kept")
    assert forget_epoch_of_both(home, passphrases=(SECOND, FIRST), epoch=EPOCH) == 2
    with pytest.raises(NotEnrolled):
        epoch_keys(home, EPOCH)
    assert open_custodian(home, passphrases=(SECOND,)).book.get("cases", "1") == "kept"


def test_what_the_public_halves_in_the_open_say_is_bound_to_the_secrets(home: Path) -> None:
    path = key_file(home, 1)
    genuine = epoch_keys(home, EPOCH)
    path.write_text(path.read_text().replace(genuine.first.hex(), "11" * 32))
    with pytest.raises(KeyUnreadable, match="changed"):
        open_custodian(home, passphrases=(FIRST,))
