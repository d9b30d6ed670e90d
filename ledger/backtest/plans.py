"""The studies that a back-test consists of, and what is set beside the models of section 15 in each."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from ledger.backtest.candidate import FIT_PLAN, NEWEST_READ, candidate_eta, fit_candidate
from ledger.backtest.features import Features, features
from ledger.backtest.grouped import cells
from ledger.backtest.metrics import Scores
from ledger.backtest.models import PENALTY, Ranking, columns
from ledger.backtest.own_method import own_eta
from ledger.backtest.ridge import linear, ridge_logistic
from ledger.backtest.rows import Archive
from ledger.backtest.run import labels_of, run_study, scored_pairs
from ledger.backtest.study import StudyPlan, StudyResult
from ledger.backtest.tau import kendall_tau
from ledger.backtest.window import Spy, Window
from ledger.risk.inherent_v2 import FROZEN

DEVELOPMENT = FIT_PLAN
COVERAGE = replace(DEVELOPMENT, key="coverage", with_mapped_goods=True)
PRODUCED = replace(DEVELOPMENT, key="produced", only_produced=True)
ORDERS = replace(DEVELOPMENT, key="orders", labels="orders")
# the file of the 2022 edition is in its state of that day, so nothing earlier may be claimed to have known it
SCORED_RUN = StudyPlan("scored_run", NEWEST_READ, 2022, 2024, may_fit=False)


def run_all(archive: Archive) -> tuple[StudyResult, ...]:
    """Give every study that the archive has tables for: the one on produced pairs needs the user's table."""
    plans = [DEVELOPMENT, COVERAGE, ORDERS, SCORED_RUN]
    if archive.production:
        plans.insert(2, PRODUCED)
    return tuple(run_plan(archive, plan) for plan in plans)


def run_plan(archive: Archive, plan: StudyPlan) -> StudyResult:
    """Give one study with the candidates that belong to it."""
    if plan.labels == "orders" or plan.only_produced or not _has_index(archive, DEVELOPMENT):
        return run_study(archive, plan)
    if plan.key == DEVELOPMENT.key:
        return run_study(archive, plan, candidates=lambda _: fit_candidate(archive).held_out)
    if plan.may_fit:
        return run_study(archive, plan)
    return run_study(archive, plan, candidates=lambda known: frozen_models(archive, known))


def _has_index(archive: Archive, plan: StudyPlan) -> bool:
    return bool(Window(archive, plan.cut_off, Spy()).corruption())


def frozen_models(archive: Archive, known: Features) -> Sequence[Ranking]:
    """Give what was fitted to 2016 to 2022, applied as it stands: the candidate's frozen weights, and the ridge."""
    design = np.stack(columns(known), axis=-1)
    scores = linear(design.reshape(-1, design.shape[-1]), fitted_ridge(archive)).reshape(known.forced.shape)
    return [
        Ranking("ridge_frozen", "ridge of 2016 to 2022", scores),
        Ranking("eta_v2", "candidate v2, frozen", candidate_eta(known, FROZEN), is_own=True),
    ]


def fitted_ridge(archive: Archive) -> Scores:
    """Give intercept and weights of the ridge on the development pairs, no edition newer than 2022 read."""
    spy = Spy()
    known = features(Window(archive, DEVELOPMENT.cut_off, spy), with_mapped_goods=False)
    spy.note("labels", (*archive.edition(DEVELOPMENT.since), *archive.edition(DEVELOPMENT.until)))
    spy.refuse_later_than(NEWEST_READ)
    scored = scored_pairs(known, archive, DEVELOPMENT)
    positive = known.marks(set(labels_of(archive, DEVELOPMENT)))[scored]
    design = np.column_stack([column[scored] for column in columns(known)])
    pairs = cells(design, positive, np.nonzero(scored)[0])
    return ridge_logistic(pairs.features, positives=pairs.positives, trials=pairs.trials, penalty=PENALTY)


def agreement(archive: Archive, earlier: date, later: date) -> float | None:
    """Give Kendall's tau of the own eta_I on two dates over the pairs that both know; None without an index."""
    if not _has_index(archive, DEVELOPMENT):
        return None
    first, second = (features(Window(archive, day, Spy()), with_mapped_goods=False) for day in (earlier, later))
    countries = [iso3 for iso3 in first.countries if iso3 in second.country_at]
    goods = [good for good in first.goods if good in second.good_at]
    return kendall_tau(*(_etas(known, countries, goods) for known in (first, second)))


def _etas(known: Features, countries: Sequence[str], goods: Sequence[str]) -> Scores:
    rows = [known.country_at[iso3] for iso3 in countries]
    places = [known.good_at[good] for good in goods]
    return own_eta(known)[np.ix_(rows, places)].reshape(-1)
