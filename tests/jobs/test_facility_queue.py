"""The queue of described sites: four outcomes, worked out from what each reader may read and from nothing else."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from builders import AUDITOR, BRAND, MAKER, MALLORY, MILL, TOWN, Party, a_deployment, a_registry, a_revocation
from simulator.simulated_world import ToldClock
from store_seals import sealed
from told_records import domain_of, tell

from ledger.errors import NotAllowed
from ledger.jobs.facilities import QUEUE, site_matches
from ledger.jobs.supply import graph_of
from ledger.model.party import Role
from ledger.ports import World
from ledger.store.sql_store import SqlStore, open_store

OPERATOR = Party("did:web:operator.example", Role.OPERATOR)
MILL_SITE, OTHER_NAME, HERS = "urn:example:site:mill", "urn:example:site:mill-2", "urn:example:site:hers"
GOOD_OS_ID, BAD_OS_ID = "IN2019067X1K87G", "IN2019067X1K87E"
BD_OS_ID = "BD2019067X1K87Z"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    store = open_store(f"sqlite:///{tmp_path / 'ledger.db'}")
    store.save_deployment(a_deployment())
    store.save_registry(a_registry(*TOWN, OPERATOR))
    yield World(store, None, ToldClock())
    store.close()


def describe(world: World, site: str, *, by: Party = MILL, audience: str = "downstream", **changes: Any) -> bytes:
    body = {"facility": site, "operator": by.did, "country": "IN", "name": "Blue River Textiles Ltd"} | changes
    return tell(world, by=by, kind="facility", body=body, audience=audience)


def decide(world: World, outcome: str = "same", *, by: Party = AUDITOR, **changes: Any) -> bytes:
    body = {"subject": "facility-match", "left": MILL_SITE, "right": OTHER_NAME, "reason": "Visited both."}
    return tell(world, by=by, kind="decision", body=body | {"outcome": outcome} | changes)


def outcomes(world: World, party: Party | None = None) -> dict[str, str]:
    assert isinstance(world.store, SqlStore)
    if world.store.counts().pending:
        sealed(world.store)
    found = site_matches(world, party.reader if party else None)
    return {str(each["site"]): str(each["outcome"]) for each in found["matches"]}  # type: ignore[union-attr, index, call-overload]


def test_a_place_described_twice_waits_for_a_person_and_is_matched_by_a_decision(world: World) -> None:
    describe(world, MILL_SITE)
    describe(world, OTHER_NAME, by=BRAND)
    assert outcomes(world) == {MILL_SITE: "new", OTHER_NAME: "possible match"}
    decide(world)
    assert outcomes(world) == {MILL_SITE: "new", OTHER_NAME: "matched"}
    assert graph_of(world).joined == {OTHER_NAME: MILL_SITE}


def test_a_decision_that_they_differ_empties_the_queue_and_joins_nothing(world: World) -> None:
    describe(world, MILL_SITE)
    describe(world, OTHER_NAME, by=BRAND)
    decide(world, "different", by=OPERATOR)
    assert outcomes(world) == {MILL_SITE: "new", OTHER_NAME: "new"}
    assert graph_of(world).joined == {}


def test_a_decision_that_its_issuer_withdrew_counts_nothing(world: World) -> None:
    describe(world, MILL_SITE)
    describe(world, OTHER_NAME, by=BRAND)
    decided = decide(world)
    tell(world, a_revocation(decided, signed_by=AUDITOR, domain=domain_of(world)))
    assert outcomes(world)[OTHER_NAME] == "possible match"


def test_a_decision_counts_no_more_once_the_registry_takes_the_role(world: World) -> None:
    describe(world, MILL_SITE)
    describe(world, OTHER_NAME, by=BRAND)
    decide(world)
    assert outcomes(world)[OTHER_NAME] == "matched"
    demoted = Party(AUDITOR.did, Role.SUPPLIER)
    world.store.save_registry(a_registry(*(each for each in TOWN if each != AUDITOR), demoted))
    assert outcomes(world)[OTHER_NAME] == "possible match"
    assert graph_of(world).joined == {}


@pytest.mark.parametrize("by", [MILL, BRAND, MALLORY])
def test_only_auditors_and_the_operator_may_decide(world: World, by: Party) -> None:
    with pytest.raises(NotAllowed):
        decide(world, by=by)


@pytest.mark.parametrize(
    "identifiers",
    [
        [BAD_OS_ID],
        [BD_OS_ID],
        ["unlocode:BDDAC"],
        ["9506000001020"],
        ["lei:5493001KJTIIGC8Y1R13"],
        ["https://id.gs1.org/414/9506000001020"],
        ["own-label", "osid:IN2019067X1K87E"],
    ],
)
def test_a_description_that_contradicts_itself_is_an_error(world: World, identifiers: list[str]) -> None:
    describe(world, MILL_SITE, identifiers=identifiers)
    assert outcomes(world) == {MILL_SITE: "error"}


@pytest.mark.parametrize(
    "identifiers",
    [
        [GOOD_OS_ID],
        ["unlocode:INBOM"],
        ["our-own-label"],
        ["9506000001012"],
        ["MILLS"],
        ["https://mill.example/1"],
        ["lei:5493001KJTIIGC8Y1R12"],
        ["10023456"],
    ],
)
def test_a_description_with_sound_identifiers_is_new(world: World, identifiers: list[str]) -> None:
    describe(world, MILL_SITE, identifiers=identifiers)
    assert outcomes(world) == {MILL_SITE: "new"}


def test_one_identifier_in_two_spellings_is_one(world: World) -> None:
    describe(world, MILL_SITE, identifiers=["urn:epc:id:sgln:9506000.00101.0", GOOD_OS_ID])
    describe(world, HERS, by=MAKER, name="Green Hill", identifiers=["gln:9506000001012"])
    describe(world, OTHER_NAME, by=BRAND, name="Blue Sky", identifiers=["osid:in-2019067-X1K87-G"])
    assert set(outcomes(world).values()) == {"new", "possible match"}


def test_the_operator_of_a_site_sees_its_own_alone(world: World) -> None:
    describe(world, MILL_SITE)
    describe(world, HERS, by=MAKER, name="Green Hill", identifiers=[BAD_OS_ID])
    assert outcomes(world, AUDITOR) == outcomes(world, OPERATOR) == {MILL_SITE: "new", HERS: "error"}
    assert outcomes(world, MILL) == {MILL_SITE: "new"}
    assert outcomes(world, MAKER) == {HERS: "error"}
    assert outcomes(world, BRAND) == {}


@pytest.mark.parametrize("known", [True, False])
def test_a_made_up_description_does_not_tell_whether_such_a_site_exists(world: World, known: bool) -> None:
    """Else anyone could ask the queue for its rivals' suppliers, name by name and identifier by identifier."""
    if known:
        describe(world, MILL_SITE, identifiers=[GOOD_OS_ID, "X-1"])
        decide(world, "different", right=HERS)
    describe(world, HERS, by=MALLORY, identifiers=[GOOD_OS_ID, "X-1"])
    assert outcomes(world, MALLORY) == {HERS: "new"}


