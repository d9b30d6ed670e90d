"""A worker's path in a real browser: 320 px, Arabic, with and without JavaScript, from the first screen to the code."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from contrast import TOO_FAINT
from survey_builders import LANGUAGES, SITE, WAVE, a_hosted_wave
from survey_town import Line, a_line, server_of

from api.routes.survey import page as survey_routes
from api.web.survey import rendering
from ledger.model.survey.response import Standing
from ledger.reference.survey_words import bundled_consents, words
from ledger.surveys.instrument.bundled import bundled_instrument

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response

pytestmark = pytest.mark.browser
WITH_SCRIPTS = pytest.mark.parametrize("phone", [True], indirect=True, ids=["scripts"])
WITHOUT_SCRIPTS = pytest.mark.parametrize("phone", [False], indirect=True, ids=["no-scripts"])
MOST_BYTES = 60_000
# What a screen reader or a thumb would stumble over. Choices are named by the label around them.
_STUMBLES = """() => {
  const shown = [...document.querySelectorAll("a, button, summary, input:not([type=hidden]), textarea")]
    .filter((e) => e.checkVisibility());
  const named = (e) => e.textContent.trim() || (e.labels && [...e.labels].some((l) => l.textContent.trim()));
  const target = (e) => e.closest("label.choice") || e;
  return [
    ...shown.filter((e) => !named(e)).map((e) => "no name: " + e.outerHTML.slice(0, 80)),
    ...shown.filter((e) => target(e).getBoundingClientRect().height < 44)
      .map((e) => "too small: " + e.outerHTML.slice(0, 80)),
    ...(document.querySelectorAll("h1").length === 1 ? [] : ["not one heading"]),
    ...(document.documentElement.lang && document.documentElement.dir ? [] : ["no language or direction"]),
    ...(document.querySelectorAll("fieldset:not(:has(legend))").length ? ["choices without a question"] : []),
    ...(document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] : ["too wide"]),
    ...(parseFloat(getComputedStyle(document.body).fontSize) >= 17 ? [] : ["small print"]),
  ];
}"""


@dataclass
class Phone:
    """A phone with the survey on it, what it loaded and complained of."""

    page: "Page"
    url: str
    has_scripts: bool
    loaded: dict[str, int] = field(default_factory=dict)
    outside: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str = f"/w/{WAVE}/{SITE}") -> None:
        self.loaded.clear()
        self.page.goto(self.url + path)
        self.judge()

    def press(self, button: str) -> None:
        """Press a button, wait for what follows, and judge it as every page is judged."""
        self.loaded.clear()
        before = self.page.locator("input[name=s]").first.get_attribute("value")
        self.page.locator(f"button[value='{button}']").click()
        self.page.locator(f"input[name=s][value='{before}']").first.wait_for(state="detached")
        self.judge()

    def judge(self) -> None:
        self.page.wait_for_load_state("load")
        assert self.page.evaluate(_STUMBLES) == []
        assert self.page.evaluate(TOO_FAINT) == []
        assert (self.complaints, self.outside) == ([], [])
        assert sum(self.loaded.values()) < MOST_BYTES
        assert self.page.title() in {words(each)["page_title"].text for each in LANGUAGES}

    def saw(self, response: "Response") -> None:
        self.loaded[response.url] = len(response.body()) if response.status == 200 else 0

    def heard(self, message: "ConsoleMessage") -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def asked(self, request: "Request") -> None:
        if not request.url.startswith(self.url):
            self.outside.append(request.url)

    def said(self, key: str) -> str:
        return words("ar")[key].text

    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    @property
    def has_exit(self) -> bool:
        return self.page.locator(".exit").is_visible() and self.page.locator("details.help summary").is_visible()


@pytest.fixture
def line(tmp_path: Path) -> Line:
    return a_line(tmp_path, a_hosted_wave(instrument=bundled_instrument(), consents=bundled_consents()))


@pytest.fixture
def address(line: Line) -> Iterator[str]:
    with server_of(line) as url:
        yield url


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def phone(chromium: "Browser", address: str, request: pytest.FixtureRequest) -> Iterator[Phone]:
    size = {"width": 320, "height": 640}
    context = chromium.new_context(viewport=size, locale="ar", java_script_enabled=request.param)
    found = Phone(context.new_page(), address, request.param)
    found.page.on("response", found.saw)
    found.page.on("request", found.asked)
    found.page.on("console", found.heard)
    found.page.on("pageerror", lambda error: found.complaints.append(str(error)))
    found.page.goto("about:blank")
    yield found
    context.close()


def _to_the_questions(phone: Phone) -> None:
    phone.open()
    assert phone.page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["ar", "rtl"]
    phone.press("begin")
    phone.page.locator("input[type=radio]").first.check()
    phone.press("next")
    assert phone.page.locator("input:checked").count() == 0
    phone.page.locator("input[type=checkbox]").first.check()
    phone.press("agree")


def _through_the_questions(phone: Phone) -> int:
    """Answer what can be chosen and skip the rest; every screen has help and exit. Gives the number of screens."""
    screens = 0
    while phone.page.locator("button[value=send]").count() == 0:
        screens += 1
        assert phone.has_exit
        assert all(phone.page.locator(f"button[value={each}]").is_visible() for each in ("skip", "back"))
        choices = phone.page.locator("input[name=a]")
        if choices.count():
            choices.first.check()
        phone.press("next" if choices.count() else "skip")
    return screens


def test_a_workers_path_in_arabic_from_help_to_code_to_counted(phone: Phone, line: Line) -> None:
    phone.open()
    assert phone.page.locator("h2", has_text=phone.said("page_help_heading")).is_visible()
    assert phone.page.locator("main .line").first.is_visible()
    _to_the_questions(phone)
    assert _through_the_questions(phone) > 30
    phone.press("send")
    assert phone.heading() == phone.said("page_end_heading")
    code = phone.page.locator(".code").inner_text()
    (kept,) = [each.response for each in line.opened()]
    assert (kept.receipt_code, kept.standing, kept.language) == (code.replace(" ", ""), Standing.ANSWERED, "ar")
    phone.open(f"/w/{WAVE}/code")
    assert phone.page.locator(".result").is_visible()
    line.close()
    phone.open(f"/w/{WAVE}/code")
    phone.page.locator("#code").fill(code)
    phone.page.locator("button[value=check]").click()
    phone.page.get_by_text(phone.said("page_check_counted")).wait_for()
    phone.judge()


def test_a_number_to_call_is_asked_of_who_agreed_to_be_referred_and_is_kept(phone: Phone, line: Line) -> None:
    phone.open()
    phone.press("begin")
    phone.page.locator("input[type=radio]").first.check()
    phone.press("next")
    phone.page.locator("input[type=checkbox]").nth(2).check()
    phone.press("agree")
    phone.press("stop")
    assert phone.heading() == phone.said("page_call_back_heading")
    phone.page.locator("#text").fill("٠٠٠ ٠٠٠ ٠٠٤٢")
    phone.press("next")
    phone.press("send")
    assert [each.response.free_texts for each in line.opened()] == [{"call_back": "0000000042"}]


def test_quick_exit_leaves_no_question_to_go_back_to(phone: Phone) -> None:
    from playwright.sync_api import Error

    _to_the_questions(phone)
    phone.press("next")
    phone.page.locator("input[name=a]").first.check()
    entries = phone.page.evaluate("history.length")
    phone.page.locator(".exit").click()
    phone.page.wait_for_url("**/calendar")
    phone.judge()
    if phone.has_scripts:
        assert (entries, phone.page.evaluate("history.length")) == (2, 2)  # where it began, and one page
        phone.page.go_back()
        assert phone.page.url == "about:blank"
    else:
        with pytest.raises(Error, match="ERR_CACHE_MISS"):  # the browser kept nothing to show
            phone.page.go_back()


@WITHOUT_SCRIPTS  # with them there is no entry to go back to
def test_planted_a_page_that_may_be_kept_is_there_again(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "_KEPT_BY_NOBODY", {"Cache-Control": "private, max-age=600"})
    monkeypatch.setattr(survey_routes, "_FORGET_CACHE", {})
    phone.open()
    phone.page.locator(".exit").click()
    phone.page.wait_for_url("**/calendar")
    phone.page.go_back()
    assert phone.page.locator("button[value=begin]").is_visible()


def test_nothing_is_stored_on_the_phone(phone: Phone) -> None:
    _to_the_questions(phone)
    phone.press("next")
    phone.press("stop")
    phone.press("leave")
    assert phone.page.context.cookies() == []
    assert phone.page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert phone.page.evaluate("indexedDB.databases().then((found) => found.length)") == 0
    phone.press("clear")
    assert phone.heading() == phone.said("page_first_heading")
    assert phone.page.locator(".code").count() == 0


@WITH_SCRIPTS  # without them the browser shows its own page, and going back asks to send again
def test_a_line_that_is_down_loses_no_page(phone: Phone) -> None:
    _to_the_questions(phone)
    phone.press("next")
    before = phone.heading()
    phone.page.context.set_offline(True)
    phone.page.locator("button[value=skip]").click()
    phone.page.wait_for_timeout(200)
    phone.complaints.clear()  # Chromium itself reports the failure
    assert phone.heading() == before
    phone.page.context.set_offline(False)
    phone.press("skip")
    assert phone.heading() != before


def test_a_question_can_be_answered_by_keys_alone_and_exit_is_first(phone: Phone) -> None:
    _to_the_questions(phone)
    phone.press("next")
    keys = phone.page.keyboard
    focused = "document.activeElement.className || document.activeElement.tagName"
    keys.press("Tab")
    while phone.page.evaluate("document.activeElement.type") != "radio":
        assert phone.page.evaluate(focused) in ("exit", "SUMMARY")
        outline = phone.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid"
        keys.press("Tab")
    keys.press("Space")
    before = phone.heading()
    while phone.page.evaluate("document.activeElement.value") != "next":
        keys.press("Tab")
    keys.press("Enter")
    phone.page.locator("h1", has_text=before).wait_for(state="detached")


def test_what_is_wrong_is_told_where_it_is_read_first(phone: Phone) -> None:
    phone.open()
    phone.press("begin")
    phone.press("next")
    wrong = phone.page.get_by_role("alert")
    assert wrong.inner_text() == phone.said("page_choose_first")


def test_the_other_pages_fit(phone: Phone) -> None:
    for path in (f"/w/{WAVE}/withdraw", "/calendar"):
        phone.open(path)
    phone.open()
    phone.press("begin")
    phone.page.locator("input[type=radio]").nth(2).check()
    phone.press("next")
    assert phone.heading() == phone.said("page_young_heading")
    phone.press("finish")


@WITH_SCRIPTS  # they are a form and the browser's own details: scripts change nothing here
@pytest.mark.parametrize("language", LANGUAGES)
def test_help_and_exit_stand_side_by_side_in_every_language(phone: Phone, language: str) -> None:
    phone.open()
    phone.press(f"language:{language}")
    phone.page.locator("details.help summary").click(timeout=2_000)  # would fail where exit lies over it
    assert phone.page.locator("details.help .line").first.is_visible()
    first, second = (phone.page.locator(each).bounding_box() for each in (".exit", "details.help summary"))
    assert first is not None
    assert second is not None
    assert first["x"] + first["width"] <= second["x"] or second["x"] + second["width"] <= first["x"]
