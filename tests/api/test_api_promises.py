"""Every acknowledgement carries a promise that its holder can check without us, and the newest head a checkpoint."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from api_town import Served, a_document, a_statement, an_event, keys_for, signed_capture
from builders import MILL
from fastapi.testclient import TestClient

from api.app import create_app
from ledger.jobs.promises import log_keys
from ledger.model.party import KeyType
from ledger.proof.checkpoint import origin_of, read_checkpoint
from ledger.proof.promise import check_promise, read_promise
from ledger.proof.typed_data import keccak


@pytest.fixture
def keyless(served: Served) -> Iterator[Served]:
    """The same ledger, served by a process that holds no log key."""
    ledger = replace(served.ledger, world=replace(served.world, log_signer=None))
    with TestClient(create_app(ledger=ledger), base_url="http://tierlight.test") as client:
        yield Served(ledger, client, keys_for(ledger))


def log_key_of(served: Served, kind: KeyType) -> bytes:
    (found,) = [key.signer for key in log_keys(served.world) if key.key_type is kind]
    return found


def test_an_acknowledgement_carries_its_promise_signed_by_the_registered_log_key(served: Served) -> None:
    sent = served.post("/v1/statements", json.dumps(a_statement(served.domain)).encode(), MILL)
    told = sent.json()
    signed = read_promise(told["promise"])
    check_promise(signed)
    assert signed.log_key == log_key_of(served, KeyType.LOG_ES256)
    assert signed.promise.log_id == served.domain.salt
    assert {name: told["promise"][name] for name in ("record_id", "received_at", "include_by")} == {
        name: told[name] for name in ("record_id", "received_at", "include_by")
    }


def test_the_same_statement_again_is_promised_the_same(served: Served) -> None:
    raw = json.dumps(a_statement(served.domain)).encode()
    first, again = (served.post("/v1/statements", raw, MILL) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["promise"] == first.json()["promise"]


def test_every_captured_event_is_promised(served: Served) -> None:
    events = [an_event(eventTime=f"2026-02-0{day}T08:00:00.000Z") for day in (2, 3)]
    sent = served.post("/epcis/capture", signed_capture(served.domain, a_document(*events)), MILL)
    given = sent.json()["acknowledgements"]
    promises = [read_promise(each["promise"]) for each in given]
    for each in promises:
        check_promise(each)
    assert ["0x" + each.promise.record_id.hex() for each in promises] == [each["record_id"] for each in given]
    assert len({each.promise.record_id for each in promises}) == 2


def test_a_process_without_the_log_key_promises_nothing_and_says_so(keyless: Served) -> None:
    sent = keyless.post("/v1/statements", json.dumps(a_statement(keyless.domain)).encode(), MILL)
    assert (sent.status_code, sent.json()["promise"]) == (201, None)
    assert keyless.get("/v1/log/checkpoint").status_code == 404


def test_the_checkpoint_is_the_newest_final_head_signed_by_the_registered_key(served: Served) -> None:
    answer = served.get("/v1/log/checkpoint")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    key = log_key_of(served, KeyType.LOG_ED25519)
    found = read_checkpoint(answer.content, origin=origin_of(served.domain.salt), log_key=key)
    head = served.get("/v1/log/head").json()
    assert (found.head.size, "0x" + found.head.root.hex()) == (head["size"], head["root"])


def test_the_log_keys_are_open_to_anyone(served: Served) -> None:
    told = served.get("/v1/log/keys").json()
    assert {each["type"]: each["key"] for each in told["keys"]} == {
        "es256": "0x" + log_key_of(served, KeyType.LOG_ES256).hex(),
        "ed25519": "0x" + log_key_of(served, KeyType.LOG_ED25519).hex(),
    }
    assert told["log_id"] == "0x" + served.domain.salt.hex()


def test_a_log_key_signs_no_statement(served: Served) -> None:
    """It is registered under the operator, and still no statement is taken from it."""
    registry = served.world.store.registry()
    assert registry is not None
    for kind in (KeyType.LOG_ES256, KeyType.LOG_ED25519):
        assert not registry.keys[keccak(log_key_of(served, kind))].key_type.signs_statements