def test_a_rival_that_describes_somebody_elses_site_later_changes_nothing_of_it(world: World) -> None:
    describe(world, MILL_SITE)
    describe(world, MILL_SITE, by=MALLORY, name="Not the mill", identifiers=[BAD_OS_ID])
    [match] = site_pages(world)
    assert (match["name"], match["outcome"]) == ("Blue River Textiles Ltd", "new")


def test_a_private_description_is_nobodys_candidate(world: World) -> None:
    describe(world, MILL_SITE, audience="private")
    describe(world, OTHER_NAME, by=BRAND)
    assert outcomes(world, AUDITOR) == {OTHER_NAME: "new"}


def test_pages_hold_every_match_once(world: World) -> None:
    for number in range(7):
        describe(world, f"urn:example:site:{number}", name=f"Mill {number}")
    assert [match["site"] for match in site_pages(world)] == [f"urn:example:site:{number}" for number in range(7)]


def test_the_queue_is_what_waits_for_a_person(world: World) -> None:
    describe(world, MILL_SITE)
    describe(world, OTHER_NAME, by=BRAND)
    describe(world, HERS, name="Green Hill", identifiers=[BAD_OS_ID])
    assert outcomes(world)  # seals
    found = site_matches(world, None, outcomes=QUEUE)["matches"]
    assert [each["outcome"] for each in found] == ["possible match", "error"]  # type: ignore[union-attr, index, call-overload]


def site_pages(world: World) -> list[dict[str, Any]]:
    assert isinstance(world.store, SqlStore)
    if world.store.counts().pending:
        sealed(world.store)
    found: list[dict[str, Any]] = []
    after: Any = 0
    while after is not None:
        page: dict[str, Any] = site_matches(world, None, after=after, limit=3)
        found += page["matches"]
        after = page["following"]
    return found
