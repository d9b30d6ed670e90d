"""A town of five parties on a real ledger, and what they say; each builder has one line to override."""

import itertools
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from fastapi.testclient import TestClient

from ledger.bootstrap import Ledger
from ledger.intake.summary import render_summary
from ledger.jobs.anchor import anchor_once
from ledger.jobs.capture import sign_capture
from ledger.jobs.standing import deployment_of
from ledger.model.party import Role
from ledger.model.reader import Reader
from ledger.model.statement import Domain, Statement
from ledger.ports import World
from ledger.proof.canonical import canonicalise
from ledger.proof.typed_data import account_of, sign_digest, statement_digest
from ledger.proof.wire import domain_document, envelope_document, hex_text

_NONCES = itertools.count()
CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
PRODUCT = "09506000120607"
YARN_LOT = "urn:epc:class:lgtin:9506000.012050.Y1"
SHIRT_LOT = "urn:epc:class:lgtin:9506000.012060.S1"
MILL_SITE, MAKER_SITE = "urn:epc:id:sgln:9506000.00101.0", "urn:epc:id:sgln:9506000.00102.0"
YARN_LOT_ID, SHIRT_LOT_ID = "https://id.gs1.org/01/09506000120508/10/Y1", "https://id.gs1.org/01/09506000120607/10/S1"
MAKER_SITE_ID = "https://id.gs1.org/414/9506000001029"
HOSTILE_NAME = 'Mill <img src=x onerror="alert(1)"> \u202egpj.exe'


@dataclass(frozen=True)
class Party:
    """A party with its key."""

    did: str
    role: Role

    @property
    def secret(self) -> bytes:
        return sha256(b"key of " + self.did.encode()).digest()

    @property
    def signer(self) -> bytes:
        return account_of(self.secret)

    @property
    def reader(self) -> Reader:
        return Reader(self.did, self.role)


MILL = Party("did:web:mill.example", Role.SUPPLIER)
MAKER = Party("did:web:maker.example", Role.SUPPLIER)
RIVAL = Party("did:web:rival.example", Role.SUPPLIER)
BRAND = Party("did:web:brand.example", Role.BRAND)
AUDITOR = Party("did:web:auditor.example", Role.AUDITOR)
SURVEYOR = Party("did:web:surveyor.example", Role.SURVEYOR)
TOWN = (MILL, MAKER, RIVAL, BRAND, AUDITOR, SURVEYOR)


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


def a_statement(
    domain: Domain, *, by: Party = MILL, signed_by: Party | None = None, kind: str = "attestation", **changes: Any
) -> dict[str, Any]:
    """A signed statement as its document. `changes` override fields of the envelope before it is signed."""
    body = changes.pop("body", None) or an_attestation_body()
    made = Statement(
        v=1,
        kind=kind,
        issuer=by.did,
        signer=(signed_by or by).signer,
        issued_at=changes.pop("issued_at", 1_790_000_000),
        nonce=changes.pop("nonce", None) or sha256(b"nonce %d" % next(_NONCES)).digest(),
        audience="downstream",
        lang="en",
        summary=render_summary(kind, "en", body),
        body=canonicalise(body),
    )
    statement = replace(made, **changes)
    signature = sign_digest(statement_digest(statement, domain), (signed_by or by).secret)
    return {
        "statement": {**envelope_document(statement), "body": json.loads(statement.body)},
        "signature": hex_text(signature),
        "domain": domain_document(domain),
    }


def an_attestation_body() -> dict[str, Any]:
    return {"subject": MILL_SITE, "claim": "no-recruitment-fees", "text": "No worker here paid a fee for the job."}


def a_facility_body(site: str, operator: Party, *, name: str, country: str) -> dict[str, Any]:
    return {
        "facility": site,
        "operator": operator.did,
        "country": country,
        "name": name,
        "goods": ["Cotton"],
        "headcount": 120,
        "workforce": {"migrant": {"status": "answered", "share": "0.4"}},
    }


def a_lot_body() -> dict[str, Any]:
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
        "@context": [CONTEXT],
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


def signed_capture(domain: Domain, raw: bytes, *, by: Party = MILL) -> bytes:
    """The document with each event signed by this party."""
    nonces = (sha256(b"event nonce %d" % next(_NONCES)).digest() for _ in itertools.count())
    return sign_capture(raw, issuer=by.did, secret=by.secret, domain=domain, issued_at=1_790_000_000, nonces=nonces)


def anchor_all(world: World) -> None:
    """Everything is final when this returns."""
    eventually(lambda: anchor_once(world, holder="test").is_settled, what="everything is final", within_seconds=60)


def eventually(holds: Callable[[], bool], *, what: str, within_seconds: float = 10.0) -> None:
    until = time.monotonic() + within_seconds
    while not holds():
        assert time.monotonic() < until, f"not within {within_seconds} s: {what}"
        threading.Event().wait(0.05)
