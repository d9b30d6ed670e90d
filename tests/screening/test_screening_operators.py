"""A listed operator is not taken away from its site by what is not anchored, nor by what it or an accomplice says."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from builders import AUDITOR, MAKER, MALLORY, MILL
from operator_bed import GLN, LISTED, OTHER, SITE, decide, describe, is_held, make, take_back
from screening_bed import a_world, say
from screening_builders import TODAY, a_row

from ledger.jobs.screening.ask import screening
from ledger.ports import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """The mill is on the list, and was the first to call the site its own."""
    with a_world(tmp_path, a_row(), on=date(2026, 10, 1)) as world:
        say(world, "party", LISTED)
        yield world


def test_a_listed_operator_brings_its_match_to_its_site(world: World) -> None:
    describe(world)
    assert is_held(world)


def test_attack_a_decision_that_is_not_anchored_moves_a_site_from_its_listed_operator(world: World) -> None:
    describe(world)
    describe(world, MALLORY)
    decide(world, MALLORY)
    assert is_held(world)
    subjects: Any = screening(world, None, as_of=TODAY, subject=SITE)["subjects"]
    assert any(MILL.did in note for note in subjects[0]["notes"])


def test_attack_a_refusal_that_is_not_anchored_leaves_a_site_without_an_operator(world: World) -> None:
    describe(world)
    decide(world, MILL, "refused")
    assert is_held(world)


def test_attack_an_auditor_names_another_operator_beside_the_one_it_had_confirmed(world: World) -> None:
    describe(world, MAKER)
    confirmed = decide(world, MILL)
    assert is_held(world)
    decide(world, MALLORY)
    take_back(world, confirmed, by=AUDITOR)
    assert is_held(world)


@pytest.mark.parametrize("held_at", [SITE, OTHER])
def test_attack_a_site_is_joined_to_the_site_where_somebody_else_made_goods(world: World, held_at: str) -> None:
    make(world, MALLORY, OTHER)
    for by, site in ((MALLORY, OTHER), (MILL, SITE)) if held_at == OTHER else ((MILL, SITE), (MALLORY, OTHER)):
        describe(world, by, site)
    decide(world, MILL, subject="facility-match", left=SITE, right=OTHER, outcome="same")
    assert is_held(world, held_at)


@pytest.mark.parametrize("own", [GLN, GLN.replace("414", "417"), f"{GLN}/254/2"])
def test_attack_an_accomplice_describes_a_place_within_the_site_of_a_listed_operator(world: World, own: str) -> None:
    describe(world, MILL, own)
    describe(world, MALLORY, f"{GLN}/254/1")
    assert is_held(world, f"{GLN}/254/1")


def test_a_listed_party_that_names_no_place_is_screened_for_who_reads_all(world: World) -> None:
    subjects: Any = screening(world, None, as_of=TODAY, subject=MILL.did)["subjects"]
    assert [each["verdict"] for each in subjects] == ["confirmed"]


def test_attack_a_listed_operator_takes_its_word_back_and_an_accomplice_speaks_for_the_site(world: World) -> None:
    own = describe(world)
    describe(world, MALLORY)
    take_back(world, own)
    assert is_held(world)


def test_attack_a_listed_stranger_calls_somebody_elses_site_its_own(world: World) -> None:
    describe(world, MAKER)
    describe(world)
    assert not is_held(world)


def test_attack_a_listed_stranger_calls_a_site_its_own_where_somebody_makes_goods(world: World) -> None:
    make(world, MAKER)
    describe(world)
    assert not is_held(world)
