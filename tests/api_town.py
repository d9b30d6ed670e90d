"""A town of parties on a real ledger with its API, and what they say; each builder has one line to override."""

import itertools
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from builders import (
    AUDITOR,
    BRAND,
    MAKER,
    MALLORY,
    MILL,
    MILL_SITE,
    NOW,
    Party,
    a_submission_document,
    an_attestation,
    fresh_nonce,
)
from fastapi.testclient import TestClient

from ledger.bootstrap import OPERATOR_DID, Ledger, deploy_ledger, initialise, open_ledger, registrar
from ledger.chain.anvil import running_chain
from ledger.jobs.anchor import anchor_once
from ledger.jobs.capture import sign_capture
from ledger.jobs.sign_in import issue_api_key
from ledger.jobs.standing import deployment_of
from ledger.jobs.sync_registry import sync_registry
from ledger.model.party import Role
from ledger.model.statement import Domain
from ledger.ports import World
from ledger.settings import read_settings

SURVEYOR = Party("did:web:surveyor.example", Role.SURVEYOR)
TOWN = (MILL, MAKER, MALLORY, BRAND, AUDITOR, SURVEYOR)
MAKER_SITE = "urn:epc:id:sgln:9506000.00102.0"
MAKER_SITE_ID = "https://id.gs1.org/414/9506000001029"
PRODUCT = "09506000120607"
YARN_LOT, SHIRT_LOT = "urn:epc:class:lgtin:9506000.012050.Y1", "urn:epc:class:lgtin:9506000.012060.S1"
YARN_LOT_ID, SHIRT_LOT_ID = "https://id.gs1.org/01/09506000120508/10/Y1", "https://id.gs1.org/01/09506000120607/10/S1"
HOSTILE_NAME = 'Mill <img src=x onerror="alert(1)"> \u202egpj.exe'


@dataclass(frozen=True)
class Served:
    """A running API with the ledger behind it and an API key for each party."""

    ledger: Ledger
    client: TestClient
    keys: dict[str, str]

    @property
    def world(self) -> World:
        return self.ledger.world

    @property
    def domain(self) -> Domain:
        return deployment_of(self.world).domain

    def as_(self, party: Party, **headers: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.keys[party.did]}", **headers}

    def get(self, path: str, party: Party | None = None, **given: Any) -> Any:
        return self.client.get(path, headers=self.as_(party) if party else {}, **given)

    def post(self, path: str, raw: bytes, party: Party | None = None, **headers: str) -> Any:
        sent = {"Content-Type": "application/json", **(self.as_(party) if party else {}), **headers}
        return self.client.post(path, content=raw, headers=sent)

    def rows(self) -> tuple[int, int]:
        """How many records wait and how many are in the log: what a refused request must leave as it is."""
        counts = self.world.store.counts()
        return counts.pending, counts.sealed_size


@dataclass(frozen=True)
class Site:
    """A server that listens at `url`, and the ledger behind it."""

    url: str
    ledger: Ledger


@contextmanager
def running_town(home: Path, *, database_url: str | None = None) -> Iterator[Ledger]:
    """A deployed ledger with six parties; the mill and the brand let the operator sign for them."""
    with running_chain(home, block_seconds=0.2) as url:
        settings = read_settings(home=home, chain_url=url, database_url=database_url)
        initialise(settings)
        deploy_ledger(settings)
        ledger = open_ledger(settings)
        writer = registrar(settings)
        writer.register([(party.did, party.signer, party.role) for party in TOWN])
        writer.add_keys([(party.did, party.secret, party.signer) for party in TOWN])
        writer.delegate([(party.did, party.secret, OPERATOR_DID) for party in (MILL, BRAND)])
        for party in TOWN:
            ledger.world.store.name_party(party.did, party.party_id)
        sync_registry(ledger.world)
        yield ledger
        ledger.close()


def keys_for(ledger: Ledger) -> dict[str, str]:
    return {party.did: issue_api_key(ledger.world, party.reader) for party in TOWN}


def tell_of_a_shirt(served: Served) -> None:
    """The mill makes yarn, the maker makes shirts of it, the brand sells them; all of it is final afterwards."""
    _say(served, MILL, "facility", _a_facility(MILL_SITE, MILL, name=HOSTILE_NAME, country="IN"))
    _say(served, MAKER, "facility", _a_facility(MAKER_SITE, MAKER, name="Maker Ltd", country="VN"))
    _say(served, BRAND, "lot", _a_lot())
    for party, event in tales_of_a_shirt():
        sent = served.post("/epcis/capture", signed_capture(served.domain, a_document(event), by=party), party)
        assert sent.status_code == 202, sent.text
    anchor_all(served.world)


