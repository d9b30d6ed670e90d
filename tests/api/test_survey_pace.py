"""How often a wave may be asked: a whole site comes from one address, and is not locked out by it."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from survey_builders import WAVE
from survey_town import Line, Visitor

from api.routes.survey import page as survey_routes
from api.web.survey import desk
from api.web.survey.busy import CODES, ENDS, Buckets, Pace
from ledger.surveys.receipt_code import new_code
from ledger.vault.survey_database import SurveyDatabase


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(survey_routes, "_EVEN_SECONDS", 0.0)  # 120 ends, one after the other


def _a_site_behind_one_address(visitor: Visitor) -> list[int]:
    return [visitor.come().press("leave").page.status_code for _ in range(120)]


def test_a_whole_site_behind_one_address_is_not_locked_out(line: Line, visitor: Visitor) -> None:
    assert set(_a_site_behind_one_address(visitor)) == {200}
    assert len(line.opened()) == 120


def test_planted_a_limit_as_for_one_address_locks_the_site_out(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(survey_routes, "ENDS", Pace(at_once=60, a_second=1))
    assert _a_site_behind_one_address(visitor).count(429) == 60


def test_a_flood_of_one_wave_waits_and_another_wave_does_not() -> None:
    buckets = Buckets()
    assert all(buckets.takes("one", ENDS, now=0) for _ in range(ENDS.at_once))
    assert not buckets.takes("one", ENDS, now=0)
    assert buckets.takes("two", ENDS, now=0)
    assert buckets.takes("one", ENDS, now=1)


def test_who_has_to_wait_loses_nothing(line: Line, visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor.agree().answer((0,)).press("stop")
    with monkeypatch.context() as patched:
        patched.setattr(desk.Buckets, "takes", lambda _self, _wave, pace, **_: pace is not ENDS)
        assert visitor.press("send").page.status_code == 429
        assert "Nothing is lost" in visitor.text
    visitor.press("send")
    assert line.opened()[0].response.answers == {"bus_late": "yes"}


def _withdraw(line: Line, visitor: Visitor, code: str) -> int:
    """The status of the page after the second question."""
    path = f"/w/{WAVE}/withdraw"
    sure = visitor.client.post(path, data={"code": code}).text
    field = re.search(r'name="s" value="([^"]+)"', sure)
    assert field is not None
    return visitor.client.post(path, data={"s": field[1], "do": "yes"}).status_code


def test_a_flood_of_code_checks_does_not_keep_anybody_from_withdrawing(line: Line, visitor: Visitor) -> None:
    code = visitor.agree().answer((0,)).press("stop").press("send").code
    for _ in range(CODES.at_once):
        desk_of(visitor).buckets.takes(WAVE, CODES, now=line.clock.at)
    assert visitor.client.post(f"/w/{WAVE}/code", data={"code": code}).status_code == 429
    assert _withdraw(line, visitor, code) == 200
    assert line.opened() == []


def desk_of(visitor: Visitor) -> desk.Desk:
    found: desk.Desk = visitor.client.app.state.survey_desk  # type: ignore[attr-defined]
    return found


def test_a_flood_of_withdrawals_that_wait_for_the_files_keeps_nobody_from_answering(
    line: Line, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, settle, written = threading.Event(), SurveyDatabase.settle, list[int]()

    def slow(database: SurveyDatabase) -> None:
        go_on.wait(20)
        written.append(1)
        settle(database)

    monkeypatch.setattr(SurveyDatabase, "settle", slow)
    more_than_serve_pages = 60
    with ThreadPoolExecutor(more_than_serve_pages + 1) as pool:
        codes = [new_code(line.host.entropy) for _ in range(more_than_serve_pages)]
        waiting = [pool.submit(_withdraw, line, visitor, code) for code in codes]
        assert pool.submit(lambda: visitor.agree().answer((0,)).press("stop").press("send").code).result(10)
        assert not any(each.done() for each in waiting), "nobody is told before the bytes are gone"
        go_on.set()
        assert {each.result(20) for each in waiting} == {200}
    assert len(written) < 5
