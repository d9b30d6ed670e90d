"""Whoever comes to an end gets a code of one form; what they said is kept if they agreed, else nothing of it."""

from dataclasses import replace
from pathlib import Path

import pytest
from survey_builders import CLOSES, OPENS, WAVE, a_consent, a_cover_visit, a_hosted_wave, a_visit, some_answers
from survey_place import Place

from ledger.errors import NotFound, Unacceptable, WaveClosed
from ledger.jobs.survey import respond as respond_module
from ledger.jobs.survey.respond import respond
from ledger.jobs.survey.withdraw import withdraw
from ledger.model.survey.consent import AgeGroup, Mode, Purpose
from ledger.model.survey.response import Channel, Standing, Visit
from ledger.surveys.receipt_code import read_code


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "survey")


def test_an_answer_is_kept_as_it_was_given_and_gives_a_code(place: Place) -> None:
    visit = a_visit(free_texts={"own_words": "  two   words "}, device="abc123")
    code = place.respond(visit)
    (found,) = place.opened()
    assert read_code(code) == code == found.response.receipt_code
    assert (found.response.standing, found.response.sequence) == (Standing.ANSWERED, 1)
    assert found.response.answers == some_answers()
    assert found.response.free_texts == {"own_words": "two words"}
    assert (found.response.consent, found.response.seconds, found.response.device) == (visit.consent, 240, "abc123")


COVERS = {
    "left or refused": a_visit(consent=None, free_texts={"own_words": "x"}, device="abc"),
    "agreed to nothing": a_visit(consent=a_consent(purposes=frozenset()), free_texts={"own_words": "x"}),
    "said nothing": a_cover_visit(),
}


@pytest.mark.parametrize("visit", COVERS.values(), ids=COVERS.keys())
def test_without_consent_a_cover_is_kept_and_nothing_that_was_said(place: Place, visit: Visit) -> None:
    code = place.respond(visit)
    ((response,),) = [[each.response for each in place.opened()]]
    assert read_code(code) == response.receipt_code
    assert (response.standing, response.sequence) == (Standing.COVER, 0)
    left = (response.answers, response.free_texts, response.consent, response.device, response.seconds)
    assert not any(left)


def test_a_later_answer_under_the_same_code_takes_the_place_of_the_one_before(place: Place) -> None:
    code = place.respond(a_visit())
    written = f"{code[:4]} {code[4:8]}-{code[8:]}"
    assert place.respond(a_visit(answers={"bus_late": "no"}, receipt_code=written)) == code
    told = {each.response.sequence: each.response.answers for each in place.opened()}
    assert told == {2: {"bus_late": "no"}}


def test_leaving_with_a_code_replaces_no_earlier_answer(place: Place) -> None:
    code = place.respond(a_visit())
    place.respond(a_cover_visit(receipt_code=code))
    assert [each.response.answers for each in place.opened()] == [some_answers()]


def test_whoever_holds_a_code_and_the_pepper_does_not_see_that_its_holder_came_back(place: Place) -> None:
    codes = [place.respond(a_visit()) for _ in range(4)]
    place.respond(a_visit(), message="again")
    for visit in (a_visit(receipt_code=codes[0]), a_cover_visit(receipt_code=codes[1])):
        place.respond(visit, message=f"once more {visit.consent}")
    assert [place.vault.rows_under(WAVE, place.vault.receipt_tag(WAVE, code)) for code in codes] == [1] * 4


def test_a_message_whose_answers_were_withdrawn_does_not_bring_them_back_when_it_comes_again(place: Place) -> None:
    code = place.respond(a_visit(), message="run 7")
    withdraw(place.host, WAVE, code)
    assert place.respond(a_visit(), message="run 7") == code
    assert place.rows() == []


def test_a_message_that_comes_again_counts_once_and_gives_the_same_code(place: Place) -> None:
    codes = {place.respond(a_visit(), message="run 7") for _ in range(3)}
    other = place.respond(a_visit(), message="run 8")
    assert len(codes) == 1
    assert other not in codes
    assert len(place.rows()) == 2


def test_a_message_id_is_nowhere_in_the_vault_and_gives_no_code_without_the_pepper(place: Place) -> None:
    message = "3f2c9a6e-run-of-contact-880171"
    code = place.respond(a_visit(), message=message)
    assert message.encode() not in place.raw()
    assert code.encode() not in place.raw()
    other = Place(place.folder.with_name("other"))
    assert other.respond(a_visit(), message=message) != code


