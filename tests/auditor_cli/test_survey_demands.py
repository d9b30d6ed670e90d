"""The count of demands by authorities, from the command to a stranger: said, anchored, read by anybody, verified."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import test_survey_command as line
from cli_builders import called
from fastapi.testclient import TestClient
from test_survey_command import BRAND, WORKERS, Machines, anchored

from api.app import create_app
from auditor_cli.auditor.app import main as auditor
from auditor_cli.operator.app import main as tierlight
from ledger.jobs.survey import public_line as job
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
    stranger: TestClient, said: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "custodians_of", lambda _: frozenset({WORKERS, BRAND}))
    assert said["brand"] in stranger.get("/v1/survey/public").text


def test_nothing_else_opens_without_an_account(stranger: TestClient, said: dict[str, str]) -> None:
    assert stranger.get(f"/v1/records/{said['none']}").status_code == 401
