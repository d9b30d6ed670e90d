"""Nobody gains access by its own word: each attack says what an attacker can say, and then reads nothing more."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from api_town import SHIRT_LOT, YARN_LOT, a_shipping, an_event
from audience_bed import (
    BODIES,
    COTTON_LOT,
    EVE,
    EVES_LOT,
    EVES_SITE,
    FARM_SITE,
    NAMED,
    STRANGER,
    a_finished_lot,
    a_told_chain,
    claims_to_use,
    say,
)
from builders import AUDITOR, BRAND, MAKER, MILL, MILL_SITE, Party, a_revocation
from store_seals import sealed
from told_records import domain_of, tell

from ledger.errors import NotAllowed, NotFound
from ledger.jobs.access import audience_of, may_read, readable_record, require_lot, visible_products
from ledger.jobs.supply import graph_of
from ledger.jobs.supply_asked import Asked, world_at
from ledger.model.graph import AsOf
from ledger.model.statement import Kind
from ledger.ports import World
from ledger.proof.event_hash import canonical_uri
from ledger.proof.wire import hex_text
from ledger.store.sql_store import SqlStore

KINDS = (Kind.EVENT, Kind.FACILITY, Kind.LOT, Kind.ATTESTATION, Kind.AUDIT, Kind.PURCHASE, Kind.RECRUITMENT)
SILENT_SITE, SILENT_LOT = "urn:epc:id:sgln:9506000.00104.0", "urn:epc:class:lgtin:9506000.012041.Q1"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """The chain, with an audit and an order of it, and a maker that has not described its site."""
    with a_told_chain(tmp_path) as told:
        for by, kind in ((MILL, "attestation"), (AUDITOR, "audit"), (MILL, "purchase"), (MILL, "recruitment")):
            tell(told, by=by, kind=kind, body=BODIES[kind][1])
        made = [{"epcClass": SILENT_LOT, "quantity": 5, "uom": "KGM"}]
        say(told, NAMED, an_event(bizLocation={"id": SILENT_SITE}, quantityList=made))
        tell(told, by=AUDITOR, kind="audit", body=BODIES["audit"][1] | {"facility": SILENT_SITE})
        seal(told)
        yield told


def seal(world: World) -> None:
    assert isinstance(world.store, SqlStore)
    sealed(world.store)


def read_by(world: World, party: Party) -> set[bytes]:
    audience = audience_of(world, party.reader)
    said = world.store.records(KINDS, size=10**6)
    return {record.record_id for record in said if audience.may_read(record)}


def state(by: Party, kind: str, **body: Any) -> Callable[[World], object]:
    return lambda world: tell(world, by=by, kind=kind, body=body)


def capture(by: Party, event: dict[str, Any]) -> Callable[[World], object]:
    return lambda world: say(world, by, event)


def in_turn(*steps: Callable[[World], object]) -> Callable[[World], object]:
    return lambda world: [step(world) for step in steps]


def an_order(**changes: Any) -> dict[str, Any]:
    return BODIES["purchase"][1] | {"buyer": EVE.did, "lots": [YARN_LOT, SHIRT_LOT, COTTON_LOT]} | changes


def a_site(site: str, operator: Party = EVE, **changes: Any) -> dict[str, Any]:
    return {"facility": site, "operator": operator.did, "country": "IN", "name": "The Mill"} | changes


BOX = "urn:epc:id:sscc:9999999.0000000001"
PACKING = {
    "type": "AggregationEvent",
    "action": "ADD",
    "bizStep": "packing",
    "parentID": BOX,
    "bizLocation": {"id": EVES_SITE},
    "childQuantityList": [{"epcClass": YARN_LOT, "quantity": 5, "uom": "KGM"}],
}
PACKED = {name: value for name, value in an_event().items() if name not in ("quantityList", "action", "type")} | PACKING
WITHIN_THE_MILL = "urn:epc:id:sgln:9506000.00101.7"
TO_EVE = {"type": "owning_party", "destination": EVE.did}
FROM_MILL = {"type": "owning_party", "source": MILL.did}
HERS = [{"epcClass": EVES_LOT, "quantity": 1, "uom": "KGM"}]

ATTACKS: dict[str, Callable[[World], object]] = {
    "names every lot as an input": in_turn(
        *(
            capture(EVE, claims_to_use(lot, transformationID=f"urn:x:{n}"))
            for n, lot in enumerate((COTTON_LOT, SHIRT_LOT))
        )
    ),
    "packs the yarn into its own box and sells that": in_turn(
        capture(EVE, PACKED), state(EVE, "lot", **a_finished_lot(lot=BOX, product="09999999000018"))
    ),
    "orders it": state(EVE, "purchase", **an_order()),
    "orders it in the name of its product": in_turn(
        state(EVE, "purchase", **an_order(buyer=EVE.did, seller=MAKER.did)),
        state(EVE, "lot", **a_finished_lot(product="09999999000018")),
    ),
    "sells it": state(EVE, "purchase", **an_order(seller=EVE.did, buyer=MAKER.did)),
    "calls the yarn its product": state(
        EVE, "lot", **a_finished_lot(lot=YARN_LOT, product="09999999000018", facility=MILL_SITE)
    ),
    "says that its own lot is made at the mill": in_turn(
        capture(EVE, an_event(bizLocation={"id": MILL_SITE}, quantityList=HERS)),
        state(EVE, "lot", **a_finished_lot(lot=EVES_LOT, product="09999999000018", facility=MILL_SITE)),
    ),
    "says that it operates the mill": in_turn(*(state(EVE, "facility", **a_site(at)) for at in (MILL_SITE, FARM_SITE))),
    "says that it operates a site whose maker is silent": in_turn(
        state(EVE, "facility", **a_site(SILENT_SITE)),
        state(EVE, "lot", **a_finished_lot(lot=SILENT_LOT, product="09999999000018", facility=SILENT_SITE)),
    ),
    "makes goods in a corner of the mill": in_turn(
        capture(EVE, an_event(bizLocation={"id": WITHIN_THE_MILL}, quantityList=HERS)),
        state(EVE, "facility", **a_site(WITHIN_THE_MILL)),
    ),
    "says that it made the yarn": in_turn(
        capture(EVE, an_event(bizLocation={"id": EVES_SITE})),
        state(EVE, "lot", **a_finished_lot(lot=YARN_LOT, product="09999999000018", facility=EVES_SITE)),
    ),
    "ships it to itself from the mill": in_turn(
        *(
            capture(EVE, a_shipping(lot, giver=MILL_SITE, to=EVE, sourceList=[FROM_MILL]))
            for lot in (YARN_LOT, SHIRT_LOT)
        )
    ),
    "received it from the mill": capture(
        EVE,
        a_shipping(
            YARN_LOT, giver=EVES_SITE, to=EVE, bizStep="receiving", sourceList=[FROM_MILL], destinationList=[TO_EVE]
        ),
    ),
    "describes its site as the mill": state(
        EVE, "facility", **a_site(EVES_SITE, identifiers=["https://id.gs1.org/414/9506000001012"])
    ),
    "grants itself the mill's records": lambda world: [
        tell(world, by=EVE, kind="grant", body={"record": hex_text(record.record_id), "to": [EVE.did]})
        for record in list(world.store.records(KINDS, size=10**6))
        if record.signed.statement.issuer != EVE.did
    ],
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_brand_reads_nothing_more_by_its_own_word(world: World, attack: str) -> None:
    before = read_by(world, EVE)
    theirs = {each.record_id for each in world.store.records(KINDS, size=10**6)} - before
    ATTACKS[attack](world)
    seal(world)
    assert read_by(world, EVE) & theirs == set()
    for lot in (YARN_LOT, COTTON_LOT, SHIRT_LOT, SILENT_LOT):
        with pytest.raises(NotFound):
            require_lot(world, EVE.reader, lot)


@pytest.mark.parametrize("site", [MILL_SITE, SILENT_SITE])
def test_a_supplier_reads_no_audit_of_a_site_that_it_says_it_operates(world: World, site: str) -> None:
    before = read_by(world, STRANGER)
    tell(world, by=STRANGER, kind="facility", body=a_site(site, STRANGER))
    seal(world)
    [own] = read_by(world, STRANGER) - before
    assert world.store.record(own) is not None
    assert graph_of(world).sites[canonical_uri(site)].operator != STRANGER.did


def test_the_mill_reads_what_an_auditor_says_of_it_after_all_that(world: World) -> None:
    """The control: the same statements leave the mill where it was."""
    audit = next(iter(world.store.records((Kind.AUDIT,), size=10**6)))
    for attack in ATTACKS.values():
        attack(world)
    seal(world)
    assert may_read(world, MILL.reader, audit)
    assert may_read(world, BRAND.reader, audit)


@pytest.mark.parametrize("by", [EVE, STRANGER, BRAND])
def test_a_decision_of_somebody_who_may_not_decide_is_refused(world: World, by: Party) -> None:
    with pytest.raises(NotAllowed):
        tell(world, by=by, kind="decision", body=a_join())


def a_join(**changes: Any) -> dict[str, Any]:
    return BODIES["decision"][1] | {"left": EVES_SITE, "right": MILL_SITE, "outcome": "same"} | changes


def test_an_auditors_decision_gives_the_site_to_who_described_it_first(world: World) -> None:
    """The mill was described before Eve's site: joined, it is the mill's, and Eve keeps her own records alone."""
    before = read_by(world, EVE)
    theirs = {each.record_id for each in world.store.records(KINDS, size=10**6)} - before
    tell(world, by=AUDITOR, kind="decision", body=a_join())
    seal(world)
    assert graph_of(world).joined == {canonical_uri(EVES_SITE): canonical_uri(MILL_SITE)}
    assert read_by(world, EVE) & theirs == set()


def test_a_private_decision_joins_nothing(world: World) -> None:
    tell(world, by=AUDITOR, kind="decision", body=a_join(), audience="private")
    seal(world)
    assert graph_of(world).joined == {}


def test_a_hand_over_that_the_mill_withdrew_opens_nothing_more(world: World) -> None:
    before = read_by(world, EVE)
    shipped = say(world, MILL, a_shipping(YARN_LOT, giver=MILL_SITE, to=EVE))
    seal(world)
    size = world.store.counts().sealed_size
    gained = read_by(world, EVE) - before
    assert len(gained) > 3
    tell(world, a_revocation(shipped, signed_by=MILL, domain=domain_of(world)))
    seal(world)
    assert read_by(world, EVE) & gained == set()
    past = world_at(world, Asked(at=AsOf(log_size=size)))
    assert read_by(past, EVE) & gained == set()
    with pytest.raises(NotFound):
        require_lot(past, EVE.reader, YARN_LOT)


def test_the_same_old_event_sent_again_opens_nothing(world: World) -> None:
    """The mill's shipping to the maker, as Eve tells it with herself as the receiver."""
    before = read_by(world, EVE)
    say(world, EVE, a_shipping(YARN_LOT, giver=MILL_SITE, to=EVE))
    seal(world)
    assert len(read_by(world, EVE) - before) == 1


