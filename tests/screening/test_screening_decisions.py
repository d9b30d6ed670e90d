"""From a described site to the queue, to a signed decision, to the score; and back when the list changes."""

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from builders import AUDITOR, BRAND, MALLORY, MILL, Party
from screening_bed import a_world, say
from screening_builders import a_row
from shelf_in_memory import ShelfInMemory, with_list

from ledger.errors import NotAllowed, NotFound, Unacceptable
from ledger.jobs.assess import known_site
from ledger.jobs.readable_parts import only_readable
from ledger.jobs.reference import reference_of
from ledger.jobs.screening.ask import screening
from ledger.jobs.screening.changes import screening_changes
from ledger.jobs.screening.document import screening_document
from ledger.jobs.screening.matches import screen_sites
from ledger.jobs.screening.queue import screening_queue
from ledger.jobs.supply import graph_of
from ledger.model.risk import Band, SiteScore
from ledger.ports import World
from ledger.risk.method_v1 import score_site

SITE = "urn:example:site:quorvane"
LISTED = a_row(aliases=("Quorvane Mills",))
FIRST, SECOND, TODAY = date(2026, 10, 1), date(2026, 11, 10), date(2026, 11, 21)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with a_world(tmp_path, LISTED, on=FIRST) as world:
        yield world


def describe(world: World, name: str = "Quorvane Brightwatter Textile", **changes: Any) -> bytes:
    body = {"facility": SITE, "operator": MILL.did, "country": "ZW", "name": name, "goods": ["Garments"]}
    return say(world, "facility", body | changes)


def the_task(world: World) -> dict[str, Any]:
    tasks: Any = screening_queue(world, None, as_of=TODAY)["tasks"]
    (task,) = tasks
    assert isinstance(task, dict)
    return task


def decide(world: World, outcome: str = "confirmed", *, by: Party = AUDITOR, **changes: Any) -> bytes:
    task = the_task(world)
    body = {
        "subject": "screening-match", "left": task["subject"], "right": task["entry"]["ref"], "outcome": outcome,
        "reason": "Compared the licence.", "basis": task["basis"],
    }  # fmt: skip
    return say(world, "decision", body | changes.pop("body", {}), by=by, **changes)


def verdict(world: World, as_of: date = TODAY) -> str:
    subjects: Any = screening(world, None, as_of=as_of, subject=SITE)["subjects"]
    return str(subjects[0]["verdict"])


def scored(world: World) -> SiteScore:
    inputs = known_site(world, SITE, good="Garments", party=BRAND.did, as_of=TODAY)
    return score_site(inputs, as_of=TODAY)


def test_a_possible_match_changes_no_score_and_waits_exactly_once(world: World) -> None:
    describe(world, "Marigold Lantern Weavers")
    before = scored(world)
    describe(world)
    describe(world, "Quorvane Brightwatter Textiles")
    assert (the_task(world)["verdict"], verdict(world)) == ("possible", "possible")
    assert (scored(world).r, scored(world).band) == (before.r, before.band)


def test_a_confirmed_match_holds_at_the_floor_whatever_else_is_true(world: World) -> None:
    describe(world, "Quorvane Brightwater Textile Limited")
    assert verdict(world) == "confirmed"
    assert scored(world).band is Band.TRADE_ORDER_MATCH
    assert scored(world).r >= 0.97


def test_a_signed_decision_confirms_a_possible_match_and_sets_the_hold(world: World) -> None:
    describe(world)
    decided = decide(world)
    assert screening_queue(world, None, as_of=TODAY)["tasks"] == []
    subjects: Any = screening(world, None, as_of=TODAY, subject=SITE)["subjects"]
    assert subjects[0]["matches"][0]["decision"] == "0x" + decided.hex()
    assert scored(world).band is Band.TRADE_ORDER_MATCH


def test_a_signed_refusal_empties_the_queue_and_stays_in_sight(world: World) -> None:
    describe(world)
    decide(world, "refused")
    subjects: Any = screening(world, None, as_of=TODAY, subject=SITE)["subjects"]
    assert (len(subjects[0]["refused"]), subjects[0]["matches"]) == (1, [])


def test_only_an_auditor_or_the_operator_decides(world: World) -> None:
    describe(world)
    with pytest.raises(NotAllowed):
        decide(world, "refused", by=MALLORY)


@pytest.mark.parametrize("body", [{"basis": []}, {"right": "quorvane"}, {"outcome": "same"}, {"right": "a row@list"}])
def test_a_decision_that_names_no_row_or_no_outcome_of_its_own_is_refused(world: World, body: dict[str, Any]) -> None:
    describe(world)
    with pytest.raises(Unacceptable):
        decide(world, body=body)


def test_a_decision_about_a_match_is_never_public(world: World) -> None:
    describe(world)
    with pytest.raises(Unacceptable, match="public"):
        decide(world, audience="public")


def test_a_decision_counts_from_the_day_it_was_signed(world: World) -> None:
    describe(world)
    decide(world)
    assert (verdict(world, date(2026, 11, 20)), verdict(world)) == ("possible", "confirmed")


def test_when_the_row_changes_the_task_comes_back_with_the_old_decision(world: World) -> None:
    describe(world)
    decide(world, "refused")
    assert isinstance(world.shelf, ShelfInMemory)
    changed = replace(LISTED, aliases=("Quorvane Mills", "Quorvane Brightwatter"))
    later = replace(world, shelf=with_list(world.shelf, changed, on=SECOND))
    assert [said["outcome"] for said in the_task(later)["reopened"]] == ["refused"]


