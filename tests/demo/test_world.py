"""The demo's world: it is what it says it is, and comes out the same every time."""

import csv
import hashlib
import json
import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import fastjsonschema
import pytest
from pydantic import TypeAdapter
from world_readers import bodies, events_of

from ledger.intake.epcis import read_capture
from ledger.model.bodies import BODY_OF, AuditBody
from ledger.model.event import EventType
from ledger.model.statement import Kind
from ledger.model.survey.instrument import Indicator
from ledger.proof.canonical import parse
from scripts.demo.world.build import FORGER, DemoWorld, demo_world

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
FIRST_OF_2026, FIRST_OF_NOVEMBER_2026 = 1_767_225_600, 1_793_491_200


@pytest.fixture(scope="module", params=[7, 1, 20260101])
def world(request: pytest.FixtureRequest) -> DemoWorld:
    return demo_world(request.param)


def test_the_same_seed_gives_the_same_bytes_in_another_process() -> None:
    program = (
        "import hashlib, json, dataclasses; from scripts.demo.world.build import demo_world; "
        "print(hashlib.sha256(json.dumps(dataclasses.asdict(demo_world(7))).encode()).hexdigest())"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for hash_seed in ("1", "2")
    }
    assert printed == {hashlib.sha256(json.dumps(asdict(demo_world(7))).encode()).hexdigest()}


def test_another_seed_gives_other_volumes_and_the_same_people() -> None:
    one, other = demo_world(1), demo_world(2)
    assert one.captures != other.captures
    assert one.parties == other.parties
    assert one.products == other.products
    assert [planted.code for planted in one.faults] == [planted.code for planted in other.faults]


def test_about_two_thousand_events_of_all_five_types(world: DemoWorld) -> None:
    events = events_of(world)
    assert 1_900 <= len(events) <= 2_100
    kinds = Counter(event["type"] for event in events)
    assert set(kinds) == set(EventType)
    assert min(kinds.values()) >= 50
    assert len({json.dumps(event, sort_keys=True) for event in events}) == len(events)


def test_about_120_sites_in_at_least_12_countries(world: DemoWorld) -> None:
    sites = {event["bizLocation"]["id"] for event in events_of(world)}
    said = bodies(world, Kind.FACILITY)
    assert 115 <= len(sites) <= 125
    assert {body["facility"] for body in said} < sites
    assert len(sites) - len(said) == 3
    assert len({body["country"] for body in said}) >= 12


def test_every_statement_has_a_body_that_the_ledger_takes(world: DemoWorld) -> None:
    for statement in world.statements:
        TypeAdapter(BODY_OF[statement.kind]).validate_json(json.dumps(statement.body))


def test_every_issuer_is_a_party_and_every_party_is_one_of_a_kind(world: DemoWorld) -> None:
    dids = {party.did for party in world.parties}
    assert len(dids) == len(world.parties) == len({party.name for party in world.parties})
    assert {said.issuer for said in (*world.statements, *world.captures)} <= dids
    assert FORGER in dids
    assert all(" Demo " in party.name and party.did.endswith("-demo.example.org") for party in world.parties)


def test_everything_is_said_in_2026_in_order_and_after_it_happened(world: DemoWorld) -> None:
    for said in (world.statements, world.captures):
        times = [one.issued_at for one in said]
        assert times == sorted(times)
        assert FIRST_OF_2026 <= times[0] < times[-1] < FIRST_OF_NOVEMBER_2026
    for capture in world.captures:
        happened = [event["eventTime"] for event in capture.document["epcisBody"]["eventList"]]
        assert max(happened) < capture.document["creationDate"]


def test_a_document_has_at_most_100_events_and_one_speaker(world: DemoWorld) -> None:
    operator = {body["facility"]: body["operator"] for body in bodies(world, Kind.FACILITY)}
    for capture in world.captures:
        events = capture.document["epcisBody"]["eventList"]
        assert 1 <= len(events) <= 100
        assert {operator.get(event["bizLocation"]["id"], capture.issuer) for event in events} == {capture.issuer}


def test_documents_pass_the_official_schema(world: DemoWorld) -> None:
    schema = SHARED / "fixtures" / "epcis" / "EPCIS-JSON-Schema.json"
    if not schema.exists():
        pytest.skip("the official EPCIS 2.0 schema (../shared) is not beside this repository")
    validate = fastjsonschema.compile(json.loads(schema.read_text()))
    for capture in world.captures:
        validate(capture.document)


