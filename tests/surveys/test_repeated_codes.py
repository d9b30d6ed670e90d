"""F59: one code twice, codes outside the roster, bursts from one device. Beside each, the same with the check away.

A stuffed wave: ten honest people; one of them answered twice and one at two sites; a link that was mangled; and 300
codes in four minutes from one device.
"""

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from quality_builders import INSTRUMENT, SITE, STARTED, Person, honest_people, opened_of

from ledger.model.survey.response import Opened
from ledger.model.survey.tally import QualityFlag
from ledger.model.survey.wave import PlannedSite, Roster
from ledger.surveys import tallying
from ledger.surveys.quality import judge_quality, judging
from ledger.surveys.quality.thresholds import Thresholds
from ledger.surveys.tallying import by_site, tally_site

QUICK = Thresholds(permutations=19)
ELSEWHERE, MANGLED = "another-site", SITE.token[:-1]
HONEST, BURST, FEW_WORKERS = 10, 300, 60


def again(row: Opened, *, site: str = SITE.token) -> Opened:
    """The same code once more, later."""
    response = replace(row.response, sequence=row.response.sequence + 1, site=site)
    return replace(row, response_id=bytes(16), response=response)


def honest() -> list[Opened]:
    return opened_of(honest_people(HONEST))


def a_burst() -> list[Opened]:
    random = Random(4)
    return opened_of([a_fake(each, random) for each in honest_people(BURST)])


def a_fake(person: Person, random: Random) -> Person:
    return replace(person, device="one", arrived_at=STARTED + random.randint(0, 240))


def counted_at(wave: list[Opened]) -> dict[str, int]:
    """Give how many are counted at each site that the plan knows, as the custodian's tally does it."""
    plan = (SITE, replace(SITE, token=ELSEWHERE))
    found = by_site(tallying.latest(wave))
    return {site.token: tallied(found.get(site.token, []), site) for site in plan}


def tallied(rows: list[Opened], site: PlannedSite) -> int:
    quality: tuple[float, tuple[QualityFlag, ...]] = (1.0, ())
    given: dict[str, Any] = {"wave": "0x01", "ended_on": "2026-10-01", "quality": quality, "coverage": 1.0}
    return tally_site(rows, INSTRUMENT, site, **given).answered


def flags(wave: list[Opened], *, workers: int = 4_000) -> set[str]:
    site = replace(SITE, roster=Roster(workers))
    found = judge_quality(INSTRUMENT, wave, site, thresholds=QUICK, earlier=None, audits_clean_on=frozenset())
    return {flag.test for flag in found[1]}


def one_code_counts_twice() -> bool:
    rows = honest()
    return counted_at([*rows, again(rows[0])]) != counted_at(rows)


def one_code_counts_at_two_sites() -> bool:
    rows = honest()
    found = counted_at([*rows, again(rows[0], site=ELSEWHERE)])
    return sum(found.values()) != HONEST


def a_site_outside_the_plan_counts() -> bool:
    stranger = again(honest()[0], site=MANGLED)
    rows = [*honest(), replace(stranger, response=replace(stranger.response, receipt_code="9" * 16))]
    return tallied(rows, SITE) != HONEST or sum(counted_at(rows).values()) != HONEST


def a_burst_is_unseen() -> bool:
    return "G3" not in flags(a_burst())


def more_than_the_roster_is_unseen() -> bool:
    return "G13" not in flags(a_burst(), workers=FEW_WORKERS)


def anything_of_the_burst_is_deleted() -> bool:
    return tallied(a_burst(), SITE) != BURST


def all_of_them(rows: Any) -> list[Opened]:
    return list(rows)


def one_of_a_device(rows: Any) -> list[Opened]:
    return list({each.response.device or each.response_id: each for each in rows}.values())


PLANTED: list[tuple[Callable[[], bool], Any, str, Any]] = [
    (one_code_counts_twice, tallying, "latest", all_of_them),
    (one_code_counts_at_two_sites, tallying, "latest", all_of_them),
    (a_burst_is_unseen, judging, "bulk_entry", lambda *_, **__: None),
    (more_than_the_roster_is_unseen, judging, "surplus_answers", lambda *_, **__: None),
    (anything_of_the_burst_is_deleted, tallying, "newest", one_of_a_device),
]
NAMES = [check.__name__ for check, *_ in PLANTED]


@pytest.mark.parametrize("goes_wrong", [*(each[0] for each in PLANTED), a_site_outside_the_plan_counts])
def test_attack_a_stuffed_wave_counts_each_code_once_and_says_what_it_sees(goes_wrong: Callable[[], bool]) -> None:
    assert not goes_wrong()


@pytest.mark.parametrize(("goes_wrong", "module", "check", "instead"), PLANTED, ids=NAMES)
def test_planted_with_the_check_away_the_attack_is_not_stopped(
    goes_wrong: Callable[[], bool], module: Any, check: str, instead: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, check, instead)
    assert goes_wrong()


class EverySite(str):
    """A token that is every other: with it the tally's own filter by site is away."""

    __slots__ = ()

    def __eq__(self, _: object) -> bool:
        return True

    __hash__ = str.__hash__


def test_planted_a_tally_that_takes_every_row_counts_codes_outside_the_plan() -> None:
    stranger = opened_of(honest_people(1, seed=9), site=MANGLED)[0]
    rows = [*honest(), replace(stranger, response=replace(stranger.response, receipt_code="9" * 16))]
    assert tallied(rows, SITE) == HONEST
    assert tallied(rows, replace(SITE, token=EverySite())) == HONEST + 1
