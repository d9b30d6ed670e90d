"""R1: nobody learns of a case or a confirmed grievance from what a release's step says beside its bands."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from release_tables import DAY, a_site, a_tally, all_rows, an_asked, exact, random_tally, seeded

from ledger.model.risk import EvidenceStep
from ledger.model.survey.release import NoisedCounts, SiteRelease, Why
from ledger.model.survey.tally import SiteTally
from ledger.surveys.releases.batch import draft_batch
from ledger.surveys.releases.step import told_step

GRIEVANCE = (2.5,)


def a_release(tally: SiteTally, noise: object = exact) -> SiteRelease:
    site = a_site(workers=tally.workers)
    (issued,) = draft_batch({site.site: tally}, [site], an_asked(), history=lambda _: (), noise=noise, on=DAY)  # type: ignore[arg-type]
    return issued.release


def without_bands(release: SiteRelease, counts: NoisedCounts) -> SiteRelease:
    cells = tuple(replace(each, band=None, why=Why.SUPPRESSED) for each in release.cells)
    return replace(release, cells=cells, counts=counts)


def told(release: SiteRelease, *worker_side: float, has_open_case: bool = False) -> EvidenceStep | None:
    return told_step(release, worker_side=worker_side, has_open_case=has_open_case, on=DAY)


@given(st.integers(0, 2**32))
def test_attack_bands_and_step_of_two_drawings_tell_no_case_and_no_grievance(seed: int) -> None:
    """Of 120 of whom nobody is affected "medium" was told in 194 of 200 drawings with a grievance, never without."""
    release = a_release(a_tally(all_rows((60, 0), (60, 0))), seeded(seed))
    assert release.cells[0].band is not None
    alone = told(release)
    assert told(release, *GRIEVANCE) is alone
    assert told(release, has_open_case=True) is alone


@pytest.mark.parametrize("respondents", [25, 30, 40, 60, 120])
def test_without_bands_a_case_is_told_and_never_a_step_that_no_survey_gives(respondents: int) -> None:
    release = without_bands(a_release(a_tally(all_rows((60, 0), (60, 0)))), NoisedCounts(respondents, 0))
    every = range(0, respondents + 1, 5 if respondents < 50 else 1)
    possible = {told(without_bands(release, NoisedCounts(respondents, affected))) for affected in every}
    assert told(release, has_open_case=True) is EvidenceStep.HIGH
    assert told(release, *GRIEVANCE) in possible
    assert told(release, *GRIEVANCE) is not EvidenceStep.MEDIUM or EvidenceStep.MEDIUM in possible


@given(st.integers(0, 2**32))
def test_no_release_of_any_site_tells_more_than_its_survey_beside_a_band(seed: int) -> None:
    release = a_release(random_tally(random.Random(seed)), seeded(seed))
    if any(cell.band for cell in release.cells):
        assert told(release, 3.0, 2.5, has_open_case=True) is told(release)