@pytest.mark.parametrize("at", [OPENS - 1, CLOSES, CLOSES + 86_400])
def test_outside_its_time_a_wave_takes_nothing(place: Place, at: int) -> None:
    place.clock.at = at
    with pytest.raises(WaveClosed):
        place.respond(a_visit())
    assert place.rows() == []


def test_a_wave_that_was_shut_takes_nothing_more(place: Place) -> None:
    place.vault.shut(WAVE, at=place.clock.at)
    with pytest.raises(WaveClosed):
        place.respond(a_visit())


def test_an_unknown_wave_is_not_found_and_its_token_not_repeated(place: Place) -> None:
    with pytest.raises(NotFound) as refused:
        respond(place.host, "zq-some-token-canary", a_visit())
    assert "canary" not in str(refused.value)


CONSENT = a_consent()
REFUSED = {
    "site": a_visit(site="../x"),
    "language": a_visit(language="xx"),
    "bus_late": a_visit(answers={"bus_late": "perhaps-canary"}),
    "answers": a_visit(answers={"canary": "yes"}),
    "fee_months": a_visit(answers={"fee_paid": "no", "fee_months": "918273"}),
    "own_words": a_visit(free_texts={"own_words": "canary" * 200}),
    "device": a_visit(device="canary canary"),
    "receipt_code": a_visit(receipt_code="1234 canary"),
    "consent": a_visit(consent=replace(CONSENT, text_digest=b"\x00" * 32)),
    "consent.language": a_visit(consent=replace(CONSENT, language="xx")),
    "call_back": a_visit(free_texts={"call_back": "+8801700918273"}),
}


@pytest.mark.parametrize(("field", "visit"), REFUSED.items(), ids=REFUSED.keys())
def test_what_does_not_fit_is_refused_by_its_field_and_not_repeated(place: Place, field: str, visit: Visit) -> None:
    with pytest.raises(Unacceptable) as refused:
        place.respond(visit)
    assert refused.value.field == field
    assert "canary" not in str(refused.value)
    assert "918273" not in str(refused.value)
    assert place.rows() == []


def test_a_purpose_that_was_not_offered_is_refused(tmp_path: Path) -> None:
    place = Place(tmp_path / "s")
    narrow = replace(place.wave.consents[0], purposes=place.wave.consents[0].purposes[:1])
    other = Place(tmp_path / "t", wave=replace(place.wave, consents=(narrow,)))
    assert other.respond(a_visit())
    with pytest.raises(Unacceptable, match="purposes"):
        other.respond(a_visit(consent=a_consent(purposes=frozenset(Purpose))))


def test_a_number_to_call_is_kept_only_for_who_agreed_to_be_referred(place: Place) -> None:
    agreed = a_consent(purposes=frozenset({Purpose.REFERRAL}), mode=Mode.INTERVIEWER)
    place.respond(a_visit(consent=agreed, free_texts={"call_back": "+8801700918273"}, channel=Channel.VOICE))
    (found,) = place.opened()
    assert found.response.free_texts == {"call_back": "+8801700918273"}
    assert b"918273" not in place.raw()


def test_young_people_agree_to_their_own_text(place: Place) -> None:
    young = place.wave.consents[1]
    place.respond(a_visit(consent=a_consent(young)))
    (found,) = place.opened()
    assert found.response.consent is not None
    assert found.response.consent.age_group is AgeGroup.YOUNG


def test_minors_are_not_kept_in_a_wave_for_adults_even_where_it_holds_their_text(tmp_path: Path) -> None:
    adults = Place(tmp_path / "adults", wave=a_hosted_wave(least_age=18))
    with pytest.raises(Unacceptable, match="consent"):
        adults.respond(a_visit(consent=a_consent(adults.wave.consents[1])))
    assert adults.rows() == []
    assert adults.respond(a_visit())


def test_two_who_say_the_same_have_nothing_in_common(place: Place) -> None:
    for _ in range(2):
        place.respond(a_visit())
    one, other = place.rows()
    for name in ("response_id", "commitment", "ciphertext", "free_text", "key", "free_text_key", "receipt_tag"):
        assert getattr(one, name) != getattr(other, name)
    assert place.opened()[0].seed != place.opened()[1].seed


def test_planted_one_seed_for_all_shows_who_said_the_same(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed_response = respond_module.sealed_response
    fixed = {"seed": b"\x01" * 32, "text_salt": b"\x02" * 32}
    monkeypatch.setattr(
        respond_module, "sealed_response", lambda *given, **named: sealed_response(*given, **named | fixed)
    )
    for _ in range(2):
        place.respond(a_visit())
    one, other = place.rows()
    assert one.commitment == other.commitment
