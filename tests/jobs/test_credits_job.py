"""Certified quantities through the jobs: who may give them, who may look, and what fsck finds when rows are edited."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from builders import (
    AUDITOR,
    BRAND,
    MAKER,
    MALLORY,
    MILL,
    Party,
    a_certified_quantity,
    a_claim,
    a_revocation,
)
from past_the_ledger import triggers_lifted
from simulator.simulated_world import ToldClock

from ledger.errors import CreditOverdrawn, NotAllowed, NotFound, Unacceptable
from ledger.jobs.credits import credit_of
from ledger.jobs.fsck import fsck
from ledger.jobs.submit import submit
from ledger.model.finding import Finding, FindingKind
from ledger.model.party import Role
from ledger.model.reader import Reader
from ledger.model.statement import UnverifiedSubmission
from ledger.ports import World


def tell(world: World, *said: UnverifiedSubmission) -> bytes:
    return submit(world, said)[-1].record_id


# --- who may give a quantity ---


def test_only_an_auditor_of_the_registry_gives_a_quantity_to_claim(quiet_world: World) -> None:
    for party in (MALLORY, BRAND):
        with pytest.raises(NotAllowed) as refused:
            tell(quiet_world, a_certified_quantity(signed_by=party))
        assert refused.value.needs == "auditor"
    assert quiet_world.store.counts().pending == 0
    tell(quiet_world, a_certified_quantity())


def test_nobody_certifies_a_quantity_for_itself(quiet_world: World) -> None:
    with pytest.raises(Unacceptable) as refused:
        tell(quiet_world, a_certified_quantity(holder=AUDITOR))
    assert refused.value.field == "/credit/holder"


def test_what_was_claimed_first_is_pointed_at(quiet_world: World) -> None:
    certificate = tell(quiet_world, a_certified_quantity())
    first = tell(quiet_world, a_claim(certificate, "100"))
    with pytest.raises(CreditOverdrawn) as refused:
        tell(quiet_world, a_claim(certificate, "100"))
    assert refused.value.spent_by == first


# --- who may look ---


@pytest.mark.parametrize(
    ("party", "sees"), [(MILL, True), (AUDITOR, True), (MAKER, False), (BRAND, False), (MALLORY, False)]
)
def test_what_is_left_is_for_holder_issuer_and_auditors(quiet_world: World, party: Party, sees: bool) -> None:
    certificate = tell(quiet_world, a_certified_quantity())
    claim = tell(quiet_world, a_claim(certificate))
    if not sees:
        with pytest.raises(NotFound):
            credit_of(quiet_world, party.reader, certificate)
        return
    document = credit_of(quiet_world, party.reader, certificate).document()
    assert (document["certified"], document["claimed"], document["left"]) == ("100 kg", "30 kg", "70 kg")
    assert document["claims"] == [{"record_id": "0x" + claim.hex(), "quantity": "30 kg"}]


def test_the_operator_sees_it_and_an_unknown_one_is_not_found(quiet_world: World) -> None:
    certificate = tell(quiet_world, a_certified_quantity())
    operator = Reader("did:web:operator.example", Role.OPERATOR)
    assert credit_of(quiet_world, operator, certificate) == credit_of(quiet_world, None, certificate)
    with pytest.raises(NotFound):
        credit_of(quiet_world, None, b"\x09" * 32)


def test_what_is_left_is_nothing_from_the_day_after_its_last(quiet_world: World, clock: ToldClock) -> None:
    certificate = tell(quiet_world, a_certified_quantity())
    clock.time += 400 * 86_400
    document = credit_of(quiet_world, MILL.reader, certificate).document()
    assert (document["left"], document["is_open"]) == ("0 kg", False)


# --- what fsck finds ---


def edited(world: World, tmp_path: Path, *commands: str) -> list[Finding]:
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as database:
        with triggers_lifted(database):
            for command in commands:
                database.execute(command)
        database.commit()
    wrong = [each for each in fsck(world, with_chain=False) if each.kind is FindingKind.DISAGREES]
    return [each for each in wrong if each.code.startswith(("credit", "spending"))]


@pytest.fixture
def booked(quiet_world: World) -> bytes:
    certificate = tell(quiet_world, a_certified_quantity())
    tell(quiet_world, a_claim(certificate))
    return certificate


def test_accounts_that_the_statements_give_are_no_finding(quiet_world: World, tmp_path: Path, booked: bytes) -> None:
    tell(quiet_world, a_revocation(booked, signed_by=AUDITOR))
    assert edited(quiet_world, tmp_path) == []


@pytest.mark.parametrize("column", ["holder", "dimension", "unit", "quantity", "spent", "spend_from", "spend_until"])
def test_an_edited_account_is_named(quiet_world: World, tmp_path: Path, booked: bytes, column: str) -> None:
    (found,) = edited(quiet_world, tmp_path, f"UPDATE credit SET {column} = '1' || {column}")  # noqa: S608
    assert (found.code, found.records) == ("credit-differs", (booked,))
    assert column in found.sentence


@pytest.mark.parametrize("column", ["quantity", "unit"])
def test_an_edited_claim_is_named(quiet_world: World, tmp_path: Path, booked: bytes, column: str) -> None:
    (found,) = edited(quiet_world, tmp_path, f"UPDATE spending SET {column} = '1' || {column}")  # noqa: S608
    assert (found.code, column in found.sentence) == ("spending-differs", True)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("DELETE FROM spending", "spending-lost"),
        ("DELETE FROM credit", "credit-lost"),
        ("INSERT INTO spending SELECT record_id, 7, certificate, quantity, unit FROM spending", "spending-surplus"),
        ("UPDATE spending SET record_id = zeroblob(32)", "spending-surplus"),
        ("UPDATE credit SET certificate = zeroblob(32)", "credit-surplus"),
        ("UPDATE spending SET place = 3", "spending-lost"),
        ("UPDATE spending SET certificate = zeroblob(32)", "spending-differs"),
    ],
)
def test_a_row_that_is_gone_or_too_many_is_named(
    quiet_world: World, tmp_path: Path, booked: bytes, command: str, code: str
) -> None:
    assert code in {each.code for each in edited(quiet_world, tmp_path, command)}


def test_claims_beyond_what_there_is_are_named_though_every_row_fits(quiet_world: World, tmp_path: Path) -> None:
    certificate = tell(quiet_world, a_certified_quantity())
    tell(quiet_world, a_claim(certificate, "100"))
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as database:
        with triggers_lifted(database):
            database.execute("UPDATE credit SET spent = '0'")
        database.commit()
    tell(quiet_world, a_claim(certificate, "100"))
    found = edited(quiet_world, tmp_path, f"UPDATE credit SET spent = '{200 * 10**36}'")  # noqa: S608
    assert [each.code for each in found] == ["credit-overdrawn"]
