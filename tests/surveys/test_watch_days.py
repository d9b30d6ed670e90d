"""After every release somebody looks for retaliation three times; what nobody looked at is told, and told as late."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.surveys.watch_days import LOOKS, missed_looks, next_look

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


@pytest.mark.parametrize(
    ("looked", "today", "missed"),
    [
        ((), 89, ()),
        ((), 90, (30,)),
        ((200,), 200, (30, 90)),
        ((45, 200), 200, (90,)),
        ((31, 100), 400, ()),
        ((29,), 120, (30,)),
    ],
)
def test_a_look_that_nobody_made_in_its_time_stays_missed(
    looked: tuple[int, ...], today: int, missed: tuple[int, ...]
) -> None:
    found = missed_looks(RELEASED, [after(each) for each in looked], today=after(today))
    assert found == tuple(map(after, missed))


@given(st.lists(DAYS, max_size=6), st.integers(0, 400))
def test_no_look_that_is_made_late_wipes_out_a_missed_one(looked: list[date], today: int) -> None:
    before = missed_looks(RELEASED, looked, today=after(today))
    assert set(before) <= set(missed_looks(RELEASED, [*looked, after(today)], today=after(today)))
