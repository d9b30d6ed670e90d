"""The workers' text tells what the brand will be told, in their language, and nothing more."""

import re

import pytest
from release_tables import a_site, a_tally, all_rows, exact, released
from survey_builders import a_help_line

from ledger.errors import ReferenceTableError
from ledger.model.survey.release import SiteRelease
from ledger.reference.survey_words import LANGUAGES, words
from ledger.surveys.releases.batch import for_site
from ledger.surveys.releases.plain import Part, page, poster, results_in_words, sms

RELEASE = released(a_tally(all_rows((45, 20), (60, 20))), noise=exact).release
SILENT = released(a_tally(all_rows((4, 2), (6, 2)))).release


def parts(language: str, release: SiteRelease = RELEASE) -> tuple[Part, ...]:
    return results_in_words(release, words(language), help_lines=(a_help_line(),))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_can_tell_every_kind_of_result(language: str) -> None:
    for release in (RELEASE, SILENT):
        text = poster(parts(language, release))
        assert "$" not in text
        assert "000 000 0001" in text


def test_a_gender_of_which_nothing_is_told_is_not_mentioned() -> None:
    assert "another gender" not in poster(parts("en"))
    assert "WOMEN" in poster(parts("en"))


def test_where_nothing_is_told_it_is_said_that_this_is_no_good_news() -> None:
    assert "does not mean that all is well" in poster(parts("en", SILENT))


def test_no_count_is_in_it() -> None:
    text = poster(parts("en")).replace("000 000 0001", "")
    allowed = {"1", "4", "10", "25", "49", "50", "99", "100", "249", "250"}
    assert set(re.findall(r"\d+", text)) <= allowed


def test_messages_are_short_and_hold_every_sentence() -> None:
    told = sms(parts("en"), most_characters=160)
    sentences = [line for part in parts("en") for line in (part.heading, *part.sentences) if line]
    assert all(any(sentence in message for message in told) for sentence in sentences)
    assert all(len(message) <= 160 or message in sentences for message in told)


def test_the_page_needs_nothing_from_elsewhere_and_reads_from_the_right_in_arabic() -> None:
    text = page(parts("ar"), language="ar", direction="rtl")
    assert 'dir="rtl"' in text
    assert not re.search(r"src=|href=|<script|<style", text)


def test_a_merged_result_says_that_it_is_of_several_places() -> None:
    from dataclasses import replace

    merged = replace(RELEASE, merged_sites=3, counts=None)
    assert "3 small workplaces together" in poster(parts("en", merged))


def test_a_missing_sentence_refuses_the_whole_text() -> None:
    some = {key: each for key, each in words("en").items() if key != "result_low_is_not_safe"}
    with pytest.raises(ReferenceTableError):
        results_in_words(RELEASE, some, help_lines=())


def test_a_release_of_a_merged_site_bears_that_sites_own_name() -> None:
    issued = released(a_tally(all_rows((45, 20), (60, 20))))
    assert for_site(issued, a_site("mill"), attested=()).site == "mill"
