"""Capture and query of EPCIS events over HTTP."""

import json
import re
from typing import Any

import pytest
from api_town import SURVEYOR, Served, a_document, an_event, signed_capture
from builders import AUDITOR, MAKER, MALLORY, MILL, NOW

from api.schemas import CapturedDocument
from ledger.jobs.capture import sign_capture
from ledger.proof.canonical import canonicalise

VERSION_HEADERS = ("gs1-epcis-version", "gs1-cbv-version")


def _events(answer: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = answer.json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
    return found


def test_each_event_of_a_signed_document_becomes_a_record_of_its_signer(served: Served) -> None:
    raw = signed_capture(served.domain, a_document(an_event(eventTime="2026-04-01T00:00:00Z"), an_event()), by=MAKER)
    answer = served.post("/epcis/capture", raw, MAKER)
    assert answer.status_code == 202
    assert all(answer.headers[name] == "2.0.0" for name in VERSION_HEADERS)
    captured = CapturedDocument.model_validate(answer.json())
    assert len(captured.acknowledgements) == 2
    for given in captured.acknowledgements:
        record = served.get(f"/v1/records/{given.record_id}", MAKER).json()
        assert (record["statement"]["issuer"], record["scheme"]) == (MAKER.did, "eoa")


def test_an_unsigned_document_is_signed_custodially_and_says_so(served: Served) -> None:
    answer = served.post("/epcis/capture", a_document(an_event(eventTime="2026-04-02T00:00:00Z")), MILL)
    (given,) = answer.json()["acknowledgements"]
    record = served.get(f"/v1/records/{given['record_id']}", MILL).json()
    assert (record["statement"]["issuer"], record["scheme"]) == (MILL.did, "custodial")


def test_the_same_document_again_adds_nothing(served: Served) -> None:
    raw = a_document(an_event(eventTime="2026-04-03T00:00:00Z"))
    first = served.post("/epcis/capture", raw, MILL).json()
    before = served.rows()
    again = served.post("/epcis/capture", raw, MILL).json()
    assert served.rows() == before
    assert [a["record_id"] for a in again["acknowledgements"]] == [a["record_id"] for a in first["acknowledgements"]]
    assert again["capture_id"] == first["capture_id"]


def test_an_event_that_is_yet_to_happen_is_refused_at_its_time(served: Served) -> None:
    before = served.rows()
    document = a_document(an_event(eventTime="2026-04-04T00:00:00Z"), an_event(eventTime="2099-01-01T00:00:00Z"))
    answer = served.post("/epcis/capture", document, MILL)
    assert answer.status_code == 422
    assert answer.json()["field"] == "/epcisBody/eventList/1/eventTime"
    assert "is in the future" in answer.text
    assert served.rows() == before


def test_an_event_with_another_events_hash_id_is_kept_with_a_finding(served: Served) -> None:
    wrong = "ni:///sha-256;" + "00" * 32 + "?ver=CBV2.0"
    answer = served.post("/epcis/capture", a_document(an_event(eventID=wrong)), MILL).json()
    assert answer["findings"] == [
        {"record_id": answer["acknowledgements"][0]["record_id"], "code": "event-id-mismatch"}
    ]


@pytest.mark.parametrize("party", [AUDITOR, SURVEYOR])
def test_auditors_and_surveyors_do_not_capture(served: Served, party: Any) -> None:
    before = served.rows()
    refused = served.post("/epcis/capture", a_document(an_event()), party)
    assert (refused.status_code, refused.json()["code"]) == (403, "not-allowed")
    assert served.rows() == before


def _all_events(served: Served, path: str) -> list[bytes]:
    found: list[dict[str, Any]] = []
    while path:
        answer = served.get(path, AUDITOR)
        assert all(answer.headers[name] == "2.0.0" for name in VERSION_HEADERS)
        found += _events(answer)
        link = re.fullmatch(r'<([^>]+)>; rel="next"', answer.headers.get("link", ""))
        path = link.group(1) if link else ""
    return [canonicalise(event) for event in found]


def test_events_are_read_page_by_page_without_one_missing_or_twice(served: Served) -> None:
    by_two, by_many = (_all_events(served, f"/epcis/events?perPage={size}") for size in (2, 1000))
    assert len(by_many) >= 3
    assert by_two == by_many


@pytest.mark.parametrize("query", ["", "&eventType=TransformationEvent", "&GE_eventTime=2026-01-01T00:00:00Z"])
def test_events_that_one_may_not_read_leave_no_trace_in_the_pages(served: Served, query: str) -> None:
    answer = served.get(f"/epcis/events?perPage=1{query}", MALLORY)
    assert _events(answer) == []
    assert "link" not in answer.headers


def test_filters_give_only_what_they_name(served: Served) -> None:
    events = _events(served.get("/epcis/events?eventType=TransformationEvent&perPage=1000", AUDITOR))
    assert events
    assert {event["type"] for event in events} == {"TransformationEvent"}
    query = "GE_eventTime=2026-02-01T08:00:00Z&LT_eventTime=2026-02-02T08:00:00%2B00:00&perPage=1000"
    times = {event["eventTime"] for event in _events(served.get(f"/epcis/events?{query}", AUDITOR))}
    assert times == {"2026-02-01T08:00:00.000Z"}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("eventType=Rumour", "eventType"),
        ("perPage=0", "perPage"),
        ("perPage=1001", "perPage"),
        ("GE_eventTime=yesterday", "GE_eventTime"),
        ("GE_eventTime=2026-02-01T08:00:00", "GE_eventTime"),
        ("nextPageToken=-1", "nextPageToken"),
        ("EQ_bizstep=shipping", "EQ_bizstep"),
        ("HASATTR_bizLocation=urn:epcglobal:cbv:mda:site", "HASATTR_bizLocation"),
        ("EQATTR_bizLocation_cbvmda:site=0", "EQATTR_bizLocation_cbvmda:site"),
    ],
)
def test_a_query_that_is_not_answered_is_refused_by_name_not_ignored(served: Served, query: str, field: str) -> None:
    refused = served.get(f"/epcis/events?{query}", AUDITOR)
    assert (refused.status_code, refused.json()["field"]) == (422, field)
    assert all(refused.headers[name] == "2.0.0" for name in VERSION_HEADERS)


