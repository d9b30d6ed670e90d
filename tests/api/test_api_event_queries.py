"""The event query over HTTP: narrowing and exact matching together, orders, pages, limits, headers."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from api_town import MAKER_SITE_ID, SHIRT_LOT, YARN_LOT, YARN_LOT_ID, Served, a_document, an_event, signed_capture
from builders import AUDITOR, BRAND, MAKER, MALLORY, MILL, MILL_SITE
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.intake.epcis import read_capture
from ledger.intake.epcis.parameters import read_query
from ledger.model.event import CapturedEvent
from ledger.proof.event_hash.vocabulary import WELL_KNOWN

DAY = "GE_eventTime=2026-06-01T00:00:00Z&LT_eventTime=2026-06-02T00:00:00Z"
LOTS = [f"urn:epc:class:lgtin:9506000.012050.Q{place}" for place in range(3)]
A_CLASS = "urn:epc:idpat:sgtin:9506000.012050.*"
STEPS = ("shipping", "receiving", "https://ref.gs1.org/cbv/BizStep-storing")


def at(minute: int, **changes: Any) -> dict[str, Any]:
    """An event of a day that no other test uses."""
    return an_event(eventTime=f"2026-06-01T10:{minute:02}:00.000Z", **changes)


TOLD = [
    at(
        minute,
        bizStep=STEPS[minute % 3],
        action=("ADD", "OBSERVE")[minute % 2],
        bizLocation={"id": (MILL_SITE, MAKER_SITE_ID)[minute % 2]},
        quantityList=[{"epcClass": LOTS[minute % 3], "quantity": minute, "uom": "KGM"}],
    )
    for minute in range(12)
]


@pytest.fixture(scope="module")
def asked(served: Served) -> Served:
    for party, told in ((MILL, TOLD[:6]), (MAKER, TOLD[6:])):
        raw = signed_capture(served.domain, a_document(*told), by=party)
        assert served.post("/epcis/capture", raw, party).status_code == 202
    return served


def captured(event: dict[str, Any]) -> CapturedEvent:
    return read_capture(json.loads(a_document(event)), document_hash=bytes(32))[0]


def events(answer: Any) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    return list(answer.json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"])


def minutes(answer: Any) -> list[int]:
    return [int(event["eventTime"][14:16]) for event in events(answer)]


def pages(served: Served, path: str, party: Any) -> Iterator[Any]:
    while path:
        answer = served.get(path, party)
        yield answer
        path = answer.headers["link"].split(">")[0][1:] if "link" in answer.headers else ""


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("EQ_bizStep=shipping", [0, 3, 6, 9]),
        ("EQ_bizStep=cbv:BizStep-storing|receiving&EQ_action=ADD", [2, 4, 8, 10]),
        (f"MATCH_epcClass={LOTS[1]}", [1, 4, 7, 10]),
        ("MATCH_anyEPCClass=https://other.example/01/09506000120508/10/Q2", [2, 5, 8, 11]),
        ("MATCH_epcClass=urn:epc:idpat:sgtin:9506000.012050.*&GE_quantity_KGM=9", [9, 10, 11]),
        (f"EQ_bizLocation={MAKER_SITE_ID}&LT_quantity=4", [1, 3]),
        ("orderBy=eventTime&orderDirection=ASC&eventCountLimit=2", [0, 1]),
        ("orderBy=eventTime&eventCountLimit=3", [11, 10, 9]),
        ("orderBy=recordTime&orderDirection=DESC&eventCountLimit=1", [11]),
        ("MATCH_epc=urn:epc:idpat:sgtin:9506000.*.*", []),
        ("GE_recordTime=2026-01-01T00:00:00Z&LT_recordTime=2026-01-02T00:00:00Z", []),
    ],
)
def test_a_query_gives_what_it_names(asked: Served, query: str, expected: list[int]) -> None:
    assert minutes(asked.get(f"/epcis/events?{DAY}&perPage=100&{query}", AUDITOR)) == expected


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(("EQ_bizStep", "EQ_action", "MATCH_epcClass", "EQ_bizLocation", "GE_quantity", "eventType")),
        st.sampled_from(
            ("shipping", "ADD", LOTS[0], MILL_SITE, "5", "ObjectEvent", "urn:epc:idpat:sgtin:9506000.012050.*")
        ),
        min_size=1,
    ),
    st.integers(min_value=1, max_value=5),
)
def test_the_database_leaves_out_nothing_that_matches_and_pages_lose_nothing(
    asked: Served, query: dict[str, str], per_page: int
) -> None:
    words = "&".join(f"{name}={text}" for name, text in query.items())
    first = asked.get(f"/epcis/events?{DAY}&perPage={per_page}&{words}", AUDITOR)
    if first.status_code == 422:
        return
    wanted = read_query({name: [text] for name, text in query.items()}, meanings=WELL_KNOWN)
    found = [event for page in pages(asked, first.request.url.raw_path.decode(), AUDITOR) for event in events(page)]
    for event in found:
        event.pop("recordTime")
    assert found == [event for event in TOLD if wanted.matches(captured(event))]


@pytest.mark.parametrize(
    "order", ["", "&orderBy=eventTime", "&orderBy=eventTime&orderDirection=ASC", "&orderBy=recordTime"]
)
def test_every_order_is_read_page_by_page_without_one_missing_or_twice(asked: Served, order: str) -> None:
    paged = [at for page in pages(asked, f"/epcis/events?{DAY}&perPage=5{order}", AUDITOR) for at in minutes(page)]
    assert paged == minutes(asked.get(f"/epcis/events?{DAY}&perPage=100{order}", AUDITOR))
    assert sorted(paged) == list(range(12))


def test_a_limit_holds_over_all_pages(asked: Served) -> None:
    path = f"/epcis/events?{DAY}&perPage=2&eventCountLimit=5"
    found = [minutes(page) for page in pages(asked, path, AUDITOR)]
    assert [len(page) for page in found] == [2, 2, 1]


def test_more_than_max_event_count_is_refused_and_as_many_are_not(asked: Served) -> None:
    assert asked.get(f"/epcis/events?{DAY}&maxEventCount=11", AUDITOR).status_code == 413
    assert len(minutes(asked.get(f"/epcis/events?{DAY}&maxEventCount=12", AUDITOR))) == 12


def test_max_event_count_counts_only_what_the_reader_may_read(asked: Served) -> None:
    assert len(minutes(asked.get(f"/epcis/events?{DAY}&maxEventCount=6", MILL))) == 6
    assert minutes(asked.get(f"/epcis/events?{DAY}&maxEventCount=1", MALLORY)) == []


def test_a_page_token_is_good_for_its_own_question_and_reader_alone(asked: Served) -> None:
    first = asked.get(f"/epcis/events?{DAY}&perPage=2", AUDITOR)
    token = first.headers["link"].split("nextPageToken=")[1].split(">")[0]
    assert first.headers["gs1-next-page-token-expires"].endswith("Z")
    for path, party in (
        (f"/epcis/events?{DAY}&perPage=2&EQ_action=ADD", AUDITOR),
        (f"/epcis/events?{DAY}&perPage=2", MILL),
        ("/epcis/epcs?perPage=2", AUDITOR),
    ):
        refused = asked.get(f"{path}&nextPageToken={token}", party)
        assert (refused.status_code, refused.json()["field"]) == (422, "nextPageToken")


def test_a_page_says_who_signed_each_of_its_events(asked: Served) -> None:
    assert asked.post("/epcis/capture", a_document(an_event(eventTime="2026-06-03T00:00:00Z")), MILL).status_code == 202
    query = "GE_eventTime=2026-06-01T10:05:00Z&LT_eventTime=2026-06-04T00:00:00Z"
    assert asked.get(f"/epcis/events?{query}", MILL).headers["tierlight-signed-by"] == "sc"


def test_a_prefix_of_the_query_is_declared_in_a_header(asked: Served) -> None:
    document = json.loads(a_document(an_event(eventTime="2026-06-05T00:00:00Z", **{"own:lane": "7"})))
    document["@context"].append({"own": "https://own.example/terms/"})
    assert asked.post("/epcis/capture", json.dumps(document).encode(), MILL).status_code == 202
    headers = {**asked.as_(MILL), "GS1-Extensions": "theirs=https://own.example/terms/"}
    found = asked.client.get("/epcis/events?EQ_theirs:lane=7", headers=headers)
    assert len(events(found)) == 1
    refused = asked.get("/epcis/events?EQ_theirs:lane=7", MILL)
    assert (refused.status_code, refused.json()["field"]) == (422, "EQ_theirs:lane")


def test_a_brand_finds_by_lot_what_lies_upstream_of_its_product_and_a_stranger_nothing(asked: Served) -> None:
    for lot in (YARN_LOT, YARN_LOT_ID, SHIRT_LOT):
        path = f"/epcis/events?MATCH_anyEPCClass={lot}"
        assert events(asked.get(path, BRAND))
        stranger = asked.get(path, MALLORY)
        assert events(stranger) == []
        assert "link" not in stranger.headers
