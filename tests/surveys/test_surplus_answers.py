"""A site answers for its workers: it is seen, it drowns nobody, and what is suppressed by it is said to be."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from quality_builders import INSTRUMENT, honest_people, opened_of
from quality_builders import SITE as QUALITY_SITE
from release_tables import a_site, a_tally, released

from ledger.model.risk import SurveyCounts
from ledger.model.survey.release import NoisedCounts, Why
from ledger.model.survey.wave import Roster, SampleBucket
from ledger.risk.survey_factor import survey_term
from ledger.surveys.quality import is_unverified_clean, judge_quality
from ledger.surveys.quality.g13_surplus_answers import surplus_answers
from ledger.surveys.quality.thresholds import Thresholds

QUICK = Thresholds(permutations=19)


def stuffed(fakes: int, *, workers: int = 60) -> Any:
    """12 of 30 say so; the others were never there and say no."""
    women, men = (30 + fakes) // 2, 30 + fakes - (30 + fakes) // 2
    tally = a_tally([[(women, 6), (men, 6)]] * 4, workers=workers)
    return released(tally, a_site("mill", workers=workers)).release


@pytest.mark.parametrize("fakes", [26, 30, 100, 300])
def test_attack_surplus_answers_suppress_no_step_and_the_release_says_why(fakes: int) -> None:
    release = stuffed(fakes)
    assert release.counts == NoisedCounts(min(60, 30 + fakes), 12)
    assert {cell.why for cell in release.cells} <= {Why.SURPLUS, Why.NOT_ASKED}
    assert survey_term(SurveyCounts(60, 12, date(2026, 10, 1)), as_of=date(2026, 10, 2)) > 3


def test_without_surplus_nothing_is_said_of_it() -> None:
    assert Why.SURPLUS not in {cell.why for cell in stuffed(20).cells}


@pytest.mark.parametrize(
    ("answered", "workers", "sample", "factor"),
    [
        (55, 60, SampleBucket.FROM_50, None),
        (56, 60, SampleBucket.FROM_50, 1.0),
        (61, 60, SampleBucket.FROM_50, 0.3),
        (201, 3_000, SampleBucket.FROM_50, 0.3),
        (200, 3_000, SampleBucket.FROM_50, None),
        (750, 3_000, SampleBucket.FROM_250, None),
        (751, 3_000, SampleBucket.FROM_250, 0.3),
        (500, 1_000, SampleBucket.FROM_250, None),
        (501, 1_000, SampleBucket.FROM_250, 0.3),
    ],
)
def test_attack_answers_beyond_roster_or_sample_lead_to_review(
    answered: int, workers: int, sample: SampleBucket, factor: float | None
) -> None:
    site = replace(QUALITY_SITE, roster=Roster(workers), sample=sample)
    flag = surplus_answers(answered, site, thresholds=Thresholds())
    assert (flag.factor if flag else None) == factor
    assert flag is None or (flag.leads_to_review and flag.innocent)


@pytest.mark.parametrize("sample", SampleBucket)
def test_attack_two_thousand_invented_answers_among_three_thousand_workers_are_flagged_whatever_was_announced(
    sample: SampleBucket,
) -> None:
    site = replace(QUALITY_SITE, roster=Roster(3_000), sample=sample)
    honest = {SampleBucket.UNDER_25: 20, SampleBucket.FROM_25: 40, SampleBucket.FROM_50: 90}.get(sample, 240)
    assert surplus_answers(honest, site, thresholds=Thresholds()) is None
    flag = surplus_answers(honest + 2_000, site, thresholds=Thresholds())
    assert flag is not None
    assert flag.factor == 0.3


def test_attack_invented_answers_in_a_first_wave_lower_tau_and_leave_no_silence_believed() -> None:
    """Three of a hundred say so, six hundred invented answers say no: nothing is found, and that is not believed."""
    site = replace(QUALITY_SITE, roster=Roster(2_000), sample=SampleBucket.FROM_250)
    people = honest_people(100, affected=0.03) + honest_people(600, seed=5, affected=0)
    tau, flags = judge_quality(
        INSTRUMENT, opened_of(people), site, thresholds=QUICK, earlier=None, audits_clean_on=frozenset()
    )
    assert tau <= 0.3
    assert "G13" in {flag.test for flag in flags if flag.leads_to_review}
    assert is_unverified_clean(0, flags)
    open_ended = replace(QUICK, surplus_share=1.0, surplus_times=100.0)  # planted: the bucket has no end
    given = {"thresholds": open_ended, "earlier": None, "audits_clean_on": frozenset[str]()}
    assert "G13" not in {flag.test for flag in judge_quality(INSTRUMENT, opened_of(people), site, **given)[1]}  # type: ignore[arg-type]
