"""The development table of the risk method's section 15, reproduced; and a little study worked out by hand."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from little_archive import EARLIER, PLAN, a_little_archive

from ledger.backtest.load import bundled_archive, with_users_tables
from ledger.backtest.metrics import Interval
from ledger.backtest.rows import Archive
from ledger.backtest.run import run_study
from ledger.backtest.study import ModelResult, StudyPlan, StudyResult

COLLECTED = Path(__file__).resolve().parents[3] / "shared" / "reference"
NEEDS_INDEX = pytest.mark.skipif(
    not COLLECTED.is_dir(), reason="the corruption index (../shared) is not beside this repository"
)
DEVELOPMENT = StudyPlan("development", EARLIER, 2016, 2022)

# model: AUC, its range, average precision, hits in 500, lift at 500, as section 15 prints them
PUBLISHED = {
    "tip": (0.585, 0.46, 0.71, 0.0008, 0.5, 1.6),
    "corruption": (0.593, 0.50, 0.69, 0.0009, 0, 0),
    "good_prior": (0.697, 0.55, 0.84, 0.0028, 3, 9),
    "country_count": (0.747, 0.61, 0.88, 0.0048, 4.9, 15),
    "child_row": (0.727, 0.59, 0.86, 0.0123, 7.1, 21),
    "fixed_sum": (0.921, 0.83, 0.98, 0.0346, 7, 21),
    "eta_v1": (0.779, 0.61, 0.92, 0.0306, 4, 12),
}


@cache
def archive() -> Archive:
    return with_users_tables(bundled_archive(), COLLECTED)


@cache
def development() -> StudyResult:
    return run_study(archive(), DEVELOPMENT)


def model(study: StudyResult, key: str) -> ModelResult:
    return next(each for each in study.models if each.key == key)


@cache
def orders() -> StudyResult:
    return run_study(archive(), replace(DEVELOPMENT, key="orders", labels="orders"))


@NEEDS_INDEX
def test_the_pairs_of_the_development_study() -> None:
    study = development()
    assert (study.countries, study.goods, study.pairs, study.listed) == (164, 139, 22_796, 103)
    assert (study.scored, study.labels, study.positives) == (22_693, 21, 15)
    unlisted = {"gloves", "hair products", "polysilicon", "rubber gloves", "sandstone", "tomato products"}
    assert {good for _, good in study.uncovered} == unlisted


@NEEDS_INDEX
@pytest.mark.parametrize("key", PUBLISHED)
def test_a_row_of_the_development_table_reproduces(key: str) -> None:
    found, (auc, low, high, precision, hits, lift) = model(development(), key), PUBLISHED[key]
    assert found.auc.value == pytest.approx(auc, abs=0.005)
    assert (found.auc.low, found.auc.high) == (pytest.approx(low, abs=0.015), pytest.approx(high, abs=0.015))
    assert found.average_precision == pytest.approx(precision, abs=0.00015)
    assert found.hits_500 == pytest.approx(hits, abs=0.05)
    assert found.lift_500 == pytest.approx(lift, abs=0.5)


@NEEDS_INDEX
@pytest.mark.parametrize(("key", "auc"), [("eta_v1_producers", 0.823), ("eta_v1_count", 0.862)])
def test_the_two_variants_of_the_own_term_reproduce(key: str, auc: float) -> None:
    assert model(development(), key).auc.value == pytest.approx(auc, abs=0.005)


@NEEDS_INDEX
def test_the_paired_gain_of_the_fixed_sum_over_the_trafficking_report_reproduces() -> None:
    gain = next(each for key, over, each in development().gains if (key, over) == ("fixed_sum", "tip"))
    assert (gain.value, gain.low, gain.high) == pytest.approx((0.34, 0.23, 0.44), abs=0.015)


@NEEDS_INDEX
def test_the_ridge_depends_on_folds_and_penalty_and_the_published_figure_lies_within() -> None:
    by_penalty = [auc for _, penalty, auc in development().ridge_spread if penalty >= 0.5]
    assert min(by_penalty) < 0.862 < max(by_penalty)
    assert max(by_penalty) - min(by_penalty) > 0.08
    assert max(by_penalty) == pytest.approx(0.93, abs=0.01)


@NEEDS_INDEX
@pytest.mark.parametrize(
    ("key", "auc"), [("tip", 0.611), ("corruption", 0.583), ("already_listed", 0.806), ("listed_then_fixed_sum", 0.937)]
)
def test_the_orders_row_of_the_table_reproduces(key: str, auc: float) -> None:
    study = orders()
    assert (study.scored, study.labels, study.positives) == (22_796, 17, 13)
    assert model(study, key).auc.value == pytest.approx(auc, abs=0.005)


@NEEDS_INDEX
def test_goods_of_the_sector_map_lift_the_coverage_from_fifteen_to_twenty_of_twenty_one() -> None:
    study = run_study(archive(), replace(DEVELOPMENT, with_mapped_goods=True))
    assert study.positives / study.labels > 0.85
    assert study.uncovered == (("CHN", "hair products"),)


def test_without_a_corruption_index_the_rows_that_need_it_are_named_as_missing() -> None:
    study = run_study(bundled_archive(), DEVELOPMENT)
    missing = dict(study.missing)
    assert {"corruption", "fixed_sum", "ridge_by_country", "eta_v1"} <= set(missing)
    assert "--from" in missing["corruption"]
    assert {each.key for each in study.models} == {"tip", "good_prior", "country_count", "child_row"}


def test_a_little_study_worked_out_by_hand() -> None:
    # 4 countries x 2 goods, one pair listed; later come CCC cotton and BBB tea, and gloves that no pair stands for
    study = run_study(a_little_archive(), PLAN)
    assert (study.pairs, study.listed, study.scored, study.labels, study.positives) == (8, 1, 7, 3, 2)
    assert study.uncovered == (("AAA", "gloves"),)
    # negatives: AAA both (0), BBB cotton (1/3), CCC tea (2/3), DDD tea (1). CCC beats 3, ties 1; BBB beats 2, ties 1
    assert model(study, "tip").auc.value == pytest.approx((3.5 / 5 + 2.5 / 5) / 2)
    # CCC cotton alone has the child-labour row and beats all 5; BBB tea ties with all 5
    assert model(study, "child_row").auc.value == pytest.approx((1 + 0.5) / 2)
    assert model(study, "child_row").average_precision == pytest.approx((1 + 2 / 7) / 2)
    assert model(study, "tip").hits_100 == 2


def test_pairs_may_be_kept_to_what_is_really_produced() -> None:
    from ledger.backtest.rows import ProductionRow

    produced = tuple(ProductionRow(iso3, "Cotton") for iso3 in ("AAA", "BBB", "CCC"))
    study = run_study(replace(a_little_archive(), production=produced), replace(PLAN, only_produced=True))
    assert (study.scored, study.positives) == (3, 1)
    assert model(study, "tip").auc == Interval(1.0, 1.0, 1.0)
