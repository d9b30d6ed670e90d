"""The sentences of the survey's pages: the same ones in every language, short, and none without a use."""

import re
from pathlib import Path
from string import Template

import pytest

from api.web.survey.words import preferred
from ledger.reference.survey_words import LANGUAGES, words
from ledger.surveys.help_lines import KINDS

WEB = Path(__file__).resolve().parents[2] / "api"
OWN = {key for key in words("en") if key.startswith("page_")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_there_with_the_same_names_to_fill_in(language: str) -> None:
    told = words(language)
    assert {key for key in told if key.startswith("page_")} == OWN
    for key in OWN:
        assert set(Template(told[key].text).get_identifiers()) == set(Template(words("en")[key].text).get_identifiers())


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != "en"])
def test_no_sentence_is_left_in_english(language: str) -> None:
    assert [key for key in OWN if words(language)[key].text == words("en")[key].text] == []


def test_every_sentence_has_a_place_and_every_place_a_sentence() -> None:
    sources = [*WEB.rglob("templates/survey/*.html"), *WEB.rglob("survey/*.py")]
    text = "\n".join(each.read_text() for each in sources)
    named = set(re.findall(r"page_[a-z_]*[a-z]", text))
    made = {f"page_kind_{kind}" for kind in KINDS} | {f"page_check_{each}" for each in ("counted", "not")}
    made |= {f"page_{kind}{part}" for kind in ("lapsed", "closed", "unknown", "trouble") for part in ("", "_heading")}
    made |= {"page_busy_heading", "page_age_adult", "page_age_young", "page_age_under"}
    assert made - OWN == set()
    assert OWN - named - made == set()


def test_no_sentence_promises_what_cannot_be_kept() -> None:
    claims = re.compile(r"anonym|tamper-proof|immutable|trustless|guarantee|100 ?%", re.IGNORECASE)
    assert [key for key in OWN if claims.search(words("en")[key].text)] == []


@pytest.mark.parametrize(
    ("accepted", "shown"),
    [("ar-SA,en;q=0.5", "ar"), ("fr, bn", "bn"), ("", "en"), ("*", "en"), ("\u0001", "en"), ("es-419", "es")],
)
def test_the_first_language_that_is_there_is_shown(accepted: str, shown: str) -> None:
    assert preferred(accepted, LANGUAGES) == shown
