"""Of consents one number for a wave is public: it follows from its releases, and no single worker moves it alone."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from release_tables import a_site, a_tally, released

from ledger.model.survey.wave import SampleBucket
from ledger.surveys.consent_count import LEAST, consents_at_least
from ledger.surveys.releases.drafting import bucket_of

COUNTS = st.lists(st.integers(0, 400), min_size=1, max_size=6)


@given(COUNTS)
def test_so_many_agreed_or_more(counts: list[int]) -> None:
    told = consents_at_least([bucket_of(each) for each in counts])
    assert told <= sum(counts)
    assert told in LEAST.values()


@given(COUNTS)
def test_whoever_knows_the_releases_learns_nothing_from_it(counts: list[int]) -> None:
    """The same buckets give the same number, whatever the exact counts are: it is computed from what is told."""
    others = [LEAST[bucket_of(each)] for each in counts]
    assert consents_at_least([*map(bucket_of, counts)]) == consents_at_least([*map(bucket_of, others)])


@pytest.mark.parametrize("exact", [25, 26, 30, 49])
def test_one_more_or_less_within_a_bucket_changes_nothing(exact: int) -> None:
    assert consents_at_least([bucket_of(exact)]) == 25


def test_planted_the_exact_number_would_tell_of_one_worker() -> None:
    """Without the grid two waves that differ by one who agreed are told apart; with it they are not."""
    pairs = [(count, count + 1) for count in range(400) if bucket_of(count) == bucket_of(count + 1)]

    def is_told_apart(told: Callable[[int], int]) -> bool:
        return any(told(one) != told(other) for one, other in pairs)

    assert is_told_apart(lambda count: count)
    assert not is_told_apart(lambda count: consents_at_least([bucket_of(count)]))


def test_small_waves_say_nothing_rather_than_none() -> None:
    assert consents_at_least([SampleBucket.UNDER_25] * 40) == 0


def test_the_number_is_of_the_bucket_with_noise_that_a_release_tells() -> None:
    release = released(a_tally([[(20, 6), (20, 6)]] * 4, workers=90), a_site("mill", workers=90)).release
    assert consents_at_least([release.answers_came]) == LEAST[SampleBucket(release.answers_came)]
