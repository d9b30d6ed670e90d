"""Recruitments and bills of material over HTTP and on the product's page, each for those who may read it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from api_town import PRODUCT, Served, a_statement
from audience_bed import EVE, FARM, RELATIONS, STRANGER, a_finished_lot, a_told_chain
from builders import AUDITOR, BRAND, MAKER, MILL, MILL_SITE, Party
from fastapi.testclient import TestClient
from store_seals import sealed

from api.app import create_app
from ledger.bootstrap import open_ledger
from ledger.jobs.sign_in import issue_api_key, issue_link
from ledger.settings import read_settings
from ledger.store.sql_store import SqlStore

RECRUITER = "did:web:recruiter.example"
RECRUITED: dict[str, Any] = {
    "recruiter": RECRUITER, "facility": MILL_SITE, "origin": "NP", "destination": "IN", "workers": 12,
    "period_from": "2026-01-01", "period_until": "2026-06-30", "fee_payer": "worker",
}  # fmt: skip
BILL = [{"good": "Yarn", "quantity": "1.1", "unit": "KGM"}, {"good": "Buttons <b>", "quantity": "5", "unit": "EA"}]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """The chain from cotton to shirt, without any chain of blocks, behind the API."""
    with a_told_chain(tmp_path):
        ledger = open_ledger(read_settings(home=tmp_path))
        keys = {party.did: issue_api_key(ledger.world, party.reader) for party in (*RELATIONS.values(), AUDITOR)}
        with TestClient(create_app(ledger=ledger), base_url="http://tierlight.test", follow_redirects=False) as client:
            yield Served(ledger, client, keys)
        ledger.close()


@pytest.fixture
def say(served: Served) -> Callable[..., str]:
    """Send a signed statement, have it sealed, and give its record id."""

    def said(kind: str, body: dict[str, Any], *, by: Party, audience: str = "downstream") -> str:
        document = a_statement(served.domain, by=by, kind=kind, body=body, audience=audience)
        sent = served.post("/v1/statements", json.dumps(document).encode(), by)
        assert sent.status_code == 201, sent.text
        assert isinstance(served.world.store, SqlStore)
        sealed(served.world.store)
        return str(sent.json()["record_id"])

    return said


def recruiters(served: Served, party: Party) -> list[dict[str, Any]]:
    told = served.get(f"/v1/products/{PRODUCT}/provenance", party).json()
    return [each for tier in told["tiers"] for site in tier["sites"] for each in site["recruitments"]]


def product_page(served: Served, party: Party) -> str:
    browser = TestClient(served.client.app, base_url="http://tierlight.test", follow_redirects=False)
    browser.post(f"/sign-in/{issue_link(served.world, party.reader)}")
    return browser.get(f"/products/{PRODUCT}").text


def test_a_recruitment_stands_at_its_site_with_corridor_period_number_and_who_paid(
    served: Served, say: Callable[..., str]
) -> None:
    record_id = say("recruitment", RECRUITED, by=MILL)
    [told] = recruiters(served, BRAND)
    assert told == {name: RECRUITED[name] for name in RECRUITED if name != "facility"} | {"record_id": record_id}
    page = product_page(served, BRAND)
    for words in (RECRUITER, "NP → IN", "2026-01-01", "12 workers", "fee paid by: worker", f"/records/{record_id}"):
        assert words in page, words


def test_a_strangers_recruitment_is_kept_and_stands_at_no_site(served: Served, say: Callable[..., str]) -> None:
    record_id = say("recruitment", RECRUITED, by=STRANGER)
    assert recruiters(served, AUDITOR) == []
    assert RECRUITER not in product_page(served, AUDITOR)
    assert served.get(f"/v1/records/{record_id}", AUDITOR).status_code == 200


def test_a_recruitment_told_to_one_party_is_nobody_elses_over_http_or_on_a_page(
    served: Served, say: Callable[..., str]
) -> None:
    record_id = say("recruitment", RECRUITED, by=MILL, audience=f"parties:{MAKER.did}")
    statuses = [served.get(f"/v1/records/{record_id}", party).status_code for party in (MAKER, BRAND, EVE, FARM)]
    assert statuses == [200, 404, 404, 404]
    assert recruiters(served, BRAND) == []
    assert RECRUITER not in product_page(served, BRAND)


def test_a_recruitment_that_is_no_period_or_no_corridor_is_refused_with_its_field(served: Served) -> None:
    for field, wrong in (("origin", "Nepal"), ("period_until", "2025-01-01"), ("workers", -1)):
        document = a_statement(served.domain, by=MILL, kind="recruitment", body=RECRUITED | {field: wrong}, summary="-")
        refused = served.post("/v1/statements", json.dumps(document).encode(), MILL)
        assert (refused.status_code, field.split("_")[0] in refused.text) == (422, True), refused.text


def test_a_blast_radius_of_a_recruiter_reaches_the_product(served: Served, say: Callable[..., str]) -> None:
    say("recruitment", RECRUITED, by=MILL)
    found = served.get("/v1/blast-radius", AUDITOR, params={"cause": "recruiter", "value": RECRUITER})
    assert found.status_code == 200, found.text
    assert PRODUCT in found.text


def test_a_bill_of_materials_is_told_with_its_product_and_escaped_on_its_page(
    served: Served, say: Callable[..., str]
) -> None:
    more = a_finished_lot(lot="urn:epc:class:lgtin:9506000.012060.S9", bill_of_materials=BILL)
    say("lot", more, by=BRAND)
    [product] = [each for each in served.get("/v1/products", BRAND).json()["products"] if each["id"] == PRODUCT]
    assert product["materials"] == BILL
    page = product_page(served, BRAND)
    assert "Made of, by its brand" in page
    assert "1.1 <bdi>kg</bdi> of <bdi>Yarn</bdi>" in page
    assert "Buttons &lt;b&gt;" in page
    assert "Buttons <b>" not in page


def test_another_brands_bill_changes_nothing(served: Served, say: Callable[..., str]) -> None:
    theirs = a_finished_lot(lot="urn:epc:class:lgtin:9999999.000001.Z", bill_of_materials=BILL)
    say("lot", theirs, by=EVE)
    [product] = [each for each in served.get("/v1/products", BRAND).json()["products"] if each["id"] == PRODUCT]
    assert product["materials"] == []
