"""Nobody who is held leaves a hold by its own word: another name, place, good, owner or a withdrawal leave a task."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from builders import AUDITOR, BRAND, MALLORY, MILL
from screening_bed import a_world, say
from screening_builders import TODAY, a_row, a_subject, an_order, lists

from ledger.errors import NamesFileRefused
from ledger.jobs.assess import known_site
from ledger.jobs.readable_parts import only_readable
from ledger.jobs.reference import reference_of
from ledger.jobs.screening.ask import screening
from ledger.jobs.screening.document import screening_document
from ledger.jobs.screening.matches import confirmed_matches, screen_sites
from ledger.jobs.screening.names_file import LONGEST, screen_names
from ledger.jobs.screening.queue import screening_queue
from ledger.jobs.screening.refusals import is_no_side
from ledger.jobs.supply import graph_of
from ledger.model.bodies import IndependenceBody
from ledger.model.graph import Site, SupplyGraph
from ledger.model.risk import Band
from ledger.model.screening import HumanDecision, ScreeningAnswer, SubjectKind
from ledger.ports import World
from ledger.provenance.packing import Network, pack
from ledger.risk.method_v1 import score_site
from ledger.screening.answer import screen
from ledger.screening.names import names_in

SITE, DID = "urn:example:site:quorvane", "did:web:quorvane.example"
NAME, OWNER = "Quorvane Brightwater Textile", "Vellisande Holding"
PARTY = {"did": MILL.did, "name": NAME, "country": "ZW", "roles": ["supplier"]}
PLACE = {"facility": SITE, "operator": MILL.did, "country": "ZW", "name": "Marigold Lantern Weavers"}
ORDER = lists(orders=[an_order()])  # against garments


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    rows = a_row(), a_row(f"{OWNER} and its subsidiaries")
    with a_world(tmp_path, *rows, on=date(2026, 10, 1)) as world:
        say(world, "facility", PLACE)
        yield world


def is_held(world: World) -> bool:
    inputs = known_site(world, SITE, good="Garments", party=BRAND.did, as_of=TODAY)
    return score_site(inputs, as_of=TODAY).band is Band.TRADE_ORDER_MATCH


def waiting(world: World) -> list[str]:
    tasks: Any = screening_queue(world, None, as_of=TODAY)["tasks"]
    return [task["subject"] for task in tasks]


@pytest.mark.parametrize("changed", [{"name": "Sunrise Lantern"}, {"country": "NP"}])
def test_attack_a_listed_party_renames_or_moves_itself_by_its_own_word(world: World, changed: dict[str, str]) -> None:
    say(world, "party", PARTY)
    say(world, "party", PARTY | changed)
    assert (is_held(world), waiting(world)) == (True, [MILL.did])


def test_attack_a_listed_party_withdraws_what_it_said_of_itself(world: World) -> None:
    said = say(world, "party", PARTY)
    say(world, "revocation", {"record": "0x" + said.hex(), "reason": "Typing error."})
    assert (is_held(world), waiting(world)) == (True, [MILL.did])


def test_attack_a_listed_place_describes_itself_anew(world: World) -> None:
    say(world, "facility", PLACE | {"name": NAME})
    say(world, "facility", PLACE)
    assert (is_held(world), waiting(world)) == (True, [SITE])


@pytest.mark.parametrize("owners", [[], [{"name": OWNER, "country": "ZW", "share": "0.1"}]])
def test_attack_a_party_drops_its_listed_owner_or_makes_its_share_small(world: World, owners: list[Any]) -> None:
    told = PARTY | {"name": "Marigold Lantern"}
    say(world, "party", told | {"owners": [{"name": OWNER, "country": "ZW", "share": "0.9"}]})
    say(world, "party", told | {"owners": owners})
    assert is_held(world)


def test_what_is_said_again_in_the_same_words_is_no_task(world: World) -> None:
    say(world, "party", PARTY)
    say(world, "party", PARTY)
    assert (is_held(world), waiting(world)) == (True, [])


def test_a_person_confirms_what_was_said_before_and_the_task_leaves(world: World) -> None:
    say(world, "party", PARTY)
    say(world, "party", PARTY | {"name": "Sunrise Lantern"})
    tasks: Any = screening_queue(world, None, as_of=TODAY)["tasks"]
    body = {"subject": "screening-match", "left": MILL.did, "right": tasks[0]["entry"]["ref"], "reason": "The deed."}
    say(world, "decision", body | {"outcome": "confirmed", "basis": tasks[0]["basis"]}, by=AUDITOR)
    assert (is_held(world), waiting(world)) == (True, [])


def test_attack_whom_a_person_confirmed_renames_itself(world: World) -> None:
    say(world, "party", PARTY | {"name": "Quorvane Brightwatter Textile"})
    tasks: Any = screening_queue(world, None, as_of=TODAY)["tasks"]
    body = {"subject": "screening-match", "left": MILL.did, "right": tasks[0]["entry"]["ref"], "reason": "The deed."}
    say(world, "decision", body | {"outcome": "confirmed", "basis": tasks[0]["basis"]}, by=AUDITOR)
    say(world, "party", PARTY | {"name": "Sunrise Lantern"})
    assert is_held(world)


def test_attack_one_refusal_that_is_not_anchored_ends_no_hold(world: World) -> None:
    say(world, "party", PARTY)
    subjects: Any = screening(world, None, as_of=TODAY, subject=MILL.did)["subjects"]
    entry = subjects[0]["matches"][0]["entry"]
    body = {"subject": "screening-match", "left": MILL.did, "right": entry["ref"], "reason": "Not them."}
    say(world, "decision", body | {"outcome": "refused", "basis": [entry["row_hash"]]}, by=AUDITOR)
    assert is_held(world)


def test_an_earlier_name_is_told_to_nobody_who_may_not_read_its_record(world: World) -> None:
    say(world, "party", PARTY)
    say(world, "party", PARTY | {"name": "Sunrise Lantern"}, audience="public")
    screened = screen_sites(world, graph_of(world), {SITE}, reference_of(world, as_of=TODAY), as_of=TODAY)
    found: Any = screening_document(screened)
    only_readable(world, MALLORY.reader, {"tiers": [], "screening": found})
    (party,) = [each for each in found["subjects"] if each["subject"] == MILL.did]
    assert (party["names"], party["verdict"]) == (["Sunrise Lantern"], "confirmed")
    assert NAME not in str([match["reasons"] for match in party["matches"]])


def of_a_site(*goods: str, decisions: list[HumanDecision] | None = None) -> tuple[ScreeningAnswer, bool]:
    """What screening says of a site with these goods whose operator is on the order, and whether the order holds."""
    site = a_subject("Dustplain Gin", key=SITE, kind=SubjectKind.SITE, goods=goods, operator=DID)
    found = screen([site, a_subject(NAME, key=DID)], ORDER, as_of=TODAY, decisions=decisions or [])
    graph = SupplyGraph(pack(Network(0, {SITE: Site(SITE, "Dustplain Gin", DID, "ZW", (), ())}, {}, ())))
    return found, any(each.in_remaining_scope for each in confirmed_matches(graph, found).get(SITE, ()))


@pytest.mark.parametrize(("goods", "tasks"), [((), 0), (("T-shirts",), 0), (("Bricks",), 1)])
def test_attack_a_listed_operator_s_site_tells_other_goods(goods: tuple[str, ...], tasks: int) -> None:
    found, holds = of_a_site(*goods)
    assert (holds, len(found.answers[0].matches)) == (True, tasks)


@pytest.mark.parametrize(("may_lift", "holds"), [(True, False), (False, True)])
def test_a_proven_refusal_says_that_an_order_does_not_mean_a_site(may_lift: bool, holds: bool) -> None:
    (task,) = of_a_site("Bricks")[0].answers[0].matches
    entry = task.entry
    said = HumanDecision(SITE, entry.ref, False, (entry.row_hash,), b"\x07" * 32, TODAY, "did:x:one", may_lift)
    assert of_a_site("Bricks", decisions=[said])[1] is holds


def declared(*paid_by: str, until: str = "2027-01-01", business_with: tuple[str, ...] = ()) -> IndependenceBody:
    return IndependenceBody("auditor-independence", paid_by or ("did:web:fund.example",), until, business_with)


@pytest.mark.parametrize(
    ("issuer", "said", "is_operator", "may"),
    [
        (AUDITOR.did, declared(), False, True),
        (AUDITOR.did, None, False, False),
        (AUDITOR.did, None, True, True),
        (AUDITOR.did, declared(until="2026-01-01"), False, False),
        (AUDITOR.did, declared(MILL.did), False, False),
        (AUDITOR.did, declared(business_with=(BRAND.did,)), True, False),
        (MILL.did, declared(), True, False),
    ],
)
def test_who_ends_a_hold_is_no_side_and_says_who_pays(
    issuer: str, said: IndependenceBody | None, is_operator: bool, may: bool
) -> None:
    assert is_no_side(issuer, {MILL.did, BRAND.did}, said, is_operator=is_operator, as_of=TODAY) is may


def test_attack_a_name_of_spaces_costs_no_more_than_its_words() -> None:
    assert names_in("Quorvane" + " " * 3_000 + "Mills") == ("Quorvane Mills",)


def test_attack_a_cell_longer_than_any_name_is_refused_with_its_row() -> None:
    raw = f"name\n{'a' * (LONGEST + 1)}\n".encode()
    with pytest.raises(NamesFileRefused, match="one row"):
        screen_names(raw, ORDER, as_of=TODAY)
