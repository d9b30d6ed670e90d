"""What a visit leaves behind: on the phone, in answers, in logs, in error pages; with bugs planted in the checks."""

import base64
import re
from typing import Any

import pytest
from survey_builders import SITE, WAVE
from survey_town import ALL, Line, Visitor

from api import errors, request_log
from api.routes.survey import page as survey_routes
from api.web.survey import screens, sealed_field, steps
from api.web.survey.ended import CODE_SECONDS, EndedVisits
from api.web.survey.progress import encoded_bytes
from api.web.survey.rendering import ROUNDED_TO
from api.web.survey.sealed_field import OPEN_SECONDS, SealedField
from api.web.survey.spent import SpentPages

CANARY = "canaryword"


def _said(visitor: Visitor) -> Visitor:
    """Somebody has written a word and stands before the button that sends it."""
    return visitor.agree().answer(*ALL[:-1], f"it was {CANARY}")


def _readable(text: str) -> bool:
    """Whether somebody with the page's source finds the word, also within its hidden field."""
    field = re.search(r'name="s" value="([^"]+)"', text)
    raw = base64.urlsafe_b64decode(field[1] + "==") if field else b""
    return CANARY in text or CANARY.encode() in raw


def test_the_source_of_a_page_holds_nothing_that_was_said(visitor: Visitor) -> None:
    assert not _readable(_said(visitor).text)


