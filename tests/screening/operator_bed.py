"""What parties say about who runs a site and who made goods there, beside a list with the mill on it."""

from typing import Any

from api_town import a_document, an_event, signed_capture
from builders import AUDITOR, BRAND, MILL, Party
from screening_bed import say
from screening_builders import TODAY
from store_seals import sealed
from told_records import domain_of

from ledger.jobs.assess import known_site
from ledger.jobs.capture import capture
from ledger.model.risk import Band
from ledger.ports import World
from ledger.risk.method_v1 import score_site
from ledger.store.sql_store import SqlStore

SITE, OTHER = "urn:example:site:quorvane", "urn:example:site:marigold"
LOT = "urn:epc:class:lgtin:9506000.012110.K1"
GLN = "https://id.gs1.org/414/9506000001012"
LISTED = {"did": MILL.did, "name": "Quorvane Brightwater Textile", "country": "ZW", "roles": ["supplier"]}


def describe(world: World, by: Party = MILL, site: str = SITE) -> bytes:
    body = {"facility": site, "operator": by.did, "country": "ZW", "name": "Marigold Lantern Weavers"}
    return say(world, "facility", body, by=by)


def decide(world: World, party: Party, outcome: str = "confirmed", **changes: Any) -> bytes:
    body = {"subject": "site-operator", "left": SITE, "right": party.did, "outcome": outcome, "reason": "The lease."}
    return say(world, "decision", body | changes, by=AUDITOR)


def make(world: World, by: Party, site: str = SITE, **changes: Any) -> bytes:
    """The id of the record, sealed."""
    lot = [{"epcClass": LOT, "quantity": 100, "uom": "KGM"}]
    event = an_event(**{"bizLocation": {"id": site}, "quantityList": lot} | changes)
    told = signed_capture(domain_of(world), a_document(event), by=by)
    (kept,) = capture(world, told, reader=None, custodian=None).acknowledgements
    assert isinstance(world.store, SqlStore)
    sealed(world.store)
    return kept.record_id


def ship(world: World, by: Party = MILL) -> None:
    make(world, by, action="OBSERVE", bizStep="shipping")


def state(world: World, by: Party = MILL) -> bytes:
    lot = {"lot": LOT, "product": "urn:epc:idpat:sgtin:9506000.012110.*", "product_name": "Yarn", "good": "Garments"}
    return say(world, "lot", lot | {"quantity": "100", "unit": "KGM", "facility": SITE}, by=by)


def take_back(world: World, told: bytes, by: Party = MILL) -> None:
    say(world, "revocation", {"record": "0x" + told.hex(), "reason": "Typing error."}, by=by)


def is_held(world: World, site: str = SITE) -> bool:
    inputs = known_site(world, site, good="Garments", party=BRAND.did, as_of=TODAY)
    return score_site(inputs, as_of=TODAY).band is Band.TRADE_ORDER_MATCH