def test_what_is_not_there_tells_the_version_too(served: Served) -> None:
    missing = served.get("/epcis/capture/0x00", AUDITOR)
    assert missing.status_code == 404
    assert all(missing.headers[name] == "2.0.0" for name in VERSION_HEADERS)
    assert "gs1-epcis-version" not in served.get("/v1/records/0x00", AUDITOR).headers


def _records(answer: Any) -> list[str]:
    assert answer.status_code < 300, answer.text
    return [each["record_id"] for each in answer.json()["acknowledgements"]]


def test_an_event_told_in_other_wrappings_is_the_same_record(served: Served) -> None:
    event = an_event(eventTime="2026-04-21T00:00:00Z")
    (kept,) = _records(served.post("/epcis/capture", a_document(event), MILL))
    before = served.rows()
    wider = a_document(event, an_event(eventTime="2026-04-21T00:00:01Z", action="MOVE"))
    proceed = {"GS1-Capture-Error-Behaviour": "proceed"}
    assert _records(served.post("/epcis/capture", wider, MILL, **proceed)) == [kept]
    assert _records(served.post("/epcis/capture", a_document(event, event), MILL)) == [kept, kept]
    alone = {**event, "@context": json.loads(a_document(event))["@context"]}
    answer = served.post("/epcis/events", json.dumps(alone).encode(), MILL)
    assert answer.status_code < 300, answer.text
    assert kept in answer.text
    assert served.rows() == before


def test_a_correction_is_a_record_of_its_own_although_its_hash_is_the_same(served: Served) -> None:
    event = an_event(eventTime="2026-04-22T00:00:00Z")
    declared = {"declarationTime": "2026-04-23T00:00:00Z", "reason": "did_not_occur"}
    first = _records(served.post("/epcis/capture", a_document(event), MILL))
    again = _records(served.post("/epcis/capture", a_document({**event, "errorDeclaration": declared}), MILL))
    assert first != again


def test_an_event_signed_again_under_its_nonce_is_the_earlier_record(served: Served) -> None:
    def signed(at: int) -> bytes:
        raw = a_document(an_event(eventTime="2026-04-24T00:00:00Z"))
        return sign_capture(raw, issuer=MAKER.did, secret=MAKER.secret, domain=served.domain, issued_at=at)

    first = _records(served.post("/epcis/capture", signed(NOW), MAKER))
    before = served.rows()
    assert _records(served.post("/epcis/capture", signed(NOW + 1), MAKER)) == first
    assert served.rows() == before


def test_a_supplier_reads_no_event_of_another(served: Served) -> None:
    assert _events(served.get("/epcis/events?perPage=1000", MALLORY)) == []


def test_an_event_reads_back_with_its_own_numbers_and_context(served: Served) -> None:
    context = {"own": "https://own.example/terms/"}
    event = an_event(**{"own:weight": 12.50, "own:count": 3, "eventTime": "2026-04-04T00:00:00Z"})
    document = json.loads(a_document(event))
    document["@context"].append(context)
    assert served.post("/epcis/capture", json.dumps(document).encode(), MILL).status_code == 202
    found = served.get("/epcis/events?GE_eventTime=2026-04-04T00:00:00Z&LT_eventTime=2026-04-04T00:00:01Z", MILL)
    assert context in found.json()["@context"]
    [told] = _events(found)
    assert canonicalise(told) == canonicalise({**event, "recordTime": told["recordTime"]})
