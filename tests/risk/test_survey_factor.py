"""The survey Bayes factor: the tables of the method, its properties P6 to P8, and the statistics beside it."""

import json
from dataclasses import replace
from datetime import timedelta
from math import inf, log
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from risk_builders import AS_OF, NEAR, QUICK, a_site, fractions, surveys
from scipy import integrate, stats

from ledger.errors import RiskInputError
from ledger.model.risk import SealedEvidence, SurveyCounts
from ledger.risk.beta import beta_quantile, beta_share_below
from ledger.risk.method_v1 import score_site, site_parts
from ledger.risk.survey_factor import improvement_probability, log_bayes_factor, standing_term, survey_term
from ledger.risk.survey_statistics import (
    corrected_for_misreporting,
    jeffreys_interval,
    list_experiment,
    local_epsilon,
    pooled_share,
    randomised_response,
    wilson_interval,
)

VECTORS = json.loads((Path(__file__).resolve().parents[1] / "vectors" / "risk_v1.json").read_text("utf-8"))
CLOSE = VECTORS["tolerance"]
PRINTED = {  # the table of section 5 itself: y/n -> lBF, S
    (0, 10): (-0.498341, -0.498341), (0, 20): (-0.834024, -0.834024), (0, 40): (-1.287722, -1.287722),
    (0, 60): (-1.599449, -1.5), (0, 120): (-2.189825, -1.5), (1, 20): (1.096072, 1.096072),
    (1, 40): (0.264567, 0.264567), (1, 120): (-1.274275, 0), (2, 40): (2.311689, 2.311689),
    (2, 120): (-0.047910, 0), (3, 40): (4.753387, 4), (6, 200): (4.645336, 4),
}  # fmt: skip


def s(y: int, n: int, **changes: Any) -> float:
    return survey_term(replace(SurveyCounts(n, y, AS_OF), **changes), as_of=AS_OF)


@pytest.mark.parametrize(("counts", "expected"), PRINTED.items(), ids=str)
def test_a_row_of_the_methods_table_comes_out(counts: tuple[int, int], expected: tuple[float, float]) -> None:
    assert (log_bayes_factor(*counts), s(*counts)) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("row", VECTORS["survey_bayes_factor"]["rows"], ids=lambda row: f"{row['y']}-{row['n']}")
def test_a_test_vector_comes_out(row: dict[str, Any]) -> None:
    assert log_bayes_factor(row["y"], row["n"]) == pytest.approx(row["lBF"], abs=CLOSE)
    assert s(row["y"], row["n"]) == pytest.approx(row["S"], abs=CLOSE)


@pytest.mark.parametrize("row", VECTORS["survey_with_integrity_and_coverage"], ids=str)
def test_a_test_vector_with_integrity_and_coverage_comes_out(row: dict[str, Any]) -> None:
    assert s(row["y"], row["n"], integrity=row["tau"], coverage=row["cov"]) == pytest.approx(
        row["expected_S"], abs=CLOSE
    )


@pytest.mark.parametrize(("y", "n"), [(0, 40), (2, 40), (9, 60), (1, 200)])
def test_the_midpoint_rule_is_near_the_integral(y: int, n: int) -> None:
    """A second way to the number: adaptive quadrature of another library."""

    def theta(p: float) -> float:
        return 0.6 * p + 0.005 * (1 - p)

    def density(p: float) -> float:
        return float(theta(p) ** y * (1 - theta(p)) ** (n - y) * 9 * (1 - p) ** 8)

    whole = integrate.quad(density, 0, 1, points=[0.05, 0.3], epsabs=0, epsrel=1e-10)[0]
    assert log_bayes_factor(y, n) == pytest.approx(log(whole) - y * log(0.005) - (n - y) * log(0.995), abs=1e-4)


@given(surveys(), fractions, fractions)
@QUICK
def test_p6_s_rises_with_y_and_stays_in_its_bounds(survey: SurveyCounts, tau: float, cov: float) -> None:
    survey = replace(survey, integrity=tau, coverage=cov)
    value = survey_term(survey, as_of=AS_OF)
    assert -1.5 * tau * cov - NEAR <= value <= 4
    if survey.affected < survey.respondents:
        assert survey_term(replace(survey, affected=survey.affected + 1), as_of=AS_OF) >= value


def test_p6_no_respondents_are_no_survey_in_v_either() -> None:
    none = SealedEvidence((SurveyCounts(0, 0, AS_OF),))
    assert s(0, 0) == 0
    assert site_parts(a_site(worker_evidence=none), as_of=AS_OF).extra_variance == pytest.approx(0.20)


def test_an_empty_later_survey_does_not_hide_an_earlier_alarm() -> None:
    held = (SurveyCounts(40, 3, AS_OF - timedelta(days=400)), SurveyCounts(0, 0, AS_OF))
    assert standing_term(held, has_remedy=True, as_of=AS_OF) == 4


@given(surveys(), fractions, fractions)
@QUICK
def test_p7_integrity_and_coverage_make_no_alarm_smaller(survey: SurveyCounts, tau: float, cov: float) -> None:
    alarmed = replace(survey, respondents=survey.respondents + 1, affected=max(1, survey.affected))
    value = survey_term(alarmed, as_of=AS_OF)
    assert value >= 0
    assert survey_term(replace(alarmed, integrity=tau, coverage=cov), as_of=AS_OF) == value


