"""Women, men, young people and people with disabilities are asked in words of their own; nobody is told apart by it.

Who wants further questions, or easier words, is known at most to the custodian, and cut by it in no table (rule S1).
"""

import re

import pytest
from release_tables import a_site
from survey_builders import LANGUAGES, a_consent, a_hosted_wave, an_item, told
from survey_builders import an_instrument as a_little_one
from test_sealing import sealed_of
from test_tallying import an_opened

from ledger.model.survey.instrument import MORE_ITEM, Condition, Dimension, Indicator, TextState
from ledger.model.survey.tally import SiteTally
from ledger.model.survey.wave import Roster
from ledger.reference.survey_words import bundled_consents, words
from ledger.surveys import tallying
from ledger.surveys.channels.walk import EASY, walked
from ledger.surveys.instrument.bundled import bundled_instrument
from ledger.surveys.instrument.canonical import digest_of
from ledger.surveys.instrument.review import drafts_of
from ledger.surveys.instrument.routing import accept, shown
from ledger.surveys.releases.grid import table_of
from ledger.surveys.tallying import tally_site

INSTRUMENT = bundled_instrument()
BY_NAME = {item.name: item for item in INSTRUMENT.items}
FOR_EACH = {
    "women": {"pregnancy_test", "favour_asked"},
    "family": {"family_threat", "relative_debt"},  # of men above all: threats to families, debts of relatives
    "young": {"young_night", "young_danger", "young_pay"},
    "aids": {"change_refused", "aid_taken", "allowance_kept"},
}
WHICH = tuple(choice.name for choice in BY_NAME[MORE_ITEM].choices)
MOST_WORDS = 18
SITE = a_site()
WAVE = a_hosted_wave(instrument=INSTRUMENT, consents=bundled_consents())


@pytest.mark.parametrize("which", WHICH)
def test_a_choice_leads_to_its_questions_and_without_it_nobody_meets_them(which: str) -> None:
    usual = {item.name for item in shown(INSTRUMENT, {})}
    more = {item.name for item in shown(INSTRUMENT, {MORE_ITEM: which})}
    assert more - usual == FOR_EACH[which]
    assert usual.isdisjoint(set.union(*FOR_EACH.values()))


def test_the_choices_may_be_taken_together_or_none_of_them() -> None:
    everything = {item.name for item in shown(INSTRUMENT, {MORE_ITEM: " ".join(WHICH)})}
    assert everything >= set.union(*FOR_EACH.values())
    assert accept(INSTRUMENT, {MORE_ITEM: ""}) == ({}, {})


def test_no_question_depends_on_gender_or_any_other_trait() -> None:
    routing = {condition.item for item in INSTRUMENT.items for condition in item.relevant}
    assert routing == {MORE_ITEM, "fee_paid", "papers_held"}


def test_further_questions_speak_of_forced_labour_as_the_others_do() -> None:
    further = [BY_NAME[name] for names in FOR_EACH.values() for name in names]
    assert all(item.indicator and item.dimension and item.strength for item in further)
    assert {item.indicator for item in further} >= {Indicator.VIOLENCE, Indicator.DEBT_BONDAGE}
    assert {item.dimension for item in further} == set(Dimension)


def test_somebody_trusted_may_read_aloud_and_a_boss_may_not() -> None:
    for language in LANGUAGES:
        assert language in BY_NAME["help_start"].hint
        assert words(language)["page_read_aloud"].text != words("en")["page_read_aloud"].text or language == "en"
    assert "Never a boss" in BY_NAME["help_start"].hint["en"].text


def test_easy_words_are_shorter_in_every_language_and_drafts() -> None:
    easy = [item for item in INSTRUMENT.items if item.easy]
    assert len(easy) >= 20
    for item in easy:
        assert tuple(item.easy) == LANGUAGES
        assert {each.state for each in item.easy.values()} == {TextState.DRAFT}
        for sentence in re.split(r"[.?:!] ?", item.easy["en"].text):
            assert len(sentence.split()) <= MOST_WORDS, item.name
        assert all(len(item.easy[each].text) < len(item.label[each].text) * 1.35 for each in LANGUAGES), item.name