def _say(served: Served, party: Party, kind: str, body: dict[str, object]) -> None:
    raw = json.dumps(a_statement(served.domain, by=party, kind=kind, body=body)).encode()
    sent = served.post("/v1/statements", raw, party)
    assert sent.status_code == 201, sent.text


def a_statement(domain: Domain, *, by: Party = MILL, signed_by: Party | None = None, **changes: Any) -> dict[str, Any]:
    """A signed statement as its document. `changes` override fields of the envelope before it is signed."""
    made = an_attestation(signed_by=signed_by or by, on_behalf_of=by, domain=domain, **changes)
    return dict(a_submission_document(made))


def _a_facility(site: str, operator: Party, *, name: str, country: str) -> dict[str, Any]:
    return {
        "facility": site,
        "operator": operator.did,
        "country": country,
        "name": name,
        "goods": ["Cotton"],
        "headcount": 120,
        "workforce": {"migrant": {"status": "answered", "share": "0.4"}},
    }


def _a_lot() -> dict[str, Any]:
    return {
        "lot": SHIRT_LOT,
        "product": PRODUCT,
        "product_name": "T-shirt",
        "good": "Garments",
        "quantity": "90",
        "unit": "KGM",
        "facility": MAKER_SITE,
        "is_finished": True,
    }


def a_document(*events: dict[str, Any]) -> bytes:
    """An EPCIS document of these events."""
    whole = {
        "@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-03-01T00:00:00Z",
        "epcisBody": {"eventList": list(events)},
    }
    return json.dumps(whole).encode()


def an_event(**changes: Any) -> dict[str, Any]:
    """The mill makes a lot of yarn."""
    return {
        "type": "ObjectEvent",
        "eventTime": "2026-02-01T08:00:00.000Z",
        "eventTimeZoneOffset": "+00:00",
        "action": "ADD",
        "bizStep": "commissioning",
        "bizLocation": {"id": MILL_SITE},
        "quantityList": [{"epcClass": YARN_LOT, "quantity": 100, "uom": "KGM"}],
    } | changes


def a_sewing() -> dict[str, Any]:
    """The maker makes shirts of the yarn."""
    return {
        "type": "TransformationEvent",
        "eventTime": "2026-02-10T08:00:00.000Z",
        "eventTimeZoneOffset": "+00:00",
        "bizStep": "commissioning",
        "bizLocation": {"id": MAKER_SITE},
        "inputQuantityList": [{"epcClass": YARN_LOT, "quantity": 100, "uom": "KGM"}],
        "outputQuantityList": [{"epcClass": SHIRT_LOT, "quantity": 90, "uom": "KGM"}],
    }


def a_shipping(lot: str, *, giver: str, to: Party, **changes: Any) -> dict[str, Any]:
    """The lot leaves a site and is handed to a party."""
    return {
        "type": "ObjectEvent",
        "eventTime": "2026-02-04T08:00:00.000Z",
        "eventTimeZoneOffset": "+00:00",
        "action": "OBSERVE",
        "bizStep": "shipping",
        "bizLocation": {"id": giver},
        "quantityList": [{"epcClass": lot}],
        "destinationList": [{"type": "owning_party", "destination": to.did}],
    } | changes


def tales_of_a_shirt() -> tuple[tuple[Party, dict[str, Any]], ...]:
    """Who says what: yarn is made and handed over, shirts are made of it and handed over."""
    return (
        (MILL, an_event()),
        (MILL, a_shipping(YARN_LOT, giver=MILL_SITE, to=MAKER)),
        (MAKER, a_sewing()),
        (MAKER, a_shipping(SHIRT_LOT, giver=MAKER_SITE, to=BRAND, eventTime="2026-02-14T08:00:00.000Z")),
    )


def signed_capture(domain: Domain, raw: bytes, *, by: Party = MILL) -> bytes:
    """The document with each event signed by this party."""
    nonces = (fresh_nonce() for _ in itertools.count())
    return sign_capture(raw, issuer=by.did, secret=by.secret, domain=domain, issued_at=NOW, nonces=nonces)


def anchor_all(world: World) -> None:
    """Everything is final when this returns."""
    eventually(lambda: anchor_once(world, holder="test").is_settled, what="everything is final", within_seconds=60)


def eventually(holds: Callable[[], bool], *, what: str, within_seconds: float = 10.0) -> None:
    until = time.monotonic() + within_seconds
    while not holds():
        assert time.monotonic() < until, f"not within {within_seconds} s: {what}"
        threading.Event().wait(0.05)
