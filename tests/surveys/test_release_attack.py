"""An insider with every release, the rules and a count at the door recovers nothing; with any check away, it does.

`make long` draws 10,000 sites (TIERLIGHT_RELEASE_TABLES); the test run 180.
"""

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from release_attacker import SETTLED, SURE, Seen, claims, counts_guessed, is_right, with_settled
from release_rounds import grown_by_one, recovered, recovered_of_small_sites, seen, truth
from release_tables import (
    DAY,
    INDICATORS,
    NEXT_WAVE,
    a_tally,
    all_rows,
    an_asked,
    exact,
    released,
)

from ledger.model.survey.instrument import FeeFact
from ledger.model.survey.release import Band, Cell, NoisedCounts
from ledger.surveys.releases import audit, bands, drafting, suppression, thresholds
from ledger.surveys.releases.grid import Key
from ledger.surveys.releases.noise import discrete_laplace

TABLES = int(os.environ.get("TIERLIGHT_RELEASE_TABLES", "180"))
FIRST = int(os.environ.get("TIERLIGHT_RELEASE_SEED", "0"))
PLANTED = 60
PARTS = 5  # so that the cores share them


def hits(tables: int, first: int = 0) -> int:
    return sum(bool(recovered(seed)) for seed in range(first, first + tables))


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_is_recovered_from_random_sites(part: int) -> None:
    each = TABLES // PARTS
    assert hits(each, FIRST + part * each) == 0


def test_nothing_is_recovered_of_small_sites_that_are_told_together() -> None:
    assert sum(bool(recovered_of_small_sites(seed)) for seed in range(FIRST, FIRST + TABLES // 10)) == 0


def test_planted_small_sites_without_the_audit_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    no_audit(monkeypatch)
    monkeypatch.setattr(thresholds, "_leaves_enough", lambda *_: True)
    monkeypatch.setattr(suppression, "tellable", lambda _: tuple(bands.Band))
    assert sum(bool(recovered_of_small_sites(seed)) for seed in range(PLANTED)) > 0


def no_audit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suppression, "what_follows", lambda *_: None)


def test_planted_no_complementary_suppression_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    no_audit(monkeypatch)
    monkeypatch.setattr(thresholds, "_leaves_enough", lambda *_: True)
    assert hits(PLANTED) > 0


def test_planted_no_threshold_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    no_audit(monkeypatch)
    monkeypatch.setattr(thresholds, "is_enough", lambda respondents, workers: bool(respondents and workers))
    monkeypatch.setattr(drafting, "LEAST_OF_A_SITE", 0)
    assert hits(PLANTED) > 0


def test_planted_cells_of_none_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 10 women "under 10 %" is nobody."""
    no_audit(monkeypatch)
    monkeypatch.setattr(suppression, "tellable", lambda _: tuple(bands.Band))
    monkeypatch.setattr(suppression, "untold", lambda _: None)
    tally = a_tally(all_rows((10, 0), (60, 20)))
    found = claims([seen(released(tally), tally)])
    assert any(each.key == (INDICATORS[0], "woman") and each.most == 0 for each in found)
    assert all(is_right(each, [truth(tally)]) for each in found)


def two_waves() -> tuple[list[object], list[object]]:
    """40 people of whom 20 say so ("25 to 50 %"), then the same and one more who does ("over 50 %")."""
    first = a_tally(all_rows((40, 20)), workers=400)
    second = grown_by_one(first)
    one = released(first)
    other = released(second, asked=an_asked(NEXT_WAVE, second.ended_on), earlier=(one,), on=DAY + timedelta(days=14))
    return [seen(one, first), seen(other, second)], [truth(first), truth(second)]


def test_the_difference_of_two_releases_tells_nothing_of_the_one_who_came() -> None:
    releases, _ = two_waves()
    assert claims(releases) == []  # type: ignore[arg-type]


def test_planted_differences_that_nobody_looks_at_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "_add_differences", lambda *_: None)
    releases, truths = two_waves()
    found = [each for each in claims(releases) if is_right(each, truths)]  # type: ignore[arg-type]
    assert any(each.other is not None and each.least == each.most == 1 for each in found)


def test_planted_fees_that_nobody_looks_at_together_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who paid less who was not repaid is a count too."""
    bands_told = {(FeeFact.PAID, None): Band.UNDER_A_TENTH, (FeeFact.NOT_REPAID, "woman"): Band.TO_A_HALF}
    known: dict[Key, tuple[int, int]] = {(FeeFact.PAID, None): (0, 8), (FeeFact.NOT_REPAID, "woman"): (8, 15)}
    sizes: dict[Key, int] = {
        (fact, g): n for fact in list(FeeFact)[1:] for g, n in ((None, 90), ("woman", 30), ("man", 60))
    }
    told = audit.Told({"mill": sizes}, known, known)
    assert audit.what_follows(told, ()) == audit.Unsafe(FeeFact.NOT_REPAID)
    monkeypatch.setattr(audit, "_add_fees", lambda _: None)
    assert audit.what_follows(told, ()) is None
    cells = tuple(Cell(row, gender, band) for (row, gender), band in bands_told.items())
    release = replace(released(a_tally(all_rows((45, 20), (60, 20)))).release, cells=cells)
    found = claims([Seen(release, with_settled(sizes, lambda paid, _: paid))])
    assert {(claim.key, claim.most) for claim in found} >= {((SETTLED, None), 0), ((SETTLED, "man"), 0)}


# Found among the 10,000: rows that share the few who came pin a count together, and no row alone.
PINNED_TOGETHER = (4587, 4596, 5904, 6207, 6834, 7386)


@pytest.mark.parametrize("seed", PINNED_TOGETHER)
def test_rows_that_share_the_few_who_came_tell_nothing_together(seed: int) -> None:
    assert recovered(seed) == []


def test_planted_rows_of_two_releases_that_nobody_looks_at_together_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "_is_linked", lambda _: False)
    assert any(recovered(seed) for seed in PINNED_TOGETHER)


def drawn_again(times: int) -> Sequence[NoisedCounts]:
    tally = a_tally(all_rows((60, 7), (0, 0)), workers=400)
    found = [released(tally, noise=discrete_laplace).release.counts for _ in range(times)]
    return [each for each in found if each is not None]


def test_one_draw_leaves_the_exact_counts_unknown() -> None:
    assert all(counts_guessed(drawn_again(1), 60)[1] < SURE for _ in range(50))


def test_planted_noise_that_is_drawn_again_is_averaged_away() -> None:
    guessed, sure = counts_guessed(drawn_again(60), 60)
    assert guessed == 7
    assert sure > SURE


def test_what_a_band_without_noise_tells_is_not_narrower_than_the_audit_supposes() -> None:
    tally = a_tally(all_rows((45, 20), (60, 20)))
    issued = released(tally, noise=exact)
    for cell in issued.release.cells:
        if cell.band:
            low, high = issued.known[cell.indicator, cell.gender]
            assert low <= truth(tally)[cell.indicator, cell.gender] <= high
    assert {cell.band for cell in issued.release.cells} - {None} == {Band.TO_A_HALF}
