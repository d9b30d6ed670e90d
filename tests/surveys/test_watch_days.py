"""After every release somebody looks for retaliation three times; what nobody looked at is told, and told as late."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.surveys.watch_days import LOOKS, next_look

RELEASED = date(2026, 1, 1)
DAYS = st.integers(0, 400).map(lambda days: RELEASED + timedelta(days=days))


def after(days: int) -> date:
    return RELEASED + timedelta(days=days)


@pytest.mark.parametrize(
    ("today", "state"), [(0, "ahead"), (29, "ahead"), (30, "due"), (44, "due"), (45, "overdue"), (900, "overdue")]
)
def test_a_first_look_falls_due_and_is_overdue_for_good(today: int, state: str) -> None:
    look = next_look(RELEASED, ())
    assert look is not None
    assert look.state(after(today)) == state


@pytest.mark.parametrize(("looked", "due"), [((), 30), ((29,), 30), ((30,), 90), ((95,), 180), ((31, 100), 180)])
def test_a_look_stands_for_what_was_due_until_then(looked: tuple[int, ...], due: int) -> None:
    look = next_look(RELEASED, [after(each) for each in looked])
    assert look is not None
    assert look.due_on == after(due)


def test_after_the_last_look_nothing_is_due() -> None:
    assert next_look(RELEASED, [after(LOOKS[-1])]) is None


def test_looking_early_stands_for_nothing_that_comes_later() -> None:
    assert next_look(RELEASED, [after(0), after(1), after(2)]) == next_look(RELEASED, ())


@given(st.lists(DAYS, max_size=6), DAYS)
def test_another_look_never_brings_a_day_nearer(looked: list[date], more: date) -> None:
    before, now = next_look(RELEASED, looked), next_look(RELEASED, [*looked, more])
    assert now is None or (before is not None and now.due_on >= before.due_on)
