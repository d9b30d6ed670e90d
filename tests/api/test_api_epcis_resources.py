"""The top-level resources, GS1's headers, discovery, and what is not offered."""

from typing import Any
from urllib.parse import quote

import pytest
from api_town import MAKER_SITE, SHIRT_LOT_ID, YARN_LOT, YARN_LOT_ID, Served, a_document, an_event
from builders import AUDITOR, BRAND, MALLORY, MILL

from api.schemas import CollectionDocument

RESOURCES = ("eventTypes", "epcs", "bizSteps", "bizLocations", "readPoints", "dispositions")
TOP = ("/epcis", "/epcis/capture", "/epcis/events", *(f"/epcis/{name}" for name in RESOURCES))


def members(served: Served, resource: str, party: Any, *, per_page: int = 1000) -> list[str]:
    found, path = list[str](), f"/epcis/{resource}?perPage={per_page}"
    while path:
        answer = served.get(path, party)
        assert answer.status_code == 200, answer.text
        found += CollectionDocument.model_validate(answer.json()).member
        path = answer.headers["link"].split(">")[0][1:] if "link" in answer.headers else ""
    return found


def told(document: Any) -> list[dict[str, Any]]:
    return list(document["epcisBody"]["queryResults"]["resultsBody"]["eventList"])


def test_the_resources_name_what_readable_events_name_each_in_one_spelling(served: Served) -> None:
    assert {"ObjectEvent", "TransformationEvent"} <= set(members(served, "eventTypes", AUDITOR))
    assert {"commissioning", "shipping"} <= set(members(served, "bizSteps", AUDITOR))
    assert {YARN_LOT_ID, SHIRT_LOT_ID} <= set(members(served, "epcs", AUDITOR))
    assert YARN_LOT not in members(served, "epcs", AUDITOR)
    assert "https://id.gs1.org/414/9506000001029" in members(served, "bizLocations", AUDITOR)


@pytest.mark.parametrize("resource", RESOURCES)
def test_a_name_is_listed_once_and_none_is_lost_between_pages(served: Served, resource: str) -> None:
    whole = members(served, resource, AUDITOR)
    assert members(served, resource, AUDITOR, per_page=1) == whole == sorted(set(whole), key=_in_full)


def _in_full(name: str) -> str:
    return name if ":" in name else "https://ref.gs1.org/cbv/" + name


@pytest.mark.parametrize("resource", RESOURCES)
def test_what_only_unread_events_name_is_neither_listed_nor_found(served: Served, resource: str) -> None:
    answer = served.get(f"/epcis/{resource}?perPage=1", MALLORY)
    assert answer.json()["member"] == []
    assert "link" not in answer.headers
    for name in members(served, resource, AUDITOR)[:5]:
        path = f"/epcis/{resource}/{quote(name, safe='')}"
        assert served.get(path, MALLORY).status_code == 404
        assert served.get(path, AUDITOR).json()["member"] == ["events"]
        assert told(served.get(f"{path}/events", MALLORY).json()) == []


@pytest.mark.parametrize("resource", RESOURCES)
def test_a_brand_is_shown_only_names_of_events_that_it_may_read(served: Served, resource: str) -> None:
    readable = members(served, resource, BRAND)
    assert set(readable) <= set(members(served, resource, AUDITOR))
    for name in readable[:5]:
        assert told(served.get(f"/epcis/{resource}/{quote(name, safe='')}/events", BRAND).json())


def test_the_events_of_a_lot_are_found_by_any_spelling_and_narrowed_further(served: Served) -> None:
    for spelling in (YARN_LOT, YARN_LOT_ID):
        path = f"/epcis/epcs/{quote(spelling, safe='')}/events"
        found = told(served.get(path, AUDITOR).json())
        assert {event["type"] for event in found} >= {"ObjectEvent", "TransformationEvent"}
        only = served.get(f"{path}?eventType=TransformationEvent", AUDITOR).json()
        assert {e["type"] for e in only["epcisBody"]["queryResults"]["resultsBody"]["eventList"]} == {
            "TransformationEvent"
        }


@pytest.mark.parametrize(
    "path", ["/epcis/eventTypes/Rumour", "/epcis/bizSteps/x:y", "/epcis/epcs/%20", "/epcis/epcs/a%00b"]
)
def test_a_name_that_nothing_can_have_is_refused(served: Served, path: str) -> None:
    assert served.get(path, AUDITOR).status_code in (404, 422)
    assert served.get(f"{path}/events", AUDITOR).status_code in (404, 422)


