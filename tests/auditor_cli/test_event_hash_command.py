"""auditor event-hash: the reference vectors without a ledger, and the string that was hashed on demand."""

import json
from hashlib import sha256
from pathlib import Path

import pytest
from cli_builders import called

from auditor_cli.auditor.app import main

VECTORS = Path(__file__).resolve().parent.parent / "vectors" / "cbv_hash"
SETS = sorted(path.stem for path in VECTORS.glob("*.jsonld"))


@pytest.mark.parametrize("name", SETS)
def test_the_reference_vectors_are_given_with_their_canonical_strings(name: str) -> None:
    found = called(main, "event-hash", VECTORS / f"{name}.jsonld", "--pre-hash", "--json")
    assert found.code == 0
    [event] = found.document["events"]
    assert event["event_hash"] == (VECTORS / f"{name}.hashes").read_text().strip()
    assert event["pre_hash"] == (VECTORS / f"{name}.prehashes").read_text().strip()
    assert sha256(event["pre_hash"].encode()).hexdigest() in event["event_hash"]


def test_for_people_the_hash_stands_first_and_the_string_whole_on_one_line() -> None:
    found = called(main, "event-hash", VECTORS / f"{SETS[0]}.jsonld", "--pre-hash")
    first, second, *_ = found.out.splitlines()
    assert first.startswith((VECTORS / f"{SETS[0]}.hashes").read_text().strip())
    assert second == (VECTORS / f"{SETS[0]}.prehashes").read_text().strip()


def test_without_being_asked_for_the_string_is_not_shown() -> None:
    found = called(main, "event-hash", VECTORS / f"{SETS[0]}.jsonld", "--json")
    assert "pre_hash" not in found.document["events"][0]


def test_one_event_alone_is_read_with_its_own_context(tmp_path: Path) -> None:
    document = json.loads((VECTORS / f"{SETS[0]}.jsonld").read_text())
    alone = tmp_path / "event.json"
    alone.write_text(json.dumps({**document["epcisBody"]["eventList"][0], "@context": document["@context"]}))
    [event] = called(main, "event-hash", alone, "--json").document["events"]
    assert event["event_hash"] == (VECTORS / f"{SETS[0]}.hashes").read_text().strip()


def test_a_document_that_no_ledger_would_capture_is_refused_at_its_fault(tmp_path: Path) -> None:
    text = (VECTORS / f"{SETS[0]}.jsonld").read_text().replace('"departing"', '"nobody:departing"')
    wrong = tmp_path / "wrong.json"
    wrong.write_text(text)
    found = called(main, "event-hash", wrong)
    assert found.code == 2
    assert "/epcisBody/eventList/0/bizStep" in found.err


def test_no_server_is_asked() -> None:
    assert called(main, "event-hash", VECTORS / f"{SETS[0]}.jsonld", "--server", "http://127.0.0.1:1").code == 2
