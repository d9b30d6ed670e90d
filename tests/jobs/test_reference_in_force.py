"""A score reads the public lists that were in force on its day, by what this operator imported."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from builders import MILL, MILL_SITE

from ledger.documents.reference_folder import ReferenceFolder
from ledger.jobs.assess import known_site
from ledger.jobs.reference import reference_of
from ledger.jobs.reference_import import HandedIn, keep_import, plan_import
from ledger.model.risk import CommodityPart
from ledger.ports import World
from ledger.reference.snapshot import bundled_snapshot

DAY = date(2026, 10, 1)


def with_tiers(world: World, folder: Path, tiers: str) -> World:
    """The same world after its operator imported a report in which every country is of one tier."""
    shelf = ReferenceFolder(folder / "reference")
    rows = "".join(f"{row.iso3},{tiers}\n" for row in bundled_snapshot().tip)
    handed = HandedIn(f"Country,Tier\n{rows}".encode(), "tiers.csv", "tip", DAY)
    keep_import(shelf, plan_import(shelf, handed, today=DAY), handed, is_confirmed=False)
    return replace(world, shelf=shelf)


def country_value(world: World, day: date) -> float:
    return known_site(world, MILL_SITE, good="Cotton", party=MILL.did, as_of=day).country_part.value


def test_a_score_reads_the_imported_edition_from_its_day_on(quiet_world: World, tmp_path: Path) -> None:
    world = with_tiers(quiet_world, tmp_path, "3")
    assert country_value(world, DAY) > country_value(quiet_world, DAY)
    before = DAY - timedelta(days=1)
    assert country_value(world, before) == country_value(quiet_world, before)


def test_without_a_shelf_what_ships_counts(quiet_world: World) -> None:
    assert reference_of(quiet_world, as_of=DAY) is bundled_snapshot()


def test_imported_producers_reach_the_score_of_a_site(quiet_world: World, tmp_path: Path) -> None:
    shelf = ReferenceFolder(tmp_path / "reference")
    raw = b"iso3,good,exports,publisher,as_of,trust,source\nDNK,Cotton,,an office,2026-09-01,high,a table\n"
    handed = HandedIn(raw, "producers.csv", "producers", DAY)
    keep_import(shelf, plan_import(shelf, handed, today=DAY), handed, is_confirmed=False)

    def part(world: World, day: date) -> CommodityPart:
        return known_site(world, MILL_SITE, good="Cotton", party=MILL.did, as_of=day).commodity_part

    world = replace(quiet_world, shelf=shelf)
    assert (part(quiet_world, DAY).basis, part(world, DAY).basis) == ("listed-only", "producers")
    assert part(world, DAY).value < part(quiet_world, DAY).value
    assert part(world, DAY - timedelta(days=1)) == part(quiet_world, DAY - timedelta(days=1))
