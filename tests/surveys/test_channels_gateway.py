"""Menus and calls of a gateway: walked by keys, repeated, broken off, out of order."""

import re
from pathlib import Path
from xml.parsers import expat

import pytest
from phone_line import CANARIES, MENU_KEYS, PHONE, Line, a_call_request, a_line, a_menu_request
from survey_builders import CLOSES, LANGUAGES, a_help_line

from ledger.errors import LedgerError
from ledger.jobs.survey.running_calls import PhoneMemory
from ledger.jobs.survey.webhook import Shape
from ledger.model.survey.response import Channel, Standing
from ledger.model.survey.wave import HelpLine
from ledger.surveys.channels.phone_words import help_text
from ledger.surveys.channels.walk import walked

ANSWERS = ("1", "1", "2", "2", "1", "1", "12", "2", "1", "1", "2", "0", "13")  # notes are gone on from with 1


@pytest.fixture
def line(tmp_path: Path) -> Line:
    return a_line(tmp_path / "survey")


def _menu(line: Line, *keys: str, session: str = "AT-1", **changes: str) -> str:
    return line.form(Shape.GATEWAY, a_menu_request(keys, session=session, **changes))


def _call(line: Line, digits: str | None = None, *, step: int | None = None, **changes: str) -> str:
    return line.form(Shape.GATEWAY, a_call_request(digits, **changes), step=step)


def test_help_is_said_before_anything_is_asked_and_the_police_last(line: Line) -> None:
    first = _menu(line)
    assert first.startswith("CON ")
    assert first.index("Invented Workers' Centre 000 000 0001") < first.index("Invented Police")
    assert first.index("Invented Police") < first.index("1 English")
    assert "nobody answers these numbers" in first
    assert "not reviewed by workers" in first


def a_real_line(name: str) -> HelpLine:
    return a_help_line(name, is_real=True, confirmed_on="2026-09-01", confirmed_by="A responder")


def test_a_line_that_nobody_confirmed_is_not_told_in_a_real_wave(tmp_path: Path) -> None:
    lines = (a_help_line("Unconfirmed", is_real=True), a_real_line("Confirmed"))
    told = _menu(a_line(tmp_path / "survey", is_demo=False, help_lines=lines))
    assert "Confirmed 000" in told
    assert "Unconfirmed" not in told


def test_a_whole_walk_is_one_response_and_its_last_screen_has_the_code(line: Line) -> None:
    screens = [_menu(line, *(MENU_KEYS + ANSWERS)[:count]) for count in range(len(MENU_KEYS + ANSWERS) + 1)]
    assert all(screen.startswith("CON ") for screen in screens)
    last = _menu(line, *MENU_KEYS, *ANSWERS, "2")  # no call back
    (kept,) = line.kept()
    assert last.startswith("END ")
    assert kept.receipt_code in last.replace(" ", "")
    assert kept.answers == {
        "bus_late": "yes",
        "rice_cold": "no",
        "lift_broken": "no",
        "gender": "woman",
        "fee_paid": "yes",
        "fee_months": "12",
        "debt_holds": "no",
        "passport_kept": "yes",
        "passport_asked": "no",
        "threats": "deport wage_cut",
    }
    assert (kept.channel, kept.language) == (Channel.SMS, "en")


@pytest.mark.parametrize("number", range(1, 5))
def test_the_walk_speaks_the_language_that_was_chosen(line: Line, number: int) -> None:
    language = LANGUAGES[number - 1]
    agreed = _menu(line, str(number), "1", "1", "1", "1", "1", "1", "1", "1", "1")
    assert "bus late" in agreed
    assert (f"[{language}]" in agreed) is (language != "en")
    assert walked(line.wave, [str(number)], help_text="").language == language


def test_the_last_screen_again_is_the_same_and_counts_once(line: Line) -> None:
    keys = (*MENU_KEYS, *ANSWERS, "2")
    assert _menu(line, *keys) == _menu(line, *keys)
    assert len(line.kept()) == 1


