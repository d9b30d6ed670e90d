"""Of consents one number for a wave is public: it follows from its noisy releases, and no single worker moves it."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from release_tables import a_site, a_tally, released

from ledger.model.survey.release import SiteRelease
from ledger.model.survey.wave import SampleBucket
from ledger.surveys.consent_count import LEAST, consents_at_least
from ledger.surveys.releases import drafting
from ledger.surveys.releases.drafting import bucket_of
from ledger.surveys.releases.noise import discrete_laplace

DRAWN = released(a_tally([[(20, 6), (20, 6)]] * 4, workers=90), a_site("mill", workers=90)).release
COUNTS = st.lists(st.integers(0, 400), min_size=1, max_size=6)
DRAWS = 200


def of(count: int) -> SiteRelease:
    """A release with noise that tells this many answers."""
    return replace(DRAWN, answers_came=bucket_of(count))


@given(COUNTS)
def test_the_number_is_no_more_than_what_the_releases_tell(counts: list[int]) -> None:
    told = consents_at_least([of(each) for each in counts])
    assert told <= sum(counts)
    assert told in LEAST.values()


@given(COUNTS)
def test_whoever_knows_the_releases_learns_nothing_from_it(counts: list[int]) -> None:
    """The same buckets give the same number, whatever the exact counts are: it is computed from what is told."""
    others = [LEAST[bucket_of(each)] for each in counts]
    assert consents_at_least([*map(of, counts)]) == consents_at_least([*map(of, others)])


@pytest.mark.parametrize("told", [25, 26, 30, 49])
def test_one_more_or_less_within_a_bucket_changes_nothing(told: int) -> None:
    assert consents_at_least([of(told)]) == 25


def test_planted_the_exact_number_would_tell_of_one_worker() -> None:
    """Without the grid two waves that differ by one who agreed are told apart; with it they are not."""
    pairs = [(count, count + 1) for count in range(400) if bucket_of(count) == bucket_of(count + 1)]

    def is_told_apart(told: Callable[[int], int]) -> bool:
        return any(told(one) != told(other) for one, other in pairs)

    assert is_told_apart(lambda count: count)
    assert not is_told_apart(lambda count: consents_at_least([of(count)]))


def test_small_waves_say_nothing_rather_than_none() -> None:
    assert consents_at_least([of(24)] * 40) == 0


def drawn(came: int) -> SiteRelease:
    """A release with its real noise, of a site where so many answered."""
    tally = a_tally([[(came - 24, 6), (24, 6)]] * 4, workers=400)
    return released(tally, a_site("mill", workers=400), noise=discrete_laplace).release


def test_under_real_noise_one_worker_at_a_border_moves_the_number_for_nobody_who_looks_once() -> None:
    """With 49 and with 50 who answered, both numbers come out: neither tells whether the fiftieth came."""
    for came in (49, 50):
        told = {consents_at_least([drawn(came)]) for _ in range(DRAWS)}
        assert {25, 50} <= told, came


def test_under_real_noise_the_number_is_about_right() -> None:
    """It may be above what came, which is why it says `about`; by more than ten it hardly ever is."""
    far = sum(consents_at_least([drawn(came)]) > came + 10 for came in (30, 39, 89) for _ in range(DRAWS))
    assert far <= 6


@pytest.mark.parametrize("came", [49, 50])
def test_where_nothing_was_drawn_the_number_says_nothing(came: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bucket is then of the exact number, and whoever stuffed 49 answers would see a fiftieth."""
    monkeypatch.setattr(drafting, "may_draw", lambda *_, **__: False)
    release = drawn(came)
    assert release.epsilon_thousandths == 0
    assert LEAST[SampleBucket(release.answers_came)] == (25 if came == 49 else 50)
    assert consents_at_least([release]) == 0


def test_planted_a_count_that_takes_releases_without_noise_moves_with_one_worker(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(drafting, "may_draw", lambda *_, **__: False)
    trusting = [consents_at_least([replace(drawn(came), epsilon_thousandths=1_000)]) for came in (49, 50)]
    assert trusting == [25, 50]
