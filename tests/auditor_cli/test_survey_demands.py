"""The count of demands by authorities, from the command to a stranger: said, anchored, read by anybody, verified."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import test_survey_command as line
from cli_builders import called
from fastapi.testclient import TestClient
from test_survey_command import BRAND, WORKERS, Machines, anchored, enrolled, people

from api.app import create_app
from api.routes.survey import public
from auditor_cli.auditor.app import main as auditor
from auditor_cli.operator.app import main as tierlight
from ledger.bootstrap import open_ledger, registrar
from ledger.jobs.standing import custodians_of
from ledger.jobs.survey import public_line as job
from ledger.jobs.sync_registry import sync_registry
from ledger.model.party import Role
from ledger.ports import World
from ledger.settings import read_settings

pytestmark = pytest.mark.chain
machines = line.machines
SOME, NONE = ("2024-01-01", "2024-12-31"), ("2025-01-01", "2025-12-31")
LATER = ("2026-03-01", "2026-06-30")


def state(machines: Machines, period: tuple[str, str], demands: int, followed: int, **other: str) -> str:
    """The custodian says it, as the field guide has it; gives the record's id."""
    issuer = other.get("issuer", WORKERS)
    key = machines.operator / "keys" / f"{issuer.removeprefix('did:web:')}.json"
    ran = called(
        tierlight, "survey", "demands", *period, "--demands", demands, "--followed", followed,
        "--audience", other.get("audience", "public"), "--issuer", issuer, "--key", key,
        "--password-file", machines.operator / "keys" / ".password", "--home", machines.operator, "--json",
        "--yes",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    return str(ran.document["record_id"])


@pytest.fixture(scope="module")
def said(machines: Machines) -> dict[str, str]:
    """A year with two demands, a year without any, two months that nobody stated, and what strangers must not see."""
    people(machines)
    enrolled(machines, WORKERS)
    made = {
        "some": state(machines, SOME, 2, 1),
        "none": state(machines, NONE, 0, 0),
        "later": state(machines, LATER, 0, 0),
        "private": state(machines, ("2023-01-01", "2023-12-31"), 7, 7, audience="downstream"),
        "brand": state(machines, ("2022-01-01", "2022-12-31"), 9, 9, issuer=BRAND),
    }
    anchored(machines)
    return made


@pytest.fixture(scope="module")
def stranger(machines: Machines, said: dict[str, str]) -> Iterator[TestClient]:
    """Somebody with a browser and nothing else: no key, no cookie."""
    assert said
    with TestClient(create_app(read_settings(home=machines.operator)), base_url="http://ledger.test") as client:
        assert not client.cookies
        yield client


def told(stranger: TestClient) -> dict[str, Any]:
    answer = stranger.get("/v1/survey/public")
    assert answer.status_code == 200, answer.text
    (held,) = answer.json()["demands"]
    return dict(held)


def test_a_stranger_reads_every_count_with_its_verdict(stranger: TestClient, said: dict[str, str]) -> None:
    held = told(stranger)
    assert held["custodian"] == WORKERS
    found = [(each["record_id"], each["demands"], each["followed"]) for each in held["statements"]]
    assert found == [(said["some"], 2, 1), (said["none"], 0, 0), (said["later"], 0, 0)]
    assert {each["verdict"] for each in held["statements"]} == {"VALID"}
    assert all(each["anchored_at"] for each in held["statements"])


def test_a_year_without_demands_is_a_statement_of_none_and_a_silent_month_is_not_known(stranger: TestClient) -> None:
    page = " ".join(stranger.get("/surveys").text.split())
    assert "2025-01-01 to 2025-12-31: <strong>0 demands</strong>, 0 followed." in page
    assert "2026-01-01 to 2026-02-28: nothing was stated: how many there were is not known, which is not none." in page
    assert told(stranger)["not_stated"] == [
        {"first_day": "2026-01-01", "last_day": "2026-02-28"},
        {"first_day": "2026-07-01", "last_day": None},
    ]


def test_the_stranger_verifies_it_without_us(stranger: TestClient, said: dict[str, str], tmp_path: Path) -> None:
    got = stranger.get(f"/v1/survey/public/{said['none']}/receipt")
    assert got.status_code == 200, got.text
    receipt = tmp_path / "receipt.json"
    receipt.write_bytes(got.content)
    ran = called(auditor, "verify", receipt, "--json")
    assert "VALID" in ran.out, ran.err
    assert "INVALID" not in ran.out
    changed = tmp_path / "changed.json"
    body = '\\"demands\\":0' if '\\"demands\\":0' in got.text else '"demands":0'
    changed.write_text(got.text.replace(body, body.replace("0", "1")))
    assert changed.read_bytes() != receipt.read_bytes()
    assert called(auditor, "verify", changed, "--json").code != ran.code


@pytest.mark.parametrize("which", ["private", "brand"])
def test_what_was_not_said_to_everybody_by_a_custodian_is_not_found(
    stranger: TestClient, said: dict[str, str], which: str
) -> None:
    assert said[which] not in stranger.get("/v1/survey/public").text
    assert stranger.get(f"/v1/survey/public/{said[which]}/receipt").status_code == 404


def test_planted_a_list_that_takes_any_party_shows_the_brands_count(
    machines: Machines, said: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "custodians_of", lambda _: frozenset({WORKERS, BRAND}))
    with world_of(machines) as world:
        assert said["brand"] in str(job.public_line(world))


@contextmanager
def world_of(machines: Machines) -> Iterator[World]:
    ledger = open_ledger(read_settings(home=machines.operator))
    yield ledger.world
    ledger.close()


@contextmanager
def registered_as(machines: Machines, roles: Role) -> Iterator[None]:
    """The registrar changes the custodian's roles on chain, for a while."""
    writer = registrar(read_settings(home=machines.operator))
    for now in (roles, Role.CUSTODIAN):
        writer.set_roles(WORKERS, now)
        with world_of(machines) as world:
            sync_registry(world)
        if now is roles:
            yield


@pytest.mark.parametrize("roles", [Role.SURVEYOR, Role.CUSTODIAN | Role.BRAND])
def test_who_takes_the_role_away_empties_no_page(
    stranger: TestClient, machines: Machines, said: dict[str, str], roles: Role
) -> None:
    before = told(stranger)
    assert before["is_registered_now"] is True
    with registered_as(machines, roles):
        assert told(stranger) == before | {"is_registered_now": False}
        page = " ".join(stranger.get("/surveys").text.split())
        assert "by its roles of today it is none that may hold waves. What it stated stays here." in page
        assert stranger.get(f"/v1/survey/public/{said['some']}/receipt").status_code == 200
    assert told(stranger) == before


def test_what_is_left_out_is_counted_and_its_receipt_is_there(
    stranger: TestClient, machines: Machines, said: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "MOST_SHOWN", 1)
    with world_of(machines) as world:
        line = job.public_line(world)
        receipt = job.public_receipt(world, bytes.fromhex(said["some"][2:]), custodians=job.custodians_in(line))
    (held,) = line["demands"]  # type: ignore[misc]
    assert [each["record_id"] for each in held["statements"]] == [said["later"]]  # type: ignore
    assert held["older_not_shown"] == 2  # type: ignore
    assert receipt == stranger.get(f"/v1/survey/public/{said['some']}/receipt").json()


def test_one_custodian_crowds_out_none_but_itself(
    machines: Machines, said: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The brand stands in for a second custodian, and said its count last."""
    monkeypatch.setattr(job, "MOST_SHOWN", 1)
    monkeypatch.setattr(job, "custodians_of", lambda _: frozenset({WORKERS, BRAND}))
    with world_of(machines) as world:
        shown = str(job.public_line(world))
    assert said["brand"] in shown
    assert said["later"] in shown


def test_however_often_strangers_ask_the_log_is_gone_through_once(
    stranger: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []
    real = job.public_line
    monkeypatch.setattr(public, "public_line", lambda world: made.append(1) or real(world))
    monkeypatch.setattr(public, "line_version", lambda _: "one state of the log")
    for path in ("/surveys", "/v1/survey/public", f"/v1/survey/public/0x{'00' * 32}/receipt") * 3:
        stranger.get(path)
    assert made == [1]


def test_while_it_is_gathered_for_one_another_is_told_to_come_again(
    stranger: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    meanwhile: list[Any] = []
    real = job.public_line

    def asked_by_another_too(world: World) -> Any:
        meanwhile.append(stranger.get("/surveys"))
        return real(world)

    monkeypatch.setattr(public, "public_line", asked_by_another_too)
    monkeypatch.setattr(public, "line_version", lambda _: "another state of the log")
    assert stranger.get("/v1/survey/public").status_code == 200
    (refused,) = meanwhile
    assert refused.status_code == 503
    assert int(refused.headers["retry-after"]) > 0


def test_the_kept_answer_is_of_this_log_these_custodians_and_this_minute(
    machines: Machines, said: dict[str, str]
) -> None:
    with world_of(machines) as world:
        before, registry = job.line_version(world), world.store.registry()
        assert job.line_version(replace(world, clock=Later(world.clock.now() + job.LONGEST_KEPT))) != before
        assert registry is not None
        assert before[:2] == (world.store.sizes(), custodians_of(world))
        assert registry.block_hash not in before, "a block every few seconds would make it anew"


@dataclass(frozen=True)
class Later:
    at: int

    def now(self) -> int:
        return self.at


def test_nothing_else_opens_without_an_account(stranger: TestClient, said: dict[str, str]) -> None:
    assert stranger.get(f"/v1/records/{said['none']}").status_code == 401
