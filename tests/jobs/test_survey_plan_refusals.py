"""Plans that are refused on the custodian's machine, before anything has left it: rule R4 first, then the calendar."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from custodian_bed import (
    RULES,
    SITE,
    Bed,
    a_real_line,
    a_site_asked,
    a_wave_asked,
    running_bed,
)

from ledger.errors import WaveRefused
from ledger.jobs.survey.open_planned import open_planned
from ledger.jobs.survey.plan import plan_wave
from ledger.model.survey.wave import Roster
from ledger.reference.snapshot import bundled_snapshot
from ledger.surveys.calendar import begins_at, slot_of

pytestmark = pytest.mark.chain
SNAPSHOT = bundled_snapshot()


@pytest.fixture(scope="module")
def bed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bed]:
    with running_bed(tmp_path_factory.mktemp("bed")) as made:
        made.enrolled()
        yield made


def today(bed: Bed) -> str:
    return datetime.fromtimestamp(bed.registry.now(), UTC).date().isoformat()


@pytest.mark.parametrize(
    "where",
    [
        {"country": "KP"},
        {"country": "CN", "region": "Xinjiang"},
        {"country": "CN", "latitude": 39.4, "longitude": 76.0},
    ],
)
def test_where_labour_is_imposed_by_the_state_nothing_leaves_the_machine(bed: Bed, where: dict[str, Any]) -> None:
    before, on_chain = bed.world.store.counts(), bed.registry.announcements()
    sites = (a_site_asked(), a_site_asked("urn:example:site:far", **where))
    with pytest.raises(WaveRefused) as told:
        bed.planned(sites=sites)
    assert told.value.rule == "R4"
    assert "urn:example:site:far" in told.value.reason
    assert list(bed.place.book.all("plans")) == []
    assert (bed.world.store.counts(), bed.registry.announcements()) == (before, on_chain)


def test_planted_with_an_empty_table_the_wave_would_be_planned(bed: Bed) -> None:
    asked = a_wave_asked(slot_of(bed.registry.now()) + 3, sites=(a_site_asked(country="KP"),))
    plan = plan_wave(bed.place, asked, snapshot=replace(SNAPSHOT, state_imposed=()), drafts=())
    assert bed.place.book.delete("plans", plan.hosted.token)


def test_a_country_that_is_none_is_no_clearance(bed: Bed) -> None:
    with pytest.raises(WaveRefused, match="R4"):
        bed.planned(sites=(a_site_asked(country="QQ"),))


def test_a_plan_that_does_not_fit_the_calendar_is_refused(bed: Bed) -> None:
    large = (a_site_asked(roster=Roster(33)),)
    with pytest.raises(WaveRefused, match="larger than"):
        bed.planned(sites=large)
    with pytest.raises(WaveRefused, match="begun"):
        bed.planned(opens_at=bed.registry.now(), closes_at=bed.registry.now() + 1)
    with pytest.raises(WaveRefused, match="twice"):
        bed.planned(sites=(a_site_asked(SITE), a_site_asked(SITE)))
    with pytest.raises(WaveRefused, match="no site"):
        bed.planned(sites=())
    asked = a_wave_asked(slot_of(bed.registry.now()) + 1, is_demo=False, help_lines=(a_real_line(today(bed)),))
    with pytest.raises(WaveRefused, match="drafts"):
        plan_wave(bed.place, asked, snapshot=SNAPSHOT, drafts=("question fee_paid (bn)",))
    slot = slot_of(bed.registry.now()) + 2
    plans = [bed.planned(opens_at=begins_at(slot), closes_at=begins_at(slot) + 5) for _ in range(RULES.per_slot)]
    with pytest.raises(WaveRefused, match="as many as it may"):
        bed.planned(opens_at=begins_at(slot), closes_at=begins_at(slot) + 5)
    for plan in plans:
        bed.place.book.delete("plans", plan.hosted.token)


def test_a_wave_that_was_not_announced_does_not_open(bed: Bed) -> None:
    plan = bed.planned()
    with pytest.raises(WaveRefused, match="not announced"):
        open_planned(bed.place, bed.door, plan.hosted.token)
    bed.place.book.delete("plans", plan.hosted.token)
