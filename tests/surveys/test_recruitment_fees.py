"""Recruitment fees are told as shares of everybody who answered, with every rule of the grid (rule R14)."""

import json
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError
from release_tables import a_site, a_tally, all_rows, exact, released
from survey_builders import a_choice, a_help_line, an_instrument, an_item

from ledger.errors import InstrumentRefused, Unacceptable
from ledger.model.bodies.worker_line import ReleasedCell
from ledger.model.survey.instrument import FeeFact, Indicator, Instrument
from ledger.model.survey.release import Band, Why
from ledger.model.survey.tally import Count, SiteTally
from ledger.proof.frozen_form import form_of, read_form
from ledger.reference.survey_words import LANGUAGES, words
from ledger.surveys.instrument.bundled import bundled_instrument
from ledger.surveys.instrument.coherence import require_coherent
from ledger.surveys.instrument.recruitment_fees import fees_asked, fees_of
from ledger.surveys.instrument.sheets import Row
from ledger.surveys.kept_tally import read_tally, tally_form
from ledger.surveys.releases.grid import table_of
from ledger.surveys.releases.kept import kept_form, read_kept
from ledger.surveys.releases.plain import poster, results_in_words
from ledger.surveys.releases.thresholds import permitted

ASKED, PAID, NOT_REPAID = FeeFact
SIX_ROWS = [*all_rows((45, 5), (60, 5)), ((45, 30), (60, 40)), ((45, 30), (60, 40)), ((45, 20), (60, 20))]


def told(tally: SiteTally) -> dict[Any, Band | None]:
    return {(cell.indicator, cell.gender): cell.band for cell in released(tally, noise=exact).release.cells}


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ({}, {}),
        ({"fee_asked": "yes"}, {ASKED: True}),
        ({"fee_paid": "no"}, {PAID: False, NOT_REPAID: False}),
        ({"fee_paid": "yes", "fee_repaid": "all"}, {PAID: True, NOT_REPAID: False}),
        ({"fee_paid": "yes", "fee_repaid": "part"}, {PAID: True, NOT_REPAID: True}),
        ({"fee_paid": "yes", "fee_repaid": "nothing"}, {PAID: True, NOT_REPAID: True}),
        ({"fee_paid": "yes"}, {PAID: True, NOT_REPAID: False}),  # skipped: it was not said that anything is owed
        ({"fee_repaid": "nothing"}, {}),
    ],
)
def test_what_answers_say_of_fees(answers: dict[str, str], found: dict[FeeFact, bool]) -> None:
    assert fees_of(bundled_instrument(), answers) == found


def test_the_size_of_a_row_is_never_how_many_paid() -> None:
    """Else a suppressed row of what was repaid would say that under ten paid."""
    for each in ({"fee_paid": "no"}, {"fee_paid": "yes"}, {"fee_paid": "yes", "fee_repaid": "part"}):
        found = fees_of(bundled_instrument(), each)
        assert (PAID in found) == (NOT_REPAID in found)
    paid, nobody = (a_tally([*SIX_ROWS[:5], *[((45, y), (60, y))] * 2]) for y in (40, 0))
    sites = [table_of(each, a_site().roster) for each in (paid, nobody)]
    assert permitted(sites[0]) == permitted(sites[1])


def test_what_is_not_asked_has_no_row() -> None:
    assert fees_asked(bundled_instrument()) == tuple(FeeFact)
    assert fees_asked(an_instrument()) == (PAID,)
    assert fees_asked(Instrument("bare", "1", ("en",), (), 1, b"")) == ()


def test_a_release_tells_fees_beside_indicators_in_the_same_bands() -> None:
    found = told(a_tally(SIX_ROWS))
    assert found[ASKED, None] is Band.OVER_A_HALF
    assert found[NOT_REPAID, None] is Band.TO_A_HALF


