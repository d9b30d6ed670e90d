"""A listed operator is not taken away from its site by what is not anchored, nor by what it or an accomplice says."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from api_town import a_document, an_event, signed_capture
from builders import AUDITOR, BRAND, MAKER, MALLORY, MILL, Party
from screening_bed import a_world, say
from screening_builders import TODAY, a_row
from store_seals import sealed
from told_records import domain_of

from ledger.jobs.assess import known_site
from ledger.jobs.capture import capture
from ledger.jobs.screening.ask import screening
from ledger.model.risk import Band
from ledger.ports import World
from ledger.risk.method_v1 import score_site
from ledger.store.sql_store import SqlStore

SITE, OTHER = "urn:example:site:quorvane", "urn:example:site:marigold"
LOT = "urn:epc:class:lgtin:9506000.012110.K1"
GLN = "https://id.gs1.org/414/9506000001012"
LISTED = {"did": MILL.did, "name": "Quorvane Brightwater Textile", "country": "ZW", "roles": ["supplier"]}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """The mill is on the list, and was the first to call the site its own."""
    with a_world(tmp_path, a_row(), on=date(2026, 10, 1)) as world:
        say(world, "party", LISTED)
        yield world


def describe(world: World, by: Party = MILL, site: str = SITE) -> bytes:
    body = {"facility": site, "operator": by.did, "country": "ZW", "name": "Marigold Lantern Weavers"}
    return say(world, "facility", body, by=by)


def decide(world: World, party: Party, outcome: str = "confirmed", **changes: Any) -> bytes:
    body = {"subject": "site-operator", "left": SITE, "right": party.did, "outcome": outcome, "reason": "The lease."}
    return say(world, "decision", body | changes, by=AUDITOR)


def make(world: World, by: Party, site: str = SITE, **changes: Any) -> None:
    lot = [{"epcClass": LOT, "quantity": 100, "uom": "KGM"}]
    event = an_event(**{"bizLocation": {"id": site}, "quantityList": lot} | changes)
    capture(world, signed_capture(domain_of(world), a_document(event), by=by), reader=None, custodian=None)
    assert isinstance(world.store, SqlStore)
    sealed(world.store)


def is_held(world: World, site: str = SITE) -> bool:
    inputs = known_site(world, site, good="Garments", party=BRAND.did, as_of=TODAY)
    return score_site(inputs, as_of=TODAY).band is Band.TRADE_ORDER_MATCH


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
    say(world, "revocation", {"record": "0x" + confirmed.hex(), "reason": "Wrong file."}, by=AUDITOR)
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
    make(world, MILL, action="OBSERVE", bizStep="shipping")
    lot = {"lot": LOT, "product": "urn:epc:idpat:sgtin:9506000.012110.*", "product_name": "Yarn", "good": "Garments"}
    assert not is_held(world)
    say(world, "lot", lot | {"quantity": "100", "unit": "KGM", "facility": SITE})
    assert is_held(world)


def test_attack_an_accomplice_calls_the_place_of_a_listed_maker_its_own_and_takes_that_back(world: World) -> None:
    told = describe(world, MALLORY)
    make(world, MILL)
    say(world, "revocation", {"record": "0x" + told.hex(), "reason": "Typing error."}, by=MALLORY)
    assert is_held(world)


def test_a_listed_maker_at_a_place_that_somebody_else_runs_holds_nothing_there(world: World) -> None:
    describe(world, MAKER)
    make(world, MILL)
    assert not is_held(world)


def test_a_listed_party_that_names_no_place_is_screened_for_who_reads_all(world: World) -> None:
    subjects: Any = screening(world, None, as_of=TODAY, subject=MILL.did)["subjects"]
    assert [each["verdict"] for each in subjects] == ["confirmed"]


def test_attack_a_listed_operator_takes_its_word_back_and_an_accomplice_speaks_for_the_site(world: World) -> None:
    own = describe(world)
    describe(world, MALLORY)
    say(world, "revocation", {"record": "0x" + own.hex(), "reason": "Sold."})
    assert is_held(world)


def test_attack_a_listed_stranger_calls_somebody_elses_site_its_own(world: World) -> None:
    describe(world, MAKER)
    describe(world)
    assert not is_held(world)


def test_attack_a_listed_stranger_calls_a_site_its_own_where_somebody_makes_goods(world: World) -> None:
    make(world, MAKER)
    describe(world)
    assert not is_held(world)
