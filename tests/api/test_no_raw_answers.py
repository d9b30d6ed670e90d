"""Threat F61: no role but the custodian gets even ciphertext, and no route gives answers, free text, cells or a sealed
assessment to anybody."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from api_town import PRODUCT, SURVEYOR, Served
from builders import AUDITOR, BRAND, MILL, Party
from fastapi import APIRouter, FastAPI

from api.app import create_app
from ledger.bootstrap import OPERATOR_DID
from ledger.jobs.sign_in import issue_api_key
from ledger.model.party import Role
from ledger.model.reader import Reader

# Names that only somebody who can read answers, or count them exactly, would put into an answer of the API.
FORBIDDEN = {
    "answers", "answer", "free_text", "free_texts", "respondents", "affected", "cell", "cells", "receipt_code",
    "has_open_case", "forced_labour", "tally", "tallies", "exact_survey", "open_cases", "interval_wilson", "contact",
}  # fmt: skip
CIPHERTEXT = {"ciphertext", "free_text", "key", "free_text_key", "receipt_tag", "commitment", "epoch", "response_id"}
CUSTODY = "/v1/survey/waves"
ROLES = {Role.BRAND: BRAND, Role.SUPPLIER: MILL, Role.AUDITOR: AUDITOR, Role.SURVEYOR: SURVEYOR}
GUESSES = (
    "/v1/survey/waves/anything/answers",
    "/v1/survey/waves/anything/free-texts",
    "/v1/survey/waves/anything/cells?gender=woman&shift=night",
    "/v1/survey/answers",
    "/v1/cases",
    "/v1/survey/assess",
    f"/v1/products/{PRODUCT}/answers",
    f"/v1/products/{PRODUCT}/sealed",
)


def told_by(document: dict[str, Any]) -> Iterator[tuple[str, str, set[str]]]:
    """Each path, method and the names that its answers may hold, as the OpenAPI document says."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            contents = [response.get("content", {}) for response in operation.get("responses", {}).values()]
            schemas = [part.get("schema", {}) for content in contents for part in content.values()]
            yield path, method, {name for schema in schemas for name in _names(schema, document, frozenset())}


def _names(schema: Any, document: dict[str, Any], seen: frozenset[str]) -> Iterator[str]:
    if isinstance(schema, list):
        for each in schema:
            yield from _names(each, document, seen)
    if not isinstance(schema, dict):
        return
    reference = schema.get("$ref")
    if reference is not None and reference not in seen:
        named = document["components"]["schemas"][reference.rpartition("/")[2]]
        yield from _names(named, document, seen | {reference})
    yield from schema.get("properties", {})
    for each in schema.values():
        if isinstance(each, dict | list):
            yield from _names(each, document, seen)


def leaks(document: dict[str, Any]) -> list[tuple[str, str, list[str]]]:
    """What the document says it gives and must not: sealed rows are for custody alone."""
    found = []
    for path, method, names in told_by(document):
        allowed = CIPHERTEXT if path.startswith(CUSTODY) else set()
        wrong = (names & FORBIDDEN) - allowed
        if wrong:
            found.append((path, method, sorted(wrong)))
    return found


@pytest.fixture(scope="module")
def openapi(served: Served) -> dict[str, Any]:
    app = served.client.app
    assert isinstance(app, FastAPI)
    return json.loads(json.dumps(app.openapi()))  # type: ignore[no-any-return]


def test_no_answer_of_the_api_has_a_place_for_what_workers_said(openapi: dict[str, Any]) -> None:
    assert len(list(told_by(openapi))) > 30
    assert leaks(openapi) == []


def test_planted_a_route_that_gives_answers_is_found(served: Served) -> None:
    from pydantic import BaseModel

    class Row(BaseModel):
        answers: dict[str, str]

    router = APIRouter()
    router.add_api_route("/v1/survey/waves/one/answers", lambda: [{"answers": {}}], response_model=list[Row])
    app = create_app(ledger=served.ledger)
    app.include_router(router)
    assert leaks(app.openapi()) == [("/v1/survey/waves/one/answers", "get", ["answers"])]


def test_whoever_is_no_custodian_is_refused_at_every_door_of_custody_and_the_refusal_is_logged(
    served: Served, openapi: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    doors = [(p, m) for p, methods in openapi["paths"].items() if p.startswith(CUSTODY) for m in methods]
    assert len(doors) >= 6
    capsys.readouterr()
    for party in ROLES.values():
        for path, method in doors:
            headers = served.as_(party, **{"Content-Type": "application/json"})
            sent = served.client.request(method.upper(), path.replace("{token}", "x"), headers=headers, content=b"{}")
            assert sent.status_code == 403, (party.did, method, path, sent.text)
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines() if line.startswith("{")]
    refused = [line for line in lines if line.get("status") == 403]
    assert len(refused) == len(ROLES) * len(doors)


def test_the_operator_is_refused_as_well(served: Served) -> None:
    key = issue_api_key(served.world, Reader(OPERATOR_DID, Role.OPERATOR))
    sent = served.client.get(f"{CUSTODY}/x/rows", headers={"Authorization": f"Bearer {key}"})
    assert sent.status_code == 403


@pytest.mark.parametrize("guess", GUESSES)
@pytest.mark.parametrize("party", [*ROLES.values(), None], ids=lambda each: each.did if each else "nobody")
def test_what_one_might_guess_is_not_there(served: Served, party: Party | None, guess: str) -> None:
    assert served.get(guess, party).status_code in (401, 403, 404, 405)


@pytest.mark.parametrize("party", [BRAND, AUDITOR])
def test_a_score_holds_steps_and_months_and_nothing_finer(served: Served, party: Party) -> None:
    document = served.get(f"/v1/products/{PRODUCT}/tiers", party).json()
    steps = {site["confidential_evidence"] for tier in document["tiers"] for site in tier["sites"]}
    assert steps <= {"none", "low", "medium", "high"}
    assert _keys(document).isdisjoint(FORBIDDEN)


def _keys(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*(_keys(each) for each in value.values()))
    return set().union(*(_keys(each) for each in value)) if isinstance(value, list) else set()