def test_planted_a_field_that_is_not_sealed_is_read(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    def bare(self: SealedField, plaintext: bytes, **_: Any) -> str:
        return base64.urlsafe_b64encode(plaintext).decode().rstrip("=")

    def opened(self: SealedField, field: str, **_: Any) -> bytes:
        return base64.urlsafe_b64decode(field + "==")

    monkeypatch.setattr(SealedField, "seal", bare)
    monkeypatch.setattr(SealedField, "open", opened)
    assert _readable(_said(visitor).text)


def test_a_page_opens_nothing_after_a_quarter_of_an_hour(line: Line, visitor: Visitor) -> None:
    _said(visitor)
    line.clock.at += OPEN_SECONDS + 1
    assert visitor.press("send").heading == "This page is closed"
    assert line.opened() == []


def test_a_quarter_of_an_hour_counts_from_the_last_page(line: Line, visitor: Visitor) -> None:
    visitor.agree()
    for _ in range(4):
        line.clock.at += OPEN_SECONDS - 1
        visitor.press("skip")
    assert visitor.heading != "This page is closed"


def test_planted_without_the_limit_an_old_page_opens(
    line: Line, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed_field, "OPEN_SECONDS", 10**9)
    _said(visitor)
    line.clock.at += OPEN_SECONDS + 1
    assert visitor.press("send").heading == "Thank you"


def test_the_key_of_old_pages_is_forgotten() -> None:
    fields = SealedField(lambda count: bytes(range(count)))
    fields.seal(b"said", bound_to=b"", now=0)
    (old,) = fields._alive(0)
    fields.seal(b"later", bound_to=b"", now=2 * OPEN_SECONDS + 1)
    assert old not in fields._keys


@pytest.mark.parametrize("field", ["", "A", "é", "A" * 30_000, "not base64!", base64.b64encode(bytes(100)).decode()])
def test_a_field_that_is_not_ours_is_a_closed_page(visitor: Visitor, field: str) -> None:
    answer = visitor.send({"s": field, "do": "send"})
    assert answer.status_code in (200, 413)
    assert "code" not in re.findall(r'class="(\w+)"', answer.text)


def test_a_changed_field_opens_nothing(visitor: Visitor) -> None:
    field = visitor.come().field
    changed = field[:40] + ("A" if field[40] != "A" else "B") + field[41:]
    assert "This page is closed" in visitor.send({"s": changed, "do": "begin"}).text


def test_pages_before_the_end_show_no_question_once_it_came(line: Line, visitor: Visitor) -> None:
    _said(visitor)
    earlier = {"s": visitor.field, "do": "back"}
    visitor.press("send")
    assert 'name="a"' not in visitor.send(earlier).text
    line.clock.at += CODE_SECONDS + 1
    assert "This page is closed" in visitor.send(earlier).text


def test_planted_without_remembering_ends_an_earlier_page_opens(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(EndedVisits, "find", lambda *_, **__: None)
    monkeypatch.setattr(SpentPages, "takes", lambda *_, **__: True)
    _said(visitor)
    earlier = {"s": visitor.field, "do": "back"}
    visitor.press("send")
    assert "Back" in visitor.send(earlier).text


def test_a_last_page_that_was_lost_on_the_way_can_be_sent_again_and_counts_once(line: Line, visitor: Visitor) -> None:
    _said(visitor)
    last = {"s": visitor.field, "do": "send"}
    codes = {re.sub(r"\D", "", re.findall(r"\d{4} \d{4} \d{4} \d{4}", visitor.send(last).text)[0]) for _ in range(3)}
    assert len(codes) == 1
    assert len(line.opened()) == 1


def test_the_next_person_finds_neither_code_nor_page(visitor: Visitor) -> None:
    last = {"s": _said(visitor).field, "do": "send"}
    cleared = visitor.press("send").press("clear").page
    assert (cleared.status_code, cleared.headers["location"]) == (303, f"/w/{WAVE}/{SITE}")
    assert cleared.headers["clear-site-data"] == '"cache"'
    assert "This page is closed" in visitor.send(last).text


def test_a_choice_is_called_otherwise_on_every_page_and_never_by_its_name(visitor: Visitor) -> None:
    names = [re.findall(r'name="a" value="([^"]+)"', visitor.agree().answer(()).text) for _ in range(2)]
    assert all(re.fullmatch(r"[0-9a-f]{8}", name) for each in names for name in each)
    assert not set(names[0]) & set(names[1])


def test_planted_choices_called_by_name_lie_in_the_sent_form(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (steps, screens):
        monkeypatch.setattr(module, "token", lambda _, name: name)
    assert 'value="yes"' in visitor.agree().answer(()).text


def test_all_pages_are_of_few_lengths_and_their_fields_of_one(line: Line, visitor: Visitor) -> None:
    visitor.agree()
    lengths, fields = {len(visitor.page.content)}, {len(visitor.field)}
    for said in ALL:
        visitor.answer(said)
        lengths.add(len(visitor.page.content))
        fields.add(len(visitor.field))
    assert all(length % ROUNDED_TO == 0 for length in lengths)
    assert len(fields) == 1


def test_the_longest_visit_fits_its_field(visitor: Visitor) -> None:
    visitor.agree().answer(*ALL[:-2], (0, 1, 2), "ক" * 500)
    assert visitor.heading == "That was the last question"
    assert len(visitor.field) < 24_000


def test_a_visit_asks_for_no_cookie_and_no_page_is_kept(visitor: Visitor) -> None:
    for answer in (visitor.come().page, visitor.press("begin").page, visitor.press("leave").page):
        assert "set-cookie" not in answer.headers
        assert answer.headers["cache-control"] == "no-store, max-age=0"
        assert answer.headers["content-security-policy"].startswith("default-src 'self'; ")
        assert answer.headers["referrer-policy"] == "same-origin"  # elsewhere nothing is told of where one came from
        assert "<title>Page</title>" in answer.text
        assert "//" not in re.sub(r"<!doctype html>", "", answer.text), "an address of somewhere else"
        assert not re.search(r"<(img|iframe|svg)|<script>| style=| on\w+=", answer.text)


def _everything_said(visitor: Visitor) -> list[str]:
    """A visit full of canaries, with refusals among its pages."""
    said = {"User-Agent": "CanaryPhone/1", "X-Forwarded-For": "203.0.113.77", "X-Canary": "headercanary"}
    visitor.client.headers.update(said)
    _said(visitor).press("send")
    visitor.send({"s": CANARY, "do": CANARY, "a": CANARY})
    for path in (f"/w/{WAVE}/{SITE}/{CANARY}", f"/w/{CANARY}/{SITE}", f"/w/{WAVE}/code?{CANARY}"):
        visitor.client.get(path)
    visitor.client.post(f"/w/{WAVE}/{SITE}", content=CANARY.encode() * 5_000)
    visitor.client.post(f"/w/{WAVE}/{SITE}", data={"s": CANARY}, headers={"Origin": "http://canary.example"})
    visitor.client.put(f"/w/{WAVE}/{SITE}", content=CANARY)
    return [CANARY, WAVE, SITE, visitor.code, "CanaryPhone", "203.0.113.77", "headercanary", "testclient"]


def test_no_log_holds_a_canary(visitor: Visitor, capfd: pytest.CaptureFixture[str]) -> None:
    canaries = _everything_said(visitor)
    visitor.client.get("/healthz")
    out, err = capfd.readouterr()
    assert '"route": "/healthz"' in err, "the log was not read"
    assert [canary for canary in canaries if canary in out + err] == []
    assert "/w/" not in out + err, "when somebody came is not logged either"


def test_planted_a_log_of_paths_holds_them(
    visitor: Visitor, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request_log, "is_survey_path", lambda _: False)
    monkeypatch.setattr(request_log, "_asked", lambda scope: {"path": str(scope["path"])})
    canaries = _everything_said(visitor)
    logged = capfd.readouterr().err
    assert [canary for canary in canaries if canary in logged] == [CANARY, WAVE, SITE]


def test_a_fault_of_ours_is_logged_without_what_came(
    line: Line, visitor: Visitor, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*given: object, **named: object) -> str:
        raise RuntimeError(f"broken at {CANARY} of {WAVE}")

    monkeypatch.setattr(survey_routes, "respond", broken)
    failed = _said(visitor).press("send").page
    logged = capfd.readouterr().err
    assert (failed.status_code, visitor.heading) == (500, "This did not work")
    assert "RuntimeError" in logged
    assert not any(canary in logged + failed.text for canary in (CANARY, WAVE, SITE))


def _refusals(visitor: Visitor) -> list[Any]:
    path, client = f"/w/{WAVE}/{SITE}", visitor.client
    own = {"s": CANARY, "do": CANARY}
    return [
        client.post(path, data=own, headers={"Origin": "http://elsewhere.example"}),
        client.post(path, data=own, headers={"Content-Encoding": "gzip"}),
        client.post(path, content=CANARY.encode() * 5_000),
        client.put(path, content=CANARY),
        client.get(f"{path}/{CANARY}"),
        client.get(f"/w/{CANARY}/{SITE}"),
    ]


def test_an_error_page_holds_nothing_of_what_came(visitor: Visitor) -> None:
    for refused in _refusals(visitor):
        assert 400 <= refused.status_code < 500
        assert not any(canary in refused.text for canary in (CANARY, WAVE, SITE))
        assert refused.headers["cache-control"].startswith("no-store")
        assert "Quick exit" in refused.text


def test_planted_a_problem_document_would_repeat_the_address(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errors, "is_survey_path", lambda _: False)
    assert any(SITE in refused.text for refused in _refusals(visitor))


def test_quick_exit_leads_to_a_page_that_names_no_survey_also_where_no_visit_is_left(visitor: Visitor) -> None:
    assert '<a class="exit" href="/calendar" rel="noreferrer">' in visitor.client.get(f"/w/{WAVE}/code").text
    shown = visitor.client.get("/calendar", headers={"Accept-Language": "bn"})
    assert '<html lang="bn"' in shown.text
    assert not re.search(r"survey|জরিপ|/w/", shown.text)
    assert visitor.client.get("/calendar.css").headers["clear-site-data"] == '"cache"'


def test_the_size_of_a_field_is_the_instrument_s_alone(line: Line) -> None:
    wave = line.host.vault.wave(WAVE)
    assert wave is not None
    assert encoded_bytes(wave.instrument) < 6_000
