"""Capture jobs over HTTP: what was kept, what was not and why, and who may ask."""

import json
from typing import Any

import pytest
from api_town import Served, a_document, a_statement, an_event, signed_capture
from builders import AUDITOR, MAKER, MALLORY, MILL, NOW, fresh_nonce
from fastapi.testclient import TestClient

from api.schemas import CapturedDocument, CapturedEventDocument, CaptureJobDocument
from auditor_cli.source.remote import RemoteSource
from ledger.bootstrap import OPERATOR_DID
from ledger.jobs.capture import run_capture, sign_capture
from ledger.jobs.capture_jobs import CUT_OFF_SECONDS
from ledger.jobs.sign_in import issue_api_key
from ledger.model.capture_job import CaptureJob, ErrorBehaviour
from ledger.model.party import Role
from ledger.model.reader import Reader
from ledger.proof.canonical import canonicalise

PROCEED = {"GS1-Capture-Error-Behaviour": "proceed"}
GS1 = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
WRONG_ID = "ni:///sha-256;" + "00" * 32 + "?ver=CBV2.0"


def at(second: int, **changes: Any) -> dict[str, Any]:
    """An event of a day that no other test uses."""
    return an_event(eventTime=f"2026-05-01T00:00:{second:02}.000Z", **changes)


def job_at(served: Served, answer: Any, party: Any = MILL) -> CaptureJobDocument:
    told = served.get(answer.headers["location"], party)
    assert told.status_code == 200, told.text
    return CaptureJobDocument.model_validate(told.json())


def test_a_capture_answers_where_its_job_is_and_the_job_lists_the_records(served: Served) -> None:
    answer = served.post("/epcis/capture", a_document(at(1), at(2)), MILL)
    assert answer.status_code == 202
    job, captured = job_at(served, answer), CapturedDocument.model_validate(answer.json())
    assert (job.running, job.success, job.errors, job.captureErrorBehaviour) == (False, True, [], "rollback")
    assert job.finishedAt is not None
    assert job.records == [each.record_id for each in captured.acknowledgements]
    assert job.captureID == captured.capture_id


def test_rollback_keeps_nothing_and_the_job_lists_every_fault(served: Served) -> None:
    before = served.rows()
    raw = a_document(at(3), at(4, action="MOVE"), at(5), at(6, bizStep="nonsense"))
    refused = served.post("/epcis/capture", raw, MILL)
    assert (refused.status_code, refused.json()["field"]) == (422, "/epcisBody/eventList/1/action")
    assert served.rows() == before
    job = job_at(served, refused)
    assert (job.running, job.success, job.records) == (False, False, [])
    assert [(each.event, each.field) for each in job.errors] == [
        (1, "/epcisBody/eventList/1/action"),
        (3, "/epcisBody/eventList/3/bizStep"),
    ]


def test_proceed_keeps_the_good_events_and_lists_each_bad_one(served: Served) -> None:
    raw = a_document(at(7), at(8, action="MOVE"), at(9), at(10, quantityList=[{"quantity": 1}]))
    answer = served.post("/epcis/capture", raw, MILL, **PROCEED)
    assert answer.status_code == 202
    job = job_at(served, answer)
    assert (job.success, job.captureErrorBehaviour, len(job.records)) == (False, "proceed", 2)
    assert [each.event for each in job.errors] == [1, 3]
    query = "/epcis/events?GE_eventTime=2026-05-01T00:00:07Z&LT_eventTime=2026-05-01T00:00:11Z"
    events = served.get(query, MILL).json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
    assert [event["eventTime"][17:19] for event in events] == ["07", "09"]


def test_the_command_line_proceeds_far_away_and_names_what_was_not_kept(served: Served) -> None:
    client = TestClient(served.client.app, headers=served.as_(MILL))
    raw = a_document(at(51), at(52, action="MOVE"))
    given = RemoteSource(client, "http://tierlight.test").capture(raw, strict=False, proceed=True)
    assert len(given["acknowledgements"]) == 1
    assert [(each["event"], each["field"]) for each in given["errors"]] == [(1, "/epcisBody/eventList/1/action")]