@given(st.integers(0, 300), fractions, fractions, fractions, fractions)
@QUICK
def test_p8_lowering_integrity_or_coverage_never_lowers_r(n: int, tau: float, cov: float, a: float, b: float) -> None:
    def r(integrity: float, coverage: float) -> float:
        evidence = SealedEvidence((SurveyCounts(n, 0, AS_OF, integrity, coverage),))
        return score_site(a_site(worker_evidence=evidence), as_of=AS_OF).r

    assert r(tau * a, cov * b) >= r(tau, cov) - NEAR


def test_age_halves_credit_each_year_and_leaves_an_alarm() -> None:
    year = AS_OF - timedelta(days=365.25)
    assert s(0, 60, ended_on=year) == pytest.approx(-0.75, abs=1e-3)
    assert s(2, 40, ended_on=year) == s(2, 40)


def test_a_survey_that_ends_later_counts_nothing_yet() -> None:
    assert s(3, 40, ended_on=AS_OF + timedelta(days=1)) == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"affected": 41}, "survey.affected"),
        ({"affected": -1}, "survey.affected"),
        ({"respondents": 2.5}, "survey.respondents"),
        ({"integrity": 1.2}, "survey.integrity"),
        ({"coverage": inf}, "survey.coverage"),
    ],
)
def test_a_number_out_of_its_range_is_refused_by_name(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(RiskInputError, match=field):
        survey_term(replace(SurveyCounts(40, 1, AS_OF), **changes), as_of=AS_OF)


BEFORE, AFTER = SurveyCounts(100, 40, AS_OF - timedelta(days=200)), SurveyCounts(100, 0, AS_OF - timedelta(days=30))


def test_g6_a_sudden_improvement_keeps_the_older_higher_s_for_six_months() -> None:
    assert improvement_probability(BEFORE, AFTER) > 0.99
    assert standing_term((BEFORE, AFTER), has_remedy=False, as_of=AS_OF) == 4
    assert standing_term((AFTER, BEFORE), has_remedy=True, as_of=AS_OF) < 0
    assert standing_term((BEFORE, AFTER), has_remedy=False, as_of=AS_OF + timedelta(days=180)) < 0


def test_g6_an_improvement_that_chance_explains_holds_nothing() -> None:
    slight = replace(AFTER, affected=35)
    assert improvement_probability(BEFORE, slight) < 0.99
    assert standing_term((BEFORE, slight), has_remedy=False, as_of=AS_OF) == 4  # its own S


@pytest.mark.parametrize(("y", "n"), [(0, 40), (1, 40), (20, 40), (40, 40), (3, 1000)])
def test_jeffreys_is_the_beta_interval_of_another_library(y: int, n: int) -> None:
    low, high = jeffreys_interval(y, n)
    expected = stats.beta.ppf([0.025, 0.975], y + 0.5, n - y + 0.5)
    assert low == pytest.approx(0 if y == 0 else expected[0], abs=1e-9)
    assert high == pytest.approx(1 if y == n else expected[1], abs=1e-9)


@pytest.mark.parametrize("a", [0.5, 2.67, 40.5, 900.5])
@pytest.mark.parametrize("b", [0.5, 5.33, 1000.5])
def test_the_beta_distribution_is_that_of_another_library(a: float, b: float) -> None:
    for share in (0.01, 0.3, 0.5, 0.99):
        x = float(stats.beta.ppf(share, a, b))
        assert beta_quantile(share, a, b) == pytest.approx(x, abs=1e-9)
        assert beta_share_below(x, a, b) == pytest.approx(share, abs=1e-9)


def test_wilson_says_about_nine_percent_for_none_of_forty() -> None:
    low, high = wilson_interval(0, 40)
    assert (low, round(high, 3)) == (0, 0.088)
    with pytest.raises(RiskInputError, match=r"survey\.respondents"):
        wilson_interval(0, 0)


def test_pooling_pulls_a_small_site_to_its_cluster() -> None:
    assert pooled_share(0, 0, cluster_share=0.3) == pytest.approx(0.3)
    assert pooled_share(0, 8, cluster_share=0.3) == pytest.approx(0.15)


def test_misreporting_is_taken_back_within_bounds() -> None:
    assert corrected_for_misreporting(0.6) == pytest.approx(1)
    assert corrected_for_misreporting(0.3) == pytest.approx(0.495798, abs=1e-6)
    assert corrected_for_misreporting(0.0) == 0


def test_randomised_response_finds_the_share_it_was_made_from() -> None:
    random, q, share, n = Random(5), 0.8, 0.3, 20_000
    said = sum((random.random() < share) is (random.random() < q) for _ in range(n))
    estimate = randomised_response(said, n, truth_probability=q)
    assert estimate.share == pytest.approx(share, abs=4 * estimate.variance**0.5)
    assert local_epsilon(q) == pytest.approx(1.386294, abs=1e-6)


@pytest.mark.parametrize(("n", "q"), [(149, 0.8), (150, 0.5)])
def test_randomised_response_is_refused_where_it_tells_nothing(n: int, q: float) -> None:
    with pytest.raises(RiskInputError):
        randomised_response(10, n, truth_probability=q)


def test_a_list_experiment_gives_the_difference_with_its_variance() -> None:
    estimate = list_experiment([2, 3, 2, 3], [1, 2, 1, 2])
    assert (estimate.share, estimate.variance) == (1, pytest.approx(2 * (1 / 3) / 4))
    with pytest.raises(RiskInputError, match="control"):
        list_experiment([1, 2], [1])
