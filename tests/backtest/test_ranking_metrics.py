"""Each metric against numbers worked out by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.backtest import metrics
from ledger.backtest.tau import kendall_tau

SCORES = np.array([5.0, 4.0, 4.0, 3.0, 2.0, 1.0])
MARKS = np.array([False, True, False, True, False, False])


def test_auc_counts_a_tie_as_one_half() -> None:
    # the positive at 4 beats 2 and 1, ties with 4: 2.5 of 4; the positive at 3 beats 2 and 1: 2 of 4
    assert metrics.auc(SCORES, MARKS) == pytest.approx((2.5 / 4 + 2 / 4) / 2)


def test_average_precision_takes_a_tied_block_at_its_end() -> None:
    # the block at 4 ends at place 3 with one positive; at 3, place 4 with two
    assert metrics.average_precision(SCORES, MARKS) == pytest.approx((1 / 3 + 2 / 4) / 2)


def test_hits_at_an_edge_inside_a_tie_are_shared_out() -> None:
    assert metrics.expected_hits(SCORES, MARKS, top=2) == pytest.approx(0.5)
    assert metrics.expected_hits(SCORES, MARKS, top=4) == pytest.approx(2.0)


def test_more_places_than_pairs_find_every_positive_once() -> None:
    hits = metrics.expected_hits(SCORES, MARKS, top=100)
    assert hits == 2
    assert metrics.lift(hits, top=100, positives=2, pairs=6) == pytest.approx(1.0)


def test_lift_compares_with_drawing_blindly() -> None:
    assert metrics.lift(2.0, top=4, positives=2, pairs=6) == pytest.approx(2 / (4 * 2 / 6))


def test_the_recall_curve_steps_only_at_the_end_of_a_tie() -> None:
    looked, found = metrics.recall_curve(SCORES, MARKS)
    assert looked.tolist() == pytest.approx([0, 1 / 6, 3 / 6, 4 / 6, 5 / 6, 1])
    assert found.tolist() == pytest.approx([0, 0, 0.5, 1, 1, 1])


def test_the_bootstrap_is_of_the_positives_and_repeats_to_the_bit() -> None:
    values = np.array([0.2, 0.4, 0.9])
    first, again = metrics.resampled(values, seed=7), metrics.resampled(values, seed=7)
    assert first == again
    assert first.value == pytest.approx(0.5)
    assert 0.2 <= first.low < 0.5 < first.high <= 0.9


def test_a_ranking_without_any_spread_has_no_spread_in_its_bootstrap() -> None:
    assert metrics.resampled(np.array([0.5, 0.5]), seed=1) == metrics.Interval(0.5, 0.5, 0.5)


def test_calibration_is_withheld_with_fifty_positives_and_shown_with_more() -> None:
    chances = np.linspace(0, 1, 200)
    assert metrics.calibration(chances, np.arange(200) >= 150) is None
    shown = metrics.calibration(chances, np.arange(200) >= 149)
    assert shown is not None
    assert shown[0][1] == 0
    assert shown[-1][1] == 1


def test_kendall_tau_of_a_small_table_with_ties() -> None:
    # of 6 pairs: 4 agree, 1 disagrees, 1 is tied in the second; tau-b = 3 / sqrt(6 x 5)
    found = kendall_tau(np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.0, 3.0, 2.0, 3.0]))
    assert found == pytest.approx(3 / (6 * 5) ** 0.5)


def test_kendall_tau_of_a_ranking_without_order_is_unknown() -> None:
    assert kendall_tau(np.array([1.0, 1.0]), np.array([1.0, 2.0])) is None


numbers = st.lists(st.tuples(st.integers(0, 4), st.booleans()), min_size=4, max_size=40)


@given(numbers)
def test_auc_is_the_share_of_pairs_in_order(drawn: list[tuple[int, bool]]) -> None:
    scores, marks = np.array([float(s) for s, _ in drawn]), np.array([m for _, m in drawn])
    if not 0 < marks.sum() < len(marks):
        return
    above = [(p > n) + (p == n) / 2 for p in scores[marks] for n in scores[~marks]]
    assert metrics.auc(scores, marks) == pytest.approx(sum(above) / len(above))


@given(numbers)
def test_turning_a_score_round_turns_the_auc_round(drawn: list[tuple[int, bool]]) -> None:
    scores, marks = np.array([float(s) for s, _ in drawn]), np.array([m for _, m in drawn])
    if not 0 < marks.sum() < len(marks):
        return
    assert metrics.auc(-scores, marks) == pytest.approx(1 - metrics.auc(scores, marks))


@given(numbers)
def test_kendall_tau_is_the_sum_over_all_pairs(drawn: list[tuple[int, bool]]) -> None:
    first, second = [float(s) for s, _ in drawn], [float(m) for _, m in drawn]
    found = kendall_tau(np.array(first), np.array(second))
    order = [
        ((a > b) - (a < b), (x > y) - (x < y))
        for i, (a, x) in enumerate(zip(first, second, strict=True))
        for b, y in list(zip(first, second, strict=True))[:i]
    ]
    spread = (sum(a * a for a, _ in order) * sum(x * x for _, x in order)) ** 0.5
    assert found == (None if spread == 0 else pytest.approx(sum(a * x for a, x in order) / spread))
