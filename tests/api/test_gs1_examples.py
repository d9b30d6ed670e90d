"""Real input: all 47 official GS1 EPCIS 2.0 example documents, sent to a real API and read back event by event."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import pytest
from api_town import Served, keys_for, running_town
from builders import MILL
from fastapi.testclient import TestClient

from api.app import create_app
from ledger.proof.canonical import canonicalise, parse

EXAMPLES = Path(__file__).resolve().parents[3] / "shared" / "fixtures" / "epcis" / "examples"
DUPLICATE_KEY = "AssociationEvent-h.jsonld"
FOUND = sorted(EXAMPLES.rglob("*.jsonld"))
pytestmark = pytest.mark.skipif(
    not FOUND, reason="GS1's examples (../shared/fixtures/epcis) are not beside this checkout"
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A ledger in which nobody has said anything yet: others tell copies of these very events elsewhere."""
    with (
        running_town(tmp_path_factory.mktemp("examples")) as ledger,
        TestClient(create_app(ledger=ledger), base_url="http://tierlight.test", follow_redirects=False) as client,
    ):
        yield Served(ledger, client, keys_for(ledger))


def _told(document: Any) -> list[dict[str, Any]]:
    body = document["epcisBody"]
    listed = body["eventList"] if "eventList" in body else body["queryResults"]["resultsBody"]["eventList"]
    return list(listed)


def _as_sent(event: dict[str, Any], sent: Collection[bytes]) -> bytes:
    """The event in canonical form, without the record time that the ledger fills in where none was sent."""
    whole = canonicalise(event)
    return whole if whole in sent else canonicalise({name: event[name] for name in event if name != "recordTime"})


def _read_back(served: Served, sent: Collection[bytes] = ()) -> list[bytes]:
    """Every event that the mill may read, in canonical form, read page by page from the API's own bytes."""
    events: list[bytes] = []
    path: str | None = "/epcis/events?perPage=100"
    while path:
        answer = served.get(path, MILL)
        assert answer.status_code == 200
        events += [_as_sent(event, sent) for event in _told(parse(answer.content, max_bytes=10**8, floats=True))]
        path = answer.headers["link"].split(">")[0][1:] if "link" in answer.headers else None
    return events


def test_there_are_47_documents() -> None:
    assert len(FOUND) == 47


def test_46_are_captured_and_each_event_reads_back_with_the_same_canonical_bytes(served: Served) -> None:
    assert _read_back(served) == []
    sent: list[bytes] = []
    for path in FOUND:
        if path.name == DUPLICATE_KEY:
            continue
        raw = path.read_bytes()
        answer = served.post("/epcis/capture", raw, MILL, **{"Content-Type": "application/ld+json"})
        assert answer.status_code == 202, f"{path.name}: {answer.text}"
        told = _told(parse(raw, max_bytes=10**7, floats=True))
        assert len(answer.json()["acknowledgements"]) == len(told)
        sent += [canonicalise(event) for event in told]
    once = dict.fromkeys(sent)  # two documents tell one and the same event: one issuer says it once
    assert _read_back(served, once) == list(once)


def test_the_document_with_a_duplicate_key_is_refused_for_it(served: Served) -> None:
    (path,) = (found for found in FOUND if found.name == DUPLICATE_KEY)
    before = served.rows()
    refused = served.post("/epcis/capture", path.read_bytes(), MILL)
    assert (refused.status_code, refused.json()["check"]) == (400, "1 parse")
    assert refused.json()["field"].endswith("/eventID")
    assert served.rows() == before
