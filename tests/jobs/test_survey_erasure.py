"""What was withdrawn, or is over its time, or was sealed to a month that is gone, is read by nobody any more."""

import inspect
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from survey_builders import CLOSES, EPOCH, WAVE, a_cover_visit, a_hosted_wave, a_visit, two_people
from survey_place import HostHere, Place, an_opener, secrets_of

from ledger.errors import NotEnrolled, NotFound, ProofMismatch, Unacceptable
from ledger.jobs.survey import expire as expire_module
from ledger.jobs.survey.expire import FREE_TEXT_SECONDS, RESPONSE_SECONDS, Expired, expire
from ledger.jobs.survey.rewrap import Rewrapped, rewrap
from ledger.jobs.survey.withdraw import withdraw
from ledger.surveys.receipt_code import new_code
from ledger.surveys.sealing import opened
from ledger.vault.survey_vault import SqliteSurveyVault

LATER = two_people("2026-10").keys
LISTED = ((b"\x01" * 32, b"\x02" * 32),)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "survey")


def test_who_withdraws_is_gone_and_the_others_stay(place: Place) -> None:
    code = place.respond(a_visit(free_texts={"own_words": "mine"}))
    place.respond(a_visit(receipt_code=code))
    gone = place.rows()
    for _ in range(5):
        place.respond(a_visit())
    withdraw(place.host, WAVE, f"{code[:4]} {code[4:]}")
    raw = place.raw()
    assert not [secret for row in gone for secret in secrets_of(row) if secret in raw]
    assert len(place.opened()) == 5


def test_the_answer_is_the_same_for_a_code_that_nobody_has_and_twice(place: Place) -> None:
    code = place.respond(a_visit())
    answers = [withdraw(place.host, WAVE, each) for each in (new_code(place.entropy), code, code)]  # type: ignore[func-returns-value]
    assert answers == [None] * 3
    assert place.rows() == []


def test_a_typing_error_and_an_unknown_wave_are_told(place: Place) -> None:
    code = place.respond(a_visit())
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    with pytest.raises(Unacceptable, match="16 digits"):
        withdraw(place.host, WAVE, wrong)
    with pytest.raises(NotFound):
        withdraw(place.host, "nowhere", code)
    assert len(place.rows()) == 1


def test_after_closing_it_is_still_withdrawn_and_only_the_published_commitment_stays(place: Place) -> None:
    code = place.respond(a_visit())
    (row,) = place.rows()
    place.vault.publish(WAVE, ((b"\x09" * 32, row.commitment),), root=b"\x03" * 32)
    place.clock.at = CLOSES + 86_400
    withdraw(place.host, WAVE, code)
    raw = place.raw()
    assert not [secret for secret in secrets_of(row) if secret in raw]
    published = place.vault.published(WAVE)
    assert published is not None
    assert published[1] == ((b"\x09" * 32, row.commitment),)


def test_withdrawing_from_one_wave_leaves_another_alone(place: Place) -> None:
    other = a_hosted_wave("b3RoZXItd2F2ZS10b2tlbg")
    place.vault.add_wave(other)
    code = place.respond(a_visit())
    withdraw(place.host, other.token, code)
    assert len(place.rows()) == 1


def test_free_text_and_answers_go_when_their_time_is_over_and_the_list_stays(place: Place) -> None:
    place.respond(a_visit(free_texts={"own_words": "mine"}))
    (row,) = place.rows()
    place.vault.publish(WAVE, LISTED, root=b"\x03" * 32)
    steps = []
    for at in (CLOSES, CLOSES + FREE_TEXT_SECONDS - 1, CLOSES + FREE_TEXT_SECONDS, CLOSES + FREE_TEXT_SECONDS + 1):
        place.clock.at = at
        steps.append(expire(place.host))
    assert steps == [(), (), (Expired(WAVE, free_texts=1),), ()]
    assert row.free_text[40:72] not in place.raw()
    assert [each.response.free_texts for each in place.opened()] == [{}]
    place.clock.at = CLOSES + RESPONSE_SECONDS
    assert expire(place.host) == (Expired(WAVE, responses=1),)
    assert expire(place.host) == ()
    raw = place.raw()
    assert not [secret for secret in secrets_of(row) if secret in raw]
    assert place.vault.published(WAVE) == (b"\x03" * 32, LISTED)


def test_the_times_are_ninety_days_and_two_years() -> None:
    assert (FREE_TEXT_SECONDS, RESPONSE_SECONDS) == (90 * 86_400, 730 * 86_400)


