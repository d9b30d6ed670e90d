"""Sign-in and the pages behind it, read as HTML."""

import json
import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from api_town import PRODUCT, SHIRT_LOT, Served, a_statement, anchor_all
from builders import AUDITOR, BRAND, MALLORY, MILL, Party
from fastapi.testclient import TestClient

from api.dependencies import SESSION_COOKIE
from ledger.jobs.sign_in import issue_link
from ledger.model.graph.nodes import EdgeStrength
from ledger.proof.event_hash import canonical_uri

TRUTHS = (
    "who said it and when</strong>, not that it is true",
    "not a finding of guilt",
    "Unknown is not safe",
)


@pytest.fixture
def browser(served: Served) -> Iterator[TestClient]:
    """A client with a cookie jar of its own, on the same running application."""
    client = TestClient(served.client.app, base_url="http://tierlight.test", follow_redirects=False)
    yield client
    client.close()


def _sign_in(served: Served, browser: TestClient, party: Party) -> str:
    token = issue_link(served.world, party.reader)
    assert browser.post(f"/sign-in/{token}").status_code == 303
    return token


def test_a_link_shows_a_button_and_is_spent_only_by_pressing_it_once(served: Served, browser: TestClient) -> None:
    token = issue_link(served.world, BRAND.reader)
    for _ in range(2):
        assert "<button" in browser.get(f"/sign-in/{token}").text
    signed_in = browser.post(f"/sign-in/{token}")
    assert (signed_in.status_code, signed_in.headers["location"]) == (303, "/")
    cookie = signed_in.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie
    assert browser.post(f"/sign-in/{token}", headers={"Accept": "text/html"}).status_code == 401


def test_over_https_the_cookie_is_secure(served: Served) -> None:
    client = TestClient(served.client.app, base_url="https://tierlight.test", follow_redirects=False)
    token = issue_link(served.world, BRAND.reader)
    assert "secure" in client.post(f"/sign-in/{token}").headers["set-cookie"].lower()


def test_signing_out_ends_the_session_here_too(served: Served, browser: TestClient) -> None:
    _sign_in(served, browser, BRAND)
    session = browser.cookies[SESSION_COOKIE]
    assert browser.get(f"/products/{PRODUCT}").status_code == 200
    assert browser.post("/sign-out").status_code == 303
    browser.cookies.set(SESSION_COOKIE, session)
    assert browser.get(f"/products/{PRODUCT}").status_code == 401


def test_a_form_from_another_site_is_refused(served: Served, browser: TestClient) -> None:
    token = issue_link(served.world, BRAND.reader)
    for header in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
        assert browser.post(f"/sign-in/{token}", headers=header).status_code == 403
    own = {"Sec-Fetch-Site": "same-origin", "Origin": "http://tierlight.test"}
    assert browser.post(f"/sign-in/{token}", headers=own).status_code == 303


def test_a_cookie_reads_and_never_writes(served: Served, browser: TestClient) -> None:
    _sign_in(served, browser, BRAND)
    assert browser.get("/v1/products").status_code == 200
    before = served.rows()
    raw = json.dumps(a_statement(served.domain, by=BRAND)).encode()
    for path in ("/v1/statements", "/epcis/capture"):
        refused = browser.post(path, content=raw, headers={"Content-Type": "application/json"})
        assert refused.status_code == 401
    asked = browser.post("/v1/verify", json={"record_id": "0x" + "00" * 32})
    assert asked.status_code == 401
    assert served.rows() == before


@pytest.mark.parametrize("path", [f"/products/{PRODUCT}", f"/records/0x{'00' * 32}"])
def test_a_page_without_sign_in_is_a_page_that_says_how(browser: TestClient, path: str) -> None:
    refused = browser.get(path, headers={"Accept": "text/html"})
    assert refused.status_code == 401
    assert "Please sign in" in refused.text
    assert refused.headers["content-type"].startswith("text/html")


def test_the_start_page_lists_your_products_or_says_how_to_sign_in(served: Served, browser: TestClient) -> None:
    assert "one-time link" in browser.get("/").text
    _sign_in(served, browser, BRAND)
    assert f'href="/products/{PRODUCT}"' in browser.get("/").text


