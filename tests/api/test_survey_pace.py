"""How often a wave may be asked: a whole site comes from one address, and is not locked out by it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from survey_town import Line, Visitor, a_line, client_of

from api.routes.survey import page as survey_routes
from api.web.survey import desk
from api.web.survey.busy import ENDS, Buckets, Pace


@pytest.fixture
def line(tmp_path: Path) -> Line:
    return a_line(tmp_path)


@pytest.fixture
def visitor(line: Line) -> Iterator[Visitor]:
    with client_of(line) as client:
        yield Visitor(client)


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
