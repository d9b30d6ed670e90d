"""Owners: shown as matched for themselves; only a row that takes in subsidiaries reaches what they own."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from builders import AUDITOR, BRAND, MALLORY, MILL
from screening_bed import a_world, say
from screening_builders import TODAY, a_row, a_subject, an_order, lists

from ledger.jobs.access import audience_of
from ledger.jobs.assess import known_site
from ledger.jobs.readable_parts import only_readable
from ledger.jobs.reference import reference_of
from ledger.jobs.screening.ask import screening
from ledger.jobs.screening.changes import screening_changes
from ledger.jobs.screening.document import screening_document
from ledger.jobs.screening.matches import screen_sites
from ledger.jobs.screening.queue import screening_queue
from ledger.jobs.supply import graph_of
from ledger.model.risk import Band
from ledger.model.screening import (
    Holding,
    HumanDecision,
    ScreenedSubject,
    ScreeningVerdict,
    SubjectAnswer,
    SubjectKind,
)
from ledger.ports import World
from ledger.risk.method_v1 import score_site
from ledger.screening.answer import screen
from ledger.screening.entries import entries_of

OWNER, SITE = "Quorvane Brightwater Textile Co., Ltd.", "urn:example:site:quorvane"
ALONE = lists([a_row()])
WITH_SUBSIDIARIES = lists([], [an_order(includes_subsidiaries=True, commodity_keys=())])
POSSIBLE, CONFIRMED, NO_MATCH = ScreeningVerdict.POSSIBLE, ScreeningVerdict.CONFIRMED, ScreeningVerdict.NO_MATCH


def an_owner(of: str, share: str | None, *, name: str = OWNER, did: str | None = None) -> ScreenedSubject:
    holding = Holding(of, Decimal(share) if share else None, did)
    return a_subject(name, key=f"{of}#owner-1", kind=SubjectKind.OWNER, holding=holding)


def answered(*subjects: ScreenedSubject, tables: Any = WITH_SUBSIDIARIES, **more: Any) -> dict[str, SubjectAnswer]:
    found = screen(subjects, tables, as_of=TODAY, **more)
    return {each.subject.key: each for each in found.answers}


def a_party(key: str = "did:x:owned") -> ScreenedSubject:
    return a_subject(f"Marigold Lantern {key[6:].title()}", key=key)


def test_a_matched_owner_is_shown_and_reaches_nothing_where_the_row_names_no_subsidiaries() -> None:
    found = answered(a_party(), an_owner("did:x:owned", "1"), tables=ALONE)
    assert [each.verdict for each in found.values()] == [NO_MATCH, CONFIRMED]
    (match,) = found["did:x:owned#owner-1"].matches
    assert (match.may_hold, match.reasons[-1].code) == (False, "owner-alone")


@pytest.mark.parametrize(
    ("share", "verdict"), [("1", CONFIRMED), ("0.5", CONFIRMED), ("0.499999999", POSSIBLE), (None, POSSIBLE)]
)
def test_a_row_with_subsidiaries_takes_in_what_its_owner_holds_by_half(
    share: str | None, verdict: ScreeningVerdict
) -> None:
    owned = answered(a_party(), an_owner("did:x:owned", share))["did:x:owned"]
    (match,) = owned.matches
    assert (owned.verdict, match.may_hold) == (verdict, verdict is CONFIRMED)
    assert OWNER in match.reasons[0].detail


def test_a_company_between_does_not_hide_the_owner() -> None:
    between = an_owner("did:x:owned", "0.6", name="Marigold Lantern Middle", did="did:x:middle")
    found = answered(a_party(), a_party("did:x:middle"), between, an_owner("did:x:middle", "0.9"))
    assert found["did:x:owned"].verdict is CONFIRMED


def test_a_circle_of_owners_ends() -> None:
    one, other = "did:x:one", "did:x:other"
    circle = [an_owner(one, "1", name="Other", did=other), an_owner(other, "1", name="One", did=one)]
    listed = replace(an_owner(one, "1"), key=f"{one}#owner-2")
    found = answered(a_party(one), a_party(other), *circle, listed)
    assert (found[one].verdict, found[other].verdict) == (CONFIRMED, CONFIRMED)


def test_an_owner_that_is_only_possible_reaches_nothing_until_a_person_confirms_it() -> None:
    owner = an_owner("did:x:owned", "1", name="Quorvane Brightwatter Textile")
    (entry,) = entries_of(WITH_SUBSIDIARIES, TODAY)
    said = HumanDecision(
        owner.key, entry.ref, True, (entry.row_hash,), b"\x01" * 32, TODAY, "did:x:counsel", may_lift=True
    )
    before, after = answered(a_party(), owner), answered(a_party(), owner, decisions=[said])
    assert (before["did:x:owned"].matches, after["did:x:owned"].verdict) == ((), CONFIRMED)


def test_a_person_may_say_that_a_party_is_no_subsidiary() -> None:
    (entry,) = entries_of(WITH_SUBSIDIARIES, TODAY)
    said = HumanDecision(
        "did:x:owned", entry.ref, False, (entry.row_hash,), b"\x01" * 32, TODAY, "did:x:counsel", may_lift=True
    )
    owned = answered(a_party(), an_owner("did:x:owned", "1"), decisions=[said])["did:x:owned"]
    assert (owned.matches, [each.decision for each in owned.refused]) == ((), [b"\x01" * 32])


def test_a_person_may_say_that_a_part_makes_a_subsidiary() -> None:
    (entry,) = entries_of(WITH_SUBSIDIARIES, TODAY)
    said = HumanDecision(
        "did:x:owned", entry.ref, True, (entry.row_hash,), b"\x01" * 32, TODAY, "did:x:counsel", may_lift=True
    )
    owned = answered(a_party(), an_owner("did:x:owned", "0.3"), decisions=[said])["did:x:owned"]
    assert (owned.verdict, owned.matches[0].may_hold) == (CONFIRMED, True)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with a_world(tmp_path, a_row(f"{OWNER} and its subsidiaries"), on=date(2026, 10, 1)) as world:
        yield world


def owned_site(world: World, owner: dict[str, Any], **more: Any) -> None:
    say(world, "facility", {"facility": SITE, "operator": MILL.did, "country": "ZW", "name": "Marigold Lantern"})
    who = {"did": MILL.did, "name": "Marigold Lantern", "country": "ZW", "roles": ["supplier"]}
    say(world, "party", who | {"owners": [{"name": OWNER, "country": "ZW"} | owner]}, **more)


def told(world: World) -> dict[str, Any]:
    subjects: Any = screening(world, None, as_of=TODAY)["subjects"]
    return {each["kind"]: each for each in subjects}


def band(world: World) -> Band:
    return score_site(known_site(world, SITE, good="Garments", party=BRAND.did, as_of=TODAY), as_of=TODAY).band


def test_a_listed_majority_owner_holds_the_sites_of_what_it_owns(world: World) -> None:
    owned_site(world, {"share": "0.75", "since": "2024-01-01"})
    found = told(world)
    assert (found["owner"]["verdict"], found["party"]["verdict"]) == ("confirmed", "confirmed")
    assert (found["owner"]["owner_of"], found["owner"]["share"]) == (MILL.did, "0.75")
    assert band(world) is Band.TRADE_ORDER_MATCH


def test_an_owner_of_an_untold_part_is_a_task_and_changes_no_band(world: World) -> None:
    owned_site(world, {})
    tasks: Any = screening_queue(world, None, as_of=TODAY)["tasks"]
    assert [(each["subject"], each["verdict"]) for each in tasks] == [(MILL.did, "possible")]
    assert band(world) is not Band.TRADE_ORDER_MATCH


def test_what_a_stranger_says_of_somebodys_owners_counts_nothing(world: World) -> None:
    owned_site(world, {"share": "1"}, by=MALLORY)
    assert "owner" not in told(world)
    assert band(world) is not Band.TRADE_ORDER_MATCH


def test_owners_are_screened_for_who_may_read_the_statement_alone(world: World) -> None:
    owned_site(world, {"share": "1"}, audience="private")
    seen: Any = screening(world, AUDITOR.reader, as_of=TODAY)["subjects"]
    assert [each["kind"] for each in seen] == ["site", "party"]


def test_a_listed_owner_is_among_those_whom_a_changed_list_touches(world: World) -> None:
    owned_site(world, {"share": "1"})
    found: Any = screening_changes(world, None, old=date(2026, 9, 1), new=TODAY)
    assert {each["kind"] for each in found["affected"]} == {"party", "owner"}


def test_an_owner_keeps_its_key_when_its_share_is_told_anew(world: World) -> None:
    owned_site(world, {"share": "1"})
    before = told(world)["owner"]["subject"]
    owned_site(world, {"share": "0.8", "since": "2025-05-01"})
    assert told(world)["owner"]["subject"] == before
    assert before.startswith(f"{MILL.did}#owner-")


def test_a_decision_about_an_owner_confirms_it_and_is_read_by_the_party_it_owns(world: World) -> None:
    owned_site(world, {"name": "Quorvane Brightwatter Textile", "share": "1"})
    tasks: Any = screening_queue(world, None, as_of=TODAY)["tasks"]
    (task,) = tasks
    said = {"subject": "screening-match", "left": task["subject"], "right": task["entry"]["ref"], "reason": "The deed."}
    decided = say(world, "decision", said | {"outcome": "confirmed", "basis": task["basis"]}, by=AUDITOR)
    assert (task["kind"], told(world)["party"]["verdict"]) == ("owner", "confirmed")
    record = world.store.record(decided)
    assert record is not None
    assert [audience_of(world, each.reader).may_read(record) for each in (MILL, MALLORY)] == [True, False]


def test_beside_a_score_an_owner_that_may_not_be_read_has_neither_name_nor_share(world: World) -> None:
    owned_site(world, {"share": "0.75"})
    graph, tables = graph_of(world), reference_of(world, as_of=TODAY)
    found: Any = screening_document(screen_sites(world, graph, {SITE}, tables, as_of=TODAY))
    only_readable(world, BRAND.reader, {"tiers": [], "screening": found})
    (owner,) = [each for each in found["subjects"] if each["kind"] == "owner"]
    assert (owner["names"], owner["share"], owner["verdict"]) == ([], None, "confirmed")
    assert OWNER not in json.dumps([[m["reasons"] for m in each["matches"]] for each in found["subjects"]])
