"""Records for the balance machine: as intake keeps them, without the work of signing thousands of them."""

import itertools
import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from balance_oracle import DAY, Mass

from ledger.model.record import Record
from ledger.model.statement import Domain, Scheme, SignedStatement, Statement
from ledger.proof.event_hash import event_hash

DOMAIN = Domain(chain_id=31337, verifying_contract=b"\xaa" * 20, salt=b"\xbb" * 32)
CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
CERTIFIER = "did:web:certifier.example"
START = 1_767_225_600  # 2026-01-01T00:00:00Z
_NUMBERS = itertools.count()


def said(kind: str, issuer: str, body: dict[str, Any], *, day: int) -> Record:
    """One record received on this day, with a nonce and an id of its own."""
    number = next(_NUMBERS)
    raw = json.dumps(body, sort_keys=True).encode()
    nonce = sha256(b"balance %d" % number).digest()
    statement = Statement(1, kind, issuer, b"\x11" * 20, 0, nonce, "downstream", "en", "", raw)
    signed = SignedStatement(statement, b"\x01" * 65, DOMAIN, sha256(nonce + raw).digest(), Scheme.EOA)
    received_at = START + day * DAY
    return Record(signed, received_at=received_at, include_by=received_at + 600)


def iso_day(day: int) -> str:
    return datetime.fromtimestamp(START + day * DAY, tz=UTC).date().isoformat()


def certificate(holder: str, mass: Mass, *, first_day: int, last_day: int, day: int) -> Record:
    credit = {"holder": holder, "quantity": mass.decimal, "unit": mass.unit, "spend_until": iso_day(last_day)}
    body = {
        "certificate": f"C-{next(_NUMBERS)}", "subject": "urn:example:site:s", "scheme": "Organic", "payer": holder,
        "valid_from": iso_day(first_day), "valid_until": iso_day(last_day + 9), "credit": credit,
    }  # fmt: skip
    return said("certificate", CERTIFIER, body, day=day)


def claim(issuer: str, claims: list[tuple[bytes, Mass]], *, day: int) -> Record:
    told = [{"certificate": "0x" + of.hex(), "quantity": mass.decimal, "unit": mass.unit} for of, mass in claims]
    body = {
        "lot": "urn:example:lot:claimed", "product": "P", "product_name": "Yarn", "good": "Yarn", "quantity": "1",
        "unit": "KGM", "claims": told,
    }  # fmt: skip
    return said("lot", issuer, body, day=day)


def withdrawal(of: bytes, issuer: str, *, day: int) -> Record:
    return said("revocation", issuer, {"record": "0x" + of.hex(), "reason": "We were wrong."}, day=day)


def amounts(*named: tuple[str, Mass | None]) -> list[dict[str, Any]]:
    return [
        {"epcClass": lot_id(name), **({"quantity": _number(mass), "uom": mass.unit} if mass is not None else {})}
        for name, mass in named
    ]


def lot_id(name: str) -> str:
    return f"urn:example:lot:{name}"


def site_id(name: str) -> str:
    return f"urn:example:site:{name}"


def event(issuer: str, at: int, **fields: Any) -> Record:
    """An event of the site `issuer` at this second of the story; later told than others or earlier, as it comes."""
    time = datetime.fromtimestamp(START + at, tz=UTC).isoformat().replace("+00:00", "Z")
    told = {"eventTime": time, "eventTimeZoneOffset": "+00:00", "bizLocation": {"id": site_id(issuer)}, **fields}
    body = {
        "event": json.dumps(told),
        "context": json.dumps(CONTEXT),
        "event_hash": event_hash(told, CONTEXT),
        "document_hash": "0x" + "00" * 32,
    }
    return said("event", f"did:web:{issuer}.example", body, day=0)


def confirmation(giver: str, receiver: str, lot: str, at: int) -> Record:
    """The giver names the receiver as the next to have the lot; no shipment, so it claims nothing of the quantity."""
    destination = {"type": "owning_party", "destination": f"did:web:{receiver}.example"}
    fields = {"bizStep": "consigning", "epcList": [lot_id(lot)], "destinationList": [destination]}
    return event(giver, at, type="ObjectEvent", action="OBSERVE", **fields)


def _number(mass: Mass) -> float:
    return mass.thousandths / 1000
