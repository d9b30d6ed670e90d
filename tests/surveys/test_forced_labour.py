"""What one person's answers show: both dimensions, one of them strongly; what was not answered is unknown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_instrument_routing import walks
from xlsform_builders import an_instrument, an_item

from ledger.model.survey.instrument import Dimension, Indicator, Instrument, Item, ItemType, Strength
from ledger.surveys.instrument import forced_labour
from ledger.surveys.instrument.bundled import bundled_instrument
from ledger.surveys.instrument.forced_labour import indicators_of, is_forced_labour, shows


def about(name: str, dimension: Dimension, strength: Strength, indicator: Indicator = Indicator.DECEPTION) -> Item:
    return an_item(name, dimension=dimension, strength=strength, indicator=indicator)


FREE, KEPT = Dimension.INVOLUNTARINESS, Dimension.PENALTY
LITTLE = an_instrument(
    about("weak_choice", FREE, Strength.MEDIUM),
    about("no_choice", FREE, Strength.STRONG),
    about("fined", KEPT, Strength.MEDIUM, Indicator.WITHHOLDING_OF_WAGES),
    about("hurt", KEPT, Strength.STRONG, Indicator.VIOLENCE),
    an_item("bus_late", is_control=True),
)


@pytest.mark.parametrize(
    ("answers", "is_fl"),
    [
        ({}, None),
        ({"bus_late": "yes"}, None),
        ({"no_choice": "yes"}, None),
        ({"hurt": "yes"}, None),
        ({"no_choice": "no", "hurt": "no"}, False),
        ({"no_choice": "yes", "hurt": "no"}, False),
        ({"no_choice": "no", "hurt": "yes"}, False),
        ({"weak_choice": "yes", "fined": "yes"}, False),
        ({"weak_choice": "yes", "hurt": "yes"}, True),
        ({"no_choice": "yes", "fined": "yes"}, True),
        ({"weak_choice": "yes", "no_choice": "no", "fined": "yes", "hurt": "yes"}, True),
    ],
)
def test_forced_labour_needs_both_dimensions_and_one_strong_item(answers: dict[str, str], is_fl: bool | None) -> None:
    assert is_forced_labour(LITTLE, answers) is is_fl


def test_an_indicator_without_an_answer_is_not_there() -> None:
    assert indicators_of(LITTLE, {"bus_late": "yes"}) == {}
    assert indicators_of(LITTLE, {"weak_choice": "no", "no_choice": "yes", "hurt": "no"}) == {
        Indicator.DECEPTION: True,
        Indicator.VIOLENCE: False,
    }


def test_one_of_several_choices_is_enough_to_show() -> None:
    many = an_item("who", type=ItemType.MANY)
    assert shows(many, "no yes")
    assert not shows(many, "no")
    assert not shows(Item("hours", ItemType.NUMBER, {}, {}), "70")


BUNDLED = bundled_instrument()


@given(walks(), st.data())
def test_skipping_never_makes_forced_labour_of_what_was_none(answers: dict[str, str], data: st.DataObject) -> None:
    kept = data.draw(st.sets(st.sampled_from([*answers, "gender"])))
    fewer = {name: answer for name, answer in answers.items() if name in kept}
    if is_forced_labour(BUNDLED, answers) is not True:
        assert is_forced_labour(BUNDLED, fewer) is not True


@given(walks())
def test_forced_labour_follows_the_rule_as_it_is_written(answers: dict[str, str]) -> None:
    assert is_forced_labour(BUNDLED, answers) is _by_the_book(BUNDLED, answers)


def _by_the_book(instrument: Instrument, answers: dict[str, str]) -> bool | None:
    """A second reading: lists of (dimension, strength, shown) for each answered item."""
    told = [
        (item.dimension, item.strength, answers[item.name] in [each.name for each in item.choices if each.shows])
        for item in instrument.items
        if item.indicator is not None and item.name in answers
    ]
    for dimension in (FREE, KEPT):
        if not [each for each in told if each[0] is dimension]:
            return None
    shown_in = {dimension: [each for each in told if each[0] is dimension and each[2]] for dimension in (FREE, KEPT)}
    strong = [each for each in (*shown_in[FREE], *shown_in[KEPT]) if each[1] is Strength.STRONG]
    return len(shown_in[FREE]) >= 1 and len(shown_in[KEPT]) >= 1 and len(strong) >= 1


def test_the_mark_strong_is_what_decides() -> None:
    weak = {"weak_choice": "yes", "fined": "yes"}
    one_strong = an_instrument(about("weak_choice", FREE, Strength.STRONG), about("fined", KEPT, Strength.MEDIUM))
    assert is_forced_labour(LITTLE, weak) is False
    assert is_forced_labour(one_strong, weak) is True


def test_a_rule_that_asks_for_one_dimension_only_would_count_whoever_was_hurt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forced_labour, "Dimension", (KEPT,))
    assert is_forced_labour(LITTLE, {"hurt": "yes"}) is True
