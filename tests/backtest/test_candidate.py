"""The candidate for version 2: fitted on nothing newer than 2022, frozen, published once, and read by no score."""

import ast
from dataclasses import replace
from datetime import date
from functools import cache
from math import fsum
from pathlib import Path

import numpy as np
import pytest
from little_archive import EARLIER, a_little_archive

from ledger.backtest.candidate import FIT_PLAN, NEWEST_READ, CandidateFit, candidate_eta, fit_candidate, proportions
from ledger.backtest.features import features
from ledger.backtest.grouped import Cells
from ledger.backtest.load import bundled_archive, with_users_tables
from ledger.backtest.own_method import own_eta
from ledger.backtest.plans import SCORED_RUN, frozen_models, run_plan
from ledger.backtest.ridge import ridge_logistic
from ledger.backtest.rows import Archive
from ledger.backtest.window import Spy, Window
from ledger.errors import LookedAhead, RiskInputError
from ledger.model.risk import CommodityPart, CountryPart, ListingPart, SiteInputs, Workforce
from ledger.reference.countries import country_part
from ledger.reference.goods import commodity_part, pair_listing
from ledger.reference.snapshot import bundled_snapshot
from ledger.risk.inherent import inherent_terms
from ledger.risk.inherent_v2 import FROZEN, FROZEN_SHA256, WEIGHT_SUM, PartsV2, inherent_v2_terms

ROOT = Path(__file__).resolve().parents[2]
COLLECTED = ROOT.parent / "shared" / "reference"
NEEDS_INDEX = pytest.mark.skipif(
    not COLLECTED.is_dir(), reason="the corruption index (../shared) is not beside this repository"
)


@cache
def archive() -> Archive:
    return with_users_tables(bundled_archive(), COLLECTED)


@cache
def fitted() -> CandidateFit:
    return fit_candidate(archive())


def test_the_frozen_weights_have_the_hash_that_the_published_run_names() -> None:
    assert FROZEN.sha256() == FROZEN_SHA256
    assert FROZEN_SHA256 in (ROOT / "docs" / "backtest.md").read_text()


def test_another_weight_is_another_candidate() -> None:
    assert replace(FROZEN, country=FROZEN.country + 0.01).sha256() != FROZEN_SHA256


def test_four_weights_that_are_not_negative_and_sum_to_those_of_version_1() -> None:
    four = (FROZEN.country, FROZEN.commodity, FROZEN.listing, FROZEN.country_count)
    assert min(four) >= 0
    assert fsum(four) == pytest.approx(WEIGHT_SUM, abs=0.015)


@NEEDS_INDEX
def test_the_frozen_weights_are_what_the_recipe_gives_on_2016_to_2022() -> None:
    assert fitted().weights == FROZEN
    assert fitted().read_until <= NEWEST_READ


@NEEDS_INDEX
def test_the_fit_gives_the_same_weights_where_no_newer_edition_exists() -> None:
    older = replace(archive(), editions=tuple(each for each in archive().editions if each[0] <= FIT_PLAN.until))
    assert fit_candidate(older).weights == FROZEN


@NEEDS_INDEX
def test_a_fit_that_reads_a_newer_edition_is_refused() -> None:
    newest = archive().edition(2024)
    tampered = replace(archive(), editions=((2016, archive().edition(2016)), (2022, newest)))
    with pytest.raises(LookedAhead) as refused:
        fit_candidate(tampered)
    assert date.fromisoformat(refused.value.row_date) > NEWEST_READ


@NEEDS_INDEX
def test_on_countries_that_it_never_saw_the_candidate_ranks_as_published() -> None:
    assert dict(fitted().held_out_auc) == pytest.approx({"every tenth": 0.916, "blocks": 0.908}, abs=0.005)


@NEEDS_INDEX
def test_the_scored_run_is_the_one_that_is_published() -> None:
    found = run_plan(archive(), SCORED_RUN)
    by_key = {each.key: each for each in found.models}
    assert (found.scored, found.labels, found.positives, found.ridge_spread) == (28_954, 15, 7, ())
    published = (ROOT / "docs" / "backtest.md").read_text()
    for key in ("tip", "eta_v1", "eta_v2", "fixed_sum", "ridge_frozen"):
        auc = by_key[key].auc
        assert f"| {by_key[key].words} | {auc.value:.3f} | {auc.low:.2f}-{auc.high:.2f} |" in published
    assert (by_key["eta_v1"].in_lowest_band, by_key["eta_v2"].in_lowest_band) == (3, 3)


