"""Answers tell when this ledger recorded each event, and which spellings they keep; what was signed stays as it was."""

import json
from typing import Any

import pytest
from api_town import Served, a_document, an_event
from builders import MILL, NOW

from ledger.intake.epcis import query_document_bytes, read_capture
from ledger.proof.canonical import canonicalise
from ledger.proof.wire import instant_text

TOLD = an_event(eventTime="2026-04-20T10:00:00.000Z", eventID="urn:uuid:0d2b8c5e-9f0b-4b53-8f8e-3a1f27f3a001")
OWN = an_event(eventTime="2026-04-20T10:00:01.000Z", recordTime="2026-04-20T10:00:02.000Z")
DAY = "/epcis/events?GE_eventTime=2026-04-20T00:00:00Z&LT_eventTime=2026-04-21T00:00:00Z"


@pytest.fixture(scope="module")
def kept(served: Served) -> list[str]:
    """The record ids of the two events, in the order of the page."""
    answer = served.post("/epcis/capture", a_document(TOLD, OWN), MILL)
    assert answer.status_code == 202, answer.text
    return [each["record_id"] for each in answer.json()["acknowledgements"]]


def answered(served: Served, path: str) -> list[dict[str, Any]]:
    answer = served.get(path, MILL)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"])


def test_an_event_without_a_record_time_is_answered_with_the_ledgers(served: Served, kept: list[str]) -> None:
    first, _ = answered(served, DAY)
    received = served.get(f"/v1/records/{kept[0]}", MILL).json()["received_at"]
    assert first["recordTime"] == received
    assert canonicalise({name: value for name, value in first.items() if name != "recordTime"}) == canonicalise(TOLD)
    for path in (f"/epcis/events/{TOLD['eventID']}", f"/epcis/eventTypes/ObjectEvent/events?{DAY.partition('?')[2]}"):
        assert answered(served, path)[0]["recordTime"] == received


def test_the_answers_record_time_is_what_the_query_goes_by(served: Served, kept: list[str]) -> None:
    at = answered(served, DAY)[0]["recordTime"]
    assert kept
    assert len(answered(served, f"{DAY}&GE_recordTime={at}")) == 2
    assert answered(served, f"{DAY}&LT_recordTime={at}") == []


def test_a_record_time_that_was_signed_is_answered_as_it_was_signed(served: Served, kept: list[str]) -> None:
    assert kept
    assert canonicalise(answered(served, DAY)[1]) == canonicalise(OWN)


def test_the_signed_event_and_its_hash_know_nothing_of_it(served: Served, kept: list[str]) -> None:
    body = served.get(f"/v1/records/{kept[0]}", MILL).json()["statement"]["body"]
    assert json.loads(body["event"]) == TOLD
    without, answered_one = a_document(TOLD), a_document(answered(served, DAY)[0])
    hashes = {read_capture(json.loads(raw), document_hash=bytes(32))[0].event_hash for raw in (without, answered_one)}
    assert hashes == {body["event_hash"]}


@pytest.mark.parametrize("own", [{"x:y": {"x:z": "recordTime"}}, {}])
def test_the_word_elsewhere_in_an_event_is_no_record_time(own: dict[str, Any]) -> None:
    document = json.loads(a_document(an_event(**own)))
    document["@context"] = [*document["@context"], {"x": "https://x.example/"}]
    raw, _ = query_document_bytes(read_capture(document, document_hash=bytes(32)), recorded_at=[NOW])
    [event] = json.loads(raw)["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
    assert event["recordTime"] == instant_text(NOW)


def test_a_clock_of_whole_seconds_never_puts_the_record_before_the_event() -> None:
    captured = read_capture(
        json.loads(a_document(an_event(eventTime="2026-04-20T10:00:00.500Z"))), document_hash=bytes(32)
    )
    second = captured[0].event_time_ms // 1000
    assert b"recordTime" not in query_document_bytes(captured, recorded_at=[second])[0]
    assert b"recordTime" in query_document_bytes(captured, recorded_at=[second + 1])[0]


def test_answers_say_that_identifiers_are_as_they_were_sent(served: Served, kept: list[str]) -> None:
    assert kept
    for path in (DAY, "/epcis/epcs", f"/epcis/events/{TOLD['eventID']}"):
        assert served.get(path, MILL).headers["GS1-EPC-Format"] == "Never_Translates"


def test_a_format_that_is_not_given_is_refused_in_words(served: Served) -> None:
    refused = served.client.get("/epcis/events", headers={**served.as_(MILL), "GS1-EPC-Format": "Always_EPC_URN"})
    assert "ask for No_Preference or Never_Translates" in refused.json()["detail"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("orderBy=example:grade", "own fields are not sorted by"),
        ("HASATTR_bizLocation=x", "master data"),
        ("EQATTR_bizLocation_x=y", "master data"),
    ],
)
def test_what_a_query_cannot_ask_is_refused_in_words_and_said_in_the_interface(
    served: Served, asked: str, said: str
) -> None:
    refused = served.get(f"/epcis/events?{asked}", MILL)
    assert (refused.status_code, refused.json()["field"]) == (422, asked.partition("=")[0])
    assert said in refused.json()["detail"]
    described = served.client.get("/openapi.json").json()["paths"]["/epcis/events"]["get"]["description"]
    assert "HASATTR" in described
    assert "orderBy" in described