def test_the_product_page_tells_each_tier_and_the_three_truths(served: Served, browser: TestClient) -> None:
    _sign_in(served, browser, AUDITOR)
    page = browser.get(f"/products/{PRODUCT}").text
    assert all(truth in page for truth in TRUTHS)
    assert 'id="tier-1"' in page
    assert 'id="tier-2"' in page
    assert re.search(r"\d\.\d\d–\d\.\d\d", page)
    assert "What would narrow the range most" in page
    assert "no more than a signed log" in page
    assert re.search(r"Records behind this page: \d+ final", page)


def test_a_hostile_name_is_escaped_isolated_and_its_hidden_characters_are_shown(
    served: Served, browser: TestClient
) -> None:
    _sign_in(served, browser, AUDITOR)
    page = browser.get(f"/products/{PRODUCT}").text
    assert "<img" not in page
    assert "<bdi>Mill &lt;img src=x onerror=" in page
    assert "\u202e" not in page
    assert "[U+202E]" in page


def test_a_record_page_gives_the_verdict_first_and_the_command_to_verify_without_us(
    served: Served, browser: TestClient
) -> None:
    raw = json.dumps(a_statement(served.domain)).encode()
    record_id = served.post("/v1/statements", raw, MILL).json()["record_id"]
    _sign_in(served, browser, MILL)
    early = browser.get(f"/records/{record_id}").text
    assert "UNANCHORED" in early
    assert "only the operator's word" in early.replace("&#39;", "'")
    anchor_all(served.world)
    page = browser.get(f"/records/{record_id}").text
    assert page.index("VALID") < page.index("What it says") < page.index("What this does not prove")
    assert "signature and time check out; content not verified" in page
    assert f"auditor verify tierlight-receipt-{record_id[2:18]}.json --block-hash 0x" in page
    assert browser.get(f"/v1/records/{record_id}/receipt").status_code == 200


def test_the_product_page_says_what_nobody_looked_at_and_never_that_somebody_is_clear(
    served: Served, browser: TestClient
) -> None:
    _sign_in(served, browser, BRAND)
    page = browser.get(f"/products/{PRODUCT}").text
    grid = page[page.index('id="indicators"') : page.index('id="screening"')]
    lists = page[page.index('id="screening"') : page.index('id="workers"')]
    assert "Nobody looked" in grid
    assert "Not looked at everywhere" in grid
    assert "screening incomplete" in lists or "no match" in lists
    assert not re.search(r"\b(is|are) clear(ed)?\b", lists.replace("nobody is cleared", ""))


def test_a_page_of_anothers_record_or_product_is_not_found(served: Served, browser: TestClient) -> None:
    raw = json.dumps(a_statement(served.domain)).encode()
    record_id = served.post("/v1/statements", raw, MILL).json()["record_id"]
    _sign_in(served, browser, MALLORY)
    hidden = browser.get(f"/records/{record_id}", headers={"Accept": "text/html"})
    unknown = browser.get(f"/records/0x{'00' * 32}", headers={"Accept": "text/html"})
    assert hidden.status_code == unknown.status_code == 404
    trace = re.compile(r"trace [0-9a-f]{16}")
    assert trace.sub("", hidden.text) == trace.sub("", unknown.text)
    assert browser.get(f"/products/{PRODUCT}").status_code == 404


def test_a_lots_page_is_for_those_who_may_trace_it(served: Served, browser: TestClient) -> None:
    path = f"/lots/{quote(SHIRT_LOT, safe='')}"
    assert browser.get(path, headers={"Accept": "text/html"}).status_code == 401
    _sign_in(served, browser, BRAND)
    found = browser.get(path)
    assert found.status_code == 200
    # Which strength it is depends on what other files of tests told this ledger; that it is said does not.
    assert any(f'data-head="Evidence">{each.reads}' in found.text for each in EdgeStrength)
    assert re.search(r'<td data-head="Proof">\s*final', found.text)
    assert "default-src 'self'" in found.headers["content-security-policy"]
    assert f'href="/lots/{quote(canonical_uri(SHIRT_LOT), safe="")}"' in browser.get(f"/products/{PRODUCT}").text
    assert browser.get("/lots/none").status_code == 404
    _sign_in(served, browser, MALLORY)
    refused = browser.get(path, headers={"Accept": "text/html"})
    assert (refused.status_code, "yarn" in refused.text) == (403, False)


def test_each_problem_code_has_a_page_that_explains_it(browser: TestClient) -> None:
    page = browser.get("/problems/signer-mismatch").text
    assert "5 signature" in page
    assert browser.get("/problems/no-such-code").status_code == 404