def test_a_part_that_pulls_the_wrong_way_gets_no_weight_and_the_rest_keep_the_sum() -> None:
    values = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0], [1.0, 1.0]])
    positive = np.array([0.0, 9.0, 4.0, 1.0])
    pairs = Cells(values, np.full(4, 20.0), positive, np.arange(4), np.arange(4))
    against, towards = proportions(pairs, 1.0).tolist()
    assert against == 0
    assert towards == pytest.approx(WEIGHT_SUM)


def test_no_score_reads_the_candidate() -> None:
    readers = {
        str(path.relative_to(ROOT))
        for room in ("ledger", "api", "auditor_cli")
        for path in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module == "ledger.risk.inherent_v2"
    }
    assert {path for path in readers if not path.startswith("ledger/backtest/")} == {"ledger/jobs/backtest.py"}


def test_the_terms_of_the_candidate_add_up_to_what_the_back_test_ranks_by() -> None:
    known = features(Window(a_little_archive(), EARLIER, Spy()), with_mapped_goods=False)
    etas = candidate_eta(known, FROZEN)
    row, column = known.country_at["CCC"], known.good_at["cotton"]
    parts = PartsV2(
        country=country_part(known.snapshot, "CCC").value,
        commodity=commodity_part(known.snapshot, "cotton", producers=20).value,
        listing=0.5,
        country_count=float(known.country_count[row]),
    )
    terms = inherent_v2_terms(parts, Workforce(), by=FROZEN)
    assert fsum(term.value for term in terms) == pytest.approx(float(etas[row, column]), abs=1e-12)
    assert all(term.explanation for term in terms)


def test_a_part_outside_its_range_is_refused() -> None:
    with pytest.raises(RiskInputError) as refused:
        inherent_v2_terms(PartsV2(0.5, 0.5, 1.5, 0.0), Workforce(), by=FROZEN)
    assert refused.value.field == "L"


def test_the_own_term_of_a_pair_is_the_one_that_a_site_s_score_adds_up() -> None:
    known = features(Window(a_little_archive(), EARLIER, Spy()), with_mapped_goods=False)
    for iso3, good in (("CCC", "cotton"), ("AAA", "tea"), ("BBB", "tea")):
        site = SiteInputs(
            site="s",
            name="s",
            country=iso3,
            good=good,
            country_part=CountryPart(country_part(known.snapshot, iso3).value),
            commodity_part=CommodityPart(commodity_part(known.snapshot, good).value, ""),
            listing_part=ListingPart(pair_listing(known.snapshot, iso3, good).value, ""),
        )
        eta = own_eta(known)[known.country_at[iso3], known.good_at[good]]
        assert fsum(term.value for term in inherent_terms(site)) == pytest.approx(float(eta), abs=1e-12)


def test_scores_read_the_newest_edition_that_ships() -> None:
    newest = max(row.origin.as_of for _, rows in bundled_archive().editions for row in rows)
    assert max(row.origin.as_of for row in bundled_snapshot().goods) == newest
    assert min(row.origin.as_of for row in bundled_snapshot().goods) > NEWEST_READ


def test_ridge_weights_stand_where_the_slope_of_the_penalised_loss_is_zero() -> None:
    values = np.array([[0.0], [1.0], [0.0], [1.0]])
    positives, trials, penalty = np.array([1.0, 3.0, 0.0, 1.0]), np.array([10.0, 5.0, 8.0, 4.0]), 0.7
    intercept, weight = ridge_logistic(values, positives=positives, trials=trials, penalty=penalty)
    chance = 1 / (1 + np.exp(-(intercept + weight * values[:, 0])))
    assert fsum(trials * chance - positives) == pytest.approx(0, abs=1e-8)
    assert fsum((trials * chance - positives) * values[:, 0]) == pytest.approx(-penalty * weight, abs=1e-8)


def test_frozen_models_are_applied_to_another_date_without_being_fitted_to_it() -> None:
    small = a_little_archive()
    known = features(Window(small, EARLIER, Spy()), with_mapped_goods=False)
    twice = replace(small, editions=((2016, small.edition(2016)), (2022, small.edition(2021))))
    ridge, candidate = frozen_models(twice, known)
    assert ridge.scores.shape == candidate.scores.shape == known.forced.shape
    assert not ridge.is_own
    assert candidate.is_own
