"""Who may read what: every role against every audience and every relation to the record, in one table."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from api_town import MAKER_SITE, PRODUCT, SHIRT_LOT, YARN_LOT, a_document, signed_capture, tales_of_a_shirt
from audience_bed import operates
from builders import (
    AGENT,
    AUDITOR,
    BRAND,
    MAKER,
    MALLORY,
    MILL,
    MILL_SITE,
    TOWN,
    Party,
    a_deployment,
    a_record,
    a_registry,
    an_attestation,
)
from simulator.simulated_world import ToldClock
from store_seals import sealed
from told_records import domain_of, tell

from ledger.errors import NotAllowed, NotFound
from ledger.jobs.access import audience_of, may_read, require_lot, require_product, visible_products
from ledger.jobs.capture import capture
from ledger.model.party import Role
from ledger.model.reader import Reader
from ledger.model.record import Record
from ledger.ports import World
from ledger.store.sql_store import open_store

OTHER_BRAND = Party("did:web:other-brand.example", Role.BRAND)
SURVEYOR = Party("did:web:surveyor.example", Role.SURVEYOR)
RECRUITER = Party("did:web:recruiter.example", Role.RECRUITER)
OPERATOR = Party("did:web:operator.example", Role.OPERATOR)
READERS: dict[str, Reader | None] = {
    "the machine's own operator": None,
    "operator": OPERATOR.reader,
    "issuer": MILL.reader,
    "its brand": BRAND.reader,
    "another brand": OTHER_BRAND.reader,
    "auditor": AUDITOR.reader,
    "named party": MAKER.reader,
    "rival": MALLORY.reader,
    "recruiter": RECRUITER.reader,
    "surveyor": SURVEYOR.reader,
    "custodian": AGENT.reader,
}
ALWAYS = {"the machine's own operator", "issuer"}
SEES_SUPPLY = {"operator", "auditor", "its brand"}
# Who is in which audience of what the mill says of its own site; everybody else gets NotFound.
OF_THE_MILL = {
    "public": set(READERS),
    "downstream": ALWAYS | SEES_SUPPLY,
    f"parties:{MAKER.did}": ALWAYS | {"named party"},
    f"parties:{BRAND.did},{MAKER.did}": ALWAYS | {"named party", "its brand"},
    "private": ALWAYS,
    "authority:did:web:counsel.example": ALWAYS,
}


@dataclass(frozen=True)
class Shirt:
    """A ledger where the mill's yarn became the maker's shirts, sold by the brand."""

    world: World


@pytest.fixture(scope="module")
def shirt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shirt]:
    folder: Path = tmp_path_factory.mktemp("shirt")
    store = open_store(f"sqlite:///{folder / 'ledger.db'}")
    store.save_deployment(a_deployment())
    store.save_registry(a_registry(*TOWN, OTHER_BRAND))
    world = World(store, None, ToldClock())
    for party, site in ((MILL, MILL_SITE), (MAKER, MAKER_SITE)):
        tell(world, by=party, kind="facility", body={"facility": site, "operator": party.did, "country": "IN"})
        tell(world, by=AUDITOR, kind="decision", body=operates(party, site))
    tell(world, by=BRAND, kind="lot", body=a_lot_body())
    for party, event in tales_of_a_shirt():
        capture(world, signed_capture(domain_of(world), a_document(event), by=party), reader=None, custodian=None)
    sealed(store)
    yield Shirt(world)
    store.close()


def a_lot_body() -> dict[str, object]:
    numbers = {"quantity": "90", "unit": "KGM", "facility": MAKER_SITE, "is_finished": True}
    return {"lot": SHIRT_LOT, "product": PRODUCT, "product_name": "T-shirt", "good": "Garments", **numbers}


def said(by: Party, audience: str, *, of_site: str = MILL_SITE) -> Record:
    body = {"subject": of_site, "claim": "origin", "text": "From here."}
    return a_record(an_attestation(signed_by=by, audience=audience, body=body))


@pytest.mark.parametrize("audience", OF_THE_MILL)
@pytest.mark.parametrize("who", READERS)
def test_who_reads_what_the_mill_says_of_itself(shirt: Shirt, who: str, audience: str) -> None:
    record, expected = said(MILL, audience), who in OF_THE_MILL[audience]
    assert may_read(shirt.world, READERS[who], record) is expected
    assert audience_of(shirt.world, READERS[who]).may_read(record) is expected


@pytest.mark.parametrize(
    ("reader", "expected"),
    [(MILL, True), (BRAND, True), (AUDITOR, True), (MAKER, False), (MALLORY, False), (OTHER_BRAND, False)],
)
def test_what_an_auditor_says_of_a_site_reaches_its_operator_and_its_brand(
    shirt: Shirt, reader: Party, expected: bool
) -> None:
    record = said(AUDITOR, "downstream", of_site=MILL_SITE)
    assert may_read(shirt.world, reader.reader, record) is expected


def test_a_rivals_word_about_itself_does_not_reach_a_brand_it_does_not_supply(shirt: Shirt) -> None:
    assert not may_read(shirt.world, BRAND.reader, said(MALLORY, "downstream", of_site="urn:example:site:rival"))


def test_a_private_statement_of_the_auditor_reaches_not_even_the_site(shirt: Shirt) -> None:
    for party in (MILL, BRAND, MAKER):
        assert not may_read(shirt.world, party.reader, said(AUDITOR, "private"))


def test_a_did_that_begins_like_a_named_one_is_not_named(shirt: Shirt) -> None:
    record = said(MILL, f"parties:{MAKER.did}.evil")
    assert not may_read(shirt.world, MAKER.reader, record)
    assert not may_read(shirt.world, Reader(MAKER.did[:-1], Role.SUPPLIER), said(MILL, f"parties:{MAKER.did}"))


def test_a_role_is_the_credentials_not_the_names(shirt: Shirt) -> None:
    """The auditor's DID with a supplier's key sees what a supplier sees."""
    demoted = Reader(AUDITOR.did, Role.SUPPLIER)
    assert not may_read(shirt.world, demoted, said(MILL, "downstream"))


PRODUCTS = {
    "the machine's own operator": True, "operator": True, "its brand": True, "auditor": True,
    "issuer": False, "another brand": False, "named party": False, "rival": False, "recruiter": False,
    "surveyor": False, "custodian": False,
}  # fmt: skip


@pytest.mark.parametrize("who", READERS)
def test_who_sees_a_product_and_who_gets_not_found(shirt: Shirt, who: str) -> None:
    seen = visible_products(shirt.world, READERS[who])
    assert bool(seen) is PRODUCTS[who]
    if PRODUCTS[who]:
        assert require_product(shirt.world, READERS[who], PRODUCT) == seen[0]
    else:
        with pytest.raises(NotFound):
            require_product(shirt.world, READERS[who], PRODUCT)


@pytest.mark.parametrize("lot", [YARN_LOT, SHIRT_LOT])
@pytest.mark.parametrize("who", READERS)
def test_who_traces_a_lot(shirt: Shirt, who: str, lot: str) -> None:
    reader = READERS[who]
    if PRODUCTS[who]:
        require_lot(shirt.world, reader, lot)
        return
    refusal = NotFound if who == "another brand" else NotAllowed
    with pytest.raises(refusal):
        require_lot(shirt.world, reader, lot)


def test_a_lot_that_is_not_there_is_not_found_for_everyone(shirt: Shirt) -> None:
    for reader in (None, AUDITOR.reader, BRAND.reader):
        with pytest.raises(NotFound):
            require_lot(shirt.world, reader, "urn:epc:class:lgtin:9506000.099999.X")
