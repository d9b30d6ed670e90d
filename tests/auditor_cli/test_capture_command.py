"""tierlight capture --strict."""

from pathlib import Path

from cli_builders import MILL, PASSPHRASE, Story, called, epcis_document, written

from auditor_cli.operator.app import main as tierlight

WRONG_ID = "ni:///sha-256;" + "00" * 32 + "?ver=CBV2.0"


def test_strict_refuses_an_event_whose_id_is_another_events_hash(story: Story, tmp_path: Path) -> None:
    password = tmp_path / "password"
    password.write_text(PASSPHRASE)
    document = epcis_document()
    document["epcisBody"]["eventList"][0]["eventID"] = WRONG_ID
    file, key = written(tmp_path / "e.json", document), story.home / "keys" / "mill.example.json"
    args = ("capture", file, "--issuer", MILL, "--key", key, "--password-file", password, "--home", story.home)
    found = called(tierlight, *args, "--strict")
    assert (found.code, found.out) == (2, "")
    assert "/epcisBody/eventList/0/eventID" in found.err
