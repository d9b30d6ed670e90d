"""S1 to S5, F54 and F55: what a release of one site tells, and what it leaves out."""

import inspect
import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from release_rounds import rows_of_tally
from release_tables import (
    DAY,
    INDICATORS,
    NEXT_WAVE,
    a_site,
    a_tally,
    all_rows,
    an_asked,
    exact,
    random_tally,
    released,
    seeded,
)

import ledger.surveys.releases.batch
import ledger.surveys.releases.drafting
from ledger.model.survey.instrument import FeeFact, Indicator
from ledger.model.survey.release import Band, SiteRelease, Why
from ledger.model.survey.tally import SiteTally
from ledger.model.survey.wave import PlannedSite, SampleBucket
from ledger.surveys.releases import thresholds
from ledger.surveys.releases.bands import LEAST_COUNTS, band_of, counts_within, tellable, untold
from ledger.surveys.releases.batch import draft_batch, for_site
from ledger.surveys.releases.grid import ROWS, Key, table_of
from ledger.surveys.releases.issued import Issued
from ledger.surveys.releases.kept import kept_form, read_kept

WOMEN_AND_MEN = all_rows((45, 20), (60, 20), (0, 0), (0, 0))


def told(release: SiteRelease) -> dict[tuple[Indicator | None, str | None], Band]:
    return {(cell.indicator, cell.gender): cell.band for cell in release.cells if cell.band}


def test_the_grid_is_fixed_every_cell_is_there_and_says_why_it_tells_nothing() -> None:
    release = released(a_tally(WOMEN_AND_MEN)).release
    assert [(cell.indicator, cell.gender) for cell in release.cells] == [
        (row, gender) for row in ROWS for gender in (None, "woman", "man", "another")
    ]
    unasked = {cell.indicator for cell in release.cells if cell.why is Why.NOT_ASKED}
    assert unasked == {*Indicator, *FeeFact} - set(INDICATORS)
    assert all((cell.band is None) is (cell.why is not None) for cell in release.cells)


def test_both_genders_are_told_where_nobody_is_left_over() -> None:
    found = told(released(a_tally(WOMEN_AND_MEN)).release)
    assert found[None, "woman"] is Band.TO_A_HALF
    assert found[None, "man"] is Band.TO_A_HALF
    assert (None, "another") not in found


def test_nine_respondents_are_suppressed_and_with_them_the_cell_that_would_give_them_away() -> None:
    """F54: total 40 less men 31 is women 9."""
    found = told(released(a_tally(all_rows((9, 5), (31, 4), (0, 0), (0, 0)))).release)
    assert set(found) == {(None, None), *((row, None) for row in INDICATORS)}
    assert {gender for _, gender in told(released(a_tally(all_rows((10, 6), (31, 4)))).release)} == {
        None,
        "woman",
        "man",
    }


def test_without_complementary_suppression_the_nine_are_a_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thresholds, "_leaves_enough", lambda *_: True)
    found = told(released(a_tally(all_rows((9, 5), (31, 4), (0, 0), (0, 0)))).release)
    assert (None, "man") in found


def test_of_two_genders_the_larger_is_left_out_where_a_few_told_none() -> None:
    found = told(released(a_tally(all_rows((40, 20), (60, 20), (1, 0), (2, 0)))).release)
    assert {gender for _, gender in found} == {None, "woman"}


@pytest.mark.parametrize(("workers", "is_told"), [(104, False), (105, True)])
def test_five_others_must_not_have_answered(workers: int, is_told: bool) -> None:
    found = told(released(a_tally(all_rows((50, 20), (50, 20)), workers=workers)).release)
    assert ((None, None) in found) is is_told


def test_a_gender_whose_number_the_roster_does_not_know_is_not_told() -> None:
    found = told(released(a_tally(WOMEN_AND_MEN), a_site(women=None)).release)
    assert {gender for _, gender in found} == {None}


def test_a_gender_that_answered_to_the_last_is_not_told() -> None:
    site = a_site(women=0.11)  # 44 of 400, and 41 answered
    found = told(released(a_tally(all_rows((41, 20), (60, 20))), site).release)
    assert (None, "woman") not in found


@given(st.integers(10, 400))
def test_no_told_band_and_no_silence_leaves_fewer_than_four_counts(respondents: int) -> None:
    for band in tellable(respondents):
        low, high = counts_within(band, respondents) or (0, -1)
        assert high - low + 1 >= LEAST_COUNTS
    rest = untold(respondents)
    assert rest is None or rest[1] - rest[0] + 1 >= LEAST_COUNTS


@given(st.integers(1, 500), st.data())
def test_bands_are_the_shares_they_say(respondents: int, data: st.DataObject) -> None:
    affected = data.draw(st.integers(0, respondents))
    share = affected / respondents
    limits = {
        Band.UNDER_A_TENTH: (0, 0.1),
        Band.TO_A_QUARTER: (0.1, 0.25),
        Band.TO_A_HALF: (0.25, 0.5),
        Band.OVER_A_HALF: (0.5, 1),
    }
    low, high = limits[band_of(affected, respondents)]
    assert low <= share <= high