def test_a_changed_list_names_whom_it_touches_and_what_was_known_at_the_decision(world: World) -> None:
    describe(world)
    assert isinstance(world.shelf, ShelfInMemory)
    later = replace(world, shelf=with_list(world.shelf, replace(LISTED, identifiers=("tax:ZWE:77",)), on=SECOND))
    decide(world)
    found: Any = screening_changes(later, None, old=FIRST, new=TODAY)
    assert [each["ref"] for each in found["changed"]] == ["quorvanebrightwatertextilecoltd@UFLPA-Entity-List"]
    assert [(each["subject"], each["verdict_then"], each["verdict"]) for each in found["affected"]] == [
        (SITE, "possible", "possible")
    ]
    (decision,) = found["decisions"]
    assert (decision["outcome"], decision["stands"], decision["row_on_that_day"] is not None) == (
        "confirmed",
        False,
        True,
    )


def test_who_operates_a_site_brings_its_own_match_to_it(world: World) -> None:
    describe(world, "Marigold Lantern Weavers")
    body = {"did": MILL.did, "name": "Quorvane Brightwater Textile Ltd", "country": "ZW", "roles": ["supplier"]}
    say(world, "party", body)
    assert scored(world).band is Band.TRADE_ORDER_MATCH


def test_what_another_says_of_a_party_is_not_its_name(world: World) -> None:
    describe(world, "Marigold Lantern Weavers")
    body = {"did": MILL.did, "name": "Quorvane Brightwater Textile Ltd", "country": "ZW", "roles": ["supplier"]}
    say(world, "party", body, by=MALLORY)
    assert scored(world).band is not Band.TRADE_ORDER_MATCH


def test_a_supplier_screens_nobody_and_a_brand_nobody_outside_its_chain(world: World) -> None:
    describe(world)
    with pytest.raises(NotAllowed):
        screening(world, MILL.reader, as_of=TODAY)
    assert screening(world, BRAND.reader, as_of=TODAY)["subjects"] == []
    with pytest.raises(NotFound):
        screening(world, BRAND.reader, as_of=TODAY, subject=SITE)


def test_an_auditor_is_answered_like_the_operator(world: World) -> None:
    describe(world)
    asked = [screening(world, reader, as_of=TODAY) for reader in (None, AUDITOR.reader)]
    assert asked[0] == asked[1]


def test_a_decision_about_a_party_counts_like_one_about_a_site(world: World) -> None:
    describe(world, "Marigold Lantern Weavers")
    body = {"did": MILL.did, "name": "Quorvane Brightwatter Textile Ltd", "country": "ZW", "roles": ["supplier"]}
    say(world, "party", body)
    assert the_task(world)["subject"] == MILL.did
    assert scored(world).band is not Band.TRADE_ORDER_MATCH
    decide(world)
    assert scored(world).band is Band.TRADE_ORDER_MATCH


def test_a_place_that_was_first_described_as_listed_is_matched_until_a_proven_decision(world: World) -> None:
    """The other half, of an anchored decision, stands in test_screening_anchored.py."""
    stranger = {"facility": SITE, "operator": MALLORY.did, "country": "ZW", "name": "Quorvane Brightwater Textile"}
    say(world, "facility", stranger, by=MALLORY)
    describe(world, "Marigold Lantern Weavers")
    assert verdict(world) == "confirmed"
    told = {"subject": "site-operator", "left": SITE, "right": MILL.did, "outcome": "confirmed", "reason": "The lease."}
    say(world, "decision", told, by=AUDITOR)
    assert verdict(world) == "confirmed"


def test_attack_an_auditor_takes_its_confirmation_back_without_an_anchor(world: World) -> None:
    describe(world)
    decided = decide(world)
    say(world, "revocation", {"record": "0x" + decided.hex(), "reason": "Wrong file."}, by=AUDITOR)
    assert (verdict(world), scored(world).band) == ("confirmed", Band.TRADE_ORDER_MATCH)


def test_a_refusal_that_is_taken_back_counts_no_more(world: World) -> None:
    describe(world)
    decided = decide(world, "refused")
    say(world, "revocation", {"record": "0x" + decided.hex(), "reason": "Wrong file."}, by=AUDITOR)
    assert the_task(world)["verdict"] == "possible"


def test_beside_a_score_a_reader_is_told_no_name_that_it_may_not_read(world: World) -> None:
    describe(world, "Quorvane Brightwater Textile Limited")
    graph, lists = graph_of(world), reference_of(world, as_of=TODAY)
    found = screening_document(screen_sites(world, graph, {SITE}, lists, as_of=TODAY))
    told: dict[str, Any] = {
        party.did: only_readable(world, party.reader, {"tiers": [], "screening": deepcopy(found)})
        for party in (AUDITOR, BRAND)
    }
    whole, cut = (told[party.did]["screening"]["subjects"][0] for party in (AUDITOR, BRAND))
    assert (whole["names"], cut["names"]) == (["Quorvane Brightwater Textile Limited"], [])
    assert (cut["record_id"], cut["verdict"]) == (None, "confirmed")
    assert "Quorvane Brightwater Textile Limited" not in json.dumps(cut["matches"][0]["reasons"])
