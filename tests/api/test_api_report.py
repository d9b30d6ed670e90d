"""A product's report over HTTP: always a draft, for those who see the product, in three forms of one document."""

import json
from datetime import date

import pytest
from api_town import PRODUCT, SURVEYOR, Served
from builders import AUDITOR, BRAND, MILL, Party
from fastapi.testclient import TestClient

from api.routes import reports
from auditor_cli.source.remote import RemoteSource
from ledger.errors import NotFound
from ledger.jobs.sign_in import issue_link
from ledger.report.html import report_html, style_hash
from ledger.report.model import recorded, report_bytes

REPORT = f"/v1/products/{PRODUCT}/report"


@pytest.mark.parametrize("party", [BRAND, AUDITOR])
def test_the_brand_and_auditors_get_a_draft_in_canonical_form(served: Served, party: Party) -> None:
    answer = served.get(f"{REPORT}.json?as_of=2026-11-21", party)
    assert answer.status_code == 200, answer.text
    document = json.loads(answer.content)
    assert document["is_draft"] is True
    assert document["assessment"]["as_of"] == "2026-11-21"
    assert answer.content == report_bytes(document)


def test_the_page_is_the_one_that_the_data_gives_under_a_policy_of_its_own(served: Served) -> None:
    data, page = (served.get(f"{REPORT}.{end}?as_of=2026-11-21", BRAND) for end in ("json", "html"))
    assert page.text == report_html(json.loads(data.content))
    policy = page.headers["content-security-policy"]
    assert policy.startswith(f"default-src 'none'; style-src '{style_hash()}'")


@pytest.mark.parametrize("party", [MILL, SURVEYOR])
def test_other_roles_get_none(served: Served, party: Party) -> None:
    assert served.get(f"{REPORT}.json", party).status_code == 403


def test_a_report_of_nothing_is_not_found_and_another_ending_is_refused(served: Served) -> None:
    assert served.get("/v1/products/00000000000000/report.json", BRAND).status_code == 404
    assert served.get(f"{REPORT}.exe", BRAND).status_code in (404, 422)


def test_while_one_pdf_is_set_another_is_told_to_come_again_and_the_place_is_free_afterwards(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    meanwhile, asking = [], set[Party]()

    def asked_by_another_too(*_: object, **__: object) -> None:
        if not asking:
            asking.add(BRAND)
            meanwhile.append(served.get(f"{REPORT}.pdf", BRAND))
            asking.clear()
        raise NotFound(what="product", identifier=PRODUCT)

    monkeypatch.setattr(reports, "report", asked_by_another_too)
    assert [served.get(f"{REPORT}.pdf", BRAND).status_code for _ in range(2)] == [404, 404]
    for refused in meanwhile:
        assert (refused.status_code, refused.json()["code"]) == (503, "printing-busy")
        assert int(refused.headers["retry-after"]) > 0
    assert len(meanwhile) == 2


def test_a_pdf_of_too_many_sites_is_refused_with_what_to_ask_for_and_the_page_is_given(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "MOST_SITES_IN_A_PDF", 1)
    refused = served.get(f"{REPORT}.pdf", BRAND)
    assert (refused.status_code, refused.json()["field"]) == (422, "report.pdf")
    assert "report.html or report.json" in refused.json()["mend"]
    assert served.get(f"{REPORT}.html", BRAND).status_code == 200


def test_the_products_page_leads_to_its_report(served: Served) -> None:
    browser = TestClient(served.client.app, base_url="http://tierlight.test", follow_redirects=False)
    assert browser.post(f"/sign-in/{issue_link(served.world, BRAND.reader)}").status_code == 303
    assert f'href="{REPORT}.pdf"' in browser.get(f"/products/{PRODUCT}").text
    browser.close()


def test_a_report_is_made_again_by_asking_a_server(served: Served) -> None:
    client = TestClient(served.client.app, base_url="http://tierlight.test", headers=served.as_(AUDITOR))
    asked = RemoteSource(client, "http://tierlight.test")  # type: ignore[arg-type]
    document = asked.report(PRODUCT, as_of=date(2026, 11, 21))
    assert asked.report_again(recorded(document, bytes(range(32)))) == document
    client.close()
