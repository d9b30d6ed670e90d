"""Do country, good and pair features known on a day rank what a public list names later? As one document."""

from pathlib import Path
from typing import Any

from ledger.backtest.candidate import FIT_PLAN
from ledger.backtest.load import NEWEST, bundled_archive, with_users_tables
from ledger.backtest.metrics import Interval
from ledger.backtest.plans import DEVELOPMENT, SCORED_RUN, agreement, run_all
from ledger.backtest.rows import Archive
from ledger.backtest.study import ModelResult, StudyPlan, StudyResult
from ledger.risk.inherent_v2 import FROZEN, FROZEN_SHA256
from ledger.risk.rounding import nine_places

Document = dict[str, Any]

MEASURES = (
    "It measures which pairs of country and good a United States list names later: attention, not how much forced "
    "labour there is.",
    "A pair that was not listed later is unlabelled, which is not negative. Read an AUC as a lower bound.",
)


def back_test(folder: Path | None) -> Document:
    """Give every study that can be computed, with what is missing named and why.

    `folder` may hold the user's corruption index and production table. Raises ReferenceTableError for a table that
    cannot be read, LookedAhead if a feature was not known at its cut-off.
    """
    archive = bundled_archive() if folder is None else with_users_tables(bundled_archive(), folder)
    results = run_all(archive)
    tau = agreement(archive, DEVELOPMENT.cut_off, SCORED_RUN.cut_off)
    return {
        "schema": "tierlight.backtest/1",
        "measures": [*MEASURES, _few(results)],
        "studies": [_study(result) for result in results],
        "agreement_between_dates": {
            "between": [DEVELOPMENT.cut_off.isoformat(), SCORED_RUN.cut_off.isoformat()],
            "kendall_tau": None if tau is None else nine_places(tau),
        },
        "candidate": _candidate(),
        "newest_edition": _newest(archive),
        "tables": dict(archive.table_hashes),
    }


def _few(results: tuple[StudyResult, ...]) -> str:
    counts = ", ".join(str(result.positives) for result in results)
    return (
        f"The studies rest on {counts} pairs that were listed later: every range is wide, and two rows whose ranges "
        "overlap are not told apart."
    )


def _candidate() -> Document:
    """The candidate's frozen weights, and the fact that no score reads them."""
    return {
        "is_switched_on": False,
        "fitted_on": f"{FIT_PLAN.since} to {FIT_PLAN.until}",
        "weights": {name: f"{getattr(FROZEN, name):.2f}" for name in FROZEN.__dataclass_fields__},
        "weights_sha256": FROZEN_SHA256,
    }


def _newest(archive: Archive) -> Document:
    """The edition that scores shown to users read; the studies read older ones for their features."""
    return {"year": NEWEST, "as_of": max(row.origin.as_of for row in archive.edition(NEWEST)).isoformat()}


def _study(result: StudyResult) -> Document:
    return {
        "study": result.plan.key,
        "cut_off": result.plan.cut_off.isoformat(),
        "labels": _labels(result),
        "pairs": {
            "countries": result.countries,
            "goods": result.goods,
            "all": result.pairs,
            "listed": result.listed,
            "scored": result.scored,
            "ranked": _ranked(result.plan),
        },
        "models": [_model(each, result.positives) for each in result.models],
        "gains": [{"model": key, "over": over} | _interval(gain) for key, over, gain in result.gains],
        "ridge_spread": [
            {"folds": way, "penalty": f"{penalty:g}", "auc": nine_places(auc)}
            for way, penalty, auc in result.ridge_spread
        ],
        "missing": [{"model": key, "reason": reason} for key, reason in result.missing],
        "calibration": None,
        "calibration_reason": f"{result.positives} positives; deciles are shown with more than 50",
        "read_until": {table: day.isoformat() for table, day in result.read_until},
    }


def _ranked(plan: StudyPlan) -> str:
    if plan.only_produced:
        return "those of the production table"
    return "all of them" if plan.labels == "orders" else "those not yet listed"


def _labels(result: StudyResult) -> Document:
    plan: StudyPlan = result.plan
    return {
        "kind": plan.labels,
        "since": plan.since,
        "until": plan.until,
        "total": result.labels,
        "representable": result.positives,
        "coverage": nine_places(result.positives / result.labels),
        "uncovered": [{"country": iso3, "good": good} for iso3, good in result.uncovered],
    }


def _model(found: ModelResult, positives: int) -> Document:
    return {
        "model": found.key,
        "words": found.words,
        "auc": _interval(found.auc),
        "average_precision": nine_places(found.average_precision),
        "hits": {"100": nine_places(found.hits_100), "500": nine_places(found.hits_500)},
        "lift": {"100": nine_places(found.lift_100), "500": nine_places(found.lift_500)},
        "recall_by_year": [
            {"year": year, "listed": listed, "in_first_500": hits} for year, listed, hits in found.recall_by_year
        ],
        "regret": None
        if found.in_lowest_band is None
        else {"in_lowest_band": found.in_lowest_band, "of": positives, "share": _share(found, positives)},
        "recall_curve": [[nine_places(looked), nine_places(hit)] for looked, hit in found.curve],
    }


def _share(found: ModelResult, positives: int) -> str:
    return nine_places((found.in_lowest_band or 0) / positives)


def _interval(found: Interval) -> Document:
    return {"value": nine_places(found.value), "interval": [nine_places(found.low), nine_places(found.high)]}
