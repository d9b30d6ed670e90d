"""The questionnaire that ships: every indicator, every language, nothing that would tell who somebody is."""

import io
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from pyxform.xls2xform import convert

from ledger.model.survey.instrument import (
    GENDER_ITEM,
    STRATA_ITEMS,
    Dimension,
    Indicator,
    Instrument,
    Item,
    ItemType,
    TextState,
    Told,
    Words,
)
from ledger.reference.survey_words import LANGUAGES, bundled_consents, bundled_workbook, direction, words
from ledger.surveys.instrument.bundled import bundled_instrument
from ledger.surveys.instrument.review import drafts_of
from ledger.surveys.instrument.xlsform import read_xlsform
from scripts.compile_instrument import cells_of, sheets, workbook

ROOT = Path(__file__).resolve().parents[2]
INSTRUMENT = bundled_instrument()
FEWEST_CONTROLS = 3
SCRIPTS = {"en": "[a-z]", "es": "[a-zñáéíóú]", "bn": "[\u0980-\u09ff]", "ar": "[\u0600-\u06ff]"}

# What would tell who somebody is, or make them describe what was done to them. One list a language.
FORBIDDEN = {
    "en": (
        r"your (full |first )?name", r"passport", r"\bvisa\b", r"nationalit", r"which country", r"immigra", r"born",
        r"phone number", r"your address", r"how old", r"permit", r"describe what", r"what happened", r"your religion",
    ),
    "es": (
        r"su nombre", r"pasaporte", r"\bvisa(do)?\b", r"nacionalidad", r"qué país", r"inmigra", r"número de teléfono",
        r"su dirección", r"cuántos años", r"permiso de", r"describa", r"qué (le )?pasó", r"naci(ó|miento)", r"religión",
    ),
    "bn": (
        "আপনার নাম কী", "পাসপোর্ট", "ভিসা", "জাতীয়তা", "নাগরিক", "কোন দেশ", "অভিবাসন", "ফোন নম্বর", "ঠিকানা", "বয়স",
        "বর্ণনা", "কী হয়েছিল", "জন্ম", "ধর্ম",
    ),
    "ar": (
        "اسمك", "جواز", "تأشيرة", "جنسية", "جنسيتك", "أي بلد", "الهجرة", "رقم هاتف", "عنوانك", "كم عمرك", "إقامة",
        "صف ما", "ماذا حدث", "ولدت", "دينك",
    ),
}  # fmt: skip
PLANTED = {"en": "What is your name?", "es": "¿Cuál es su nacionalidad?", "bn": "আপনার ফোন নম্বর কত?", "ar": "ما اسمك؟"}


def forbidden_in(instrument: Instrument) -> list[tuple[str, str]]:
    """Give (item, language) of every question that asks for what is never asked."""
    return [
        (item.name, language)
        for item in instrument.asked
        for language, patterns in FORBIDDEN.items()
        for told in (item.label, item.easy, *(choice.label for choice in item.choices))
        if language in told and any(re.search(pattern, told[language].text.lower()) for pattern in patterns)
    ]


def test_nobody_is_asked_who_they_are_or_to_describe_what_was_done() -> None:
    assert forbidden_in(INSTRUMENT) == []
    assert [item.name for item in INSTRUMENT.asked if item.type is ItemType.TEXT] == ["anything_else"]
    assert not [item for item in INSTRUMENT.asked if item.type is ItemType.NUMBER]  # no exact sum, age or date


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_planted_question_about_a_person_is_found(language: str) -> None:
    planted = Item("who", ItemType.TEXT, {language: Words(PLANTED[language], TextState.DRAFT)}, {})
    bad = Instrument("bad", "1", LANGUAGES, (planted,), 1, b"")
    assert forbidden_in(bad) == [("who", language)]


def _all_told() -> list[tuple[str, Told]]:
    told = [(item.name, told) for item in INSTRUMENT.items for told in (item.label, *(c.label for c in item.choices))]
    told += [(f"hint of {item.name}", item.hint) for item in INSTRUMENT.items if item.hint]
    told += [(f"easy words of {item.name}", item.easy) for item in INSTRUMENT.items if item.easy]
    for consent in bundled_consents():
        told += [(f"{consent.age_group} paragraph", each) for each in consent.paragraphs]
        told += [(f"{consent.age_group} {purpose}", each) for purpose, each in consent.purposes]
    return told


def test_every_string_is_there_in_every_language_and_its_script() -> None:
    for name, told in _all_told():
        assert tuple(told) == LANGUAGES, name
        for language, each in told.items():
            assert re.search(SCRIPTS[language], each.text.lower()), (name, language)
            if language in {"bn", "ar"}:
                assert not re.search("[A-Za-z]", each.text), (name, language)
        if len(told["en"].text) > len("Woman"):
            assert len({each.text for each in told.values()}) == len(LANGUAGES), name


