"""Idempotency-Key: the same request has one answer, another request is a conflict (threat list F09)."""

import json
from concurrent.futures import ThreadPoolExecutor

from api_town import Served, a_document, a_statement, an_event, signed_capture
from builders import BRAND, MILL


def test_the_same_request_gets_the_same_answer_again(served: Served) -> None:
    raw = json.dumps(a_statement(served.domain)).encode()
    first = served.post("/v1/statements", raw, MILL, **{"Idempotency-Key": "once"})
    again = served.post("/v1/statements", raw, MILL, **{"Idempotency-Key": "once"})
    assert (first.status_code, first.content) == (again.status_code, again.content) == (201, first.content)
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert again.headers["location"] == first.headers["location"]


def test_another_body_under_the_same_key_is_a_conflict_and_is_not_kept(served: Served) -> None:
    raw, other = (json.dumps(a_statement(served.domain)).encode() for _ in range(2))
    assert served.post("/v1/statements", raw, MILL, **{"Idempotency-Key": "two"}).status_code == 201
    before = served.rows()
    refused = served.post("/v1/statements", other, MILL, **{"Idempotency-Key": "two"})
    assert (refused.status_code, refused.json()["code"]) == (409, "idempotency-conflict")
    assert served.rows() == before


def test_a_key_belongs_to_its_party_and_its_endpoint(served: Served) -> None:
    raw = json.dumps(a_statement(served.domain)).encode()
    capture = signed_capture(served.domain, a_document(an_event(action="OBSERVE")))
    assert served.post("/v1/statements", raw, MILL, **{"Idempotency-Key": "mine"}).status_code == 201
    assert served.post("/v1/statements", raw, BRAND, **{"Idempotency-Key": "mine"}).status_code == 200
    assert served.post("/epcis/capture", capture, MILL, **{"Idempotency-Key": "mine"}).status_code == 409


def test_twenty_at_once_make_one_record_and_one_answer(served: Served) -> None:
    raw = json.dumps(a_statement(served.domain)).encode()
    pending, sealed = served.rows()
    with ThreadPoolExecutor(20) as pool:
        sent = [
            pool.submit(served.post, "/v1/statements", raw, MILL, **{"Idempotency-Key": "crowd"}) for _ in range(20)
        ]
        answers = {(each.result().status_code, each.result().content) for each in sent}
    assert len(answers) == 1
    assert served.rows() == (pending + 1, sealed)


def test_a_refusal_is_not_remembered(served: Served) -> None:
    raw = json.dumps(a_statement(served.domain)).encode()
    assert served.post("/v1/statements", b"{}", MILL, **{"Idempotency-Key": "retry"}).status_code == 422
    assert served.post("/v1/statements", raw, MILL, **{"Idempotency-Key": "retry"}).status_code == 201


def test_a_key_that_is_too_long_is_refused_by_name(served: Served) -> None:
    raw = json.dumps(a_statement(served.domain)).encode()
    refused = served.post("/v1/statements", raw, MILL, **{"Idempotency-Key": "k" * 256})
    assert (refused.status_code, refused.json()["field"]) == (422, "Idempotency-Key")
