"""The readers of the benchmark ask as often as its row says, or there is no row."""

import pytest

from scripts.bench.reader_clients import next_due
from scripts.bench.readers import ASKED_A_SECOND, READERS, asked_a_second


def asked_within(seconds: float, *, each_answer_takes: float, every_seconds: float = 1.0) -> int:
    """How often one reader asks, on a clock that only answers move."""
    now = due = 0.0
    asked = 0
    while (now := max(now, due)) < seconds:
        asked, now = asked + 1, now + each_answer_takes
        due = next_due(due, now=now, every_seconds=every_seconds)
    return asked


@pytest.mark.parametrize("each_answer_takes", [0.0, 0.1, 0.9])
def test_a_slow_answer_does_not_make_the_reader_ask_less_often(each_answer_takes: float) -> None:
    assert asked_within(20, each_answer_takes=each_answer_takes) == 20


def test_a_reader_that_was_held_up_does_not_make_up_for_it_in_a_burst() -> None:
    assert next_due(3.0, now=9.5, every_seconds=1.0) == 9.5
    assert next_due(9.5, now=9.6, every_seconds=1.0) == 10.5


def test_half_the_stated_rate_is_no_figure() -> None:
    wanted = READERS * ASKED_A_SECOND
    windows = [{"asked": wanted * 6 * share, "seconds": 6.0} for share in (0.95, 1.0, 1.0)]
    assert asked_a_second(windows) == pytest.approx(wanted)
    with pytest.raises(RuntimeError, match="were to be asked for"):
        asked_a_second([{"asked": wanted * 6 * 0.55, "seconds": 6.0}])
