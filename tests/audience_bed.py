"""One supply chain with everybody who may stand in a relation to a record of the mill, and the rule as a table.

Cotton of the farm became yarn of the mill, the maker's shirts and the brand's product; each hand-over is confirmed.
Eve's brand made a coat and says that the mill's yarn went into it; the mill never said so.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

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
from builders import AUDITOR, BRAND, MAKER, MILL, MILL_SITE, TOWN, Party, a_deployment, a_record, a_registry
from builders import an_attestation as a_statement
from simulator.simulated_world import ToldClock
from store_seals import sealed
from told_records import domain_of, tell

from ledger.jobs.capture import capture
from ledger.model.party import Role
from ledger.model.record import Record
from ledger.model.statement import Kind
from ledger.ports import World
from ledger.store.sql_store import open_store

FARM = Party("did:web:farm.example", Role.SUPPLIER)
EVE = Party("did:web:eve-brand.example", Role.BRAND)
NAMED = Party("did:web:named.example", Role.SUPPLIER)
COUNSEL = Party("did:web:counsel.example", Role.AUDITOR)
UNION = Party("did:web:union.example", Role.CUSTODIAN)
STRANGER = Party("did:web:stranger.example", Role.SUPPLIER)
FARM_SITE, EVES_SITE = "urn:epc:id:sgln:9506000.00103.0", "urn:epc:id:sgln:9999999.00001.0"
COTTON_LOT, EVES_LOT = "urn:epc:class:lgtin:9506000.012040.C1", "urn:epc:class:lgtin:9999999.000001.X"

RELATIONS = {
    "owner": MILL,
    "confirmed, far down": BRAND,
    "confirmed, next hand": MAKER,
    "unconfirmed downstream": EVE,
    "upstream": FARM,
    "named party": NAMED,
    "authority": COUNSEL,
    "stranger": STRANGER,
    "custodian of it": UNION,
}
ROLES = tuple(Role)
AUDIENCES = ("public", "downstream", f"parties:{NAMED.did}", f"authority:{COUNSEL.did}", "private")
NEXT_HAND, FAR_DOWN = "confirmed, next hand", "confirmed, far down"
# Who reads, of each kind that the mill says `downstream`, without being an auditor or the operator: by relation and
# role. A brand that was given what is made of it, and whoever the record itself names as buyer.
DOWNSTREAM: dict[str, set[tuple[str, Role | None]]] = {
    "event": {(FAR_DOWN, Role.BRAND)},
    "lot": {(FAR_DOWN, Role.BRAND)},
    "facility": {(FAR_DOWN, Role.BRAND)},
    "attestation": {(FAR_DOWN, Role.BRAND)},
    "audit": {(FAR_DOWN, Role.BRAND)},
    "certificate": {(FAR_DOWN, Role.BRAND)},
    "recruitment": {(FAR_DOWN, Role.BRAND)},
    "purchase": {(FAR_DOWN, Role.BRAND), (NEXT_HAND, None)},
    "party": {(FAR_DOWN, Role.BRAND)},
    "release": {(FAR_DOWN, Role.BRAND)},
    "remedy": {(FAR_DOWN, Role.BRAND)},
    "decision": set(),
}
WORKER_SIDE = ("wave", "finding", "sealed remedy", "decision of a case")


def expected(kind: str, audience: str, relation: str, role: Role | None) -> bool:
    """The rule of DESIGN 4 as a person would say it. `role` None is this machine's own operator."""
    if role is None or relation == "owner":
        return True
    if kind in WORKER_SIDE:
        return relation == "custodian of it" and role is Role.CUSTODIAN
    match audience.split(":")[0]:
        case "public":
            return True
        case "parties":
            return relation == "named party"
        case "authority":
            return relation == "authority"
        case "downstream":
            is_inspector = role in (Role.AUDITOR, Role.OPERATOR)
            return is_inspector or not DOWNSTREAM[kind].isdisjoint({(relation, role), (relation, None)})
        case _:
            return False