def test_a_call_back_that_is_wanted_has_the_number_sealed_with_it(line: Line) -> None:
    referral = (*MENU_KEYS[:7], "1", "2")  # the third purpose
    _menu(line, *referral, *ANSWERS, "1")
    assert line.kept()[0].free_texts == {"call_back": PHONE}


def test_a_key_that_means_nothing_is_asked_again_and_leaves_the_answer_alone(line: Line) -> None:
    told = _menu(line, "7", "1")
    assert "How old are you?" in told
    assert "not one of the choices" in _menu(line, "7")
    assert "not one of the choices" in _menu(line, *MENU_KEYS, "1", "8")


def test_99_leaves_at_any_time_and_what_was_answered_is_gone(line: Line) -> None:
    left = _menu(line, *MENU_KEYS, "1", "1", "99")
    assert left.startswith("END ")
    (kept,) = line.kept()
    assert (kept.standing, kept.answers) == (Standing.COVER, {})
    assert kept.receipt_code in left.replace(" ", "")


@pytest.mark.parametrize(
    "keys",
    [("1", "3"), ("1", "1", "1", "1", "2"), (*MENU_KEYS[:5], "2", "2", "2", "2")],
    ids=["under age", "no", "no use"],
)
def test_who_is_under_age_or_does_not_agree_is_asked_nothing_and_gets_a_code_and_help(
    line: Line, keys: tuple[str, ...]
) -> None:
    told = _menu(line, *keys)
    assert told.startswith("END ")
    assert "Invented Workers' Centre" in told
    assert [kept.standing for kept in line.kept()] == [Standing.COVER]


def test_a_session_that_broke_off_counts_what_was_answered_only_when_it_is_over(line: Line) -> None:
    keys = (*MENU_KEYS, *ANSWERS[:3])
    _menu(line, *keys)
    assert line.kept() == []
    note = {"sessionId": "AT-1", "serviceCode": "*384*77#", "status": "Incomplete", "input": "*".join(keys)}
    told = line.form(Shape.GATEWAY, {**note, "phoneNumber": PHONE, "durationInMillis": "61500"})
    assert told.startswith("END ")
    (kept,) = line.kept()
    assert (kept.answers, kept.seconds) == ({"bus_late": "yes", "rice_cold": "no"}, 61)
    line.form(Shape.GATEWAY, note)
    assert len(line.kept()) == 1


def test_who_hangs_up_before_consent_leaves_nothing(line: Line) -> None:
    line.form(Shape.GATEWAY, {"sessionId": "AT-1", "serviceCode": "*384*77#", "status": "Incomplete", "input": "1*1*1"})
    assert line.kept() == []


def _walk_call(line: Line, keys: tuple[str, ...], *, again: bool = False, session: str = "CALL-1") -> str:
    told = _call(line, session=session)
    for key in keys:
        found = re.search(r"step=(\d+)", told)
        assert found is not None
        told = _call(line, key, step=int(found[1]), session=session)
        if again:
            repeated = _call(line, key, step=int(found[1]), session=session)
            assert repeated == told
    return told


@pytest.mark.parametrize("again", [False, True], ids=["once", "each request twice"])
def test_a_call_is_walked_with_its_last_keys_alone(line: Line, again: bool) -> None:
    told = _walk_call(line, (*MENU_KEYS, *ANSWERS, "2"), again=again)
    (kept,) = line.kept()
    assert "<GetDigits" not in told
    assert kept.receipt_code in _spoken(told).replace(" ", "")
    assert (kept.channel, kept.answers["threats"]) == (Channel.VOICE, "deport wage_cut")


