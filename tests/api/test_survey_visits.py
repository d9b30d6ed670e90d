"""A visit to the survey's pages, from the first screen to the code: what is kept, and what every end has in common."""

import re
from pathlib import Path

import pytest
from survey_builders import (
    CLOSES,
    OTHER_SITE,
    SITE,
    WAVE,
    a_consent_text,
    a_hosted_wave,
    some_answers,
    some_consents,
)
from survey_town import ALL, Line, Visitor, a_line, client_of

from api.routes.survey import page as survey_routes
from ledger.errors import StoreFailed
from ledger.model.survey.consent import AgeGroup, Mode, Purpose
from ledger.model.survey.response import Standing


def test_a_visit_from_the_first_screen_to_the_code_is_kept_as_it_was_said(line: Line, visitor: Visitor) -> None:
    visitor.agree(0, 2).answer(*ALL).press("skip")
    line.clock.at += 100
    code = visitor.press("send").code
    (kept,) = [each.response for each in line.opened()]
    assert kept.answers == some_answers()
    assert kept.free_texts == {"own_words": "they said so"}
    assert (kept.standing, kept.receipt_code, kept.site, kept.seconds) == (Standing.ANSWERED, code, SITE, 100)
    assert kept.consent is not None
    assert kept.consent.purposes == {Purpose.AGGREGATE, Purpose.REFERRAL}
    assert (kept.consent.mode, kept.consent.age_group) == (Mode.SELF, AgeGroup.ADULT)
    assert kept.consent.text_digest == a_consent_text().digest


def test_every_question_can_be_skipped(line: Line, visitor: Visitor) -> None:
    visitor.agree().answer(*[None] * 11).press("send")
    assert line.opened()[0].response.answers == {}


def test_who_stops_midway_may_send_what_was_said_so_far(line: Line, visitor: Visitor) -> None:
    visitor.agree().answer((0,), (1,)).press("stop").press("send")
    assert line.opened()[0].response.answers == {"bus_late": "yes", "rice_cold": "no"}


def test_an_answer_is_forgotten_when_its_question_is_asked_again(line: Line, visitor: Visitor) -> None:
    visitor.agree().answer((0,), (1,)).press("back").press("stop").press("send")
    assert line.opened()[0].response.answers == {"bus_late": "yes"}


def test_going_back_and_answering_otherwise_leaves_nothing_of_the_branch(line: Line, visitor: Visitor) -> None:
    visitor.agree().answer((0,), (0,), (0,), (0,), (0,), "7")
    visitor.press("back").press("back").press("next", 1).press("stop").press("send")
    answers = line.opened()[0].response.answers
    assert answers["fee_paid"] == "no"
    assert "fee_months" not in answers


def test_what_was_said_is_never_shown_again(visitor: Visitor) -> None:
    visitor.agree().answer(*ALL)
    assert "they said so" not in visitor.text
    visitor.press("back").press("back")
    assert "they said so" not in visitor.text
    visitor.press("back")
    assert " checked" not in visitor.text


@pytest.mark.parametrize("written", ["", "seven", "1234567", "-1", "7.5"])
def test_what_is_no_number_is_asked_again_and_not_repeated(visitor: Visitor, written: str) -> None:
    visitor.agree().answer((0,), (0,), (0,), (0,), (0,)).press("next", text=written)
    assert 'role="alert"' in visitor.text
    assert not written or f'value="{written}"' not in visitor.text


def test_digits_of_the_own_script_are_a_number(line: Line, visitor: Visitor) -> None:
    visitor.agree().answer((0,), (0,), (0,), (0,), (0,), "১২").press("stop").press("send")
    assert line.opened()[0].response.answers["fee_months"] == "12"


def test_no_purpose_is_ticked_beforehand_and_one_has_to_be(visitor: Visitor) -> None:
    visitor.come().press("begin").press("next", 0)
    assert " checked" not in visitor.text
    visitor.press("agree")
    assert "Please tick at least one use" in visitor.text


def _answered(visitor: Visitor) -> Visitor:
    return visitor.agree().answer((0,)).press("stop").press("send")


def _left(visitor: Visitor) -> Visitor:
    return visitor.come().press("leave")


def _deleted(visitor: Visitor) -> Visitor:
    return visitor.agree().answer((0,)).press("stop").press("leave")


def _under_age(visitor: Visitor) -> Visitor:
    return visitor.come().press("begin").press("next", 2).press("finish")


def _declined(visitor: Visitor) -> Visitor:
    return visitor.come().press("begin").press("next", 0).press("decline")


ENDS = [_answered, _left, _deleted, _under_age, _declined]


