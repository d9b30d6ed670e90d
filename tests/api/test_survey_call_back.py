"""A number to call, left on the page: asked of who agreed to be referred, sealed, told to nobody; it makes a case."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from survey_builders import LANGUAGES, SITE, WAVE, a_hosted_wave
from survey_place import SetClock, an_opener
from survey_town import ALL, Line, Visitor, a_line
from surveys.case_builders import ANA, BO, BOOK
from surveys.case_builders import NOW as CASE_NOW

from api.web.survey import steps
from api.web.survey.call_back import number_of
from api.web.survey.words import PageWords
from ledger.bootstrap.survey import enrol_person, open_custodian
from ledger.jobs.cases.case_book import keep_help_book
from ledger.jobs.cases.from_survey import Hands, cases_from_wave
from ledger.jobs.survey.custodian_state import keep_plan
from ledger.model.survey.wave import PlannedSite, Roster, SampleBucket, WavePlan
from ledger.ports.survey import CustodianPlace

ASKED = "Where may somebody call you?"
NUMBER = "0000000042"


@pytest.fixture
def line(tmp_path: Path) -> Line:
    return a_line(tmp_path / "host")


@pytest.fixture
def custodian(tmp_path: Path) -> CustodianPlace:
    home = tmp_path / "custodian"
    for person, words in ((1, "the first person's words"), (2, "the second person's words")):
        enrol_person(home, person, words, "2026-09", rounds=2**10)
    place = open_custodian(home, passphrases=("the first person's words",))
    keep_help_book(place.book, BOOK)
    site = PlannedSite(SITE, "https://id.gs1.org/414/9506000001012", "BD", Roster(120), SampleBucket.FROM_50)
    keep_plan(place.book, WavePlan(a_hosted_wave(), (site,), bytes(32), 1, bytes(32)))
    return replace(place, clock=SetClock(CASE_NOW), opener=an_opener())


def _asked(visitor: Visitor) -> Visitor:
    """Somebody agreed to referral, answered, and stands before the number."""
    visitor.agree(0, 2).answer(*ALL)
    assert ASKED in visitor.heading
    return visitor


def test_a_number_left_on_the_page_becomes_a_case(line: Line, visitor: Visitor, custodian: CustodianPlace) -> None:
    _asked(visitor).press("next", text=NUMBER).press("send")
    found = cases_from_wave(custodian, WAVE, line.host.vault.sealed(WAVE), hands=Hands(ANA.name, ANA.name, BO.name))
    assert [case.contact.way for case in found.cases] == [f"call {NUMBER}"]
    assert found.without_contact == 0


@pytest.mark.parametrize("button", ["next", "skip"])
def test_the_number_may_be_left_empty(line: Line, visitor: Visitor, button: str) -> None:
    _asked(visitor).press(button, text=" ").press("send")
    assert line.opened()[0].response.free_texts == {"own_words": "they said so"}


def test_who_skips_leaves_no_number_whatever_was_written(line: Line, visitor: Visitor) -> None:
    _asked(visitor).press("skip", text=NUMBER).press("send")
    assert "call_back" not in line.opened()[0].response.free_texts


def test_who_did_not_agree_to_referral_is_asked_for_no_number(visitor: Visitor) -> None:
    assert visitor.agree(0, 1, 3).answer(*ALL).heading == "That was the last question"
    assert visitor.agree(0, 1, 3).answer((0,)).press("stop").heading == "Do you want to stop here?"


def test_who_stops_midway_can_leave_a_number_too(line: Line, visitor: Visitor) -> None:
    visitor.agree(2).answer((0,)).press("stop")
    assert visitor.press("next", text=NUMBER).heading == "Do you want to stop here?"
    visitor.press("send")
    assert line.opened()[0].response.free_texts == {"call_back": NUMBER}


@pytest.mark.parametrize("ends_by", ["stop", "the last question"])
def test_going_back_to_the_questions_forgets_the_number(line: Line, visitor: Visitor, ends_by: str) -> None:
    visitor = visitor.agree(2).answer((0,)).press("stop") if ends_by == "stop" else _asked(visitor)
    visitor.press("next", text=NUMBER).press("back").press("stop")
    assert ASKED in visitor.heading
    visitor.press("skip").press("send")
    assert "call_back" not in line.opened()[0].response.free_texts


def test_who_goes_back_and_takes_referral_away_sends_no_number(line: Line, visitor: Visitor) -> None:
    visitor.agree(2).press("stop").press("next", text=NUMBER).press("back").press("back")
    assert visitor.heading == "Before the questions"
    visitor.press("agree", 0).press("stop").press("send")
    assert line.opened()[0].response.free_texts == {}


def test_who_deletes_their_answers_leaves_no_number(line: Line, visitor: Visitor) -> None:
    _asked(visitor).press("next", text=NUMBER).press("leave")
    assert line.opened()[0].response.free_texts == {}


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("123", "123"),
        ("+" + "9" * 20, "+" + "9" * 20),
        ("+000 (00) 000-0042", "+000000000042"),
        ("০০০ ০০০ ০০৪২", "0000000042"),
        ("\u200f٠٠٠٠٠٠٠٠٤٢", "0000000042"),
        ("۰۰۰۰۰۰۰۰۴۲", "0000000042"),
        ("12", None),
        ("9" * 21, None),
        ("call Rina", None),
        ("123; Rina", None),
        ("12³", None),
        ("1+23", None),
    ],
)
def test_a_number_is_3_to_20_digits_of_any_script(written: str, number: str | None) -> None:
    assert number_of(written) == number


@pytest.mark.parametrize("written", ["Rina canaryword", "12", "9" * 21])
def test_what_is_no_number_is_asked_again_and_not_repeated(visitor: Visitor, written: str) -> None:
    _asked(visitor).press("next", text=written)
    assert 'role="alert"' in visitor.text
    assert written not in re.sub(r'value="[^"]{40,}"', "", visitor.text)


def test_neither_a_page_nor_a_log_holds_the_number(visitor: Visitor, capfd: pytest.CaptureFixture[str]) -> None:
    shown = [_asked(visitor).press("next", text="000 777 42").text]
    refused = visitor.send({"s": "not ours", "do": "next", "text": "000 777 42"})
    shown += [refused.text, visitor.press("send").text, *capfd.readouterr()]
    assert not any(re.search("000 ?777 ?42", each) for each in shown)


def test_the_field_with_the_longest_number_is_no_longer_than_without(visitor: Visitor) -> None:
    length = len(_asked(visitor).field)
    assert len(visitor.press("next", text="+" + "9" * 20).field) == length


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_reads_the_number_and_when_it_is_destroyed_is_told_beside_it(visitor: Visitor, language: str) -> None:
    visitor.language = language
    told = PageWords(language)("page_call_back_who", custodian="Invented Workers' Centre")
    assert told in visitor.agree(2).press("stop").text


def test_planted_without_the_screen_nobody_on_the_web_can_be_called(
    line: Line, visitor: Visitor, custodian: CustodianPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "_before_sending", lambda progress, stage: replace(progress, stage=stage))
    visitor.agree(0, 2).answer(*ALL).press("send")
    found = cases_from_wave(custodian, WAVE, line.host.vault.sealed(WAVE), hands=Hands(ANA.name, ANA.name, BO.name))
    assert (found.cases, found.without_contact) == ((), 1)
