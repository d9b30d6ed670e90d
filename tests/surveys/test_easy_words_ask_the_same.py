"""Easy words ask the same question: no term of it is lost, nothing is taken for a fact, the answers are the same.

Who is young has them unasked, and nobody knows later who had which: another question would be another figure.
"""

import re
from dataclasses import replace

import pytest
from easy_key_terms import KEY_TERMS
from survey_builders import LANGUAGES, a_hosted_wave

from ledger.model.survey.instrument import MORE_ITEM, Instrument, Item, ItemType, TextState, Words
from ledger.reference.survey_words import bundled_consents, words
from ledger.surveys.channels.walk import EASY, walked
from ledger.surveys.instrument.bundled import bundled_instrument

INSTRUMENT = bundled_instrument()
BY_NAME = {item.name: item for item in INSTRUMENT.items}
WAVE = a_hosted_wave(instrument=INSTRUMENT, consents=bundled_consents())
STATED = re.compile(r"[.।](\s|$)")  # the end of a sentence that is no question

# As they stood on 2026-11-22: police alone, no notice, no broker, and premises told as facts.
LOST = {
    "reported_threat": {
        "en": "Did somebody at work say: I will call the police on you?",
        "ar": "هل قال أحد في العمل: سأبلغ الشرطة عنك؟",
    },
    "leave_job": {"en": "Can you leave this job if you want?", "es": "¿Puede dejar este trabajo si quiere?"},
    "agency_hired": {"en": "Did an agency give you this job?", "bn": "এই কাজ কি এজেন্সি দিয়েছে?"},
}  # fmt: skip
PREMISES = {
    "paper_used": {"en": "You signed a paper. Does somebody use it to make you stay?"},
    "help_withheld": {"bn": "আপনার সাহায্য দরকার। কথা শোনাতে কি কেউ তা দেয় না?"},
    "afraid_to_refuse": {"es": "Hace un trabajo que no quiere. ¿Es porque tiene miedo de decir no?"},
}


def lost_terms(instrument: Instrument) -> set[tuple[str, str]]:
    """Give (item, language) of every question or easy words of it that lack a key term."""
    return {
        (item.name, language)
        for item in instrument.asked
        for language in item.easy
        for term in KEY_TERMS[item.name][language].split("; ")
        if not all(re.search(term, text[language].text.lower()) for text in (item.label, item.easy))
    }


def premises(instrument: Instrument) -> set[tuple[str, str]]:
    """Give (item, language) of easy words that tell somebody a fact about themselves before they ask."""
    return {(each.name, lang) for each in instrument.asked for lang in each.easy if STATED.search(each.easy[lang].text)}


def with_easy(changed: dict[str, dict[str, str]]) -> Instrument:
    def one(item: Item) -> Item:
        new = {lang: Words(text, TextState.DRAFT) for lang, text in changed.get(item.name, {}).items()}
        return replace(item, easy={**item.easy, **new}) if new else item

    return replace(INSTRUMENT, items=tuple(one(item) for item in INSTRUMENT.items))


def test_every_question_in_easy_words_has_its_key_terms_written_down() -> None:
    assert {item.name for item in INSTRUMENT.asked if item.easy} == set(KEY_TERMS)
    assert all(tuple(terms) == LANGUAGES for terms in KEY_TERMS.values())


def test_easy_words_name_what_the_question_names() -> None:
    assert lost_terms(INSTRUMENT) == set()


@pytest.mark.parametrize("name", LOST)
def test_planted_words_that_were_lost_are_found(name: str) -> None:
    assert lost_terms(with_easy({name: LOST[name]})) == {(name, language) for language in LOST[name]}


def test_easy_words_take_nothing_for_a_fact() -> None:
    assert premises(INSTRUMENT) == set()


@pytest.mark.parametrize("name", PREMISES)
def test_planted_premises_are_found(name: str) -> None:
    assert premises(with_easy({name: PREMISES[name]})) == {(name, language) for language in PREMISES[name]}


def test_whoever_sees_or_hears_the_screen_is_asked_about_in_easy_words_too() -> None:
    easy = {language: BY_NAME["help_hard"].easy[language].text.lower() for language in LANGUAGES}
    for language, seen, heard in (
        ("en", "watch", "listen"),
        ("es", "mira", "escucha"),
        ("bn", "দেখছে", "শুনছে"),
        ("ar", "ينظر", "يسمع"),
    ):
        assert (seen in easy[language], heard in easy[language]) == (True, True)


@pytest.mark.parametrize("keys", [["1"], ["1", "2"], ["2", "1", "1"]])
def test_a_key_means_the_same_answer_in_easy_words(keys: list[str]) -> None:
    to_the_questions = ["1", *["1"] * 8, "1", "1", "2", "2", "2"]  # adult, paragraphs, consent, purposes
    usual = walked(WAVE, ["1", *to_the_questions, *keys * 80], help_text="")
    easy = walked(WAVE, ["1", EASY, *to_the_questions, *keys * 80], help_text="")
    assert usual.named == easy.named
    assert len([name for name in usual.named if name in KEY_TERMS]) > len(KEY_TERMS) // 3


def test_who_needs_no_change_can_say_so_and_shows_nothing() -> None:
    item = BY_NAME["change_refused"]
    assert {choice.name: choice.shows for choice in item.choices} == {"yes": False, "no": True, "not_needed": False}
    assert item.type is ItemType.ONE


def test_whoever_chooses_a_topic_is_asked_to_answer_for_themselves() -> None:
    hints = BY_NAME[MORE_ITEM].hint
    for language, said in {
        "en": "answer for yourself",
        "es": "responda por usted",
        "bn": "নিজের কথা",
        "ar": "عن نفسك",
    }.items():
        assert said in hints[language].text.lower()  # fmt: skip


def test_the_page_of_ages_does_not_say_that_the_age_is_not_kept() -> None:
    """The age group is in the consent that is kept; only the choice of easy words is not."""
    for language, easy in {
        "en": "easy words",
        "es": "palabras fáciles",
        "bn": "সহজ কথা",
        "ar": "الكلمات السهلة",
    }.items():
        last = re.split(r"(?<=[.।]) ", words(language)["page_read_aloud"].text)[-1]
        assert easy in last
