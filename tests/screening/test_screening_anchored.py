"""What ends a hold, on a real chain: an anchored word of an auditor that declared its independence, nothing less."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from api_town import a_document, an_event, anchor_all, running_town, signed_capture
from builders import AUDITOR, BRAND, MAKER, MALLORY, MILL, Party
from chain.anvil_reaper import reaping
from screening_builders import a_row
from shelf_in_memory import ShelfInMemory, with_list
from told_records import domain_of, tell

from ledger.jobs.assess import known_site
from ledger.jobs.capture import capture
from ledger.jobs.screening.queue import screening_queue
from ledger.model.risk import Band
from ledger.ports import World
from ledger.risk.method_v1 import score_site

NAME = "Quorvane Brightwater Textile"
DECLARED = {"setting": "auditor-independence", "paid_by": ["did:web:fund.example"], "valid_until": "2099-12-31"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    shelf = with_list(ShelfInMemory(), a_row(), on=date(2026, 10, 1))
    with reaping(tmp_path_factory.getbasetemp().resolve()), running_town(tmp_path_factory.mktemp("town")) as ledger:
        yield replace(ledger.world, shelf=shelf)


def today(world: World) -> date:
    return datetime.fromtimestamp(world.clock.now(), UTC).date()


def say(world: World, kind: str, body: dict[str, Any], *, by: Party) -> bytes:
    record_id = tell(world, by=by, kind=kind, body=body)
    anchor_all(world)
    return record_id


def describe(world: World, site: str, name: str, *, by: Party) -> None:
    say(world, "facility", {"facility": site, "operator": by.did, "country": "ZW", "name": name}, by=by)


def is_held(world: World, site: str) -> bool:
    inputs = known_site(world, site, good="Garments", party=BRAND.did, as_of=today(world))
    return score_site(inputs, as_of=today(world)).band is Band.TRADE_ORDER_MATCH


def test_a_site_leaves_its_listed_operator_by_an_anchored_decision_of_who_declared_its_independence(
    world: World,
) -> None:
    site = "urn:example:site:moved"
    describe(world, site, NAME, by=MALLORY)
    describe(world, site, "Marigold Lantern", by=MILL)
    told = {"subject": "site-operator", "left": site, "right": MILL.did, "outcome": "confirmed", "reason": "The lease."}
    say(world, "decision", told, by=AUDITOR)
    assert is_held(world, site)
    say(world, "settings", DECLARED | {"business_with": [MALLORY.did]}, by=AUDITOR)
    assert is_held(world, site)
    say(world, "settings", DECLARED, by=AUDITOR)
    assert not is_held(world, site)


@pytest.mark.parametrize(("outcome", "right"), [("refused", MAKER), ("confirmed", MILL)])
def test_a_site_leaves_its_listed_maker_by_an_anchored_decision(world: World, outcome: str, right: Party) -> None:
    site = f"urn:example:site:made-{outcome}"
    say(world, "party", {"did": MAKER.did, "name": NAME, "country": "ZW", "roles": ["supplier"]}, by=MAKER)
    lot = [{"epcClass": f"urn:epc:class:lgtin:9506000.012110.{outcome}", "quantity": 100, "uom": "KGM"}]
    event = an_event(bizLocation={"id": site}, quantityList=lot)
    capture(world, signed_capture(domain_of(world), a_document(event), by=MAKER), reader=None, custodian=None)
    say(world, "settings", DECLARED | {"business_with": [MAKER.did]}, by=AUDITOR)
    told = {"subject": "site-operator", "left": site, "right": right.did, "outcome": outcome, "reason": "The lease."}
    say(world, "decision", told, by=AUDITOR)
    assert is_held(world, site)
    say(world, "settings", DECLARED, by=AUDITOR)
    assert not is_held(world, site)


def test_a_confirmation_is_taken_back_from_its_anchor_by_who_declared_its_independence(world: World) -> None:
    site = "urn:example:site:doubted"
    say(world, "settings", DECLARED | {"business_with": [MILL.did]}, by=AUDITOR)
    describe(world, site, "Quorvane Brightwatter Textile", by=MILL)
    tasks: Any = screening_queue(world, None, as_of=today(world))["tasks"]
    (task,) = [each for each in tasks if each["subject"] == site]
    body = {"subject": "screening-match", "left": site, "right": task["entry"]["ref"], "outcome": "confirmed"}
    decided = say(world, "decision", body | {"reason": "Compared.", "basis": task["basis"]}, by=AUDITOR)
    assert is_held(world, site)
    say(world, "revocation", {"record": "0x" + decided.hex(), "reason": "Wrong file."}, by=AUDITOR)
    assert is_held(world, site)
    say(world, "settings", DECLARED, by=AUDITOR)
    assert not is_held(world, site)
