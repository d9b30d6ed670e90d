"""An overdraft over HTTP is 409 with a pointer; what is left is for those whom it concerns."""

import json
from typing import Any

import pytest
from api_town import Served
from builders import AUDITOR, BRAND, MALLORY, MILL, a_certified_quantity, a_claim, a_submission_document
from fastapi.testclient import TestClient

from auditor_cli.problem import of_ledger_error, problem_lines
from auditor_cli.refusals import ServerRefused
from auditor_cli.source.remote import RemoteSource
from ledger.model.statement import UnverifiedSubmission
from ledger.proof.wire import hex_text


def sent(served: Served, submission: UnverifiedSubmission) -> Any:
    return served.post("/v1/statements", json.dumps(a_submission_document(submission)).encode(), MILL)


def a_certificate(served: Served) -> bytes:
    answer = sent(served, a_certified_quantity(domain=served.domain))
    assert answer.status_code == 201, answer.text
    return bytes.fromhex(answer.json()["record_id"][2:])


def test_a_kilo_claimed_twice_is_refused_with_409_and_a_pointer_to_the_first_claim(served: Served) -> None:
    certificate = a_certificate(served)
    first = sent(served, a_claim(certificate, "70", domain=served.domain)).json()
    answer = sent(served, a_claim(certificate, "70", domain=served.domain))
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["check"]) == (409, "credit-overdrawn", "8 credit")
    assert problem["field"] == "/claims/0"
    assert problem["facts"]["spent_by"] == first["record_id"]
    assert problem["facts"]["left"] == "30 kg"
    assert problem["detail"] == "/claims/0: claims 70 kg; of 100 kg certified, 30 kg are left to claim"


def test_the_command_line_tells_the_facts_of_a_servers_refusal(served: Served) -> None:
    certificate = a_certificate(served)
    first = sent(served, a_claim(certificate, "70", domain=served.domain)).json()
    source = RemoteSource(TestClient(served.client.app, headers=served.as_(MILL)), "http://tierlight.test")
    claim = a_submission_document(a_claim(certificate, "70", domain=served.domain))
    with pytest.raises(ServerRefused) as refused:
        source.submit(json.dumps(claim).encode())
    lines = problem_lines(of_ledger_error(refused.value))
    assert f"  spent_by: {first['record_id']}" in lines
    assert f"  certificate: {hex_text(certificate)}" in lines
    assert "  left: 30 kg" in lines


def test_a_claim_on_somebody_elses_certificate_is_422_and_tells_nothing_of_it(served: Served) -> None:
    certificate = a_certificate(served)
    answer = sent(served, a_claim(certificate, domain=served.domain, signed_by=MALLORY))
    assert (answer.status_code, answer.json()["code"]) == (422, "credit-unusable")
    assert MILL.did not in answer.text


def test_a_quantity_of_a_supplier_is_403(served: Served) -> None:
    answer = sent(served, a_certified_quantity(domain=served.domain, signed_by=MALLORY))
    assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")


def test_what_is_left_is_read_by_holder_and_auditor_and_is_not_there_for_others(served: Served) -> None:
    certificate = a_certificate(served)
    sent(served, a_claim(certificate, "70", domain=served.domain))
    path = f"/v1/credits/{hex_text(certificate)}"
    assert {served.get(path, party).json()["left"] for party in (MILL, AUDITOR)} == {"30 kg"}
    unknown = f"/v1/credits/0x{'00' * 32}"
    for party in (MALLORY, BRAND):
        assert served.get(path, party).status_code == served.get(unknown, party).status_code == 404
    assert served.get(path).status_code == 401