def test_a_product_of_another_brand_stays_unseen(world: World) -> None:
    tell(world, by=EVE, kind="lot", body=a_finished_lot())
    seal(world)
    assert {product.brand for product in visible_products(world, EVE.reader)} == {EVE.did}


def test_what_may_not_be_read_and_what_is_not_there_are_refused_alike(world: World) -> None:
    hidden = tell(world, by=MILL, kind="attestation", body=BODIES["attestation"][1], audience="private")
    absent = bytes(32)
    refusals = []
    for record_id in (hidden, absent):
        with pytest.raises(NotFound) as caught:
            readable_record(world, EVE.reader, record_id)
        refusals.append(str(caught.value).replace(record_id.hex(), ""))
    assert refusals[0] == refusals[1]


def test_a_grant_of_its_issuer_opens_a_private_record_to_whom_it_names_alone(world: World) -> None:
    record_id = tell(world, by=MILL, kind="attestation", body=BODIES["attestation"][1], audience="private")
    seal(world)
    record = world.store.record(record_id)
    assert record is not None
    assert not may_read(world, NAMED.reader, record)
    grant = tell(world, by=MILL, kind="grant", body={"record": hex_text(record_id), "to": [NAMED.did]})
    assert not may_read(world, NAMED.reader, record)  # not before it is sealed
    seal(world)
    assert may_read(world, NAMED.reader, record)
    assert not any(may_read(world, party.reader, record) for party in (BRAND, STRANGER, EVE, AUDITOR))
    told = world.store.record(grant)
    assert told is not None
    assert may_read(world, NAMED.reader, told)
    assert not may_read(world, STRANGER.reader, told)


def test_a_party_in_the_audience_cannot_pass_it_on(world: World) -> None:
    record_id = tell(world, by=MILL, kind="attestation", body=BODIES["attestation"][1], audience=f"parties:{NAMED.did}")
    tell(world, by=NAMED, kind="grant", body={"record": hex_text(record_id), "to": [STRANGER.did]})
    seal(world)
    record = world.store.record(record_id)
    assert record is not None
    assert may_read(world, NAMED.reader, record)
    assert not may_read(world, STRANGER.reader, record)


def test_withdrawing_a_grant_narrows_nothing(world: World) -> None:
    record_id = tell(world, by=MILL, kind="attestation", body=BODIES["attestation"][1], audience="private")
    grant = tell(world, by=MILL, kind="grant", body={"record": hex_text(record_id), "to": [NAMED.did]})
    tell(world, a_revocation(grant, signed_by=MILL, domain=domain_of(world)))
    seal(world)
    assert readable_record(world, NAMED.reader, record_id).record_id == record_id
