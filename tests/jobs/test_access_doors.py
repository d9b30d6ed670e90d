"""The audience at every door of the API: the same table, asked as each party asks it."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from api_town import MAKER_SITE_ID, PRODUCT, SHIRT_LOT_ID, YARN_LOT, YARN_LOT_ID, a_shipping
from audience_bed import (
    AUDIENCES,
    BODIES,
    COUNSEL,
    EVE,
    RELATIONS,
    STRANGER,
    a_told_chain,
    expected,
    making_of_yarn,
    say,
)
from builders import AUDITOR, BRAND, MAKER, MILL, MILL_SITE, Party
from fastapi.testclient import TestClient
from store_seals import sealed
from told_records import tell

from api.app import create_app
from api.dependencies import SESSION_COOKIE
from ledger.bootstrap import Ledger
from ledger.jobs.access import audience_of
from ledger.jobs.sign_in import issue_api_key, issue_link, open_session
from ledger.model.statement import Kind
from ledger.ports import World
from ledger.settings import read_settings
from ledger.store.sql_store import SqlStore

KINDS = ("lot", "facility", "attestation", "audit", "certificate", "recruitment", "purchase", "party")
ABSENT = "0x" + "ab" * 32


@dataclass(frozen=True)
class Doors:
    """The API on the told chain, with each record of the table in it by (kind, audience)."""

    world: World
    client: TestClient
    keys: dict[str, str]
    records: dict[tuple[str, str], str]

    def get(self, path: str, party: Party | None, **params: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.keys[party.did]}"} if party else {}
        return self.client.get(path, headers=headers, **({"params": params} if params else {}))

    def post(self, path: str, body: object, party: Party | None) -> Any:
        headers = {"Authorization": f"Bearer {self.keys[party.did]}"} if party else {}
        return self.client.post(path, headers=headers, json=body)


PEOPLE = {**RELATIONS, "auditor": AUDITOR}


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    folder: Path = tmp_path_factory.mktemp("doors")
    with a_told_chain(folder) as world:
        told = {
            (kind, audience): "0x" + tell(world, by=MILL, kind=kind, body=BODIES[kind][1], audience=audience).hex()
            for kind in KINDS
            for audience in AUDIENCES
            if not audience.startswith("authority")  # bodies for an authority are not taken yet
        }
        assert isinstance(world.store, SqlStore)
        sealed(world.store)
        ledger = Ledger(world, read_settings(home=folder), None)
        with TestClient(create_app(ledger=ledger), base_url="http://tierlight.test", follow_redirects=False) as client:
            keys = {party.did: issue_api_key(world, party.reader) for party in PEOPLE.values()}
            yield Doors(world, client, keys, told)


def relation_of(name: str) -> str:
    return "stranger" if name == "auditor" else name


def is_expected(kind: str, audience: str, name: str) -> bool:
    return expected(kind, audience, relation_of(name), PEOPLE[name].role)


@pytest.mark.parametrize("name", PEOPLE)
def test_a_record_its_proof_and_its_verdict_open_by_the_same_table(doors: Doors, name: str) -> None:
    for (kind, audience), record_id in doors.records.items():
        is_open, party = is_expected(kind, audience, name), PEOPLE[name]
        answers = {
            "record": doors.get(f"/v1/records/{record_id}", party),
            "receipt": doors.get(f"/v1/records/{record_id}/receipt", party),
            "inclusion": doors.get("/v1/log/inclusion", party, record_id=record_id),
            "verdict": doors.post("/v1/verify", {"record_id": record_id}, party),
        }
        found = {door: answer.status_code != 404 for door, answer in answers.items()}
        assert found == dict.fromkeys(answers, is_open), (kind, audience, answers["record"].text)


def test_what_is_hidden_and_what_is_absent_are_answered_with_the_same_bytes(doors: Doors) -> None:
    hidden = doors.records["attestation", "private"]
    for path in ("/v1/records/{}", "/v1/records/{}/receipt", "/v1/log/inclusion?record_id={}", "/v1/credits/{}"):
        texts = []
        for record_id in (hidden, ABSENT):
            answer = doors.get(path.format(record_id), EVE)
            assert answer.status_code == 404
            document = answer.json() | {"trace_id": "", "instance": ""}
            texts.append(json.dumps(document).replace(record_id, "ID"))
            assert answer.headers.keys() == answer.headers.keys()
        assert texts[0] == texts[1], path


def test_nobody_reads_without_signing_in_whatever_there_is(doors: Doors) -> None:
    paths = ["/v1/products", "/epcis/events", "/v1/sites/matches", "/v1/lots?reference=PO-1"]
    paths += [f"/v1/records/{record_id}" for record_id in (*doors.records.values(), ABSENT)]
    paths += [f"/v1/lots/{YARN_LOT_ID}/{walk}" for walk in ("trace", "track")]
    answers = {doors.get(path, None).status_code for path in paths}
    assert answers == {401}
    verdicts = [doors.post("/v1/verify", {"record_id": each}, None) for each in (*doors.records.values(), ABSENT)]
    assert {answer.status_code for answer in verdicts} == {401}


FILTERS: tuple[dict[str, str], ...] = (
    {},
    {"eventType": "ObjectEvent"},
    {"GE_eventTime": "2026-01-01T00:00:00Z"},
    {"EQ_bizLocation": "urn:epc:id:sgln:9506000.00101.0"},
    {"EQ_bizStep": "commissioning"},
    {"MATCH_anyEPCClass": YARN_LOT},
    {"perPage": "1"},
    {"eventCountLimit": "1"},
)


@pytest.mark.parametrize("asked", FILTERS, ids=str)
@pytest.mark.parametrize("name", PEOPLE)
def test_the_events_that_a_query_gives_are_those_that_may_be_read(
    doors: Doors, name: str, asked: dict[str, str]
) -> None:
    party = PEOPLE[name]
    audience = audience_of(doors.world, party.reader)
    events = list(doors.world.store.records((Kind.EVENT,), size=10**6))
    readable = {record.signed.statement.body for record in events if audience.may_read(record)}
    answer = doors.get("/epcis/events", party, **asked)
    assert answer.status_code == 200, answer.text
    told = answer.json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
    hashes = {json.loads(body)["event"] for body in readable}
    assert all(_is_told(event, hashes) for event in told)
    if not asked:
        assert len(told) == len(readable)
    if not readable:
        assert (told, "Link" in answer.headers) == ([], False)


def _is_told(event: dict[str, Any], hashes: set[str]) -> bool:
    bare = {name: value for name, value in event.items() if name not in ("@context", "recordTime")}
    return any(bare.items() <= json.loads(each).items() for each in hashes)


@pytest.mark.parametrize("path", ["eventTypes", "epcs", "bizSteps", "bizLocations"])
def test_who_reads_no_event_learns_no_word_of_any(doors: Doors, path: str) -> None:
    assert doors.get(f"/epcis/{path}", COUNSEL).json()["member"]  # an auditor: there is something to hide
    answer = doors.get(f"/epcis/{path}", PEOPLE["stranger"])
    assert (answer.status_code, answer.json()["member"]) == (200, [])


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("confirmed, far down", 200), ("auditor", 200), ("authority", 200), ("unconfirmed downstream", 404),
        ("owner", 403), ("confirmed, next hand", 403), ("upstream", 403), ("stranger", 403),
    ],
)  # fmt: skip
@pytest.mark.parametrize("walk", ["trace", "track"])
def test_a_lot_is_walked_by_its_brand_and_inspectors_alone(doors: Doors, walk: str, name: str, status: int) -> None:
    assert doors.get(f"/v1/lots/{YARN_LOT_ID}/{walk}", PEOPLE[name]).status_code == status
    assert doors.get(f"/v1/lots/{YARN_LOT_ID}X/{walk}", PEOPLE[name]).status_code in (404, 403)


def test_a_product_is_its_brands(doors: Doors) -> None:
    for name, party in PEOPLE.items():
        is_seen = name in ("confirmed, far down", "auditor", "authority")
        for path in ("provenance", "tiers"):
            answer = doors.get(f"/v1/products/{PRODUCT}/{path}", party)
            assert (answer.status_code == 200) is is_seen, (name, answer.status_code)


def test_a_walk_names_no_record_that_its_reader_may_not_read(doors: Doors) -> None:
    """The mill also sells of the yarn to a stranger: the brand sees its own chain, and not that order."""
    assert isinstance(doors.world.store, SqlStore)
    order = tell(
        doors.world, by=MILL, kind="purchase", body=BODIES["purchase"][1] | {"buyer": STRANGER.did, "order": "E-9"}
    )
    sealed(doors.world.store)
    for path in (f"lots/{YARN_LOT_ID}/trace", f"lots/{SHIRT_LOT_ID}/trace", f"products/{PRODUCT}/provenance"):
        assert "0x" + order.hex() in doors.get(f"/v1/{path}", AUDITOR).text or "provenance" in path
        seen = doors.get(f"/v1/{path}", BRAND)
        assert seen.status_code == 200
        assert "0x" + order.hex() not in seen.text
        assert STRANGER.did not in seen.text
    assert doors.get("/v1/lots", BRAND, reference="E-9").json()["lots"] == []
    assert doors.get("/v1/lots", AUDITOR, reference="E-9").json()["lots"] != []


def test_an_event_that_hands_over_to_another_customer_is_not_told(doors: Doors) -> None:
    assert isinstance(doors.world.store, SqlStore)
    to_eve = say(doors.world, MILL, a_shipping(YARN_LOT, giver=MILL_SITE, to=COUNSEL))
    sealed(doors.world.store)
    for path in ("/epcis/events", f"/v1/lots/{YARN_LOT_ID}/trace", f"/v1/lots/{YARN_LOT_ID}/track"):
        answer = doors.get(path, BRAND)
        assert COUNSEL.did not in answer.text
        assert to_eve.hex() not in answer.text


def test_the_queue_of_sites_shows_each_its_own(doors: Doors) -> None:
    def sites(party: Party) -> set[str]:
        answer = doors.get("/v1/sites/matches", party)
        assert answer.status_code == 200, answer.text
        return {match["site"] for match in answer.json()["matches"]}

    assert sites(MAKER) == {MAKER_SITE_ID}
    assert len(sites(AUDITOR)) == 4
    assert sites(BRAND) == sites(PEOPLE["stranger"]) == set()
    refused = doors.get("/v1/sites/matches", AUDITOR, outcome="perhaps")
    assert refused.status_code == 422


def test_an_event_is_asked_for_by_its_hash_only_by_its_audience(doors: Doors) -> None:
    event_hash = json.loads(making_of_yarn(doors.world).signed.statement.body)["event_hash"]
    statuses = {
        name: doors.get(f"/epcis/events/{quote(event_hash, safe='')}", party).status_code
        for name, party in PEOPLE.items()
    }
    assert {name for name, status in statuses.items() if status == 200} == {
        "owner", "confirmed, far down", "auditor", "authority",
    }  # fmt: skip
    assert set(statuses.values()) == {200, 404}


def test_a_page_of_what_is_hidden_and_of_what_is_absent_is_the_same(doors: Doors) -> None:
    session, _ = open_session(doors.world, issue_link(doors.world, EVE.reader))
    hidden, shown = doors.records["attestation", "private"], doors.records["attestation", "public"]
    pages = {}
    for record_id in (hidden, ABSENT, shown):
        cookie = {"Cookie": f"{SESSION_COOKIE}={session}", "Accept": "text/html"}
        answer = doors.client.get(f"/records/{record_id}", headers=cookie)
        trace_ids = re.compile(r"[0-9a-f]{16}(?![0-9a-f])")
        pages[record_id] = (answer.status_code, trace_ids.sub("", answer.text.replace(record_id[2:], "")))
    assert pages[hidden] == pages[ABSENT]
    assert (pages[hidden][0], pages[shown][0]) == (404, 200)


def test_a_named_party_sees_on_the_record_page_who_else_may_read_it(doors: Doors) -> None:
    record_id = doors.records["attestation", AUDIENCES[2]]
    named = doors.get(f"/v1/records/{record_id}", PEOPLE["named party"])
    assert named.json()["statement"]["audience"] == AUDIENCES[2]
    assert record_id not in doors.get(f"/v1/products/{PRODUCT}/provenance", AUDITOR).text
