"""Easy words on the page: a box beside the age, on by itself for who is young, and nothing of it is kept."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from survey_builders import LANGUAGES, a_hosted_wave
from survey_town import Line, Visitor, a_line, client_of

from ledger.reference.survey_words import bundled_consents, words
from ledger.surveys.instrument.bundled import bundled_instrument

INSTRUMENT = bundled_instrument()
MOST_BYTES = 60_000
ADULT, YOUNG, EASY = 0, 1, 3  # places on the screen of ages: the third is who is younger


@pytest.fixture
def asked(tmp_path: Path) -> Line:
    """The bundled questionnaire and its consent."""
    return a_line(tmp_path, a_hosted_wave(instrument=INSTRUMENT, consents=bundled_consents()))


@pytest.fixture
def worker(asked: Line) -> Iterator[Visitor]:
    with client_of(asked) as client:
        yield Visitor(client)


def first_question(visitor: Visitor, *ages: int) -> str:
    visitor.come().press("begin").press("next", *ages).press("agree", 0).press("next")
    return visitor.heading


def test_who_ticks_the_box_is_asked_in_easy_words(worker: Visitor) -> None:
    assert first_question(worker, ADULT, EASY) == INSTRUMENT.asked[0].easy["en"].text
    assert first_question(worker, ADULT) == INSTRUMENT.asked[0].label["en"].text


def test_who_is_young_is_asked_in_easy_words_without_asking_for_them(worker: Visitor) -> None:
    assert first_question(worker, YOUNG) == INSTRUMENT.asked[0].easy["en"].text


def test_the_box_alone_is_no_age(worker: Visitor) -> None:
    worker.come().press("begin").press("next", EASY)
    assert words("en")["page_choose_first"].text in worker.text


def test_what_is_kept_does_not_tell_in_which_words_somebody_was_asked(asked: Line, worker: Visitor) -> None:
    for ages in ((ADULT, EASY), (ADULT,)):
        first_question(worker, *ages)
        worker.press("next", 0).press("stop").press("send")
    one, other = (each.response for each in asked.opened())
    assert (one.answers, one.consent, one.free_texts) == (other.answers, other.consent, other.free_texts)
    one_row, other_row = asked.host.vault.sealed(a_hosted_wave().token)
    assert len(one_row.ciphertext) == len(other_row.ciphertext)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("ages", [(ADULT,), (ADULT, EASY)], ids=["usual", "easy"])
def test_every_page_of_all_questions_stays_small(worker: Visitor, language: str, ages: tuple[int, ...]) -> None:
    worker.language = language
    worker.come().press("begin")
    assert words(language)["page_easy"].text in worker.text
    worker.press("next", *ages).press("agree", 0)
    seen = 0
    while 'value="send"' not in worker.text:
        assert len(worker.page.content) < MOST_BYTES
        seen += 'name="a"' in worker.text
        takes_all = worker.text.count('type="checkbox"')
        worker.press("next", *range(takes_all)) if takes_all else worker.press("skip")
    further = sum(
        item.relevant != () for item in INSTRUMENT.asked if "fee" not in item.name and item.name != "papers_back"
    )
    assert seen > further + 30


def test_a_questionnaire_without_easy_words_offers_none(visitor: Visitor) -> None:
    visitor.come().press("begin")
    assert words("en")["page_easy"].text not in visitor.text


def said_on(visitor: Visitor) -> str:
    """The page without the elements in which what is filled into a sentence stands."""
    return re.sub(r"</?bdi>", "", visitor.text)


@pytest.mark.parametrize("is_taken", [False, True], ids=["no topic", "all topics"])
def test_the_first_page_and_the_questions_tell_one_count_whatever_is_chosen(worker: Visitor, *, is_taken: bool) -> None:
    """A count that grew with answers would tell whoever takes the phone what was said."""
    worker.come()
    count = len(INSTRUMENT.usual)
    assert f"about {count} short questions" in said_on(worker)
    worker.press("begin").press("next", ADULT).press("agree", 0)
    numbers: list[int] = []
    while 'value="send"' not in worker.text:
        numbers += [int(found[1]) for found in re.finditer(rf"Question (\d+) of {count}\b", said_on(worker))]
        topics = worker.text.count('type="checkbox"') if is_taken else 0
        worker.press("next", *range(topics)) if topics else worker.press("skip")
    assert set(numbers) == set(range(1, count + 1))
    assert numbers == sorted(numbers)
    assert (len(numbers) > count) is is_taken
