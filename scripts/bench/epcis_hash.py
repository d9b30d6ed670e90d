"""The CBV event hash against its reference generator: same events, same run, one core, results compared first.

The peer is `epcis-event-hash-generator` from PyPI (MIT), as locked in requirements/reference.lock, in an environment of
its own under build/. Both sides begin with parsed JSON and end with the ni: text. Each round has events of its own, so
that no cache of ours knows an identifier from the round before. Neither side checks the event here: what strict parse,
checks and signature cost is in the row of capture.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

from ledger.proof.event_hash import event_hash
from scripts.bench.crypto import one_core, peak_megabytes
from scripts.setup import BUILD, REQUIREMENTS, ROOT, SetupFailed, step, sync

EVENTS = 1_000
ALONE = 100
ROUNDS = 7
_REFERENCE = BUILD / "reference"
_CONTEXT = ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", {"example": "https://ns.example.com/x/"}]
_PEER = "epcis-event-hash-generator 1.9.3"
Document = dict[str, Any]
Ask = Callable[[list[Document]], tuple[float, list[str]]]


def rows() -> list[dict[str, Any]]:
    """Give one row per measurement: name, ours, peer, peer_name, ratio, unit, peak_memory_mb, note."""
    python = _REFERENCE / "bin" / "python"
    lock = REQUIREMENTS / "reference.lock"
    try:
        step("reference environment", lambda: sync(_REFERENCE, lock.name, sys.executable), inputs=[lock], made=python)
    except SetupFailed as failure:
        raise SystemExit(f"the peer cannot be installed, so nothing is measured: {failure}") from failure
    with one_core(), _reference(str(python)) as ask:
        together = [[_document(turn, EVENTS)] for turn in range(ROUNDS)]
        alone = [[_document(turn * ALONE + each + 10_000, 1) for each in range(ALONE)] for turn in range(ROUNDS)]
        return [
            _compared(f"CBV event hash, {EVENTS:,} events in one document", together, ask, EVENTS),
            _compared("CBV event hash, one event a document", alone, ask, ALONE),
        ]


def _compared(name: str, turns: list[list[Document]], ask: Ask, count: int) -> dict[str, Any]:
    pairs = []
    for documents in turns:
        started = time.perf_counter()
        ours = _hashes(documents)
        seconds = time.perf_counter() - started
        theirs, expected = ask(documents)
        if ours != expected:
            raise SystemExit("the two sides do not give the same hashes")
        pairs.append((seconds, theirs))
    our_rate, peer_rate = (count / median(side) for side in zip(*pairs, strict=True))
    return {
        "name": name,
        "ours": our_rate,
        "peer": peer_rate,
        "peer_name": _PEER,
        "ratio": our_rate / peer_rate,
        "unit": "events/s",
        "peak_memory_mb": peak_megabytes(lambda: _hashes(turns[0])),
        "note": f"from parsed JSON to ni: text, median of {ROUNDS} rounds of fresh events, every hash equal",
    }


def _hashes(documents: list[Document]) -> list[str]:
    return [
        event_hash(event, document["@context"])
        for document in documents
        for event in document["epcisBody"]["eventList"]
    ]


def _document(place: int, events: int) -> Document:
    return {
        "@context": _CONTEXT,
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-06-01T00:00:00Z",
        "epcisBody": {"eventList": [_event(place * (EVENTS + 1) + at) for at in range(events)]},
    }


def _event(number: int) -> Document:
    place = {"id": "urn:epc:id:sgln:9506000.00101.0"}
    shared = {"eventTime": "2026-06-01T15:30:00.000+05:30", "eventTimeZoneOffset": "+05:30", "bizLocation": place}
    if number % 2:
        return {
            "type": "TransformationEvent", **shared, "bizStep": "commissioning",
            "inputQuantityList": [
                {"epcClass": f"urn:epc:class:lgtin:9506000.011010.I{number}", "quantity": 120.5, "uom": "KGM"}
            ],
            "outputQuantityList": [
                {"epcClass": f"urn:epc:class:lgtin:9506000.011020.O{number}", "quantity": 110, "uom": "KGM"}
            ],
        }  # fmt: skip
    return {
        "type": "ObjectEvent", **shared, "action": "OBSERVE", "bizStep": "shipping", "disposition": "in_transit",
        "epcList": [f"urn:epc:id:sgtin:9506000.011010.{number}{each}" for each in range(3)], "readPoint": place,
        "bizTransactionList": [{"type": "po", "bizTransaction": f"urn:epcglobal:cbv:bt:9506000001015:{number}"}],
        "example:grade": "A",
    }  # fmt: skip


@contextmanager
def _reference(python: str) -> Iterator[Ask]:
    driver = ROOT / "scripts" / "bench" / "reference_hash.py"
    with subprocess.Popen([python, str(driver)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None  # noqa: S101 - both are pipes
        assert process.stdout is not None  # noqa: S101
        asking, answering = process.stdin, process.stdout

        def ask(documents: list[Document]) -> tuple[float, list[str]]:
            print(json.dumps(documents), file=asking, flush=True)
            answer = json.loads(answering.readline())
            return float(answer["seconds"]), list(answer["hashes"])

        yield ask
        asking.close()