@pytest.mark.parametrize("affected", [0, 40])
def test_none_and_all_look_like_a_few_and_most(affected: int) -> None:
    """S1: neither 0 % nor 100 % can be told from its neighbours."""
    near = 3 if affected == 0 else 37
    one, other = (released(a_tally(all_rows((each, each), (40 - each, 0)), workers=400)) for each in (affected, near))
    assert told(one.release)[INDICATORS[0], None] is told(other.release)[INDICATORS[0], None]


def test_of_ten_people_under_a_tenth_is_not_told_for_it_is_nobody() -> None:
    assert (None, "woman") not in told(released(a_tally(all_rows((10, 0), (60, 20)))).release)


def test_counts_are_told_from_25_on_only_and_rounded_to_five_under_50() -> None:
    """S5."""
    counts = [
        released(a_tally(all_rows((n, y), (0, 0)))).release.counts for n, y in ((24, 9), (26, 9), (48, 12), (50, 12))
    ]
    assert counts[0] is None
    assert [(each.respondents, each.affected) for each in counts if each] == [(25, 10), (50, 10), (50, 12)]


def test_what_forced_labours_band_says_is_what_its_counts_say() -> None:
    for seed in range(200):
        release = released(random_tally(random.Random(seed)), noise=seeded(seed)).release
        band = told(release).get((None, None))
        if release.counts and band:
            assert band is band_of(release.counts.affected, release.counts.respondents)


def test_a_release_costs_epsilon_one_and_the_fourth_in_a_year_tells_nothing() -> None:
    """S3: 3 a worker and year, in any 365 days."""
    earlier: list[Issued] = []
    for number in range(4):
        tally = a_tally(WOMEN_AND_MEN, wave=f"0x{number:064x}", ended_on=f"2026-0{number + 1}-01")
        on = DAY + timedelta(days=90 * number)
        asked = an_asked(tally.wave, tally.ended_on)
        earlier.append(released(tally, asked=asked, earlier=tuple(earlier), on=on, noise=exact))
    assert [each.release.epsilon_thousandths for each in earlier] == [1_000, 1_000, 1_000, 0]
    assert earlier[3].release.counts is None
    assert told(earlier[3].release) == {}
    later = an_asked(NEXT_WAVE, "2027-10-01")
    tally = a_tally(WOMEN_AND_MEN, wave=NEXT_WAVE, ended_on="2027-10-01")
    assert released(tally, asked=later, earlier=tuple(earlier), on=DAY + timedelta(days=365)).release.counts


def test_sites_under_twenty_are_told_together_by_country_without_counts() -> None:
    names = ("one", "two", "far")
    tallies = {name: a_tally(all_rows((19, 9), (0, 0)), site=name) for name in names}
    sites = [a_site("one"), a_site("two"), a_site("far", country="MX")]
    issued = batch(tallies, sites)
    together, alone = issued
    assert set(together.members) == {"one", "two"}
    assert (together.release.merged_sites, together.release.counts) == (2, None)
    assert told(together.release)[None, None] is Band.TO_A_HALF
    assert told(alone.release) == {}
    second = for_site(together, sites[1], attested={"one", "two"})
    assert second.channel_attested
    assert not for_site(together, sites[1], attested={"two"}).channel_attested
    assert (second.site, second.cells, second.answers_came) == ("two", together.release.cells, SampleBucket.UNDER_25)


def test_no_function_of_releases_takes_a_filter() -> None:
    """F55: two cuts that differ by one worker cannot be asked for."""
    for module in (ledger.surveys.releases.batch, ledger.surveys.releases.drafting):
        for _, each in inspect.getmembers(module, inspect.isfunction):
            names = set(inspect.signature(each).parameters)
            assert names & {"where", "filter", "shift", "line", "language", "cut", "by", "predicate"} == set()


def test_which_cells_size_permits_does_not_depend_on_any_answer() -> None:
    for seed in range(100):
        tally = random_tally(random.Random(seed))
        silent = a_tally(
            [[(count.respondents, 0) for count in row] for row in rows_of_tally(tally)],
            workers=tally.workers,
            answered=tally.answered,
        )
        assert permitted_of(tally) == permitted_of(silent)


def test_what_was_issued_comes_back_from_the_book_as_it_was() -> None:
    issued = released(random_tally(random.Random(5)), noise=seeded(5))
    assert read_kept(kept_form(issued)) == issued


def batch(tallies: dict[str, SiteTally], sites: list[PlannedSite]) -> tuple[Issued, ...]:
    return draft_batch(tallies, sites, an_asked(), history=lambda _: (), noise=exact, on=date(2026, 11, 1))


def permitted_of(tally: SiteTally) -> frozenset[Key]:
    return thresholds.permitted(table_of(tally, a_site(workers=tally.workers).roster))