def test_no_order_of_preservation_can_be_given() -> None:
    """The only argument is the host: nothing that is handed in makes anything live longer."""
    assert list(inspect.signature(expire).parameters) == ["host"]
    assert set(inspect.signature(SqliteSurveyVault.expire).parameters) == {"self", "token"}


def test_planted_an_expiry_that_looks_at_the_opening_destroys_too_early(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.respond(a_visit())
    place.clock.at = CLOSES + FREE_TEXT_SECONDS - 1
    monkeypatch.setattr(expire_module, "FREE_TEXT_SECONDS", FREE_TEXT_SECONDS - (CLOSES - place.wave.opens_at))
    assert expire(place.host) != ()


def moved(place: Place, **changes: Any) -> Rewrapped:
    """A month ends: the custodian seals to the next, with the keys of both people."""
    forgotten: list[str] = changes.pop("forgotten", [])
    asked: dict[str, Any] = {
        "keys": LATER,
        "opener": an_opener(EPOCH, "2026-10"),
        "held": (EPOCH, "2026-10"),
        "now": CLOSES + 1,
        "forget": forgotten.append,
    }
    host: Any = HostHere(place.vault)
    return rewrap(host, [place.wave], **asked | changes)


def test_survivors_open_with_the_new_months_keys_alone(place: Place) -> None:
    for number in range(5):
        place.respond(a_visit(free_texts={"own_words": "mine"}) if number % 2 else a_cover_visit())
    before = [each.response for each in place.opened()]
    forgotten: list[str] = []
    assert moved(place, forgotten=forgotten) == Rewrapped(5, (EPOCH,), ())
    assert forgotten == [EPOCH]
    after = [opened(row, place.wave, an_opener("2026-10")).response for row in place.rows()]
    assert after == before
    assert moved(place) == Rewrapped(0, (EPOCH,), ()), "again does no harm"
    with pytest.raises(NotEnrolled):
        [opened(row, place.wave, an_opener(EPOCH)) for row in place.rows()]


def test_a_backup_of_before_cannot_bring_back_whom_was_erased(place: Place, tmp_path: Path) -> None:
    code = place.respond(a_visit())
    place.respond(a_visit())
    shutil.copytree(place.folder, tmp_path / "stolen")
    withdraw(place.host, WAVE, code)
    moved(place)
    stolen = SqliteSurveyVault(tmp_path / "stolen")
    rows = list(stolen.sealed(WAVE))
    assert len(rows) == 2
    left = an_opener("2026-10")  # what the two people still have
    for row in rows:
        with pytest.raises(NotEnrolled):
            opened(row, place.wave, left)
    assert len([opened(row, place.wave, left) for row in place.rows()]) == 1


def test_planted_keys_that_are_not_destroyed_bring_them_back(place: Place, tmp_path: Path) -> None:
    code = place.respond(a_visit())
    shutil.copytree(place.folder, tmp_path / "stolen")
    withdraw(place.host, WAVE, code)
    moved(place, forget=lambda _epoch: None)
    (row,) = SqliteSurveyVault(tmp_path / "stolen").sealed(WAVE)
    assert opened(row, place.wave, an_opener(EPOCH, "2026-10")).response.receipt_code == code


def test_the_month_of_a_wave_that_still_takes_answers_is_kept(place: Place) -> None:
    place.respond(a_visit())
    forgotten: list[str] = []
    assert moved(place, now=CLOSES - 1, forgotten=forgotten) == Rewrapped(0, (), (EPOCH,))
    assert forgotten == []
    assert [row.epoch for row in place.rows()] == [EPOCH]


def test_one_broken_row_destroys_no_key(place: Place) -> None:
    place.respond(a_visit())
    (row,) = place.rows()
    host: Any = HostHere(place.vault)
    host.sealed = lambda _token: iter([replace(row, key=row.free_text_key)])
    with pytest.raises(ProofMismatch):
        rewrap(
            host,
            [place.wave],
            keys=LATER,
            opener=an_opener(),
            held=(EPOCH,),
            now=CLOSES + 1,
            forget=_never,
        )


def test_a_month_that_is_yet_to_come_is_not_destroyed(place: Place) -> None:
    assert moved(place, held=(EPOCH, "2026-10", "2026-11")).destroyed == (EPOCH,)


def test_free_texts_that_are_gone_stay_gone(place: Place) -> None:
    place.respond(a_visit())
    place.vault.expire_free_text(WAVE)
    moved(place)
    (row,) = place.rows()
    assert (row.free_text, row.free_text_key.first, row.free_text_key.second) == (b"", b"", b"")
    assert opened(row, place.wave, an_opener("2026-10")).response.free_texts == {}


def _never(epoch: str) -> None:
    raise AssertionError(epoch)
