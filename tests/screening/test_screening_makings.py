"""A listed maker stays with its place and its lots, whoever describes the place, is confirmed there or retells it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from builders import MAKER, MALLORY, MILL
from operator_bed import GLN, LISTED, LOT, OTHER, SITE, decide, describe, is_held, make, ship, state, take_back
from screening_bed import a_world, say
from screening_builders import a_row

from ledger.jobs.supply import graph_of
from ledger.ports import World
from ledger.proof.event_hash import canonical_uri


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """The mill is on the list, and describes no place."""
    with a_world(tmp_path, a_row(), on=date(2026, 10, 1)) as world:
        say(world, "party", LISTED)
        yield world


def made_at(world: World) -> str | None:
    return graph_of(world).lots[canonical_uri(LOT)].site


def test_attack_a_listed_maker_never_describes_its_place(world: World) -> None:
    make(world, MILL)
    assert is_held(world)
    describe(world, MALLORY)
    decide(world, MALLORY)
    assert is_held(world)


def test_attack_an_accomplice_copies_the_making_of_a_listed_maker(world: World) -> None:
    make(world, MILL)
    describe(world, MALLORY)
    decide(world, MALLORY)
    make(world, MALLORY)
    assert is_held(world)


def test_attack_a_listed_maker_states_its_lot_and_captures_no_making(world: World) -> None:
    ship(world)
    assert not is_held(world)
    state(world)
    assert is_held(world)


def test_attack_an_accomplice_calls_the_place_of_a_listed_maker_its_own_and_takes_that_back(world: World) -> None:
    told = describe(world, MALLORY)
    make(world, MILL)
    take_back(world, told, by=MALLORY)
    assert is_held(world)


def test_a_listed_maker_at_a_place_that_somebody_else_runs_holds_nothing_there(world: World) -> None:
    describe(world, MAKER)
    make(world, MILL)
    assert not is_held(world)


def states(world: World) -> None:
    ship(world)
    state(world)


def test_attack_an_accomplice_describes_the_place_where_a_listed_maker_only_stated_its_lot(world: World) -> None:
    states(world)
    describe(world, MALLORY)
    assert is_held(world)
    assert made_at(world) == SITE
    decide(world, MALLORY)
    assert is_held(world)
    assert made_at(world) == SITE


@pytest.mark.parametrize("is_copied", [False, True])
@pytest.mark.parametrize("decided", [(MALLORY, "confirmed"), (MILL, "refused")])
def test_attack_an_accomplice_tells_the_lot_of_a_listed_maker_elsewhere_after_a_decision_that_is_not_anchored(
    world: World, decided: Any, is_copied: bool
) -> None:
    make(world, MILL)
    describe(world, MALLORY, OTHER)
    assert not is_held(world, OTHER)
    decide(world, *decided)
    make(world, MALLORY, OTHER)
    if is_copied:
        make(world, MALLORY)
    assert is_held(world, made_at(world) or "")


def test_attack_a_decision_that_is_not_anchored_lets_an_earlier_telling_of_an_accomplice_count(world: World) -> None:
    describe(world, MAKER, OTHER)
    make(world, MALLORY, OTHER)
    make(world, MILL)
    assert made_at(world) == SITE
    decide(world, MALLORY, left=OTHER)
    assert made_at(world) == OTHER
    assert is_held(world, OTHER)


def test_a_listed_stranger_that_states_somebody_elses_lot_at_its_own_place_holds_nothing_where_it_is_made(
    world: World,
) -> None:
    states(world)
    describe(world, MAKER, OTHER)
    make(world, MAKER, OTHER)
    assert made_at(world) == OTHER
    assert not is_held(world, OTHER)


def test_a_listed_stranger_holds_nothing_at_a_place_by_a_making_that_came_after_its_first_description(
    world: World,
) -> None:
    described = describe(world, MAKER)
    take_back(world, make(world, MILL))
    take_back(world, described, by=MAKER)
    describe(world, MAKER)
    assert not is_held(world)


def test_a_listed_stranger_holds_nothing_at_another_place_of_a_site_that_somebody_described_before(
    world: World,
) -> None:
    describe(world, MAKER, f"{GLN}/254/1")
    make(world, MILL, f"{GLN}/254/9")
    make(world, MAKER, f"{GLN}/254/2")
    assert not is_held(world, f"{GLN}/254/2")


def test_a_listed_stranger_that_tells_a_lot_at_somebody_elses_place_first_holds_nothing_there(world: World) -> None:
    describe(world, MAKER)
    make(world, MILL)
    make(world, MAKER)
    assert made_at(world) == SITE
    assert not is_held(world)


def test_attack_an_accomplice_whose_claim_is_taken_back_is_confirmed_by_a_decision_that_is_not_anchored(
    world: World,
) -> None:
    told = describe(world, MALLORY)
    make(world, MILL)
    take_back(world, told, by=MALLORY)
    decide(world, MALLORY)
    assert is_held(world)


def test_attack_a_listed_maker_works_at_another_place_of_the_same_site(world: World) -> None:
    make(world, MILL, f"{GLN}/254/2")
    describe(world, MALLORY, f"{GLN}/254/1")
    assert is_held(world, f"{GLN}/254/1")


def test_attack_a_listed_maker_takes_its_making_back(world: World) -> None:
    told = make(world, MILL)
    describe(world, MALLORY)
    take_back(world, told)
    assert is_held(world)


def test_attack_a_listed_maker_declares_its_making_an_error(world: World) -> None:
    make(world, MILL)
    describe(world, MALLORY)
    make(world, MILL, errorDeclaration={"declarationTime": "2026-05-02T00:00:00Z", "reason": "did_not_occur"})
    assert is_held(world)


def test_a_making_that_was_taken_back_keeps_nobody_from_its_own_place(world: World) -> None:
    take_back(world, make(world, MALLORY), by=MALLORY)
    describe(world, MILL)
    assert is_held(world)
