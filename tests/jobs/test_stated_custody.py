"""Custody as stated for the lots of a product: what verifies counts, the least of it, and silence is none."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import MILL, TOWN, a_deployment, a_registry
from simulator.simulated_world import ToldClock
from store_seals import sealed
from told_records import tell

from ledger.jobs.stated_custody import least_by_site, stated_custody, that_count
from ledger.jobs.supply import graph_of
from ledger.model.graph import Product, ProductProvenance, Tier, TierSite
from ledger.model.verdict import VerdictKind
from ledger.ports import World
from ledger.store.sql_store import SqlStore, open_store

MILL_SITE, LOT = "urn:example:site:mill", "urn:example:lot:cloth"
SEGREGATED = {
    "lot": LOT, "product": "09506000134352", "product_name": "Cloth", "good": "Cotton", "quantity": "1", "unit": "KGM",
    "custody": "segregated",
}  # fmt: skip


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    store = open_store(f"sqlite:///{tmp_path / 'ledger.db'}")
    store.save_deployment(a_deployment())
    store.save_registry(a_registry(*TOWN))
    yield World(store, None, ToldClock())
    store.close()


def test_p30_a_segregation_that_is_not_anchored_keeps_nothing_apart(world: World) -> None:
    tell(world, by=MILL, kind="facility", body={"facility": MILL_SITE, "operator": MILL.did, "country": "IN"})
    tell(world, by=MILL, kind="lot", body=SEGREGATED)
    assert isinstance(world.store, SqlStore)
    sealed(world.store)
    tier = Tier(1, (TierSite(MILL_SITE, 1.0, (LOT,), ()),), 0.0)
    provenance = ProductProvenance(Product("1", "Shirt", "Garments", MILL.did, (LOT,), ()), 2, (tier,), (), ())
    graph = graph_of(world)
    assert graph.sites[MILL_SITE].operator == MILL.did
    assert stated_custody(world, graph, provenance) == {}


def test_the_least_strict_statement_of_any_lot_counts_for_its_site() -> None:
    lots = {"one": "mill", "two": "mill", "three": "gin"}
    stated = {"one": ["segregated"], "two": ["identity-preserved", "book-and-claim"], "three": ["segregated"]}
    assert least_by_site(lots, stated) == {"mill": "book-and-claim", "gin": "segregated"}


def test_a_site_with_one_silent_lot_states_nothing() -> None:
    assert least_by_site({"one": "mill", "two": "mill"}, {"one": ["segregated"], "two": []}) == {}


def test_what_is_said_and_not_anchored_yet_weakens_and_never_separates() -> None:
    valid, told = (VerdictKind.VALID, "segregated"), (VerdictKind.UNANCHORED, "mass-balance")
    assert that_count([valid, told]) == ["segregated", "mass-balance"]
    assert that_count([(VerdictKind.UNANCHORED, "segregated")]) == []
    assert that_count([valid, (VerdictKind.REVOKED, "mass-balance"), (VerdictKind.INVALID, "mass-balance")]) == [
        "segregated"
    ]