@pytest.mark.parametrize("path", [*TOP, f"/epcis/bizLocations/{quote(MAKER_SITE, safe='')}", "/epcis/epcs/x/events"])
def test_discovery_tells_versions_and_methods_to_whoever_asks(served: Served, path: str) -> None:
    answer = served.client.options(path)
    assert answer.status_code == 204
    assert "GET" in answer.headers["allow"]
    for name in (
        "GS1-EPCIS-Version",
        "GS1-EPCIS-Min",
        "GS1-EPCIS-Max",
        "GS1-CBV-Version",
        "GS1-CBV-Min",
        "GS1-CBV-Max",
    ):
        assert answer.headers[name] == "2.0.0"
    assert answer.headers["GS1-EPC-Format"] == answer.headers["GS1-CBV-XML-Format"] == "Never_Translates"


def test_discovery_of_capture_tells_its_limits_and_they_hold(served: Served) -> None:
    headers = served.client.options("/epcis/capture").headers
    assert headers["GS1-Capture-Error-Behaviour"] == "all"
    assert int(headers["GS1-EPCIS-Capture-Limit"]) == 10_000
    too_large = b" " * (int(headers["GS1-EPCIS-Capture-File-Size-Limit"]) + 1)
    assert served.post("/epcis/capture", too_large, MILL).status_code == 413


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GS1-EPCIS-Min", "2.1.0"),
        ("GS1-EPCIS-Max", "1.2"),
        ("GS1-CBV-Min", "3"),
        ("GS1-CBV-Max", "1.2.1"),
        ("GS1-EPCIS-Version", "1.2"),
        ("GS1-EPC-Format", "Always_EPC_URN"),
        ("GS1-EPC-Format", "Always_GS1_Digital_Link"),
        ("GS1-CBV-XML-Format", "Always_URN"),
        ("Accept", "application/xml"),
    ],
)
def test_what_we_cannot_give_is_406_and_says_why(served: Served, name: str, value: str) -> None:
    for path in ("/epcis/events", "/epcis/epcs", "/epcis/capture"):
        refused = served.client.get(path, headers={**served.as_(MILL), name: value})
        assert (refused.status_code, refused.json()["code"]) == (406, "not-acceptable")
        assert name in refused.json()["detail"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GS1-EPCIS-Min", "1.0.0"),
        ("GS1-EPCIS-Max", "2.0"),
        ("GS1-CBV-Max", "3.0"),
        ("GS1-EPCIS-Version", "2.0.1"),
        ("GS1-EPC-Format", "No_Preference"),
        ("GS1-EPC-Format", "Never_Translates"),
        ("Accept", "text/html, application/*;q=0.5"),
        ("GS1-Extensions", "a=https://a.example/, b=https://b.example/"),
    ],
)
def test_what_we_can_give_is_given(served: Served, name: str, value: str) -> None:
    assert served.client.get("/epcis/events", headers={**served.as_(MILL), name: value}).status_code == 200


@pytest.mark.parametrize(
    ("name", "value"), [("GS1-EPCIS-Min", "new"), ("GS1-EPC-Format", "Mine"), ("GS1-Extensions", "x")]
)
def test_a_header_that_makes_no_sense_is_refused_by_its_name(served: Served, name: str, value: str) -> None:
    refused = served.client.get("/epcis/events", headers={**served.as_(MILL), name: value})
    assert (refused.status_code, refused.json()["field"]) == (422, name)


@pytest.mark.parametrize("path", ["/epcis/queries", "/epcis/queries/mine/events", "/epcis/queries/mine/subscriptions"])
def test_named_queries_and_subscriptions_are_501_with_the_reason(served: Served, path: str) -> None:
    for answer in (served.get(path, MILL), served.post(path, b"{}", MILL)):
        assert answer.status_code == 501
        assert "not offered" in answer.json()["detail"]


@pytest.mark.parametrize(
    "path", ["/epcis/capture", "/epcis/epcs", "/epcis/events/urn:uuid:1", "/epcis/bizSteps/shipping"]
)
def test_a_parameter_that_a_resource_does_not_take_is_refused_by_name(served: Served, path: str) -> None:
    refused = served.get(f"{path}?EQ_bizStep=shipping", AUDITOR)
    assert (refused.status_code, refused.json()["field"]) == (422, "EQ_bizStep")


def test_an_event_without_an_id_is_found_by_its_hash(served: Served) -> None:
    event = an_event(eventTime="2026-07-01T00:00:00Z", readPoint={"id": MAKER_SITE})
    served.post("/epcis/capture", a_document(event), MILL)
    assert "https://id.gs1.org/414/9506000001029" in members(served, "readPoints", MILL)
