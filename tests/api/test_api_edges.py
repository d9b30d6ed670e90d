"""What holds for every answer: headers, no outside address, health, and a log without anyone in it."""

import json
import re
from pathlib import Path

import pytest
from api_town import TOWN, Served, a_statement, anchor_all
from builders import MILL
from fastapi.testclient import TestClient

from api import schemas
from api.app import create_app
from api.errors import STATUS_OF
from ledger import errors
from ledger.bootstrap import Ledger
from ledger.jobs.sign_in import issue_link
from ledger.settings import read_settings

_OUTSIDE = re.compile(rb"""(?:src|href)\s*=\s*["']?(?:https?:)?//""")


@pytest.mark.parametrize("path", ["/", "/healthz", "/docs", "/redoc", "/v1/log/head", "/v1/none", "/static/pages.css"])
def test_every_answer_has_the_security_headers(served: Served, path: str) -> None:
    headers = served.get(path).headers
    assert headers["content-security-policy"].startswith("default-src 'self'")
    assert "unsafe-inline" not in headers["content-security-policy"].split("style-src")[0]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-trace-id"]


@pytest.mark.parametrize("path", ["/", "/docs", "/redoc", "/static/pages.css", "/static/swagger.js"])
def test_no_page_names_an_outside_address(served: Served, path: str) -> None:
    page = served.get(path)
    assert page.status_code == 200
    assert not _OUTSIDE.search(page.content)
    assert b"://" not in page.content


def test_redoc_fetches_no_logo_from_elsewhere(served: Served) -> None:
    assert b"cdn.redoc.ly" not in served.get("/static/redoc.js").content


PROMISED = {
    "/v1/statements",
    "/v1/bodies/{kind}",
    "/v1/papers",
    "/v1/lots",
    "/v1/records/{record_id}",
    "/v1/records/{record_id}/receipt",
    "/v1/verify",
    "/v1/log/head",
    "/v1/log/checkpoint",
    "/v1/log/keys",
    "/v1/log/inclusion",
    "/v1/log/consistency",
    "/v1/products",
    "/v1/products/{product}/provenance",
    "/v1/products/{product}/tiers",
    "/v1/credits/{certificate}",
    "/v1/sites/matches",
    "/v1/sites/requests",
    "/v1/lots/{lot}/trace",
    "/v1/lots/{lot}/track",
    "/v1/blast-radius",
    "/epcis",
    "/epcis/capture",
    "/epcis/capture/{capture_id}",
    "/epcis/events",
    "/epcis/events/{event_id}",
    *(
        f"/epcis/{resource}{below}"
        for resource in ("eventTypes", "epcs", "bizSteps", "bizLocations", "readPoints", "dispositions")
        for below in ("", "/{name}", "/{name}/events")
    ),
    *(f"/epcis/queries{below}" for below in ("", "/{query_name}", "/{query_name}/events")),
    *(f"/epcis/queries/{{query_name}}/subscriptions{below}" for below in ("", "/{subscription_id}")),
    "/epcis/nextPageToken/{token}",
    "/v1/brands/{did}/score",
    *(f"/v1/products/{{product}}/{question}" for question in ("compare", "explain", "what-if", "report.{form}")),
    *(f"/v1/screening{below}" for below in ("", "/changes", "/queue")),
    *(f"/v1/reference{below}" for below in ("", "/verify", "/tables/{sha256}")),
    *(f"/v1/survey/public{below}" for below in ("", "/{record_id}/receipt")),
    "/v1/survey/waves",
    *(f"/v1/survey/waves/{{token}}/{below}" for below in ("rows", "receipt-tags", "list", "keys", "shut")),
    "/v1/survey/hooks/{secret}/{shape}",
    "/healthz",
    "/readyz",
}


def test_every_endpoint_that_was_promised_is_described(served: Served) -> None:
    assert set(served.get("/openapi.json").json()["paths"]) == PROMISED


def test_ready_says_what_works_part_by_part(served: Served) -> None:
    anchor_all(served.world)  # what others left pending may be late by now
    assert served.get("/healthz").json() == {"status": "alive"}
    answer = served.get("/readyz")
    found = schemas.ReadinessDocument.model_validate(answer.json())
    assert (answer.status_code, found.status) == (200, "ready")


def test_with_the_chain_away_it_is_degraded_and_still_takes_submissions(
    town: Ledger, served: Served, unused_port_url: str
) -> None:
    settings = read_settings(home=town.settings.home, chain_url=unused_port_url)
    with TestClient(create_app(settings)) as client:
        ready = client.get("/readyz")
        assert (ready.status_code, ready.json()["status"]) == (200, "degraded")
        raw = json.dumps(a_statement(served.domain)).encode()
        headers = served.as_(MILL, **{"Content-Type": "application/json"})
        assert client.post("/v1/statements", content=raw, headers=headers).status_code == 201


def test_a_ledger_that_is_not_deployed_is_down_and_says_what_to_do(tmp_path: Path) -> None:
    with TestClient(create_app(read_settings(home=tmp_path))) as client:
        down = client.get("/readyz")
        assert (down.status_code, down.json()["status"]) == (503, "down")
        refused = client.get("/v1/log/head")
        assert (refused.status_code, refused.json()["code"]) == (503, "not-deployed")
        assert "tierlight deploy" in refused.json()["mend"]


def test_the_log_names_nobody_no_body_and_no_token(served: Served, capfd: pytest.CaptureFixture[str]) -> None:
    capfd.readouterr()
    token = issue_link(served.world, MILL.reader)
    document = a_statement(served.domain)
    with TestClient(create_app(ledger=served.ledger), client=("203.0.113.9", 50_000)) as client:
        headers = served.as_(MILL, **{"Content-Type": "application/json", "User-Agent": "canary-agent"})
        client.post("/v1/statements", content=json.dumps(document).encode(), headers=headers)
        client.get(f"/sign-in/{token}")
        client.get("/v1/lots/urn:canary-lot/trace", headers=headers)
    logged = capfd.readouterr().err
    assert '"/v1/statements"' in logged
    canaries = (token, "203.0.113.9", "canary", document["statement"]["nonce"], *served.keys.values())
    assert not [each for each in (*canaries, *(party.did for party in TOWN)) if each in logged]


def test_a_fault_of_ours_answers_500_and_tells_nothing_of_the_inside(
    served: Served, capfd: pytest.CaptureFixture[str]
) -> None:
    app = create_app(ledger=served.ledger)

    @app.get("/v1/broken")
    def broken() -> None:
        raise RuntimeError("canary of the inside")

    with TestClient(app, raise_server_exceptions=False) as client:
        answer = client.get("/v1/broken")
    assert answer.status_code == 500
    problem = schemas.ProblemDocument.model_validate(answer.json())
    assert problem.code == "internal"
    assert answer.headers["content-security-policy"]
    logged = capfd.readouterr().err
    assert problem.trace_id in logged
    assert "canary" not in answer.text + logged


def test_every_refusal_that_a_caller_can_cause_has_a_status_of_its_own() -> None:
    inner = {errors.BadSetting, errors.KeyUnreadable, errors.LookedAhead, errors.ReferenceTableError}
    assert refusals_below(errors.LedgerError) - inner == set(STATUS_OF)


def refusals_below(refusal: type[errors.LedgerError]) -> set[type[errors.LedgerError]]:
    """Every class of the tree that the product itself defines."""
    below = {each for each in refusal.__subclasses__() if each.__module__.startswith(errors.__name__)}
    return below.union(*map(refusals_below, below))
