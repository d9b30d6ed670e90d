"""What is planted in the demo is found in its own records, and explained; nothing else is out of balance."""

from collections.abc import Sequence
from hashlib import sha256

import pytest
from world_readers import fault, produced

from ledger.intake.epcis import event_body_json, read_capture
from ledger.model.event import CapturedEvent
from ledger.model.finding import Finding, FindingKind
from ledger.model.record import Record
from ledger.model.statement import Domain, Scheme, SignedStatement, Statement
from ledger.proof.canonical import Json, canonicalise, parse
from ledger.proof.event_hash import canonical_uri
from ledger.provenance import build_graph
from scripts.demo.world.build import DemoWorld, demo_world

DOMAIN = Domain(chain_id=31337, verifying_contract=b"\xaa" * 20, salt=b"\xbb" * 32)
BALANCE = {"mass-balance", "lot-claimed-twice", "balance-unknown", "return-unconfirmed", "yield-low"}


@pytest.fixture(scope="module")
def world() -> DemoWorld:
    return demo_world(7)


@pytest.fixture(scope="module")
def findings(world: DemoWorld) -> list[Finding]:
    captured = [(said.issuer, event) for said in world.captures for event in events(said.document)]
    told = [("event", issuer, event_body_json(event)) for issuer, event in captured]
    told += [(said.kind.value, said.issuer, said.body) for said in world.statements if not said.tag]
    records = [a_record(*each, index=index) for index, each in enumerate(told)]
    return [found for found in build_graph(records, log_size=len(records)).findings if found.code in BALANCE]


def events(document: dict[str, Json]) -> Sequence[CapturedEvent]:
    return read_capture(parse(canonicalise(document), max_bytes=10**8, floats=True), document_hash=b"\x0d" * 32)


def a_record(kind: str, issuer: str, body: dict[str, Json], *, index: int) -> Record:
    nonce = sha256(b"%d" % index).digest()
    statement = Statement(1, kind, issuer, b"\x11" * 20, 0, nonce, "downstream", "en", "", canonicalise(body))
    return Record(SignedStatement(statement, b"\x01" * 65, DOMAIN, nonce, Scheme.EOA), 0, 600, index=index)


def test_exactly_the_two_planted_lots_are_out_of_balance(world: DemoWorld, findings: list[Finding]) -> None:
    planted = {(code, canonical_uri(fault(world, code))) for code in ("mass-balance", "lot-claimed-twice")}
    wrong = [found for found in findings if found.kind is FindingKind.DISAGREES]
    assert {(found.code, found.subject) for found in wrong} == planted


def test_what_nobody_discloses_is_unknown_and_never_overdrawn(world: DemoWorld, findings: list[Finding]) -> None:
    made = {canonical_uri(lot) for lot in produced(world)}
    unsure = [found for found in findings if found.kind is FindingKind.UNCHECKED]
    assert {found.code for found in unsure} == {"balance-unknown"}
    assert not {found.subject for found in unsure} & made


def test_the_lot_claimed_twice_names_both_uses_with_their_amounts(findings: list[Finding]) -> None:
    [found] = [each for each in findings if each.code == "lot-claimed-twice"]
    assert len(found.records) >= 2
    assert found.sentence.count(" kg)") == 2
    assert found.sentence.endswith("The same goods are claimed twice.")


def test_the_spinners_excess_says_how_much_came_out_of_how_much(findings: list[Finding]) -> None:
    [found] = [each for each in findings if each.code == "mass-balance"]
    assert " kg came out of " in found.sentence
    assert found.records
