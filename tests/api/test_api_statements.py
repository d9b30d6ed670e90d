"""POST /v1/statements and what is read back of it."""

import json

from api_town import Served, a_statement
from builders import AUDITOR, BRAND, MALLORY, MILL

from api.schemas import AcknowledgementDocument, ProblemDocument, RecordDocument


def test_a_new_statement_answers_201_with_a_promise_and_the_same_one_again_200(served: Served) -> None:
    raw = json.dumps(a_statement(served.domain)).encode()
    first = served.post("/v1/statements", raw, MILL)
    again = served.post("/v1/statements", raw, MILL)
    assert (first.status_code, again.status_code) == (201, 200)
    given = AcknowledgementDocument.model_validate(first.json())
    assert given.is_new
    assert not again.json()["is_new"]
    assert given.record_id == again.json()["record_id"]
    assert first.headers["location"] == f"/v1/records/{given.record_id}"


def test_any_party_may_send_a_statement_that_another_has_signed(served: Served) -> None:
    raw = json.dumps(a_statement(served.domain, by=MILL)).encode()
    assert served.post("/v1/statements", raw, MALLORY).status_code == 201


def test_a_record_reads_back_with_what_was_signed(served: Served) -> None:
    sent = a_statement(served.domain)
    record_id = served.post("/v1/statements", json.dumps(sent).encode(), MILL).json()["record_id"]
    answer = served.get(f"/v1/records/{record_id}", MILL)
    assert answer.status_code == 200
    document = RecordDocument.model_validate(answer.json())
    assert document.statement == sent["statement"]
    assert document.verdict.verdict == "UNANCHORED"


def test_a_rival_and_an_unknown_record_get_the_same_404(served: Served) -> None:
    raw = json.dumps(a_statement(served.domain, by=MILL)).encode()
    record_id = served.post("/v1/statements", raw, MILL).json()["record_id"]
    for path in ("", "/receipt"):
        hidden = served.get(f"/v1/records/{record_id}{path}", MALLORY)
        unknown = served.get(f"/v1/records/0x{'00' * 32}{path}", MALLORY)
        assert hidden.status_code == unknown.status_code == 404
        assert _without_ids(hidden.json()) == _without_ids(unknown.json())


def test_a_private_record_is_hidden_even_from_auditors_and_brands(served: Served) -> None:
    raw = json.dumps(a_statement(served.domain, audience="private")).encode()
    record_id = served.post("/v1/statements", raw, MILL).json()["record_id"]
    assert served.get(f"/v1/records/{record_id}", MILL).status_code == 200
    for party in (AUDITOR, BRAND):
        assert served.get(f"/v1/records/{record_id}", party).status_code == 404


def test_without_a_key_or_with_a_wrong_one_nothing_is_taken(served: Served) -> None:
    raw = json.dumps(a_statement(served.domain)).encode()
    before = served.rows()
    wrong = served.keys[MILL.did][:-1] + ("0" if served.keys[MILL.did][-1] != "0" else "1")
    for headers in (
        {},
        {"Authorization": f"Bearer {wrong}"},
        {"Authorization": "Bearer tl_zz"},
        {"Authorization": "x"},
    ):
        refused = served.post("/v1/statements", raw, **headers)
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"] == "Bearer"
        assert ProblemDocument.model_validate(refused.json()).code == "not-signed-in"
    assert served.rows() == before


def test_a_record_id_of_another_form_is_refused_by_name(served: Served) -> None:
    refused = served.get("/v1/records/0xAB", MILL)
    assert refused.status_code == 422
    problem = ProblemDocument.model_validate(refused.json())
    assert problem.field == "record_id"
    assert problem.errors


def _without_ids(problem: dict[str, object]) -> dict[str, object]:
    changing = ("trace_id", "instance", "detail", "facts", "errors")
    return {name: value for name, value in problem.items() if name not in changing}
