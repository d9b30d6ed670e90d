"""The pages in a real Chromium: nothing scrolls sideways, nothing fails, nobody outside is asked."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from api_town import Site
from builders import AUDITOR
from contrast import TOO_FAINT

from ledger.jobs.sign_in import issue_link

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
PHONE, DESKTOP = (320, 700), (1280, 900)


@dataclass
class Seen:
    """A page and what it asked for and complained of."""

    page: "Page"
    url: str
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @property
    def asked_outside(self) -> list[str]:
        return [each for each in self.asked if not each.startswith((self.url, "data:", "blob:"))]


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    return tuple(request.param)


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def seen(chromium: "Browser", site: Site, size: tuple[int, int], scheme: Any) -> Iterator[Seen]:
    """An auditor, signed in by the link and its button."""
    context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
    found = Seen(context.new_page(), site.url)
    found.page.on("request", lambda request: found.asked.append(request.url))
    found.page.on("console", lambda message: found.complaints.append(message.text))
    found.page.on("pageerror", lambda error: found.complaints.append(str(error)))
    found.page.goto(f"{site.url}/sign-in/{issue_link(site.ledger.world, AUDITOR.reader)}")
    found.page.get_by_role("button", name="Sign in").click()
    found.page.get_by_role("link", name="T-shirt").wait_for()
    yield found
    context.close()


def _require_fit(seen: Seen) -> None:
    page = seen.page
    page.wait_for_load_state("load")  # a heading is there before the style sheet is
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert page.evaluate(TOO_FAINT) == []
    assert seen.complaints == []
    assert seen.asked_outside == []


def test_the_start_page_fits(seen: Seen) -> None:
    _require_fit(seen)


def test_the_product_page_fits_and_leads_to_a_record(seen: Seen) -> None:
    seen.page.get_by_role("link", name="T-shirt").click()
    seen.page.get_by_role("heading", name="T-shirt").wait_for()
    _require_fit(seen)
    seen.page.locator(".site a[href^='/records/']").first.click()
    seen.page.get_by_role("heading", name="What this does not prove").wait_for()
    _require_fit(seen)


def test_a_lots_page_fits_and_leads_to_the_lots_behind_it(seen: Seen) -> None:
    seen.page.get_by_role("link", name="T-shirt").click()
    seen.page.locator("a[href^='/lots/']").first.click()
    seen.page.get_by_role("heading", name="What it is made of").wait_for()
    _require_fit(seen)
    seen.page.locator("td a[href^='/lots/']").first.click()
    seen.page.get_by_role("heading", name="What contains it").wait_for()
    _require_fit(seen)


def test_a_page_that_is_not_there_fits(seen: Seen) -> None:
    seen.page.goto(f"{seen.url}/products/none")
    assert seen.page.get_by_role("heading", name="Not found").is_visible()
    seen.complaints.clear()  # Chromium itself reports the 404
    _require_fit(seen)


@pytest.mark.parametrize(("path", "drawn"), [("/docs", "#swagger-ui .opblock"), ("/redoc", "[data-section-id]")])
def test_the_reference_is_drawn_without_asking_anyone_outside(
    chromium: "Browser", site: Site, path: str, drawn: str
) -> None:
    page = chromium.new_page()
    found = Seen(page, site.url)
    page.on("request", lambda request: found.asked.append(request.url))
    page.on("console", lambda message: found.complaints.append(message.text))
    page.goto(site.url + path)
    page.locator(drawn).first.wait_for()
    assert (found.asked_outside, found.complaints) == ([], [])
    page.close()
