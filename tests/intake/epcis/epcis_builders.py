"""One good document with overrides: what a test changes is what it is about."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from ledger.intake.epcis import read_capture
from ledger.model.event import CapturedEvent
from ledger.proof.canonical import Json, canonicalise

GS1 = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
OFFICIAL = Path(__file__).resolve().parents[3] / "../shared/fixtures/epcis/examples"
needs_official = pytest.mark.skipif(
    not OFFICIAL.is_dir(),
    reason="GS1's example documents (../shared) are not here; their licence keeps them out of the repository",
)


def official_documents() -> list[Path]:
    return sorted(OFFICIAL.rglob("*.jsonld"))


def an_event(**changes: Any) -> dict[str, Any]:
    event = {
        "type": "ObjectEvent",
        "eventTime": "2026-03-04T11:00:30.000+01:00",
        "eventTimeZoneOffset": "+01:00",
        "action": "OBSERVE",
        "bizStep": "shipping",
        "epcList": ["urn:epc:id:sgtin:4012345.011111.9876"],
        "readPoint": {"id": "urn:epc:id:sgln:4012345.00011.987"},
    }
    return without_ellipsis({**event, **changes})


def a_transformation(**changes: Any) -> dict[str, Any]:
    event = {
        "type": "TransformationEvent",
        "eventTime": "2026-03-04T11:00:30.000+01:00",
        "eventTimeZoneOffset": "+01:00",
        "inputQuantityList": [{"epcClass": "urn:epc:class:lgtin:4012345.011111.4444", "quantity": 10, "uom": "KGM"}],
        "outputQuantityList": [{"epcClass": "urn:epc:class:lgtin:4012345.011112.1", "quantity": 9.5, "uom": "KGM"}],
    }
    return without_ellipsis({**event, **changes})


def a_document(*events: dict[str, Any], **changes: Any) -> dict[str, Any]:
    document = {
        "@context": [GS1, {"example": "https://ns.example.com/epcis/"}],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-03-04T12:00:00Z",
        "epcisBody": {"eventList": list(events) or [an_event()]},
    }
    return without_ellipsis({**document, **changes})


def without_ellipsis(found: dict[str, Any]) -> dict[str, Any]:
    """Leave out what a test set to `...`."""
    return {key: value for key, value in found.items() if value is not ...}


def captured(document: Json) -> tuple[CapturedEvent, ...]:
    return read_capture(document, document_hash=sha256(canonicalise(document)).digest())
