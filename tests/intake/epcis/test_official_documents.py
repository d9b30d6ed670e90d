"""GS1's 47 example documents: 46 are captured and read back unchanged, one is refused for its duplicate key."""

from hashlib import sha256
from pathlib import Path

import pytest
from epcis_builders import captured, needs_official, official_documents

from ledger.errors import Malformed
from ledger.intake.epcis import EVENT_ID_MISMATCH, event_body_json, query_document_bytes, read_event_statement
from ledger.model.event import CapturedEvent
from ledger.proof.canonical import canonicalise, parse

pytestmark = needs_official
REFUSED = "AssociationEvent-h.jsonld"


def read(path: Path) -> tuple[CapturedEvent, ...]:
    return captured(parse(path.read_bytes(), floats=True))


def accepted() -> list[Path]:
    return [path for path in official_documents() if path.name != REFUSED]


def test_all_documents_but_one_are_captured() -> None:
    assert (len(official_documents()), len(accepted())) == (47, 46)
    assert sum(len(read(path)) for path in accepted()) == 55


def test_the_document_with_a_duplicate_key_is_refused_by_its_pointer() -> None:
    [path] = [path for path in official_documents() if path.name == REFUSED]
    with pytest.raises(Malformed) as refusal:
        read(path)
    assert refusal.value.field == "/epcisBody/eventList/0/eventID"


def _holding(text: bytes) -> set[str]:
    return {path.stem for path in accepted() if text in b"".join(path.read_bytes().split())}


def test_what_our_rules_spare_since_official_documents_hold_it() -> None:
    """Taken although refused elsewhere, see `subjects` and `words`: were one gone, the exception could go too."""
    assert _holding(b'"epcList":[]') == {"SensorDataExample3", "SensorDataExample4"}
    events = ("association", "object", "transaction", "transformation")
    assert _holding(b'"component":"example:x"') == {f"{kind}_event_all_possible_fields" for kind in events}


@pytest.mark.parametrize("path", accepted(), ids=lambda path: path.stem)
def test_every_event_reads_back_without_loss(path: Path) -> None:
    events = read(path)
    raw, used = query_document_bytes(events)
    again = captured(parse(raw, floats=True))
    assert used == len(events)
    assert [event.canonical for event in again] == [event.canonical for event in events]
    assert [event.event_hash for event in again] == [event.event_hash for event in events]


@pytest.mark.parametrize("path", accepted(), ids=lambda path: path.stem)
def test_an_event_statement_gives_the_captured_event_again(path: Path) -> None:
    for event in read(path):
        assert read_event_statement(canonicalise(event_body_json(event))) == event


def test_pages_over_all_documents_keep_every_meaning() -> None:
    events = [event for path in accepted() for event in read(path)]
    hashes = [event.event_hash for event in events]
    read_back: list[str] = []
    while events:
        raw, used = query_document_bytes(events)
        read_back += [event.event_hash for event in captured(parse(raw, floats=True))]
        events = events[used:]
    assert read_back == hashes


def test_a_wrong_hash_as_event_id_is_kept_with_a_finding() -> None:
    events = [event for path in accepted() for event in read(path)]
    assert sum(EVENT_ID_MISMATCH in event.findings for event in events) > 40
    assert all(set(event.findings) <= {EVENT_ID_MISMATCH} for event in events)


def test_the_document_hash_is_of_the_whole_canonical_document() -> None:
    document = parse(accepted()[0].read_bytes(), floats=True)
    [event, *_] = captured(document)
    assert event.document_hash == sha256(canonicalise(document)).digest()
