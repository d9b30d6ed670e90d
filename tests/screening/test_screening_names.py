"""Names as people write them: scripts, legal forms, order, aliases, initials, words of the trade."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from screening_builders import a_row, a_subject, lists, screened, the_match

from ledger.model.screening import ScreeningVerdict
from ledger.reference.company_names import in_latin, words_and_form
from ledger.screening.names import names_in, read_name

CONFIRMED, POSSIBLE = ScreeningVerdict.CONFIRMED, ScreeningVerdict.POSSIBLE
INCOMPLETE, NO_MATCH = ScreeningVerdict.INCOMPLETE, ScreeningVerdict.NO_MATCH
TABLES = lists(
    [
        a_row(),
        a_row("Zelmora Pamyk Gin JSC", aliases=("Zelmora Cotton Gin",)),
        a_row("新凯瑞纺织有限公司", entity_key="xinkairui"),
        a_row("ООО Хлопковая Звезда", entity_key="zvezda"),
        a_row("شركة نورفان للنسيج", entity_key="nurfan"),
        a_row("ঝিলমিলি টেক্সটাইল লিমিটেড", entity_key="jhilmili"),
        a_row("گۈلنارام توقۇمىچىلىق شىركىتى", entity_key="gulnaram"),
        a_row("KTV Co., Ltd.", entity_key="ktv"),
        a_row("Textile Trading Co", entity_key="generic"),
        a_row("Orlavane Prison No. 4", entity_key="prison4"),
        a_row("Vantorix Silicon Industry Co., Ltd. and its subsidiaries", entity_key="vantorix"),
    ]
)


@pytest.mark.parametrize(
    "written",
    [
        "QUORVANE BRIGHTWATER TEXTILE",
        "Brightwater Quorvane Textile Limited",
        "Quorvane-Brightwater Textiles Company Limited",
        "Quórvane Brightwáter Textile",
        "Ｑｕｏｒｖａｎｅ Brightwater Textile",
        "Quorvane Bright\u200bwater Textile Ltd",
    ],
)
def test_case_accents_order_and_the_same_kind_of_form_leave_a_name_the_same(written: str) -> None:
    assert screened(written, TABLES).verdict is CONFIRMED


@pytest.mark.parametrize(
    "written", ["Quorvane Brightwatter Textile", "Quorvan Brightwater Textile", "Quor Vane Brightwater Textile Ltd"]
)
def test_a_typing_error_or_a_word_written_apart_is_possible_and_never_confirmed(written: str) -> None:
    assert the_match(screened(written, TABLES)).verdict is POSSIBLE


def test_letters_that_only_look_latin_do_not_hide_a_name() -> None:
    assert screened("Quоrvаne Brightwater Textile", TABLES).matches, "Cyrillic о and а"


def test_an_alias_counts_like_the_name() -> None:
    assert screened("Zelmora Cotton Gin", TABLES).verdict is CONFIRMED


def test_a_former_name_in_the_subjects_own_name_is_screened_too() -> None:
    assert screened("Sundew Weaving Ltd (formerly known as Quorvane Brightwater Textile)", TABLES).matches


def test_the_same_name_in_another_country_is_possible() -> None:
    assert the_match(screened(a_subject("Quorvane Brightwater Textile", country="NPL"), TABLES)).verdict is POSSIBLE


def test_the_same_name_with_another_kind_of_legal_form_is_possible() -> None:
    assert the_match(screened("Zelmora Pamyk Gin GmbH", TABLES)).verdict is POSSIBLE


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("新凯瑞纺织", "xinkairui"),
        ("Xin Kai Rui Textile Co Ltd", "xinkairui"),
        ("Khlopkovaya Zvezda", "zvezda"),
        ("Norfan Textile", "nurfan"),
        ("Jhilmili Textile Ltd", "jhilmili"),
        ("گۈلنارام توقۇمىچىلىق", "gulnaram"),
    ],
)
def test_names_in_other_scripts_are_found(written: str, key: str) -> None:
    assert the_match(screened(written, TABLES)).entry.key == key


@pytest.mark.parametrize("written", ["Xin Kai Rui Textile Co Ltd", "Khlopkovaya Zvezda"])
def test_a_name_in_another_script_is_never_confirmed_by_its_sound(written: str) -> None:
    assert the_match(screened(written, TABLES)).verdict is POSSIBLE


@pytest.mark.parametrize("written", ["新開瑞纺织有限公司", "欣凯瑞纺织有限公司"])
def test_other_signs_of_the_same_sound_are_possible_and_never_confirmed(written: str) -> None:
    assert the_match(screened(written, TABLES)).verdict is POSSIBLE


def test_the_same_name_in_its_own_script_is_confirmed_with_or_without_its_form() -> None:
    assert screened("新凯瑞纺织", TABLES).verdict is CONFIRMED
    assert screened("ООО «Хлопковая Звезда»", TABLES).verdict is CONFIRMED


def test_two_chinese_signs_are_as_short_as_initials() -> None:
    tables = lists([a_row("华维纺织有限公司", entity_key="huawei")])
    assert screened("华威纺织", tables).verdict is POSSIBLE
    assert screened("Huaweis Textile", tables).verdict is NO_MATCH
    assert screened("华维纺织", tables).verdict is POSSIBLE


@pytest.mark.parametrize("written", ["Kuorvane Brightwater Textile", "Quorvane Braitwater Textile"])
def test_another_transcription_of_a_sound_is_found(written: str) -> None:
    assert screened(written, TABLES).verdict is POSSIBLE


@pytest.mark.parametrize("written", ["KTW Co", "KT Co", "KTVX Ltd", "K T W"])
def test_initials_are_compared_letter_for_letter(written: str) -> None:
    assert screened(written, TABLES).verdict is NO_MATCH


def test_initials_with_other_words_of_the_trade_are_possible() -> None:
    assert the_match(screened("KTV Textile Mills", TABLES)).verdict is POSSIBLE


@pytest.mark.parametrize("written", ["KTV", "K.T.V. Ltd", "K T V Company"])
def test_the_same_initials_in_the_same_country_are_possible_and_never_confirmed(written: str) -> None:
    assert the_match(screened(written, TABLES)).verdict is POSSIBLE


@pytest.mark.parametrize("written", ["Garment Trading Co", "Textile Export Trading Ltd", "New Textile Mills"])
def test_words_of_the_trade_alone_never_match_and_never_clear(written: str) -> None:
    answer = screened(written, TABLES)
    assert (answer.verdict, answer.matches) == (INCOMPLETE, ())
    assert "words of the trade" in answer.notes[0]


def test_a_listed_name_of_generic_words_is_shown_to_a_person_where_it_is_the_same_word_for_word() -> None:
    assert the_match(screened("Trading Textile Company", TABLES)).verdict is POSSIBLE


@pytest.mark.parametrize("written", ["Orlavane Prison No. 1", "Orlavane No. 14 Prison"])
def test_another_number_is_another_place(written: str) -> None:
    assert screened(written, TABLES).verdict is NO_MATCH


def test_a_name_that_holds_the_listed_one_may_be_a_subsidiary_where_the_row_takes_them_in() -> None:
    found = the_match(screened("Vantorix Silicon Industry (Eastvale) Photovoltaic Glass Branch Office", TABLES))
    assert found.verdict is POSSIBLE
    assert "may-be-subsidiary" in {reason.code for reason in found.reasons}


def test_a_stranger_is_no_match() -> None:
    assert screened("Marigold Lantern Weavers", TABLES).verdict is NO_MATCH


@pytest.mark.parametrize("written", ["", "…", "()"])
def test_a_subject_without_a_name_is_never_cleared(written: str) -> None:
    assert screened(written, TABLES).verdict is INCOMPLETE


@pytest.mark.parametrize(
    ("name", "words", "form"),
    [
        ("Agrovexa Tomira S.A. de C.V.", ("agrovexa", "tomira"), "stock"),
        ("PT Majora Jayant Tbk", ("majora", "jayant"), "stock"),
        ("Nilavo Apparel (P) Ltd.", ("nilavo", "apparel"), "limited"),
        ("As Textiles", ("as", "textiles"), None),
        ("Velour Sdn. Bhd.", ("velour",), "limited"),
    ],
)
def test_legal_forms_of_many_places_are_read(name: str, words: tuple[str, ...], form: str | None) -> None:
    assert words_and_form(name) == (words, form)


def test_remarks_and_subsidiaries_are_no_part_of_a_name() -> None:
    assert names_in("Da Vorng (vessel)") == ("Da Vorng",)
    assert names_in("Velour Group and its subsidiaries") == ("Velour Group",)


@given(st.text(max_size=60))
def test_any_text_is_read_without_a_fault_and_twice_the_same(text: str) -> None:
    assert read_name(text) == read_name(text)
    assert in_latin(text).isascii()


@given(st.permutations(["Quorvane", "Brightwater", "Textile"]))
def test_the_order_of_words_changes_nothing(words: list[str]) -> None:
    assert (
        screened(" ".join(words), TABLES).matches[0].score
        == screened("Quorvane Brightwater Textile", TABLES).matches[0].score
    )
