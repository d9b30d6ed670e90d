"""tierlight capture: --strict, --proceed, and the same file again."""

from pathlib import Path
from typing import Any

import pytest
from cli_builders import MILL, PASSPHRASE, Story, called, epcis_document, written

from auditor_cli.operator.app import main as tierlight

WRONG_ID = "ni:///sha-256;" + "00" * 32 + "?ver=CBV2.0"


@pytest.fixture
def as_the_mill(story: Story, tmp_path: Path) -> tuple[object, ...]:
    """The options that sign as the mill."""
    password = tmp_path / "password"
    password.write_text(PASSPHRASE)
    key = story.home / "keys" / "mill.example.json"
    return ("--issuer", MILL, "--key", key, "--password-file", password, "--home", story.home)


def events_at(*times: str, **changes: object) -> dict[str, Any]:
    document = epcis_document()
    (event,) = document["epcisBody"]["eventList"]
    event["inputQuantityList"][0]["epcClass"] += "-CAPTURED"
    event["outputQuantityList"][0]["epcClass"] += "-CAPTURED"
    document["epcisBody"]["eventList"] = [{**event, "eventTime": time, **changes} for time in times]
    return document


def test_strict_refuses_an_event_whose_id_is_another_events_hash(
    as_the_mill: tuple[object, ...], tmp_path: Path
) -> None:
    file = written(tmp_path / "e.json", events_at("2026-05-01T09:00:00.000Z", eventID=WRONG_ID))
    found = called(tierlight, "capture", file, *as_the_mill, "--strict")
    assert (found.code, found.out) == (2, "")
    assert "/epcisBody/eventList/0/eventID" in found.err


def test_the_same_file_again_changes_nothing_and_names_the_records(
    as_the_mill: tuple[object, ...], tmp_path: Path
) -> None:
    file = written(tmp_path / "e.json", events_at("2026-05-05T09:00:00.000Z", "2026-05-05T10:00:00.000Z"))
    first = called(tierlight, "capture", file, *as_the_mill, "--json").document["acknowledgements"]
    again = called(tierlight, "capture", file, *as_the_mill)
    assert again.code == 0, again.err
    assert again.out.startswith("UNCHANGED  2 records, kept before")
    assert all(each["record_id"] in again.out for each in first)


def test_proceed_keeps_what_passes_and_names_what_does_not(as_the_mill: tuple[object, ...], tmp_path: Path) -> None:
    document = events_at("2026-05-06T09:00:00.000Z", "2026-05-06T10:00:00.000Z")
    document["epcisBody"]["eventList"][1]["eventID"] = WRONG_ID
    file = written(tmp_path / "e.json", document)
    found = called(tierlight, "capture", file, *as_the_mill, "--strict", "--proceed")
    assert found.code == 2
    assert found.out.startswith("KEPT  1 records, 1 of them new")
    assert "NOT KEPT  event 1: /epcisBody/eventList/1/eventID" in found.out