def test_no_quantity_is_a_float_or_nothing(world: DemoWorld) -> None:
    lists = ("quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList")
    elements = [element for event in events_of(world) for name in lists for element in event.get(name, [])]
    assert {type(element["quantity"]) for element in elements} == {int}
    assert {element["uom"] for element in elements} == {"KGM"}
    assert min(element["quantity"] for element in elements) > 0


def test_identifiers_have_gs1_lengths_and_check_digits(world: DemoWorld) -> None:
    text = json.dumps([capture.document for capture in world.captures])
    lengths = {"sgln": 12, "lgtin": 13, "sscc": 17, "grai": 12}
    for scheme, length in lengths.items():
        found = set(re.findall(rf"urn:epc:(?:id|class):{scheme}:(\d+)\.(\d+)", text))
        assert found, scheme
        assert all(prefix == "9506000" and len(prefix + rest) == length for prefix, rest in found), scheme
    numbers = set(re.findall(r"cbv:bt:(\d{13}):", text)) | set(world.products)
    for number in numbers:
        weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(number)))
        assert weighted % 10 == 0, number
    assert all(re.fullmatch(r"0950\d{10}", product) for product in world.products)


def test_workforce_answers_come_in_every_kind(world: DemoWorld) -> None:
    said = bodies(world, Kind.FACILITY)
    told = [body["workforce"] for body in said if "workforce" in body]
    statuses = Counter(answer["status"] for answers in told for answer in answers.values())
    assert set(statuses) == {"answered", "not_asked", "withheld"}
    assert len(told) < len(said)
    assert any(len(answers) < 7 for answers in told)


def test_about_40_attestations_and_findings_in_every_state(world: DemoWorld) -> None:
    assert len(bodies(world, Kind.ATTESTATION)) == 40
    findings = [finding for audit in bodies(world, Kind.AUDIT) for finding in audit["findings"]]
    assert {finding["remedy"] for finding in findings} == {"open", "answered", "claimed"}
    assert {finding["grade"] for finding in findings} == {"major", "minor"}
    assert {audit["is_announced"] for audit in bodies(world, Kind.AUDIT)} == {True, False}


def test_each_audit_but_an_old_one_says_which_indicators_it_looked_for(world: DemoWorld) -> None:
    audits = [TypeAdapter(AuditBody).validate_json(json.dumps(body)) for body in bodies(world, Kind.AUDIT)]
    assert [audit.conducted_on for audit in audits if not audit.looked_for] == ["2026-01-27"]
    assert {indicator for audit in audits for indicator in audit.looked_for} < set(Indicator)


def test_recruiters_name_sites_that_exist_and_the_country_they_lie_in(world: DemoWorld) -> None:
    country = {body["facility"]: body["country"] for body in bodies(world, Kind.FACILITY)}
    recruited = bodies(world, Kind.RECRUITMENT)
    assert len({body["recruiter"] for body in recruited}) >= 5
    assert all(country[body["facility"]] == body["destination"] != body["origin"] for body in recruited)


def test_goods_are_named_as_on_the_public_list(world: DemoWorld) -> None:
    listed = SHARED / "reference" / "tvpra_2024.csv"
    if not listed.exists():
        pytest.skip("the public list of goods (../shared) is not beside this repository")
    with listed.open(encoding="utf-8", newline="") as rows:
        names = {row["good"] for row in csv.DictReader(rows)}
    goods = {good for body in bodies(world, Kind.FACILITY) for good in body["goods"]}
    assert goods - names == {"Quartz", "Soybeans"}
    assert {lot["good"] for lot in bodies(world, Kind.LOT)} <= names


def test_no_invented_name_is_on_a_real_list(world: DemoWorld) -> None:
    lists = [SHARED / "reference" / name for name in ("uflpa_entities_2026.csv", "cbp_orders_2026.csv")]
    if not all(path.exists() for path in lists):
        pytest.skip("the official entity lists (../shared) are not beside this repository")
    real = "".join(path.read_text(encoding="utf-8") for path in lists).lower()
    assert [party.name for party in world.parties if party.name.split()[0].lower() in real] == []


def test_the_ledger_captures_every_document() -> None:
    for capture in demo_world(7).captures:
        raw = json.dumps(capture.document).encode()
        document = parse(raw, max_bytes=10_000_000, floats=True)
        captured = read_capture(document, document_hash=bytes(32))
        assert len(captured) == len(capture.document["epcisBody"]["eventList"])
        assert [event.findings for event in captured] == [()] * len(captured)
