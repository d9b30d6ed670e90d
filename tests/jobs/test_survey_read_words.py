"""Workers' own words: read by both people together, by site, and never without an entry in the custodian's book."""

from dataclasses import replace
from pathlib import Path

import pytest
from custodian_bed import FIRST, SECOND
from survey_builders import EPOCH, OTHER_SITE, SITE, WAVE, a_consent, a_cover_visit, a_visit
from survey_place import Place, SetClock, an_opener

from ledger.bootstrap.survey import enrol_person, open_custodian
from ledger.errors import NotEnrolled
from ledger.jobs.survey.custodian_state import Announced, keep_plan, keep_slot
from ledger.jobs.survey.read_words import WordsRead, read_words, readings_of
from ledger.jobs.survey.standing import waves_told
from ledger.jobs.survey.tallies import tally_wave
from ledger.model.survey.consent import Purpose
from ledger.model.survey.wave import PlannedSite, Roster, SampleBucket, WavePlan
from ledger.ports.survey import CustodianPlace
from ledger.surveys.calendar import SlotEntry
from ledger.surveys.channels.visiting import CALL_BACK
from ledger.surveys.quality.thresholds import Thresholds

FIRST_SITE, SECOND_SITE = "https://mill.example/site/1", "https://mill.example/site/2"
QUOTED = frozenset({Purpose.AGGREGATE, Purpose.QUOTATION, Purpose.REFERRAL})
NOW = 1_790_600_000  # 2026-09-28


@pytest.fixture
def host(tmp_path: Path) -> Place:
    return Place(tmp_path / "host")


@pytest.fixture
def custodian(tmp_path: Path, host: Place) -> CustodianPlace:
    for person, words in ((1, FIRST), (2, SECOND)):
        enrol_person(tmp_path / "custodian", person, words, EPOCH, rounds=2**10)
    place = open_custodian(tmp_path / "custodian", passphrases=(FIRST,))
    sites = tuple(
        PlannedSite(token, name, "BD", Roster(120), SampleBucket.FROM_50)
        for token, name in ((SITE, FIRST_SITE), (OTHER_SITE, SECOND_SITE))
    )
    keep_plan(place.book, WavePlan(host.wave, sites, bytes(32), 1, bytes(32)))
    return replace(place, clock=SetClock(NOW), opener=an_opener())


def wrote(host: Place, text: str, **changes: object) -> str:
    return host.respond(a_visit(**{"free_texts": {"own_words": text}} | changes))


def texts_of(found: WordsRead) -> list[list[str]]:
    return [[said.texts["own_words"] for said in site.said] for site in found.sites]


def test_words_are_told_by_site_with_language_and_what_was_agreed_to(custodian: CustodianPlace, host: Place) -> None:
    wrote(host, "The gate is locked.", language="bn", consent=a_consent(purposes=QUOTED))
    wrote(host, "All is well.", site=OTHER_SITE)
    found = read_words(custodian, WAVE, host.rows())
    assert [site.site for site in found.sites] == [FIRST_SITE, SECOND_SITE]
    assert texts_of(found) == [["The gate is locked."], ["All is well."]]
    first, second = found.sites[0].said[0], found.sites[1].said[0]
    assert (first.language, first.purposes) == ("bn", QUOTED)
    assert second.purposes == {Purpose.AGGREGATE}


def test_of_one_code_the_newest_words_alone_are_told(custodian: CustodianPlace, host: Place) -> None:
    code = wrote(host, "What I first wrote.")
    kept_back = host.rows()
    wrote(host, "What I wrote then.", receipt_code=code)
    assert texts_of(read_words(custodian, WAVE, kept_back)) == [["What I first wrote."], []]
    assert texts_of(read_words(custodian, WAVE, [*host.rows(), *kept_back])) == [["What I wrote then."], []]


def test_a_number_to_call_back_is_no_word_to_read(custodian: CustodianPlace, host: Place) -> None:
    host.respond(a_visit(free_texts={CALL_BACK: "0000000042"}, consent=a_consent(purposes=QUOTED)))
    both = {"own_words": "Please call.", CALL_BACK: "0000000042"}
    host.respond(a_visit(free_texts=both, consent=a_consent(purposes=QUOTED)))
    found = read_words(custodian, WAVE, host.rows())
    assert texts_of(found) == [["Please call."], []]
    assert "0000000042" not in repr(found)


def test_the_order_of_words_says_nothing_of_who_came_first(custodian: CustodianPlace, host: Place) -> None:
    for text in ("c", "a", "b"):
        wrote(host, text)
    assert texts_of(read_words(custodian, WAVE, host.rows()[::-1])) == [["a", "b", "c"], []]


def test_every_opening_is_kept_and_the_list_of_waves_shows_it(custodian: CustodianPlace, host: Place) -> None:
    wrote(host, "One.")
    read_words(custodian, WAVE, host.rows())
    wrote(host, "Two.")
    read_words(custodian, WAVE, host.rows())
    (told,) = waves_told(custodian)
    assert [(each.day, each.texts) for each in told.readings] == [("2026-09-28", 1), ("2026-09-28", 2)]
    assert readings_of(custodian.book, "another-wave") == ()


def test_attack_one_person_alone_reads_nothing_and_no_opening_is_kept(custodian: CustodianPlace, host: Place) -> None:
    wrote(host, "The gate is locked.")
    with pytest.raises(NotEnrolled):
        read_words(replace(custodian, opener=None), WAVE, host.rows())
    assert readings_of(custodian.book, WAVE) == ()


def test_answers_under_a_mangled_link_are_told_and_not_lost(custodian: CustodianPlace, host: Place) -> None:
    entry = SlotEntry(1, bytes(32), bytes(32), token=WAVE)
    keep_slot(custodian.book, [Announced(entry, bytes(32), bytes(32), b"", root=bytes(32), bucket=6)])
    wrote(host, "Counted.")
    for _ in range(2):
        wrote(host, "Lost?", site="c2l0ZS1vbmUtdG9rZW4")
    host.respond(a_cover_visit(site="c2l0ZS1vbmUtdG9rZW4"))
    told = tally_wave(custodian, WAVE, host.rows(), thresholds=Thresholds())
    assert ([each.answered for each in told.tallies], told.strangers) == ([1, 0], 2)
    assert [said.texts["own_words"] for said in read_words(custodian, WAVE, host.rows()).strangers] == ["Lost?"] * 2
