"""The demo's lots: tiers, balances and planted cases hold, and nothing else is out of balance."""

import re
from collections import Counter

import pytest
from world_readers import bodies, events_of, fault, made_of, produced, quantities, tiers_of, transformations, used

from ledger.model.statement import Kind
from scripts.demo.world.build import FORGER, DemoWorld, demo_world

TAGS = {"forged", "replayed", "revoked-key", "unknown-key"}


@pytest.fixture(scope="module", params=[7, 1, 20260101])
def world(request: pytest.FixtureRequest) -> DemoWorld:
    return demo_world(request.param)


def test_three_products_have_four_to_six_tiers(world: DemoWorld) -> None:
    assert len(world.products) == 3
    assert all(4 <= len(tiers_of(world, product)) <= 6 for product in world.products)


def test_in_each_tier_the_largest_site_is_at_least_twice_the_smallest(world: DemoWorld) -> None:
    makers = produced(world)
    for product in world.products:
        for lots in tiers_of(world, product).values():
            volumes: Counter[str] = Counter()
            for lot, kilograms in lots.items():
                volumes[makers[lot][0] if lot in makers else "unknown"] += kilograms
            assert len(volumes) >= 2
            assert max(volumes.values()) >= 2 * min(volumes.values())


def test_what_a_brand_calls_finished_is_what_its_maker_made(world: DemoWorld) -> None:
    makers = produced(world)
    for lot in bodies(world, Kind.LOT):
        assert lot["is_finished"]
        assert makers[lot["lot"]] == (lot["facility"], int(lot["quantity"]))
        company, item = re.fullmatch(r"urn:epc:class:lgtin:(\d{7})\.0(\d{5})\..+", lot["lot"]).groups()
        assert lot["product"][:-1] == f"0{company}{item}"


def test_purchase_orders_are_the_ones_that_sellers_name(world: DemoWorld) -> None:
    named = {
        (event["bizTransactionList"][0]["bizTransaction"], event["quantityList"][0]["epcClass"])
        for event in events_of(world)
        if event["type"] == "TransactionEvent"
    }
    orders = {(order["order"], order["lots"][0]) for order in bodies(world, Kind.PURCHASE)}
    assert len(orders) >= 40
    assert orders <= named


def test_an_event_of_a_lot_never_comes_before_the_lot(world: DemoWorld) -> None:
    made_at = {
        lot: event["eventTime"]
        for event in events_of(world)
        for lot in quantities(event.get("outputQuantityList", []))
        or (quantities(event["quantityList"]) if event.get("action") == "ADD" and "ilmd" in event else {})
    }
    for event in events_of(world):
        for name in ("quantityList", "childQuantityList", "inputQuantityList"):
            for lot in quantities(event.get(name, [])):
                assert made_at.get(lot, "") <= event["eventTime"]


def test_only_the_planted_spinner_makes_more_than_it_uses(world: DemoWorld) -> None:
    over = [
        lot
        for event in transformations(world)
        for lot, kilograms in quantities(event["outputQuantityList"]).items()
        if kilograms > sum(quantities(event["inputQuantityList"]).values()) * float(event["tierlight:declaredYield"])
    ]
    assert over == [fault(world, "mass-balance")]


def test_the_planted_excess_is_far_beyond_the_tolerance(world: DemoWorld) -> None:
    lot = fault(world, "mass-balance")
    assert produced(world)[lot][1] > 1.3 * sum(made_of(world)[lot].values())


def test_only_the_planted_lot_is_used_beyond_what_was_made(world: DemoWorld) -> None:
    made = produced(world)
    over = [
        lot
        for lot, uses in used(world).items()
        if lot in made and sum(kilograms for _, kilograms in uses) > made[lot][1]
    ]
    assert over == [fault(world, "lot-claimed-twice")]


def test_the_planted_lot_is_wholly_used_in_two_countries(world: DemoWorld) -> None:
    lot = fault(world, "lot-claimed-twice")
    country = {body["facility"]: body["country"] for body in bodies(world, Kind.FACILITY)}
    by_site: Counter[str] = Counter()
    for site, kilograms in used(world)[lot]:
        by_site[site] += kilograms
    assert set(by_site.values()) == {produced(world)[lot][1]}
    assert len({country[site] for site in by_site}) == 2


def test_only_the_polysilicon_of_the_module_has_no_maker(world: DemoWorld) -> None:
    made, product = produced(world), fault(world, "undisclosed-tier")
    hidden = {lot for lot in used(world) if lot not in made}
    tiers = tiers_of(world, product)
    assert hidden
    assert hidden == {lot for lot in tiers[4] if lot not in made}
    assert 0.5 < sum(tiers[4][lot] for lot in hidden) / sum(tiers[4].values()) < 1


def test_each_fault_is_planted_once(world: DemoWorld) -> None:
    codes = Counter(planted.code for planted in world.faults)
    balance = {"expired-certificate", "lot-claimed-twice", "mass-balance", "undisclosed-tier"}
    assert codes == Counter(TAGS | balance)
    assert Counter(said.tag for said in world.statements if said.tag) == Counter(TAGS)


def test_a_tagged_statement_is_an_attestation_of_a_supplier_that_speaks_elsewhere_too(world: DemoWorld) -> None:
    for said in world.statements:
        if said.tag:
            assert said.kind is Kind.ATTESTATION
            assert said.issuer == fault(world, said.tag) != FORGER
            assert any(other.issuer == said.issuer and not other.tag for other in world.statements)


def test_whose_key_is_revoked_says_nothing_after_the_statement_in_question(world: DemoWorld) -> None:
    (late,) = (said for said in world.statements if said.tag == "revoked-key")
    others = [said.issued_at for said in (*world.statements, *world.captures) if said.issuer == late.issuer]
    assert sorted(others)[-1] == late.issued_at


def test_exactly_one_certificate_has_expired_and_it_was_issued_before(world: DemoWorld) -> None:
    expired = [said for said in world.statements if said.body.get("valid_until", "9999") < "2027-01-01"]
    assert [said.body["certificate"] for said in expired] == [fault(world, "expired-certificate")]
    assert expired[0].body["valid_until"] == "2026-03-31"
