"""A brand reads what its chain confirms and nothing of its suppliers' other trade, whatever it says itself."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from api_town import (
    MAKER_SITE,
    PRODUCT,
    SHIRT_LOT,
    YARN_LOT,
    a_document,
    a_sewing,
    a_shipping,
    an_event,
    signed_capture,
    tales_of_a_shirt,
)
from audience_bed import operates
from builders import AUDITOR, BRAND, MAKER, MALLORY, MILL, MILL_SITE, TOWN, Party, a_deployment, a_registry
from simulator.simulated_world import ToldClock
from store_seals import sealed
from told_records import domain_of, tell

from ledger.errors import NotFound
from ledger.jobs.access import may_read, require_lot, require_product, visible_products
from ledger.jobs.capture import capture
from ledger.jobs.receipt import record_named
from ledger.jobs.supply import graph_of
from ledger.model.party import Role
from ledger.model.statement import Kind
from ledger.ports import World
from ledger.provenance import provenance_of
from ledger.store.sql_store import SqlStore, open_store

EVE = Party("did:web:eve-brand.example", Role.BRAND)
EVES_SITE, EVES_LOT = "urn:epc:id:sgln:9999999.00001.0", "urn:epc:class:lgtin:9999999.000001.X"
OTHER_YARN = "urn:epc:class:lgtin:9506000.012050.Y2"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = open_store(f"sqlite:///{tmp_path / 'ledger.db'}")
    opened.save_deployment(a_deployment())
    opened.save_registry(a_registry(*TOWN, EVE))
    yield opened
    opened.close()


@pytest.fixture
def world(store: SqlStore) -> World:
    """The mill's yarn became the maker's shirts, sold by the brand; every hand-over is confirmed."""
    made = World(store, None, ToldClock())
    for party, site in ((MILL, MILL_SITE), (MAKER, MAKER_SITE)):
        tell(made, by=party, kind="facility", body={"facility": site, "operator": party.did, "country": "IN"})
        tell(made, by=AUDITOR, kind="decision", body=operates(party, site))
    tell(made, by=BRAND, kind="lot", body=a_lot_body())
    for party, event in tales_of_a_shirt():
        say(made, party, event)
    return made


def a_lot_body(**changes: Any) -> dict[str, Any]:
    body = {"lot": SHIRT_LOT, "product": PRODUCT, "product_name": "T-shirt", "good": "Garments", "quantity": "90"}
    return {**body, "unit": "KGM", "facility": MAKER_SITE, "is_finished": True, **changes}


def eves_lot(**changes: Any) -> dict[str, Any]:
    return a_lot_body(**{"lot": EVES_LOT, "product": "09999999000018", **changes})


def an_order(*, buyer: Party, seller: Party = MILL, lot: str = YARN_LOT) -> dict[str, Any]:
    parties = {"order": "PO-7", "buyer": buyer.did, "seller": seller.did, "lots": [lot]}
    return parties | {"quantity": "60", "unit": "KGM", "ordered_on": "2026-02-03"}


def say(world: World, party: Party, event: dict[str, Any]) -> bytes:
    before = {record.record_id for record in world.store.records((Kind.EVENT,), size=10**6)}
    capture(world, signed_capture(domain_of(world), a_document(event), by=party), reader=None, custodian=None)
    sealed(world.store)
    [new] = {record.record_id for record in world.store.records((Kind.EVENT,), size=10**6)} - before
    return new


def stated(world: World, by: Party, kind: str, body: dict[str, Any]) -> bytes:
    record_id = tell(world, by=by, kind=kind, body=body)
    sealed(world.store)
    return record_id


def reads(world: World, party: Party, record_id: bytes) -> bool:
    return may_read(world, party.reader, record_named(world, record_id))


def chain_events(world: World) -> list[bytes]:
    return [record.record_id for record in world.store.records((Kind.EVENT,), size=10**6)]


@pytest.mark.parametrize("changes", [{"facility": MILL_SITE}, {"lot": YARN_LOT, "facility": None}, {"lot": SHIRT_LOT}])
def test_a_lot_statement_makes_nobody_downstream(world: World, changes: dict[str, Any]) -> None:
    mills = stated(world, MILL, "attestation", {"subject": MILL_SITE, "claim": "origin", "text": "From here."})
    body = {name: value for name, value in eves_lot(**changes).items() if value is not None}
    stated(world, EVE, "lot", body)
    assert [product.brand for product in visible_products(world, EVE.reader)] == [EVE.did]
    assert reads(world, BRAND, mills)
    assert not any(reads(world, EVE, record) for record in (mills, *chain_events(world)))
    for lot in (YARN_LOT, SHIRT_LOT):
        with pytest.raises(NotFound):
            require_lot(world, EVE.reader, lot)


def test_a_transformation_that_claims_to_use_a_lot_makes_nobody_downstream(world: World) -> None:
    claimed = a_sewing() | {
        "bizLocation": {"id": EVES_SITE},
        "inputQuantityList": [{"epcClass": SHIRT_LOT, "quantity": 1, "uom": "KGM"}],
        "outputQuantityList": [{"epcClass": EVES_LOT, "quantity": 1, "uom": "KGM"}],
    }
    before = chain_events(world)
    say(world, EVE, claimed)
    stated(world, EVE, "lot", eves_lot(facility=EVES_SITE))
    require_lot(world, EVE.reader, EVES_LOT)
    assert not any(reads(world, EVE, record) for record in before)
    with pytest.raises(NotFound):
        require_lot(world, EVE.reader, SHIRT_LOT)


def test_a_site_made_up_in_a_suppliers_name_opens_none_of_its_records(world: World) -> None:
    sale = stated(world, MAKER, "purchase", an_order(buyer=BRAND, seller=MAKER, lot=SHIRT_LOT))
    stated(world, EVE, "facility", {"facility": EVES_SITE, "operator": MAKER.did, "country": "VN"})
    stated(world, EVE, "lot", eves_lot(facility=EVES_SITE))
    assert reads(world, BRAND, sale)
    assert not reads(world, EVE, sale)


def test_a_brand_reads_every_event_of_its_chain_and_no_other_of_its_supplier(world: World) -> None:
    assert all(reads(world, BRAND, record) for record in chain_events(world))
    quantity = [{"epcClass": OTHER_YARN, "quantity": 5, "uom": "KGM"}]
    others = say(world, MILL, an_event(quantityList=quantity, eventTime="2026-02-02T08:00:00.000Z"))
    sold = say(world, MILL, a_shipping(OTHER_YARN, giver=MILL_SITE, to=EVE))
    again = say(world, MILL, a_shipping(YARN_LOT, giver=MILL_SITE, to=EVE))
    assert not any(reads(world, BRAND, record) for record in (others, sold, again))


def test_a_brand_reads_the_purchases_of_its_chain_and_not_those_of_others(world: World) -> None:
    ours = stated(world, MILL, "purchase", an_order(buyer=MAKER))
    theirs = stated(world, MILL, "purchase", an_order(buyer=EVE))
    elsewhere = stated(world, MILL, "purchase", an_order(buyer=MAKER, lot=OTHER_YARN))
    assert [reads(world, BRAND, record) for record in (ours, theirs, elsewhere)] == [True, False, False]
    assert [reads(world, EVE, record) for record in (ours, theirs, elsewhere)] == [False, True, False]
    assert reads(world, MAKER, ours)


def test_a_brand_does_not_read_what_another_has_made_at_the_same_site(world: World) -> None:
    theirs = stated(world, EVE, "lot", eves_lot(facility=MAKER_SITE))
    assert not reads(world, BRAND, theirs)
    assert reads(world, MAKER, theirs)


def test_only_a_registered_brand_opens_a_product(world: World) -> None:
    coat = {"product": "09506000130002", "product_name": "Harmless", "lot": "urn:epc:class:lgtin:9506000.013000.M"}
    stated(world, MALLORY, "lot", a_lot_body(**coat))
    stated(world, BRAND, "lot", a_lot_body(**coat | {"product_name": "Coat"}))
    assert require_product(world, BRAND.reader, "09506000130002").name == "Coat"


def test_a_strangers_inputs_do_not_dilute_a_brands_chain(world: World) -> None:
    before = provenance_of(graph_of(world), PRODUCT)
    clean = [{"epcClass": "urn:epc:class:lgtin:9506000.012050.CLEAN", "quantity": 9_000_000, "uom": "KGM"}]
    place = {"id": "urn:epc:id:sgln:9506000.00777.0"}
    say(world, MALLORY, an_event(quantityList=clean, bizLocation=place))
    early = {"eventTime": "2026-02-09T08:00:00.000Z", "bizLocation": place, "inputQuantityList": clean}
    say(world, MALLORY, a_sewing() | early)
    after = provenance_of(graph_of(world), PRODUCT)
    assert [[(each.site, each.share) for each in tier.sites] for tier in after.tiers] == [
        [(each.site, each.share) for each in tier.sites] for tier in before.tiers
    ]
    assert after.findings == ()