def test_easy_words_fall_back_to_the_usual_ones_language_by_language() -> None:
    item = an_item("bus_late", easy={"es": told("Late?")["es"]})
    assert item.label_in(is_easy=True)["es"] == told("Late?")["es"] != item.label["es"]
    assert item.label_in(is_easy=True)["en"] == item.label["en"] == item.label_in(is_easy=False)["en"]


def test_a_draft_of_easy_words_holds_a_wave_back_and_a_changed_one_is_another_questionnaire() -> None:
    usual, easy = a_little_one(items=(an_item("bus_late"),)), told("Late?")
    worded = a_little_one(items=(an_item("bus_late", easy=easy),))
    assert digest_of(usual) != digest_of(worded)
    assert len(drafts_of(worded, (), {}, languages=["en"])) == len(drafts_of(usual, (), {}, languages=["en"])) + 1


def answers_with(choice: str) -> dict[str, str]:
    """Somebody in forced labour who wanted these further questions and skipped each of them."""
    return {"gender": "man", "fee_debt": "yes", "pay_kept": "yes"} | ({MORE_ITEM: choice} if choice else {})


def tally_with(*choices: str) -> SiteTally:
    people = [an_opened(n, answers=answers_with(each), consent=a_consent()) for n, each in enumerate(choices)]
    ended = {"wave": "0x" + "11" * 32, "ended_on": "2026-10-01", "quality": (1.0, ()), "coverage": 1.0}
    return tally_site(people, INSTRUMENT, SITE, **ended)


def is_told_apart() -> bool:
    """Say whether the grid that releases are cut from knows who wanted questions about disabilities."""
    tables = [table_of(tally_with(*each), Roster(60)) for each in (("aids", "", ""), ("", "", ""))]
    return tables[0] != tables[1] or any(gender in WHICH for table in tables for gender in table.genders)


def test_no_table_is_cut_by_the_choice_of_questions() -> None:
    assert not is_told_apart()


def test_planted_a_cut_by_that_choice_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tallying, "GENDER_ITEM", MORE_ITEM)
    assert is_told_apart()


def test_who_took_further_questions_sends_as_many_bytes_and_leaves_as_who_did_not() -> None:
    text = bundled_consents()[0]
    sizes = set()
    for said in ({}, answers_with("women aids") | {"pregnancy_test": "yes", "aid_taken": "no"}):
        made = an_opened(1, answers=said, consent=a_consent(text)).response
        sealed = sealed_of(made, WAVE)
        sizes.add((len(sealed.ciphertext), len(sealed.free_text), len(sealed.commitment)))
    assert len(sizes) == 1


def test_by_keys_easy_words_are_asked_for_beside_the_age_and_are_no_answer() -> None:
    keys = ["1", "1", *["1"] * 8, "1", "1", "2", "2", "2"]  # language, adult, paragraphs, consent, purposes
    usual = walked(WAVE, keys, help_text="")
    easy = walked(WAVE, [keys[0], EASY, *keys[1:]], help_text="")
    assert usual.named == easy.named
    assert BY_NAME["help_start"].label["en"].text in str(usual.prompt)
    assert BY_NAME["help_start"].easy["en"].text in str(easy.prompt)


def test_by_keys_who_is_young_has_easy_words_unasked() -> None:
    young = walked(WAVE, ["1", "2", *["1"] * 8, "1", "1", "2", "2", "2"], help_text="")
    assert BY_NAME["help_start"].easy["en"].text in str(young.prompt)


def test_a_condition_on_a_choice_names_one_that_there_is() -> None:
    conditions = [each for item in INSTRUMENT.items for each in item.relevant if each.item == MORE_ITEM]
    wanted = {name for each in conditions for name in each.any_of}
    assert wanted == set(WHICH)
    assert BY_NAME["aid_taken"].relevant == (Condition(MORE_ITEM, ("aids",)),)
