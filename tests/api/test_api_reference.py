"""The public lists over HTTP: the same as on the ledger's own machine, and by which record a hash was signed."""

import hashlib
import json
import shutil
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from api_town import SURVEYOR, Served, a_statement, anchor_all
from builders import AUDITOR, BRAND, MAKER, MILL
from fastapi.testclient import TestClient

from api.routes import public_lists
from auditor_cli.source.local import LocalSource
from auditor_cli.source.remote import RemoteSource
from ledger.bootstrap import reference_shelf
from ledger.errors import ReferenceTableError
from ledger.jobs import reference_document
from ledger.jobs.reference_asked import reference_verify
from ledger.jobs.reference_document import snapshot_body
from ledger.jobs.reference_import import HandedIn, keep_import, plan_import
from ledger.reference.snapshot import bundled_snapshot, bundled_text

TODAY = date(2026, 11, 22)
DAY = date(2026, 10, 1)
PATHS = ("/v1/reference", "/v1/reference/verify", "/v1/reference/tables/{sha256}")
ANY = bundled_snapshot().tables[0].sha256


@pytest.fixture(scope="module")
def signed(served: Served) -> Iterator[str]:
    """The SHA-256 of an edition that the operator imported and an auditor signed; it is gone after this file."""
    shelf = reference_shelf(served.ledger.settings)
    rows = "".join(f"{row.iso3},2\n" for row in bundled_snapshot().tip)
    handed = HandedIn(f"Country,Tier\n{rows}".encode(), "tiers.csv", "tip", DAY)
    plan = plan_import(shelf, handed, today=TODAY)
    keep_import(shelf, plan, handed, is_confirmed=False)
    body = snapshot_body(plan.edition, plan.state)
    raw = json.dumps(a_statement(served.domain, by=AUDITOR, kind="snapshot", body=body, audience="public")).encode()
    assert served.post("/v1/statements", raw, AUDITOR).status_code == 201
    anchor_all(served.world)
    yield plan.edition.sha256
    shutil.rmtree(served.ledger.settings.home / "reference")


@pytest.fixture
def far(served: Served) -> Iterator[RemoteSource]:
    client = TestClient(served.client.app, base_url="http://tierlight.test", headers=served.as_(AUDITOR))
    yield RemoteSource(client, "http://tierlight.test")  # type: ignore[arg-type]
    client.close()


@pytest.mark.parametrize("path", PATHS)
def test_those_who_see_products_see_the_lists_and_nobody_else(served: Served, path: str) -> None:
    told = [served.get(path.format(sha256=ANY), party).status_code for party in (BRAND, AUDITOR, MILL, SURVEYOR, None)]
    assert told == [200, 200, 403, 403, 401]


def test_a_server_answers_what_its_own_machine_answers(served: Served, signed: str, far: RemoteSource) -> None:
    near = LocalSource(served.ledger)
    assert far.reference_list(as_of=TODAY) == near.reference_list(as_of=TODAY)
    assert far.reference_verify() == near.reference_verify()
    assert far.reference_table(signed[:10]) == near.reference_table(signed)


def test_a_signed_hash_names_its_record_with_the_verdict(served: Served, signed: str) -> None:
    listed = served.get("/v1/reference?as_of=2026-11-22", BRAND).json()
    told = {each["sha256"]: each for each in listed["tables"]}
    (record,) = told[signed]["snapshots"]
    assert (told[signed]["signed"], record["verdict"], record["issuer"]) == ("VALID", "VALID", AUDITOR.did)
    assert record["anchored_at"] is not None
    assert {each["signed"] for name, each in told.items() if name != signed} == {"no"}
    checks = served.get("/v1/reference/verify", BRAND).json()["checks"]
    assert {each["signed"] for each in checks if each["sha256"] == signed} == {"VALID"}
    before = served.get("/v1/reference?as_of=2026-09-30", BRAND).json()
    assert signed not in {each["sha256"] for each in before["tables"]}


def test_a_record_that_only_another_may_read_signs_nothing_for_me(served: Served) -> None:
    table = next(each for each in bundled_snapshot().tables if each.table == "goods_sectors")
    body = {
        "list": table.table,
        "publisher": table.publisher,
        "as_of": str(table.as_of),
        "table_sha256": f"0x{table.sha256}",
        "source_sha256": f"0x{table.sha256}",
        "rows": table.rows,
        "completeness": "uncounted",
    }
    raw = json.dumps(a_statement(served.domain, by=MAKER, kind="snapshot", body=body, audience="private")).encode()
    assert served.post("/v1/statements", raw, MAKER).status_code == 201
    anchor_all(served.world)
    told = {each["sha256"]: each for each in served.get("/v1/reference", BRAND).json()["tables"]}
    assert told[table.sha256]["signed"] == "no"


def test_a_table_comes_in_pages_that_have_its_hash(
    served: Served, far: RemoteSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reference_document, "PAGE", 1_000)
    first = served.get(f"/v1/reference/tables/{ANY[:8]}", AUDITOR).json()
    assert (len(first["text"]), first["following"]) == (1_000, 1_000)
    whole = far.reference_table(ANY[:8])["text"]
    assert hashlib.sha256(whole.encode()).hexdigest() == ANY


def test_a_table_that_a_server_altered_is_refused(far: RemoteSource, monkeypatch: pytest.MonkeyPatch) -> None:
    altered = bundled_text
    monkeypatch.setattr(reference_document, "bundled_text", lambda table: altered(table).replace("high", "low"))
    with pytest.raises(ReferenceTableError):
        far.reference_table(ANY)


def test_while_one_check_runs_another_is_told_to_come_again(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    meanwhile: list[Any] = []
    checked = reference_verify

    def asked_by_another_too(*asked: Any) -> object:
        if not meanwhile:
            meanwhile.append(served.get("/v1/reference/verify", BRAND))
        return checked(*asked)

    monkeypatch.setattr(public_lists, "reference_verify", asked_by_another_too)
    assert [served.get("/v1/reference/verify", BRAND).status_code for _ in range(2)] == [200, 200]
    (refused,) = meanwhile
    assert (refused.status_code, refused.json()["code"]) == (503, "checking-busy")
    assert int(refused.headers["retry-after"]) > 0


@pytest.mark.parametrize(
    ("path", "status"), [("?as_of=soon", 422), ("/tables/fffffffff", 404), ("/tables/xyz", 422), ("/tables/ab", 422)]
)
def test_a_question_that_cannot_be_answered_is_refused(served: Served, path: str, status: int) -> None:
    answer = served.get(f"/v1/reference{path}", AUDITOR)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
