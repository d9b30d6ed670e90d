"""Plans that are refused on the custodian's machine, before anything has left it: rule R4 first, then the calendar."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from builders import BRAND
from custodian_bed import (
    EPOCH,
    RULES,
    SITE,
    Bed,
    a_real_line,
    a_site_asked,
    a_wave_asked,
    running_bed,
)
from survey_builders import a_help_line, a_hosted_wave

from ledger.bootstrap.survey import epoch_keys
from ledger.errors import WaveRefused
from ledger.jobs.survey.open_planned import open_planned
from ledger.jobs.survey.plan import drawn_plan, plan_wave
from ledger.model.survey.wave import Roster
from ledger.reference.snapshot import bundled_snapshot
from ledger.surveys.calendar import begins_at, slot_of

pytestmark = pytest.mark.chain
SNAPSHOT = bundled_snapshot()
SPELLINGS = (
    ("urn:epc:id:sgln:9506000.00101.0", SITE),
    ("https://mill.example/site/1", "HTTPS://MILL.example/site/1"),
)


@pytest.fixture(scope="module")
def bed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bed]:
    with running_bed(tmp_path_factory.mktemp("bed")) as made:
        made.enrolled()
        yield made


BY_THE_BRAND = f"{BRAND.did.removeprefix('did:web:').removesuffix('.example').title()} Ltd"


def today(bed: Bed) -> str:
    return datetime.fromtimestamp(bed.registry.now(), UTC).date().isoformat()


@pytest.mark.parametrize(
    "where",
    [
        {"country": "KP"},
        {"country": "CN", "region": "Xinjiang"},
        {"country": "CN", "latitude": 39.4, "longitude": 76.0},
        {"country": "CN"},
        {"country": "CN", "region": ""},
        {"country": "CN", "region": "Northwest"},
        {"country": "CN", "region": "CN-ZZ"},
        {"country": "CN", "region": "CN-GD", "latitude": 76.0, "longitude": 39.4},
        {"country": "CN", "latitude": 0.0, "longitude": 0.0},
        {"country": "CN", "latitude": 23.1},
        {"country": "CN", "latitude": float("nan"), "longitude": 113.2},
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


@pytest.mark.parametrize("where", [{"region": "CN-GD"}, {"region": "cn_gd"}, {"latitude": 23.1, "longitude": 113.2}])
def test_a_site_that_is_shown_to_lie_outside_the_listed_region_is_planned(bed: Bed, where: dict[str, Any]) -> None:
    plan = bed.planned(sites=(a_site_asked(country="CN", **where),))
    assert bed.place.book.delete("plans", plan.hosted.token)


def test_planted_with_an_empty_table_the_wave_would_be_planned(bed: Bed) -> None:
    asked = a_wave_asked(slot_of(bed.registry.now()) + 3, sites=(a_site_asked(country="KP"),))
    plan = plan_wave(bed.place, asked, snapshot=replace(SNAPSHOT, state_imposed=()), drafts=())
    assert bed.place.book.delete("plans", plan.hosted.token)


@pytest.mark.parametrize(("least_age", "groups"), [(18, ["adult"]), (17, ["adult", "young"])])
def test_the_text_of_the_young_is_left_out_of_a_wave_for_adults(bed: Bed, least_age: int, groups: list[str]) -> None:
    asked = a_wave_asked(slot_of(bed.registry.now()) + 3, least_age=least_age)
    plan = drawn_plan(bed.place, asked, snapshot=SNAPSHOT, drafts=())
    assert [text.age_group.value for text in plan.hosted.consents] == groups


def test_a_country_that_is_none_is_no_clearance(bed: Bed) -> None:
    with pytest.raises(WaveRefused, match="R4"):
        bed.planned(sites=(a_site_asked(country="QQ"),))


@pytest.mark.parametrize("code", ["BGD", "050", "bd", "B"])
def test_a_country_in_another_code_is_refused_since_no_help_line_would_fit_it(bed: Bed, code: str) -> None:
    with pytest.raises(WaveRefused, match="two letters"):
        bed.planned(sites=(a_site_asked(country=code),))


def test_a_plan_that_does_not_fit_the_calendar_is_refused(bed: Bed) -> None:
    large = (a_site_asked(roster=Roster(33)),)
    with pytest.raises(WaveRefused, match="larger than"):
        bed.planned(sites=large)
    with pytest.raises(WaveRefused, match="begun"):
        bed.planned(opens_at=bed.registry.now(), closes_at=bed.registry.now() + 1)
    with pytest.raises(WaveRefused, match="twice"):
        bed.planned(sites=(a_site_asked(SITE), a_site_asked(SITE)))
    for one, other in SPELLINGS:
        with pytest.raises(WaveRefused, match="twice"):
            bed.planned(sites=(a_site_asked(one), a_site_asked(other)))
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


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"site": "nota https://mill.example"}, "site"),
        ({"roster": Roster(0)}, "workers"),
        ({"roster": Roster(15, women=1.6)}, "women"),
        ({"readers": ("banana",)}, "readers"),
        ({"readers": ()}, "readers"),
    ],
)
def test_values_that_would_stop_its_releases_are_refused_before_a_plan_is_kept(
    bed: Bed, changes: dict[str, Any], named: str
) -> None:
    before = list(bed.place.book.all("plans"))
    with pytest.raises(WaveRefused, match=named) as told:
        bed.planned(sites=(a_site_asked(), a_site_asked(**{"site": "https://mill.example/2"} | changes)))
    assert told.value.rule == "sites"
    assert list(bed.place.book.all("plans")) == before


def test_a_real_wave_is_planned_only_with_who_runs_its_lines_attested(bed: Bed) -> None:
    line = a_real_line(today(bed))
    asked = a_wave_asked(slot_of(bed.registry.now()) + 3, is_demo=False, help_lines=(line,))
    with pytest.raises(WaveRefused, match=f"{line.name} by {line.operated_by}"):
        drawn_plan(bed.place, asked, snapshot=SNAPSHOT, drafts=())
    assert drawn_plan(bed.place, replace(asked, is_attested=True), snapshot=SNAPSHOT, drafts=())


def test_a_wave_that_was_not_announced_does_not_open(bed: Bed) -> None:
    plan = bed.planned()
    with pytest.raises(WaveRefused, match="not announced"):
        open_planned(bed.place, bed.door, plan.hosted.token)
    bed.place.book.delete("plans", plan.hosted.token)


def test_a_plan_with_a_line_that_a_reader_of_its_releases_runs_is_refused(bed: Bed) -> None:
    line, slot = a_help_line(operated_by=BY_THE_BRAND), slot_of(bed.registry.now()) + 1
    with pytest.raises(WaveRefused, match="S10"):
        drawn_plan(bed.place, a_wave_asked(slot, help_lines=(line,)), snapshot=SNAPSHOT, drafts=())


def test_a_host_opens_no_wave_with_a_line_that_a_registered_brand_runs(bed: Bed) -> None:
    """The host knows no site of the wave, so that no brand, site or recruiter of the ledger may run a line."""
    begins = begins_at(slot_of(bed.registry.now()) + 1)
    days = {"opens_at": begins, "closes_at": begins + 86_400}
    lines = (a_help_line(operated_by=BY_THE_BRAND),)
    wave = a_hosted_wave(keys=epoch_keys(bed.home, EPOCH), languages=("en",), help_lines=lines, **days)
    with pytest.raises(WaveRefused, match="S10"):
        bed.door.open_wave(wave)
    bed.door.open_wave(replace(wave, help_lines=(a_help_line(),)))
