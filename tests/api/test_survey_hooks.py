"""Webhooks of phone providers as a server takes them: three shapes, over real HTTP, with everything that goes wrong."""

import json
import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
import uvicorn
from api_town import eventually
from fastapi import FastAPI
from fastapi.testclient import TestClient
from phone_line import (
    CANARIES,
    FLOW,
    MENU_KEYS,
    PHONE,
    SECRET,
    a_call_request,
    a_flow_run,
    a_legacy_run,
    a_menu_request,
    a_phone_wave,
    responses_in,
    said,
    some_results,
)
from simulator.rapidpro import RapidPro, Worker, synthetic_workers
from simulator.simulated_world import ToldClock
from survey_builders import NOW

from api.app import create_app
from api.routes.survey import webhook as hooks
from api.web.survey.busy import Pace
from ledger.bootstrap import initialise, open_ledger
from ledger.jobs.survey import webhook
from ledger.model.survey.response import Response, Standing
from ledger.ports.survey import SurveyHost
from ledger.settings import read_settings
from ledger.vault.envelope import TwoPersonSealer
from ledger.vault.survey_vault import SqliteSurveyVault

_JSON, _FORM = "application/json", "application/x-www-form-urlencoded"
_HOOKS = f"/v1/survey/hooks/{SECRET}"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def app(home: Path) -> Iterator[FastAPI]:
    """A host of its own with one wave, whose clock stands within the wave's time."""
    settings = read_settings(home=home)
    initialise(settings)
    ledger = open_ledger(settings)
    made = create_app(ledger=ledger)
    vault = SqliteSurveyVault(home / "survey")
    vault.add_wave(a_phone_wave())
    made.state.survey_host = SurveyHost(vault, TwoPersonSealer(), ToldClock(NOW), os.urandom)
    yield made
    ledger.close()


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url="http://tierlight.test") as running:
        yield running


def _kept(app: FastAPI) -> list[Response]:
    return responses_in(app.state.survey_host, a_phone_wave())


def _post(client: TestClient, shape: str, raw: bytes, kind: str = _JSON) -> tuple[int, str]:
    answer = client.post(f"{_HOOKS}/{shape}", content=raw, headers={"Content-Type": kind})
    return answer.status_code, answer.text


def test_each_shape_is_taken_and_answered_in_its_providers_form(client: TestClient, app: FastAPI) -> None:
    flow = client.post(f"{_HOOKS}/flow", json=a_flow_run())
    legacy = client.post(f"{_HOOKS}/legacy", data=a_legacy_run())
    menu = client.post(f"{_HOOKS}/gateway", data=a_menu_request((*MENU_KEYS, "99")))
    call = client.post(f"{_HOOKS}/gateway", data=a_call_request())
    assert [each.status_code for each in (flow, legacy, menu, call)] == [200, 200, 200, 200]
    assert flow.json()["status"] == legacy.json()["status"] == "kept"
    assert menu.text.startswith("END ")
    assert menu.headers["content-type"].startswith("text/plain")
    assert f"http://tierlight.test{_HOOKS}/gateway?step=0" in call.text
    assert call.headers["content-type"].startswith("application/xml")
    assert sorted(each.standing for each in _kept(app)) == [Standing.ANSWERED, Standing.ANSWERED, Standing.COVER]


def test_a_message_that_comes_twice_is_answered_alike_and_counts_once(client: TestClient, app: FastAPI) -> None:
    raw = json.dumps(a_flow_run()).encode()
    assert _post(client, "flow", raw) == _post(client, "flow", raw)
    assert len(_kept(app)) == 1


def test_after_a_restart_the_same_message_still_counts_once(client: TestClient, app: FastAPI) -> None:
    raw = json.dumps(a_flow_run()).encode()
    first = _post(client, "flow", raw)
    del app.state.phone_memory
    assert _post(client, "flow", raw) == first
    assert len(_kept(app)) == 1


def test_a_broken_message_is_a_problem_document_that_names_the_field(client: TestClient, app: FastAPI) -> None:
    bad = json.dumps(a_flow_run(results=some_results(bus_late=said("Rahima-Canary")))).encode()
    for raw, status, field in ((bad, 422, "bus_late"), (bad[:-30], 400, "body")):
        answer = client.post(f"{_HOOKS}/flow", content=raw, headers={"Content-Type": _JSON})
        problem = answer.json()
        assert (answer.status_code, problem["field"]) == (status, field)
        assert answer.headers["content-type"] == "application/problem+json"
        assert problem["mend"]
        assert not any(canary in answer.text for canary in CANARIES)
    assert _kept(app) == []