def test_every_string_is_a_draft_since_nobody_has_reviewed_one() -> None:
    assert {each.state for _, told in _all_told() for each in told.values()} == {TextState.DRAFT}
    drafts = drafts_of(INSTRUMENT, bundled_consents(), {each: words(each) for each in LANGUAGES}, languages=["ar"])
    assert len(drafts) > len(INSTRUMENT.items)
    assert all(each.endswith("(ar)") for each in drafts)


def test_every_indicator_has_two_items_and_both_dimensions_are_there() -> None:
    by_indicator = {each: [item for item in INSTRUMENT.asked if item.indicator is each] for each in Indicator}
    for indicator, items in by_indicator.items():
        assert len(items) > 1, indicator
        if indicator is not Indicator.VIOLENCE:  # which is a penalty by its nature
            assert {item.dimension for item in items} == set(Dimension), indicator
    assert {item.dimension for item in INSTRUMENT.asked if item.strength == "strong"} == set(Dimension)


def test_what_shows_is_shown_by_yes_as_often_as_saying_yes_to_all_would_not_do() -> None:
    """Whoever says yes, or no, to everything stands out, because questions are asked both ways round."""
    read = [item for item in INSTRUMENT.asked if item.indicator]
    shown_by = [{choice.name for choice in item.choices if choice.shows} for item in read]
    assert shown_by.count({"no"}) >= len(read) // 4
    assert shown_by.count({"yes"}) >= len(read) // 4


def test_controls_strata_and_gender_are_what_the_quality_tests_look_for() -> None:
    by_name = {item.name: item for item in INSTRUMENT.asked}
    assert sum(item.is_control for item in INSTRUMENT.asked) >= FEWEST_CONTROLS
    assert all({"yes", "no"} == {choice.name for choice in by_name[name].choices} for name in STRATA_ITEMS)
    assert [choice.name for choice in by_name[GENDER_ITEM].choices] == ["woman", "man", "another", "no_answer"]
    assert {item.topic for item in INSTRUMENT.asked} >= {"fees", "documents", "movement", "wages", "hours", "housing"}


def test_fees_surveillance_images_and_help_withheld_are_asked_as_the_issue_has_it() -> None:
    names = {item.name for item in INSTRUMENT.asked}
    assert {"fee_asked", "fee_paid", "fee_amount", "fee_repaid", "papers_held"} <= names
    penalties = {item.name for item in INSTRUMENT.asked if item.dimension is Dimension.PENALTY}
    assert {"cameras", "phone_taken", "image_threat", "help_withheld", "harassed", "reported_threat"} <= penalties


def test_help_is_told_first_before_the_hard_part_and_last() -> None:
    notes = [item.name for item in INSTRUMENT.items if item.type is ItemType.NOTE]
    names = [item.name for item in INSTRUMENT.items]
    assert notes == ["help_start", "help_hard", "help_end"]
    assert (names[0], names[-1]) == ("help_start", "help_end")
    hard = {"made_to_take", "hurt", "harassed", "locked_in", "image_threat", "reported_threat", "needs_withheld"}
    assert all(names.index("help_hard") < names.index(name) for name in hard)


def test_questions_are_short_and_plain() -> None:
    for item in INSTRUMENT.asked:
        told = item.label["en"].text.split()
        assert len(told) <= 22, item.name
        assert sum(len(word) > 11 for word in told) <= 1, item.name


def test_pyxform_takes_the_workbook_as_it_is_and_reads_all_languages() -> None:
    warnings: list[str] = []
    xform = convert(io.BytesIO(bundled_workbook()), validate=False, file_type=".xlsx", warnings=warnings).xform
    assert all(f'lang="{name}"' in xform for name in ("English (en)", "Español (es)", "বাংলা (bn)", "العربية (ar)"))
    assert not [warning for warning in warnings if "translation" in warning.lower()]
    assert read_xlsform(bundled_workbook()) == INSTRUMENT


def test_the_workbook_is_what_its_sources_make_and_a_changed_cell_is_stale() -> None:
    source = ROOT / "ledger/reference/instruments/source"
    assert cells_of(bundled_workbook()) == cells_of(workbook(sheets(source)))
    assert workbook(sheets(source)) == workbook(sheets(source))
    book = openpyxl.load_workbook(io.BytesIO(bundled_workbook()))
    book["survey"]["C3"] = "Was the train late?"
    raw = io.BytesIO()
    book.save(raw)
    assert cells_of(raw.getvalue()) != cells_of(workbook(sheets(source)))


def test_the_check_of_the_repository_says_so() -> None:
    ran = subprocess.run([sys.executable, "-m", "scripts.compile_instrument", "--check"], cwd=ROOT, check=False)
    assert ran.returncode == 0


def test_arabic_is_marked_as_written_from_right_to_left() -> None:
    assert {language: direction(language) for language in INSTRUMENT.languages} == {
        "en": "ltr",
        "es": "ltr",
        "bn": "ltr",
        "ar": "rtl",
    }
