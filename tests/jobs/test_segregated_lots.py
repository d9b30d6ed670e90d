"""P30 from signed statements on a chain to the product's risk: when a site's input for other lots may be left out.

The product has lots of two makers: one makes its lot of yarn, and another lot of what the second maker sold it.
"""

from datetime import UTC, datetime
from typing import Any

import pytest
from api_town import a_document, a_sewing, a_shipping, an_event, anchor_all, signed_capture
from builders import BRAND, MAKER, MALLORY, MILL, Party
from told_records import domain_of, tell

from ledger.bootstrap import Ledger
from ledger.jobs.assess import assess
from ledger.jobs.capture import capture
from ledger.ports import World
from ledger.risk.exposure import kept

pytestmark = pytest.mark.chain
PRODUCT = "urn:example:product:segregated-shirt"
YARN, SHIRT, OTHER = (f"urn:epc:class:lgtin:9506000.0{number}.K1" for number in (12310, 12320, 12330))
SECOND_SHIRT, SOLD = (f"urn:epc:class:lgtin:9506000.0{number}.K1" for number in (12340, 12350))
MILL_SITE, MAKER_SITE, SECOND_SITE = (f"urn:epc:id:sgln:9506000.0{number}.0" for number in (2310, 2320, 2330))
SEWING = {
    "process": "sewing", "input_good": "Yarn", "output_good": "Garments", "yield_low": "0.85", "yield_high": "0.95",
}  # fmt: skip


def a_lot(lot: str, site: str, **changes: Any) -> dict[str, Any]:
    told = {"lot": lot, "product": PRODUCT, "product_name": "Shirt", "good": "Garments", "quantity": "90"}
    return told | {"unit": "KGM", "facility": site} | changes


def made(lot: str, site: str, quantity: int) -> dict[str, Any]:
    return an_event(bizLocation={"id": site}, quantityList=[{"epcClass": lot, "quantity": quantity, "uom": "KGM"}])


def sewn(lot: str, of: str) -> dict[str, Any]:
    taken, given = ([{"epcClass": name, "quantity": each, "uom": "KGM"}] for name, each in ((of, 100), (lot, 90)))
    return a_sewing() | {"bizLocation": {"id": MAKER_SITE}, "inputQuantityList": taken, "outputQuantityList": given}


def say(world: World, by: Party, event: dict[str, Any]) -> None:
    capture(world, signed_capture(domain_of(world), a_document(event), by=by), reader=None, custodian=None)


def describe(world: World, *processes: dict[str, str]) -> None:
    body = {"facility": MAKER_SITE, "operator": MAKER.did, "country": "VN", "processes": list(processes)}
    tell(world, by=MAKER, kind="facility", body=body)
    anchor_all(world)


@pytest.fixture(scope="module")
def world(town: Ledger) -> World:
    for by, site in ((MILL, MILL_SITE), (MALLORY, SECOND_SITE)):
        tell(town.world, by=by, kind="facility", body={"facility": site, "operator": by.did, "country": "IN"})
    for lot, site in ((SHIRT, MAKER_SITE), (SECOND_SHIRT, SECOND_SITE)):
        tell(town.world, by=BRAND, kind="lot", body=a_lot(lot, site, is_finished=True))
    late = {"eventTime": "2026-02-14T08:00:00.000Z"}
    for by, event in (
        (MILL, made(YARN, MILL_SITE, 100)),
        (MILL, a_shipping(YARN, giver=MILL_SITE, to=MAKER)),
        (MALLORY, made(SECOND_SHIRT, SECOND_SITE, 90)),
        (MALLORY, made(SOLD, SECOND_SITE, 100)),
        (MALLORY, a_shipping(SOLD, giver=SECOND_SITE, to=MAKER)),
        (MALLORY, a_shipping(SECOND_SHIRT, giver=SECOND_SITE, to=BRAND, **late)),
        (MAKER, sewn(SHIRT, YARN)),
        (MAKER, sewn(OTHER, SOLD)),
        (MAKER, a_shipping(SHIRT, giver=MAKER_SITE, to=BRAND, **late)),
    ):
        say(town.world, by, event)
    return town.world


def is_left_out(world: World) -> bool:
    """Whether the second maker is no input of the first one in what the product's risk is computed on."""
    found = assess(world, PRODUCT, as_of=datetime.fromtimestamp(world.clock.now(), UTC).date())
    assert found.site_graph is not None
    (foreign,) = (each for each in found.site_graph.inputs if each.is_elsewhere)
    assert found.product_risk.cut_edges == (foreign not in kept(found.site_graph).inputs)
    return foreign not in kept(found.site_graph).inputs


def test_p30_a_foreign_input_is_left_out_only_of_lots_kept_apart_whose_declared_yield_closes(world: World) -> None:
    describe(world, SEWING)
    assert not is_left_out(world), "nobody says that lots are kept apart"
    tell(world, by=MAKER, kind="lot", body=a_lot(SHIRT, MAKER_SITE, custody="segregated"))
    anchor_all(world)
    assert is_left_out(world)
    describe(world, SEWING | {"yield_low": "0.97", "yield_high": "0.99"})
    assert not is_left_out(world), "less came out than the declared yield"
    describe(world, SEWING | {"yield_low": "0.50", "yield_high": "0.60"})
    assert not is_left_out(world), "more came out than the declared yield"
    describe(world)
    assert not is_left_out(world), "no yield is declared"
