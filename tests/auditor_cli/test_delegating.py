"""tierlight keys delegate and undelegate: the party's admin key orders, the chain keeps it, the server obeys."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cli_builders import PASSPHRASE, Story, called, epcis_document
from fastapi.testclient import TestClient

from api.app import create_app
from auditor_cli.operator.app import main as tierlight
from ledger.settings import read_settings

DYER = "did:web:dyer.example"


@pytest.fixture
def dyer(story: Story, tmp_path: Path) -> Iterator[tuple[tuple[object, ...], str]]:
    """The options that speak for a registered party, and its API key; at the end nothing is delegated."""
    password = tmp_path / "password"
    password.write_text(PASSPHRASE)
    at_home = ("--home", story.home, "--json")
    named = ("--did", DYER, "--role", "supplier", "--password-file", password, *at_home)
    if not (story.home / "keys" / "dyer.example.json").exists():
        assert called(tierlight, "keys", "new", "--register", *named).code == 0
    made = called(tierlight, "keys", "new", "--api-key", "--did", DYER, "--role", "supplier", *at_home)
    options = ("--did", DYER, "--password-file", password, *at_home)
    yield options, made.document["api_key"]
    ended = called(tierlight, "keys", "undelegate", "--key", "dyer.example", *options)
    assert ended.code == 0, ended.out + ended.err


def unsigned(story: Story, api_key: str, time: str) -> Any:
    """The answer to an unsigned event under the party's API key."""
    document = epcis_document()
    (event,) = document["epcisBody"]["eventList"]
    event |= {"eventTime": time}
    event["inputQuantityList"][0]["epcClass"] += "-DYED"
    event["outputQuantityList"][0]["epcClass"] += "-DYED"
    headers = {"Authorization": f"Bearer {api_key}", "Content-Type": "application/json"}
    with TestClient(create_app(read_settings(home=story.home))) as client:
        answer = client.post("/epcis/capture", content=json.dumps(document), headers=headers)
        if answer.status_code == 202:
            (given,) = answer.json()["acknowledgements"]
            return client.get(f"/v1/records/{given['record_id']}", headers=headers)
        return answer


def test_the_custodian_signs_from_the_order_on_until_it_is_taken_back(
    story: Story, dyer: tuple[tuple[object, ...], str]
) -> None:
    options, api_key = dyer
    before = unsigned(story, api_key, "2026-05-11T09:00:00.000Z")
    assert (before.status_code, before.json()["code"]) == (403, "not-delegated")
    assert "tierlight keys delegate" in before.json()["mend"]
    given = called(tierlight, "keys", "delegate", "--key", "dyer.example", "--yes", *options)
    assert (given.code, given.document["is_delegated"]) == (0, True), given.err
    record = unsigned(story, api_key, "2026-05-11T10:00:00.000Z").json()
    assert (record["statement"]["issuer"], record["scheme"]) == (DYER, "custodial")
    taken = called(tierlight, "keys", "undelegate", "--key", story.home / "keys" / "dyer.example.json", *options)
    assert (taken.code, taken.document["is_delegated"]) == (0, False), taken.err
    assert unsigned(story, api_key, "2026-05-11T11:00:00.000Z").json()["code"] == "not-delegated"


def test_a_key_that_is_not_the_partys_admin_delegates_nothing(
    story: Story, dyer: tuple[tuple[object, ...], str]
) -> None:
    options, _ = dyer
    refused = called(tierlight, "keys", "delegate", "--key", "mill.example", "--yes", *options)
    assert refused.code == 2, refused.out
    assert "is no admin key of" in refused.document["error"]["sentence"]


def test_a_key_that_is_nowhere_is_refused_by_name(dyer: tuple[tuple[object, ...], str]) -> None:
    refused = called(tierlight, "keys", "delegate", "--key", "nobody", "--yes", *dyer[0])
    assert refused.code == 2
    assert "--key" in refused.document["error"]["sentence"]
