"""Two lists are compared by day, or by the beginning of the hash of what was in force."""

from datetime import date, timedelta

import pytest
from builders import a_deployment
from hypothesis import given, settings
from hypothesis import strategies as some
from screening_builders import TODAY, a_row
from shelf_in_memory import ShelfInMemory, with_list
from simulator.simulated_world import ToldClock

from ledger.errors import Unacceptable
from ledger.jobs.reference import reference_of
from ledger.jobs.screening.named_lists import days_named
from ledger.ports import World
from ledger.store.sql_store import open_store

FIRST, SECOND = date(2026, 10, 1), date(2026, 11, 10)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('lists') / 'ledger.db'}")
    store.save_deployment(a_deployment())
    shelf = with_list(with_list(ShelfInMemory(), a_row(), on=FIRST), a_row("Tessaly Windmere"), on=SECOND)
    return World(store, None, ToldClock(), shelf=shelf)


def named(world: World, old: str, new: str = str(TODAY)) -> tuple[date, date]:
    return days_named(world, old, new, today=TODAY)


def test_a_hash_means_the_last_day_on_which_it_was_in_force(world: World) -> None:
    assert world.shelf is not None
    first, second = (each.sha256[:12] for each in world.shelf.editions())
    assert named(world, first, second) == (SECOND - timedelta(days=1), TODAY)


@settings(deadline=None)  # the tables of a day are read when they are first asked for
@given(day=some.dates(date(2026, 1, 1), TODAY))
def test_what_a_day_read_is_named_by_its_own_hash_again(world: World, day: date) -> None:
    lists = reference_of(world, as_of=day)
    (back, _) = named(world, lists.lists_hash[:10])
    assert back >= day
    assert reference_of(world, as_of=back).lists_hash == lists.lists_hash


def test_days_name_themselves(world: World) -> None:
    assert named(world, "2026-01-01", "2026-01-02") == (date(2026, 1, 1), date(2026, 1, 2))


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("2026-02-01", "2026-01-01", "old"),
        ("0" * 8, "2026-01-01", "old"),
        ("2026-01-01", "yesterday", "new"),
        ("abc", "2026-01-01", "old"),
        ("20261301", "2026-01-01", "old"),
        ("2026-01-01", "A" * 64, "new"),
    ],
)
def test_what_names_no_list_is_refused_with_its_field(world: World, old: str, new: str, field: str) -> None:
    with pytest.raises(Unacceptable) as refused:
        named(world, old, new)
    assert (refused.value.field, bool(refused.value.mend)) == (field, True)