def _without_the_code(text: str) -> str:
    return re.sub(r'value="[^"]{40,}"', "FIELD", re.sub(r"\d{4} \d{4} \d{4} \d{4}", "CODE", text))


def test_every_end_shows_the_same_page_and_keeps_one_row(line: Line, visitor: Visitor) -> None:
    pages = [end(visitor).page for end in ENDS]
    assert len({_without_the_code(each.text) for each in pages}) == 1
    assert len({len(each.content) for each in pages}) == 1
    rows = line.opened()
    assert len(rows) == len(ENDS)
    assert sorted(each.response.standing for each in rows) == ["answered", *["cover"] * 4]
    assert all(each.response.answers == {} for each in rows if each.response.standing is Standing.COVER)


def test_planted_a_cover_that_is_not_kept_would_be_counted_out(
    line: Line, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = survey_routes.respond
    monkeypatch.setattr(
        survey_routes, "respond", lambda *given, **named: whole(*given, **named) if given[2].consent else "1" * 16
    )
    for end in ENDS:
        end(visitor)
    assert len(line.opened()) < len(ENDS)


def test_who_is_under_the_age_set_is_given_help_and_no_question(visitor: Visitor) -> None:
    visitor.come().press("begin").press("next", 2)
    assert visitor.heading == "We stop here"
    assert "000 000 0001" in visitor.text
    assert 'value="agree"' not in visitor.text


def test_young_people_read_their_own_consent(line: Line, visitor: Visitor) -> None:
    visitor.come().press("begin").press("next", 1).press("agree", 0).press("stop").press("send")
    consent = line.opened()[0].response.consent
    assert consent is not None
    assert consent.age_group is AgeGroup.YOUNG


def test_a_wave_for_adults_alone_asks_no_young_person(tmp_path: Path) -> None:
    adults = a_line(tmp_path, a_hosted_wave(least_age=18, consents=some_consents()))
    with client_of(adults) as client:
        visitor = Visitor(client).come().press("begin")
        assert visitor.text.count('name="a"') == 2
        assert visitor.press("next", 1).heading == "We stop here"


def test_an_interviewer_hands_the_phone_over_before_the_hard_part(line: Line, visitor: Visitor) -> None:
    visitor.come().press("begin").press("next", 0).press("agree-interviewer", 0)
    seen = []
    while 'value="send"' not in visitor.text:
        seen.append(visitor.heading)
        visitor.press("skip")
    assert seen.count("Please give the phone to the person who answers") == 1
    visitor.press("send")
    consent = line.opened()[0].response.consent
    assert consent is not None
    assert consent.mode is Mode.INTERVIEWER


def test_a_code_given_at_the_start_replaces_earlier_answers(line: Line, visitor: Visitor) -> None:
    code = visitor.agree().answer((0,)).press("stop").press("send").code
    visitor.come().press("begin", code=f"{code[:4]}-{code[4:8]} {code[8:]}").press("next", 0).press("agree", 0)
    assert visitor.answer((1,)).press("stop").press("send").code == code
    newest = max((each.response for each in line.opened()), key=lambda each: each.sequence)
    assert newest.answers == {"bus_late": "no"}
    assert newest.receipt_code == code


def test_a_mistyped_code_is_told_and_not_repeated(visitor: Visitor) -> None:
    visitor.come().press("begin", code="1234 5678 9012 3456")
    assert "This is not a code of ours" in visitor.text
    assert "9012" not in visitor.text


def test_a_wave_that_closes_during_a_visit_takes_nothing(line: Line, visitor: Visitor) -> None:
    line.clock.at = CLOSES - 60
    visitor.agree().answer((0,)).press("stop")
    line.clock.at = CLOSES
    assert visitor.press("send").page.status_code == 410
    assert line.opened() == []


def test_a_page_of_one_site_is_none_of_another(line: Line, visitor: Visitor) -> None:
    visitor.come()
    visitor.path = f"/w/{WAVE}/{OTHER_SITE}"
    assert visitor.press("begin").heading == "This page is closed"


def test_what_cannot_be_stored_is_not_lost(line: Line, visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor.agree().answer((0,)).press("stop")

    def full(*given: object, **named: object) -> str:
        raise StoreFailed(doing="keep responses", reason="disk full")

    with monkeypatch.context() as patched:
        patched.setattr(survey_routes, "respond", full)
        assert visitor.press("send").page.status_code == 503
        assert "Nothing is lost" in visitor.text
    assert visitor.press("send").code
    assert line.opened()[0].response.answers == {"bus_late": "yes"}