BODIES: dict[str, tuple[str, dict[str, Any]]] = {
    "lot": (
        "lot",
        {"lot": YARN_LOT, "product": "09506000120508", "product_name": "Yarn", "good": "Yarn"}
        | {"quantity": "100", "unit": "KGM", "facility": MILL_SITE},
    ),
    "facility": ("facility", {"facility": MILL_SITE, "operator": MILL.did, "country": "IN"}),
    "attestation": ("attestation", {"subject": MILL_SITE, "claim": "origin", "text": "From here."}),
    "audit": (
        "audit",
        {"facility": MILL_SITE, "payer": MILL.did, "is_announced": True, "has_offsite_interviews": False}
        | {"conducted_on": "2026-01-05", "report_hash": "0x" + "00" * 32},
    ),
    "certificate": (
        "certificate",
        {"certificate": "C-1", "subject": MILL_SITE, "scheme": "A scheme", "payer": MILL.did}
        | {"valid_from": "2026-01-01", "valid_until": "2026-12-31"},
    ),
    "recruitment": (
        "recruitment",
        {"recruiter": "did:web:recruiter.example", "facility": MILL_SITE, "origin": "NP", "destination": "IN"}
        | {"period_from": "2026-01-01", "period_until": "2026-06-30"},
    ),
    "purchase": (
        "purchase",
        {"order": "PO-1", "buyer": MAKER.did, "seller": MILL.did, "lots": [YARN_LOT], "quantity": "100"}
        | {"unit": "KGM", "ordered_on": "2026-02-03"},
    ),
    "party": ("party", {"did": MILL.did, "name": "The Mill", "country": "IN", "roles": ["supplier"]}),
    "release": (
        "release",
        {"wave": "0x" + "17" * 32, "facility": MILL_SITE, "ended_on": "2026-01-05", "instrument": "0x" + "11" * 32}
        | {"sample_announced": "25-49", "answers_came": "25-49", "cells": [], "counts": None}
        | {"epsilon_thousandths": 1000, "is_channel_attested": True, "panel_review": None},
    ),
    "remedy": (
        "remedy",
        {"facility": MILL_SITE, "addresses": ["0x" + "21" * 32], "measure": "fees_repaid", "state": "claimed"}
        | {"done_on": "2026-01-05", "text": "All fees were repaid."},
    ),
    "decision": (
        "decision",
        {"subject": "facility-match", "left": MILL_SITE, "right": EVES_SITE, "outcome": "different", "reason": "Seen."},
    ),
}
# Encrypted to one custodian: nobody else finds them, whatever audience they name.
_SEALED = {"custodian": UNION.did, "epoch": "2026-11", "sealed": "QUJD"}
WORKER_BODIES: dict[str, tuple[str, dict[str, Any]]] = {
    "wave": ("wave", _SEALED),
    "finding": ("finding", _SEALED),
    "sealed remedy": ("remedy", _SEALED),
    "decision of a case": ("decision", _SEALED),
}


def a_record_of(kind: str, audience: str, *, by: Party = MILL) -> Record:
    """A record of this kind, as the mill says it of its own site or lot."""
    if kind in WORKER_BODIES:
        name, body = WORKER_BODIES[kind]
        return a_record(a_statement(signed_by=by, kind=name, body=body, audience=audience, summary="A statement."))
    name, body = BODIES[kind]
    return a_record(a_statement(signed_by=by, kind=name, body=body, audience=audience))


def making_of_yarn(world: World) -> Record:
    """The mill's own event in which its yarn is made."""
    return next(
        record
        for record in world.store.records((Kind.EVENT,), size=10**6)
        if record.signed.statement.issuer == MILL.did and b"commissioning" in record.signed.statement.body
    )


@contextmanager
def a_told_chain(folder: Path) -> Iterator[World]:
    """The chain above, sealed on SQLite."""
    store = open_store(f"sqlite:///{folder / 'ledger.db'}")
    store.save_deployment(a_deployment())
    store.save_registry(a_registry(*TOWN, FARM, EVE, NAMED, COUNSEL, STRANGER, UNION))
    world = World(store, None, ToldClock())
    for party, site in ((FARM, FARM_SITE), (MILL, MILL_SITE), (MAKER, MAKER_SITE), (EVE, EVES_SITE)):
        tell(world, by=party, kind="facility", body={"facility": site, "operator": party.did, "country": "IN"})
        tell(world, by=AUDITOR, kind="decision", body=operates(party, site))
    tell(world, by=BRAND, kind="lot", body=a_finished_lot())
    tell(world, by=EVE, kind="lot", body=a_finished_lot(lot=EVES_LOT, product="09999999000018", facility=EVES_SITE))
    for party, event in _tales():
        say(world, party, event)
    sealed(store)
    yield world
    store.close()


def operates(party: Party, site: str, outcome: str = "confirmed") -> dict[str, Any]:
    """An auditor's decision that this party operates the site."""
    return {"subject": "site-operator", "left": site, "right": party.did, "outcome": outcome, "reason": "Visited."}


def a_finished_lot(**changes: Any) -> dict[str, Any]:
    """The brand's lot of shirts, as its product."""
    told = {"lot": SHIRT_LOT, "product": PRODUCT, "product_name": "T-shirt", "good": "Garments", "quantity": "90"}
    return told | {"unit": "KGM", "facility": MAKER_SITE, "is_finished": True} | changes


def say(world: World, party: Party, event: dict[str, Any]) -> bytes:
    """The id of the record that this event became, not yet sealed."""
    raw = signed_capture(domain_of(world), a_document(event), by=party)
    return capture(world, raw, reader=None, custodian=None).acknowledgements[0].record_id


def claims_to_use(lot: str, **changes: Any) -> dict[str, Any]:
    """Eve's event in which this lot becomes hers."""
    return (
        a_sewing()
        | {
            "bizLocation": {"id": EVES_SITE},
            "inputQuantityList": [{"epcClass": lot, "quantity": 1, "uom": "KGM"}],
            "outputQuantityList": [{"epcClass": EVES_LOT, "quantity": 1, "uom": "KGM"}],
        }
        | changes
    )


def _tales() -> Iterator[tuple[Party, dict[str, Any]]]:
    cotton = [{"epcClass": COTTON_LOT, "quantity": 200, "uom": "KGM"}]
    yield FARM, an_event(bizLocation={"id": FARM_SITE}, quantityList=cotton, eventTime="2026-01-20T08:00:00.000Z")
    yield FARM, a_shipping(COTTON_LOT, giver=FARM_SITE, to=MILL, eventTime="2026-01-22T08:00:00.000Z")
    yield from tales_of_a_shirt()
    yield EVE, claims_to_use(YARN_LOT)