def test_proceed_lists_a_bad_signature_and_a_spent_nonce(served: Served) -> None:
    first, whole = (
        json.loads(signed_capture(served.domain, a_document(*events), by=MAKER))
        for events in ((at(11),), (at(12), at(13), at(14)))
    )
    assert served.post("/epcis/capture", json.dumps(first).encode(), MAKER).status_code == 202
    whole["signatures"][0]["nonce"] = first["signatures"][0]["nonce"]
    whole["signatures"][1]["signature"] = whole["signatures"][2]["signature"]
    answer = served.post("/epcis/capture", json.dumps(whole).encode(), MAKER, **PROCEED)
    job = job_at(served, answer, MAKER)
    assert [(each.event, each.code) for each in job.errors] == [(0, "signer-mismatch"), (1, "signer-mismatch")]
    nonce = fresh_nonce()
    spent = sign_capture(
        a_document(at(15), at(16)),
        issuer=MAKER.did,
        secret=MAKER.secret,
        domain=served.domain,
        issued_at=NOW,
        nonces=iter((nonce, nonce)),
    )
    job = job_at(served, served.post("/epcis/capture", spent, MAKER, **PROCEED), MAKER)
    assert (len(job.records), [(each.event, each.code) for each in job.errors]) == (1, [(1, "nonce-reused")])


def test_the_same_document_again_is_the_same_job_with_the_same_records(served: Served) -> None:
    raw = a_document(at(18))
    first, again = (served.post("/epcis/capture", raw, MILL) for _ in range(2))
    assert first.headers["location"] == again.headers["location"]
    assert [a["record_id"] for a in first.json()["acknowledgements"]] == job_at(served, again).records


def test_an_idempotency_key_gives_the_same_location(served: Served) -> None:
    raw = a_document(at(19))
    first, again = (served.post("/epcis/capture", raw, MILL, **{"Idempotency-Key": "capture-19"}) for _ in range(2))
    assert again.headers["idempotent-replayed"] == "true"
    assert first.headers["location"] == again.headers["location"]


def test_a_job_is_seen_by_its_owner_and_the_operator_alone(served: Served) -> None:
    location = served.post("/epcis/capture", a_document(at(20)), MILL).headers["location"]
    for stranger in (MALLORY, AUDITOR, MAKER):
        assert served.get(location, stranger).status_code == 404
        listed = served.get("/epcis/capture?perPage=1000", stranger).json()
        assert location.rsplit("/", 1)[1] not in {each["captureID"] for each in listed}
    key = issue_api_key(served.world, Reader(OPERATOR_DID, Role.OPERATOR))
    assert served.client.get(location, headers={"Authorization": f"Bearer {key}"}).status_code == 200
    assert served.get("/epcis/capture/0x" + "77" * 32, MILL).status_code == 404


def test_jobs_are_read_page_by_page_without_one_missing_or_twice(served: Served) -> None:
    for second in (21, 22, 23):
        served.post("/epcis/capture", a_document(at(second)), MILL)
    found, path = list[str](), "/epcis/capture?perPage=2"
    while path:
        answer = served.get(path, MILL)
        found += [each["captureID"] for each in answer.json()]
        path = answer.headers["link"].split(">")[0][1:] if "link" in answer.headers else ""
    whole = [each["captureID"] for each in served.get("/epcis/capture?perPage=1000", MILL).json()]
    assert found == whole
    assert len(set(found)) == len(found) >= 3


def test_a_job_that_was_cut_off_says_so_and_never_success(served: Served) -> None:
    now = served.world.clock.now()
    for age, (running, codes) in ((0, (True, [])), (CUT_OFF_SECONDS, (False, ["capture-cut-off"]))):
        capture_id = f"0x{age:064x}"
        served.world.store.begin_capture(CaptureJob(capture_id, MILL.did, ErrorBehaviour.ROLLBACK, now - age))
        told = served.get(f"/epcis/capture/{capture_id}", MILL).json()
        assert (told["running"], [each["code"] for each in told["errors"]]) == (running, codes)
        assert told["success"] is running
        assert "finishedAt" not in told


def test_strict_refuses_what_would_be_kept_with_a_finding(served: Served) -> None:
    raw, strict = a_document(at(24, eventID=WRONG_ID)), {"Tierlight-Strict": "true"}
    before = served.rows()
    refused = served.post("/epcis/capture", raw, MILL, **strict)
    assert (refused.status_code, refused.json()["field"]) == (422, "/epcisBody/eventList/0/eventID")
    assert served.rows() == before
    assert served.post("/epcis/capture", raw, MILL).json()["findings"][0]["code"] == "event-id-mismatch"