def test_a_site_that_was_asked_nothing_of_fees_says_so() -> None:
    cells = released(a_tally(SIX_ROWS[:4])).release.cells
    assert {cell.why for cell in cells if isinstance(cell.indicator, FeeFact)} == {Why.NOT_ASKED}


def test_fees_alone_are_no_indicator_of_forced_labour() -> None:
    """Everybody paid, nobody shows an indicator: no cell of forced labour changes."""
    paid = told(a_tally([*SIX_ROWS[:4], ((45, 45), (60, 60)), ((45, 45), (60, 60)), ((45, 45), (60, 60))]))
    none = told(a_tally([*SIX_ROWS[:4], ((45, 0), (60, 0)), ((45, 0), (60, 0)), ((45, 0), (60, 0))]))
    rows = [key for key in paid if key[0] is None or isinstance(key[0], Indicator)]
    assert [paid[key] for key in rows] == [none[key] for key in rows]


def test_tally_and_release_with_fees_are_kept_and_read_back() -> None:
    tally = a_tally(SIX_ROWS)
    assert read_tally(tally_form(tally)) == tally
    assert tally.fees[PAID, None] == Count(105, 70)
    issued = released(tally)
    assert read_kept(kept_form(issued)) == issued


def test_a_tally_and_a_release_from_before_fees_are_read() -> None:
    tally = a_tally(SIX_ROWS[:4])
    issued = released(tally)
    document: Any = kept_form(issued)
    document["release"]["cells"] = [c for c in document["release"]["cells"] if c["indicator"] not in set(FeeFact)]
    old = read_kept(document)
    assert not any(isinstance(cell.indicator, FeeFact) for cell in old.release.cells)
    assert read_tally(tally_form(tally)).fees == {}
    again = released(a_tally(SIX_ROWS), earlier=(old,))
    assert len(again.release.cells) > len(old.release.cells)


@pytest.mark.parametrize("language", LANGUAGES)
def test_workers_hear_of_fees_and_of_retaliation_in_their_language(language: str) -> None:
    release = released(a_tally(SIX_ROWS), noise=exact).release
    text = poster(results_in_words(release, words(language), help_lines=(a_help_line(),)))
    told_words = words(language)
    for key in ("result_fee_asked", "result_fee_paid", "result_fee_not_all_repaid"):
        assert told_words[key].text.split("$")[0] in text
    assert told_words["result_no_retaliation"].text in text


def test_the_first_enumeration_that_has_a_value_is_meant() -> None:
    kind: Any = Indicator | FeeFact | None
    assert [read_form(kind, form_of(each)) for each in (None, PAID, Indicator.DECEPTION)] == [
        None, PAID, Indicator.DECEPTION,
    ]  # fmt: skip
    for wrong in ("fee", 1, True, ["fee_paid"]):
        with pytest.raises(Unacceptable):
            read_form(kind, wrong)


@pytest.mark.parametrize("item", ["fee_asked", "fee_paid", "fee_repaid"])
def test_an_item_of_this_name_has_the_choices_that_are_read(item: str) -> None:
    """Not silently without a row: a questionnaire whose answers could not be told of is refused."""
    rows = [(an_item(item, choices=(a_choice("maybe"), a_choice("often"))), Row("survey", 2, {"type": "select_one"}))]
    with pytest.raises(InstrumentRefused, match=item):
        require_coherent(rows)


@pytest.mark.parametrize("row", [None, *Indicator, *FeeFact])
def test_a_record_takes_every_row_of_the_grid_and_no_other(row: Indicator | FeeFact | None) -> None:
    cell = {"indicator": row, "gender": None, "band": Band.OVER_A_HALF, "why": None}
    read = TypeAdapter(ReleasedCell).validate_json(json.dumps(cell))
    assert read.indicator is row
    with pytest.raises(ValidationError):
        TypeAdapter(ReleasedCell).validate_json(json.dumps(cell | {"indicator": "fee_repaid"}))
