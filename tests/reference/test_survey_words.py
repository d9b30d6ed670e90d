"""The words of pages, results and consent: the same keys and blanks in every language, each with who has read it."""

from pathlib import Path
from string import Template

import pytest

from ledger.errors import ReferenceTableError
from ledger.model.survey.consent import AgeGroup, ConsentText, Purpose
from ledger.model.survey.instrument import Indicator, Instrument, Item, ItemType, TextState, Words
from ledger.model.survey.release import Band
from ledger.model.survey.wave import SampleBucket
from ledger.reference import survey_words
from ledger.reference.survey_words import LANGUAGES, bundled_consents, consent_text, direction, words
from ledger.surveys.instrument.review import drafts_of


def blanks(told: Words) -> set[str]:
    return set(Template(told.text).get_identifiers())


def test_every_language_has_the_same_keys_and_the_same_blanks() -> None:
    english = words("en")
    for language in LANGUAGES:
        found = words(language)
        assert set(found) == set(english), language
        for key, told in found.items():
            assert blanks(told) == blanks(english[key]), (language, key)
            assert Template(told.text).is_valid(), (language, key)


def test_everything_that_a_release_can_tell_has_its_sentence() -> None:
    keys = words("en")
    assert all("$band" in keys[f"result_indicator_{indicator}"].text for indicator in Indicator)
    assert all(f"result_band_{band.name.lower()}" in keys for band in Band)
    assert all(f"result_answers_{bucket.name.lower()}" in keys for bucket in SampleBucket)
    assert {"result_heading", "result_who_answered_band", "result_nothing_told_because", "result_what_happens_next",
            "result_where_to_turn", "result_forced_labour", "result_not_asked"} <= set(keys)  # fmt: skip


def test_a_language_without_words_is_refused_and_not_filled_in_from_another() -> None:
    with pytest.raises(ReferenceTableError, match="has no words here"):
        words("ne")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('call = "Call"', "not a text with a state"),
        ('call = { text = "Call" }', "not a text with a state"),
        ('call = { text = "Call", state = "fine" }', "a state that there is not"),
        ('call = { text = " ", state = "draft" }', "is empty"),
        ('call = { text = "Call", state = "draft", by = "me" }', "not a text with a state"),
        ("call = ", "cannot be read"),
    ],
)
def test_a_file_that_is_not_well_formed_is_refused_by_its_key(
    line: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "survey_words").mkdir()
    (tmp_path / "survey_words" / "en.toml").write_text(line)
    monkeypatch.setattr(survey_words, "files", lambda _: tmp_path)
    with pytest.raises(ReferenceTableError, match=reason):
        words.__wrapped__("en")


def test_consent_is_asked_of_adults_and_of_young_workers_for_each_purpose_by_itself() -> None:
    adult, young = bundled_consents()
    assert (adult.age_group, young.age_group) == (AgeGroup.ADULT, AgeGroup.YOUNG)
    assert adult.digest != young.digest
    for consent in (adult, young):
        assert tuple(purpose for purpose, _ in consent.purposes) == tuple(Purpose)
        assert all(tuple(told) == LANGUAGES for told in consent.paragraphs)


def test_consent_says_who_asks_who_never_sees_and_what_cannot_be_promised() -> None:
    for consent in bundled_consents():
        english = " ".join(told["en"].text for told in consent.paragraphs)
        for said in ("cannot read them", "skip every question", "nothing bad follows", "code", "24 months", "90 days",
                     "cannot promise", "looks at this phone", "help", "brands"):  # fmt: skip
            assert said.lower() in english.lower(), (consent.age_group, said)


def test_a_changed_word_is_another_consent_and_a_review_is_not() -> None:
    adult = bundled_consents()[0]
    said = adult.paragraphs[0]

    def with_first(english: Words) -> ConsentText:
        return consent_text("1", adult.age_group, ({**said, "en": english}, *adult.paragraphs[1:]), adult.purposes)

    assert with_first(said["en"]).digest == adult.digest
    assert with_first(Words(said["en"].text, TextState.REVIEWED)).digest == adult.digest
    assert with_first(Words("Your boss asks.", TextState.DRAFT)).digest != adult.digest


def test_one_draft_or_missing_string_anywhere_is_named() -> None:
    ready = Words("Ready", TextState.REVIEWED)
    told = {"en": ready, "ar": ready}
    item = Item("late", ItemType.TEXT, told, {})
    instrument = Instrument("little", "1", ("en", "ar"), (item,), 1, b"")
    consent = consent_text("1", AgeGroup.ADULT, (told,), ((Purpose.AGGREGATE, told),))
    pages = {"en": {"call": ready}, "ar": {"call": ready}}
    draft = Words("Draft", TextState.DRAFT)
    assert drafts_of(instrument, (consent,), pages) == ()
    assert drafts_of(instrument, (consent,), pages | {"ar": {"call": draft}}) == ("page call (ar)",)
    assert drafts_of(instrument, (consent,), {"en": pages["en"]}) == ("page call (ar)",)
    assert drafts_of(instrument, (consent,), {"en": pages["en"]}, languages=["en"]) == ()
    late = consent_text("1", AgeGroup.YOUNG, ({"en": ready, "ar": draft},), ())
    assert drafts_of(instrument, (late,), pages) == ("consent young paragraph 1 (ar)",)
    bengali = drafts_of(instrument, (consent,), pages, languages=["bn"])
    assert {"question, every one (bn)", "page call (bn)"} <= set(bengali)


@pytest.mark.parametrize(
    ("language", "way"),
    [("ar", "rtl"), ("ur-PK", "rtl"), ("pa-Arab-PK", "rtl"), ("ar-Latn", "ltr"), ("bn", "ltr"), ("zh-Hans", "ltr")],
)
def test_the_direction_of_a_language_follows_its_script(language: str, way: str) -> None:
    assert direction(language) == way
