"""Records of a network as it is told: commissioning, transformation and shipping events, and who runs each site."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from ledger.model.record import Record, RecordStatus
from ledger.model.statement import Domain, Scheme, SignedStatement, Statement
from ledger.proof.canonical import Json, canonicalise

_CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
_DOMAIN = Domain(chain_id=31337, verifying_contract=b"\xaa" * 20, salt=b"\xbb" * 32)
_SITES = 500


def told_records(events: int) -> Iterator[Record]:
    """Give the records of this many events in the order of the log: of three, one makes a lot of two, one ships it."""
    yield from (_record("facility", _facility(site), site, site) for site in range(_SITES))
    yield from (_record("event", _body(_event(number)), _site_of(number), _SITES + number) for number in range(events))


def _event(number: int) -> dict[str, Json]:
    common: dict[str, Json] = {"eventTime": _time(number), "eventTimeZoneOffset": "+00:00", "action": "OBSERVE"}
    lot, step = divmod(number, 3)
    named = [_lot(max(0, lot - back)) for back in (7, 100)]
    if step == 2:
        shipped: dict[str, Json] = {"type": "ObjectEvent", "bizStep": "shipping", "quantityList": [_amount(_lot(lot))]}
        handed: Json = [{"type": "owning_party", "destination": _did(lot + 7)}]
        return common | shipped | {"destinationList": handed, "bizLocation": {"id": _site(_site_of(number))}}
    if lot < 200 or step == 0:
        made: dict[str, Json] = {"type": "ObjectEvent", "action": "ADD", "bizStep": "commissioning"}
        return common | made | {"quantityList": [_amount(_lot(lot))], "bizLocation": {"id": _site(_site_of(number))}}
    del common["action"]
    return common | {
        "type": "TransformationEvent",
        "inputQuantityList": [_amount(each, 40.25) for each in named],
        "outputQuantityList": [_amount(_lot(lot))],
        "bizLocation": {"id": _site(_site_of(number))},
    }


def _amount(lot: str, quantity: float = 75.5) -> Json:
    return {"epcClass": lot, "quantity": quantity, "uom": "KGM"}


def _body(event: dict[str, Json]) -> dict[str, Json]:
    text = canonicalise(event).decode()
    told = sha256(text.encode()).hexdigest()
    return {
        "event": text,
        "context": json.dumps(_CONTEXT),
        "event_hash": f"ni:///sha-256;{told}?ver=CBV2.0",
        "document_hash": "0x" + "00" * 32,
    }


def _facility(site: int) -> dict[str, Json]:
    return {"facility": _site(site), "operator": _did(site), "country": "IN", "name": f"Site {site}"}


def _record(kind: str, body: dict[str, Json], party: int, index: int) -> Record:
    statement = Statement(
        v=1, kind=kind, issuer=_did(party), signer=b"\x11" * 20, issued_at=0, nonce=index.to_bytes(32, "big"),
        audience="downstream", lang="en", summary="", body=canonicalise(body),
    )  # fmt: skip
    signed = SignedStatement(statement, b"\x01" * 65, _DOMAIN, sha256(b"%d" % index).digest(), Scheme.EOA)
    return Record(signed, received_at=0, include_by=600, status=RecordStatus.FINAL, index=index)


def _site_of(number: int) -> int:
    return (number // 3) % _SITES


def _did(number: int) -> str:
    return f"did:web:site-{number % _SITES}.example"


def _site(number: int) -> str:
    return f"urn:epc:id:sgln:9506000.{number:05}.0"


def _lot(number: int) -> str:
    return f"urn:epc:class:lgtin:9506000.012345.L{number}"


def _time(number: int) -> str:
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=number)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