def test_without_the_step_a_request_that_comes_twice_answers_the_next_question(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted bug of the test above."""
    known = PhoneMemory.keys_of
    came: list[str] = []

    def stepless(self: PhoneMemory, *session: str, digits: str | None, now: int, **_: object) -> object:
        came.extend([digits] if digits else [])
        return known(self, *session, digits=digits, step=len(came) - 1, now=now)

    monkeypatch.setattr(PhoneMemory, "keys_of", stepless)
    first = _call(line)
    once = _call(line, "1", step=0)
    assert first != once
    assert _call(line, "1", step=0) != once


def test_a_call_that_is_hung_up_counts_as_far_as_it_came(line: Line) -> None:
    _walk_call(line, (*MENU_KEYS, *ANSWERS[:2]))
    _call(line, isActive="0", durationInSeconds="75")
    (kept,) = line.kept()
    assert (kept.answers, kept.seconds) == ({"bus_late": "yes"}, 75)
    _call(line, isActive="0", durationInSeconds="75")
    assert len(line.kept()) == 1


def test_two_calls_at_once_do_not_mix(line: Line) -> None:
    _walk_call(line, MENU_KEYS, session="CALL-1")
    _walk_call(line, ("2", "1"), session="CALL-2")
    assert "Help:" not in _call(line, session="CALL-1")
    assert "[es]" in _call(line, session="CALL-2")


def test_keys_of_a_call_are_forgotten_after_half_an_hour(line: Line) -> None:
    _walk_call(line, MENU_KEYS)
    line.host.clock.time += 1_801  # type: ignore[attr-defined]
    assert "1 English" in _call(line)


def test_outside_its_time_a_wave_still_tells_where_help_is(tmp_path: Path) -> None:
    line = a_line(tmp_path / "survey", now=CLOSES)
    for told in (_menu(line), _menu(line, *MENU_KEYS, *ANSWERS, "2")):
        assert told.startswith("END ")
        assert "closed" in told
        assert "Invented Workers' Centre" in told
    assert "GetDigits" not in _call(line)
    assert line.kept() == []


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"serviceCode": "*384*77#", "text": ""}, "sessionId"),
        ({"sessionId": "s", "text": ""}, "serviceCode"),
        ({"sessionId": "s", "serviceCode": "15550142987", "text": ""}, "serviceCode"),
        ({"sessionId": "s", "serviceCode": "*384*77#"}, "text"),
        ({"sessionId": "s", "serviceCode": "*384*77#", "text": "1*" * 600}, "text"),
        ({"sessionId": "s", "isActive": "15550142987"}, "isActive"),
        ({"sessionId": "s", "isActive": "1"}, "destinationNumber"),
        ({"sessionId": "s", "isActive": "1", "destinationNumber": "x", "dtmfDigits": "5" * 99}, "dtmfDigits"),
        ({"sessionId": "s", "isActive": "0", "destinationNumber": "x", "durationInSeconds": "-1"}, "durationInSeconds"),
    ],
)
def test_a_gateways_form_that_does_not_fit_names_the_field(line: Line, fields: dict[str, str], field: str) -> None:
    with pytest.raises(LedgerError) as caught:
        line.form(Shape.GATEWAY, {"phoneNumber": PHONE, **fields})
    assert caught.value.facts()["field"] == field
    assert not any(canary in str(caught.value.facts()) for canary in CANARIES)
    assert line.kept() == []


def _spoken(told: str) -> str:
    """What a gateway's parser finds between the tags of <Say>."""
    found: list[str] = []
    parser = expat.ParserCreate()
    parser.CharacterDataHandler = found.append
    parser.Parse(told, True)
    return "".join(found)


def test_what_is_spoken_is_escaped(tmp_path: Path) -> None:
    line = a_line(tmp_path / "survey", help_lines=(a_help_line("A & <B>"),))
    assert "A & <B>" in _spoken(_call(line))


def test_the_police_are_told_to_be_the_police_and_immigration_is_never_told(tmp_path: Path) -> None:
    lines = (a_help_line("Blue Line", kind="police"), a_help_line("Border Line", kind="immigration"))
    told = _menu(a_line(tmp_path / "survey", help_lines=lines))
    assert "Police: Blue Line" in told
    assert "Border Line" not in told


def test_help_is_told_in_each_language(line: Line) -> None:
    assert len({help_text(line.wave, language) for language in LANGUAGES}) == len(LANGUAGES)