def test_a_wrong_secret_is_a_404_like_any_other_address(client: TestClient) -> None:
    raw = json.dumps(a_flow_run()).encode()
    answers = [
        client.post(f"/v1/survey/hooks/{secret}/flow", content=raw, headers={"Content-Type": _JSON})
        for secret in ("x", SECRET[:-1], SECRET.lower(), "0" * 5_000)
    ]
    assert [answer.status_code for answer in answers] == [404] * len(answers)
    assert len({answer.json()["detail"] for answer in answers}) == 1


def test_without_the_compare_a_wrong_secret_would_be_taken(
    client: TestClient, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted bug of the test above."""
    monkeypatch.setattr(webhook, "wave_of_hook", lambda waves, _: next(iter(waves)))
    assert client.post("/v1/survey/hooks/x/flow", json=a_flow_run()).status_code == 200
    assert len(_kept(app)) == 1


def test_a_form_is_taken_here_and_nowhere_else_of_the_machines_paths(client: TestClient) -> None:
    raw = urlencode(a_menu_request()).encode()
    assert _post(client, "gateway", raw, _FORM)[0] == 200
    assert client.post("/v1/verify", content=raw, headers={"Content-Type": _FORM}).status_code == 415
    assert _post(client, "flow", raw, "text/xml")[0] == 415


@pytest.fixture
def port(app: FastAPI) -> Iterator[int]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, access_log=False, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        eventually(lambda: server.started, what="the server listens")
        yield int(listening.getsockname()[1])
        server.should_exit = True
        thread.join()


def test_two_hundred_workers_over_a_bad_network_count_once_each(
    port: int, app: FastAPI, home: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    workers = synthetic_workers(200, seed=5)
    provider = RapidPro(f"http://127.0.0.1:{port}{_HOOKS}/flow", FLOW, seed=7)
    provider.walk(workers)
    ended = [worker for worker in workers if worker.ends != "waiting"]
    faults = provider.network
    assert min(faults.repeated, faults.cut, faults.lost_replies, faults.refused) > 10
    assert faults.refused == faults.cut
    assert {run: len(codes) for run, codes in provider.codes.items()} == {worker.run: 1 for worker in ended}

    kept = {each.receipt_code: each for each in _kept(app)}
    assert len(kept) == len(_kept(app)) == len(ended)
    for worker in ended:
        found = kept[next(iter(provider.codes[worker.run]))]
        agreed = worker.results["consent"]["category"] == "Yes"
        assert found.standing is (Standing.ANSWERED if agreed else Standing.COVER)
        assert found.answers == _expected(worker) if agreed else found.answers == {}
        assert {"eng": "en", "spa": "es", "ben": "bn", "ara": "ar"}[worker.language] == found.language

    told = "".join(capfd.readouterr()) + "".join(provider.texts)
    files = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert '"/v1/survey/hooks/{secret}/{shape}"' in told  # the log was looked at
    assert SECRET not in told
    assert SECRET.encode() not in files  # its hash alone is kept
    canaries = [canary for worker in workers for canary in (worker.number[5:], worker.name, worker.run)]
    assert not [each for each in canaries if each in told or each.encode() in files]


def _expected(worker: Worker) -> dict[str, str]:
    answers = {name: found["category"].casefold() for name, found in worker.results.items()}
    asked = ("bus_late", "rice_cold", "passport_kept", "cannot_leave")
    return {name: answers[name] for name in asked if answers.get(name, "skipped") != "skipped"}


def test_the_log_has_the_pattern_of_the_address_and_nothing_that_was_sent(
    client: TestClient, app: FastAPI, capfd: pytest.CaptureFixture[str]
) -> None:
    call_back = json.dumps(a_flow_run(results=some_results(call_back=said("Yes", "1")))).encode()
    _post(client, "flow", call_back)
    _post(client, "flow", call_back[:-9])
    client.post(f"{_HOOKS}/gateway?status={PHONE}&step={PHONE}", data=a_call_request("1"))
    assert [kept.free_texts for kept in _kept(app)] == [{"call_back": PHONE}]  # sealed, for its custodian alone
    logged = "".join(capfd.readouterr())
    assert logged.count("/v1/survey/hooks/{secret}/{shape}") == 3
    assert not [each for each in (*CANARIES, SECRET) if each in logged]


def test_attack_a_flood_of_hooks_is_told_to_come_back_and_keeps_no_more_than_the_pace(
    client: TestClient, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hooks, "HOOKS", Pace(at_once=1, a_second=0))
    raw = json.dumps(a_flow_run()).encode()
    assert [_post(client, "flow", raw)[0] for _ in range(3)] == [200, 429, 429]
    assert client.post("/v1/survey/hooks/x/flow", json=a_flow_run()).status_code == 404
    assert len(_kept(app)) == 1