def test_one_event_is_captured_and_read_back_at_its_location_as_it_was_sent(served: Served) -> None:
    event = {"@context": [GS1, {"own": "https://own.example/"}], **at(25, **{"own:weight": 12.50})}
    answer = served.post("/epcis/events", json.dumps(event).encode(), MILL)
    assert answer.status_code == 201
    captured = CapturedEventDocument.model_validate(answer.json())
    found = served.get(answer.headers["location"], MILL)
    [told] = found.json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
    assert canonicalise(told) == canonicalise({**event, "recordTime": told["recordTime"]})
    assert found.headers["tierlight-signed-by"] == "c"
    assert captured.acknowledgement.record_id in found.headers["link"]
    again = served.post("/epcis/events", json.dumps(event).encode(), MILL)
    assert (again.status_code, again.headers["location"]) == (200, answer.headers["location"])
    assert served.get(answer.headers["location"], MALLORY).status_code == 404


def test_one_event_may_come_with_its_suppliers_signature(served: Served) -> None:
    signed = json.loads(signed_capture(served.domain, a_document(at(26)), by=MAKER))
    envelope = signed["signatures"][0]
    event = {"@context": GS1, **at(26)}
    wrong = json.dumps({"epcisEvent": event, "signature": envelope}).encode()
    assert served.post("/epcis/events", wrong, MAKER).json()["code"] == "signer-mismatch"


@pytest.mark.parametrize(
    ("event", "field"),
    [
        (at(27), "/@context"),
        ({"@context": "https://evil.example/", **at(27)}, "/@context"),
        ({"@context": GS1, **at(27, action="MOVE")}, "/action"),
        ({"@context": GS1, **at(27, nonsense=1)}, "/nonsense"),
        ([], "/@context"),
    ],
)
def test_a_bad_event_is_refused_with_the_pointer_into_it(served: Served, event: Any, field: str) -> None:
    refused = served.post("/epcis/events", json.dumps(event).encode(), MILL)
    assert (refused.status_code, refused.json()["field"]) == (422, field)


def test_an_event_and_the_declaration_that_it_was_wrong_stand_together(served: Served) -> None:
    event_id = "urn:uuid:5d2b0c9e-0000-4000-8000-00000000002a"
    declaration = {
        "declarationTime": "2026-05-02T00:00:00Z",
        "reason": "incorrect_data",
        "correctiveEventIDs": ["urn:uuid:b"],
    }
    whole = a_document(at(28, eventID=event_id), at(28, eventID=event_id, errorDeclaration=declaration))
    assert served.post("/epcis/capture", whole, MILL).status_code == 202
    found = served.get(f"/epcis/events/{event_id}", MILL)
    events = found.json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
    assert ["errorDeclaration" in event for event in events] == [False, True]
    assert found.headers["link"].count('rel="describedby"') == 2
    only = served.get(f"/epcis/events?EQ_eventID={event_id}&EXISTS_errorDeclaration=true", MILL).json()
    assert len(only["epcisBody"]["queryResults"]["resultsBody"]["eventList"]) == 1


def test_statements_of_other_kinds_are_no_events(served: Served) -> None:
    made = served.post("/v1/statements", json.dumps(a_statement(served.domain)).encode(), MILL).json()
    assert served.get(f"/epcis/events/{made['record_id']}", MILL).status_code == 404


def test_the_job_of_a_kept_document_outlives_its_sender_s_delegation(served: Served) -> None:
    raw = a_document(at(51))
    answer = served.post("/epcis/capture", raw, MILL)
    kept = job_at(served, answer)
    again = run_capture(served.world, raw, reader=MILL.reader, custodian=None)
    assert again.refusal is not None
    assert job_at(served, answer) == kept
    assert kept.success


@pytest.mark.parametrize("headers", [{}, PROCEED])
def test_a_context_that_would_be_kept_once_for_each_event_is_refused_as_one(
    served: Served, headers: dict[str, str]
) -> None:
    document = json.loads(a_document(*(an_event() for _ in range(400))))
    document["@context"] = [GS1, {f"p{place}": f"https://x.example/{place}/" for place in range(2700)}]
    before = served.rows()
    refused = served.post("/epcis/capture", json.dumps(document).encode(), MILL, **headers)
    assert (refused.status_code, refused.json()["field"]) == (413, "/@context")
    assert served.rows() == before
    assert [each.field for each in job_at(served, refused).errors] == ["/@context"]
