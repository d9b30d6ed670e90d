"""Who asked in a survey to be called becomes a case, once; a young person's goes to child protection."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from survey_builders import SITE as TOKEN
from survey_builders import WAVE, a_consent, a_consent_text, a_visit, some_answers
from survey_place import Place, SetClock, an_opener
from surveys.case_builders import ANA, BO, BOOK, KIM, LEE
from surveys.case_builders import NOW as CASE_NOW

from ledger.bootstrap.survey import enrol_person, open_custodian
from ledger.errors import NotEnrolled, Unacceptable
from ledger.jobs.cases.case_book import cases_in, keep_help_book
from ledger.jobs.cases.from_survey import FromSurvey, Hands, cases_from_wave
from ledger.jobs.survey.custodian_state import keep_plan
from ledger.model.survey.consent import AgeGroup, Purpose
from ledger.model.survey.wave import PlannedSite, Roster, SampleBucket, WavePlan
from ledger.ports.survey import CustodianPlace
from ledger.surveys.channels.visiting import CALL_BACK

MILL = "https://id.gs1.org/414/9506000001012"
HANDS = Hands(ANA.name, ANA.name, BO.name, KIM.name, LEE.name)
REFERRAL = frozenset({Purpose.AGGREGATE, Purpose.REFERRAL})


@pytest.fixture
def custodian(tmp_path: Path) -> CustodianPlace:
    home = tmp_path / "custodian"
    for person, words in ((1, "the first person's words"), (2, "the second person's words")):
        enrol_person(home, person, words, "2026-09", rounds=2**10)
    place = open_custodian(home, passphrases=("the first person's words",))
    keep_help_book(place.book, BOOK)
    return replace(place, clock=SetClock(CASE_NOW), opener=an_opener())


@pytest.fixture
def host(tmp_path: Path, custodian: CustodianPlace) -> Place:
    made = Place(tmp_path / "host")
    site = PlannedSite(TOKEN, MILL, "BD", Roster(120), SampleBucket.FROM_50)
    keep_plan(custodian.book, WavePlan(made.wave, (site,), bytes(32), 1, bytes(32)))
    return made


def came(host: Place, *, young: bool = False, number: str | None = "0000000042", **changes: Any) -> str:
    text = a_consent_text(AgeGroup.YOUNG if young else AgeGroup.ADULT)
    texts = {} if number is None else {CALL_BACK: number}
    consent = a_consent(text, purposes=changes.pop("purposes", REFERRAL))
    return host.respond(a_visit(consent=consent, answers=some_answers(), free_texts=texts, **changes))


def made(custodian: CustodianPlace, host: Place, hands: Hands = HANDS) -> FromSurvey:
    return cases_from_wave(custodian, WAVE, host.rows(), hands=hands)


def test_who_agreed_to_referral_and_left_a_number_becomes_a_case_once(custodian: CustodianPlace, host: Place) -> None:
    came(host)
    (case,) = made(custodian, host).cases
    assert (case.site, case.country, case.wave, case.is_child) == (MILL, "BD", WAVE, False)
    assert case.contact.way == "call 0000000042"
    assert "point to forced labour" in case.notes[0].words
    assert case.due_by == CASE_NOW + 72 * 3_600
    assert made(custodian, host).cases == ()
    assert len(cases_in(custodian.book)) == 1


def test_without_consent_to_referral_or_a_number_there_is_no_case(custodian: CustodianPlace, host: Place) -> None:
    came(host, number=None)
    came(host, number=None, purposes=frozenset({Purpose.AGGREGATE}))
    host.respond(a_visit(consent=None, answers={}))
    found = made(custodian, host)
    assert (found.cases, found.without_contact, found.unopened) == ((), 1, 0)


def test_a_young_person_s_tick_leads_to_child_protection_or_nowhere(custodian: CustodianPlace, host: Place) -> None:
    came(host, young=True)
    with pytest.raises(Unacceptable, match="child-protection"):
        made(custodian, host, Hands(ANA.name, ANA.name, BO.name))
    assert cases_in(custodian.book) == ()
    (case,) = made(custodian, host).cases
    assert (case.is_child, case.responder, case.second_responder) == (True, KIM.name, LEE.name)


def test_one_person_alone_opens_no_answer(custodian: CustodianPlace, host: Place) -> None:
    came(host)
    with pytest.raises(NotEnrolled):
        made(replace(custodian, opener=None), host)


def test_a_changed_row_keeps_nobody_else_waiting(custodian: CustodianPlace, host: Place) -> None:
    came(host)
    came(host)
    first, second = host.rows()
    spoilt = replace(first, ciphertext=first.ciphertext[:-1] + bytes([first.ciphertext[-1] ^ 1]))
    found = cases_from_wave(custodian, WAVE, [spoilt, second], hands=HANDS)
    assert (len(found.cases), found.unopened) == (1, 1)
