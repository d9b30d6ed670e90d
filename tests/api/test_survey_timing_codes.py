"""Looking for a code takes as long for who left as for who answered, in a measure that can say 0.02 (F60).

The advantage is 2 AUC - 1: how much better than chance somebody tells who sees the time of one page of each kind.
Codes are looked for in pairs, one of each kind, which of the two first drawn by lot: what drifts, drifts for both. A
pair is one draw of the interval, so that what both of it waited for is not taken for chance (DeLong's, clustered by
pair). The wall is what a visitor sees; the time of the processor leaves out what else the machine does, and finds
smaller differences. Only `python -m scripts.long distinguisher` draws enough pairs for 0.02.

Whoever asks again and again for one code learns more than from one page. No count of pages bounds that; the last tests
look at the steps that are taken, which are the same for every code.
"""

import gc
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import sqrt
from random import Random
from typing import Any

import numpy as np
import pytest
from fastapi import Request
from scipy.stats import rankdata
from survey_builders import CLOSES, WAVE, a_cover_visit, a_visit
from survey_town import Line, client_of

from api.routes.survey import codes
from api.web.survey.desk import Desk
from api.web.survey.form import Sent
from api.web.survey.sealed_field import SealedField
from ledger.jobs.survey.respond import respond
from ledger.jobs.survey.withdraw import withdraw

PAIRS = int(os.environ.get("TIERLIGHT_TIMED_CODES", "100"))
IS_LONG = "TIERLIGHT_TIMED_CODES" in os.environ
HOLDERS = 256 if IS_LONG else 16  # of each kind
PLANTED_PAIRS = max(300, PAIRS // 10)
PLANTED_SECONDS = 0.0001 if IS_LONG else 0.0002  # of a page of five milliseconds
ALLOWED = 0.02
Codes = tuple[list[str], list[str]]
Seconds = tuple[list[float], list[float]]


@dataclass(frozen=True)
class Told:
    """By how much better than chance a time tells, and the standard deviation of that."""

    advantage: float
    spread: float

    @property
    def at_most(self) -> float:
        """The end of the 95 % interval that is farther from 0."""
        return abs(self.advantage) + 1.96 * self.spread


def told_by(seconds: Seconds, *, of: str) -> Told:
    one, other = (np.array(each) for each in seconds)
    number, ranks = len(one), rankdata(np.concatenate([one, other]))
    over = (ranks[:number] - rankdata(one)) / number  # the share of the other kind that took less than this page
    under = 1 - (ranks[number:] - rankdata(other)) / number
    found = Told(float(2 * over.mean() - 1), float(2 * np.std(over + under, ddof=1) / sqrt(number)))
    middles = [1000 * float(np.median(each)) for each in (one, other)]
    print(
        f"{of}: advantage {found.advantage:+.4f}, at most {found.at_most:.4f} at 95 %, {number} each, "
        f"medians {middles[0]:.4f} and {middles[1]:.4f} ms"
    )
    return found


def looked_for(line: Line, kinds: Codes, *, pairs: int) -> tuple[Seconds, Seconds]:
    """Give the seconds of so many pages of each kind, at the wall and of the processor."""
    draw, wall, processor = Random(os.urandom(8)), (list[float](), list[float]()), (list[float](), list[float]())
    with client_of(line) as client:
        for _ in range(pairs):
            line.clock.at += 1  # so that the wave's bucket does not run dry
            for which in draw.sample((0, 1), 2):
                asked = {"code": draw.choice(kinds[which]), "do": "check"}
                began, worked = time.perf_counter(), time.process_time()
                page = client.post(f"/w/{WAVE}/code", data=asked)
                processor[which].append(time.process_time() - worked)
                wall[which].append(time.perf_counter() - began)
                assert page.status_code == 200
    return wall, processor


@pytest.fixture
def kinds(line: Line) -> Codes:
    """Codes of as many who answered as left, who came by turns."""
    came: Codes = ([], [])
    for number in range(HOLDERS):
        for which, visit in enumerate((a_visit(), a_cover_visit())):
            came[which].append(respond(line.host, WAVE, visit, message=f"page {number} {which}"))
    return came


@pytest.fixture(params=["before closing", "after closing"])
def state(line: Line, kinds: Codes, request: pytest.FixtureRequest) -> str:
    if request.param == "after closing":
        line.clock.at = CLOSES
        line.close()
    return str(request.param)


def test_the_time_to_look_for_a_code_tells_under_two_in_a_hundred(line: Line, kinds: Codes, state: str) -> None:
    clocks = zip(("at the wall", "of the processor"), looked_for(line, kinds, pairs=PAIRS), strict=True)
    found = [told_by(seconds, of=f"looking for a code {state}, time {clock}") for clock, seconds in clocks]
    if IS_LONG:
        assert max(each.at_most for each in found) < ALLOWED
    assert all(abs(each.advantage) < ALLOWED + 3.3 * each.spread for each in found)


def test_planted_more_work_for_answers_alone_is_found(
    line: Line, kinds: Codes, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, answered = codes.counted, set(kinds[0])

    def longer(rows: Any, token: str, code: str) -> bool | None:
        until = time.thread_time() + (PLANTED_SECONDS if code in answered else 0)
        while time.thread_time() < until:
            pass
        return whole(rows, token, code)

    monkeypatch.setattr(codes, "counted", longer)
    found = told_by(looked_for(line, kinds, pairs=PLANTED_PAIRS)[1], of="planted")
    assert found.advantage - 1.96 * found.spread > ALLOWED


@pytest.fixture
def steps(line: Line) -> Iterator[Callable[[str], list[str]]]:
    """Gives the page of a code, after every function that is entered or left for it, Python's own too."""
    desk = Desk(line.host, SealedField(line.host.entropy))
    taken = list[str]()

    def note(frame: Any, event: str, what: Any) -> None:
        name = what.__qualname__ if event.startswith("c_") else f"{frame.f_code.co_filename} {frame.f_code.co_name}"
        taken.append(f"{event} {name}")

    def steps_of(code: str) -> list[str]:
        line.clock.at += 1  # so that the wave's bucket does not run dry
        taken.clear()
        request = Request({"type": "http", "headers": [], "path": f"/w/{WAVE}/code"})
        before = sys.getprofile()
        sys.setprofile(note)
        try:
            page = codes.post_code(request, desk, WAVE, Sent(do="check", code=code))
        finally:
            sys.setprofile(before)
        return [*taken, bytes(page.body).decode()]

    gc.disable()  # it may come at any step
    yield steps_of
    gc.enable()


def test_every_code_is_looked_for_by_the_same_steps(
    line: Line, kinds: Codes, state: str, steps: Callable[[str], list[str]]
) -> None:
    """Also after withdrawing, and none of them asks for the rows under a code."""
    withdrew = kinds[0][0]
    withdraw(line.host, WAVE, withdrew)
    steps(withdrew)  # reads what is read once for all
    first = steps(withdrew)
    assert all(steps(each) == first for kind in kinds for each in kind)
    assert len(first) > 100
    assert not any("rows_under" in each or "receipt_tag" in each for each in first)


def test_planted_one_more_query_for_answers_takes_other_steps(
    line: Line, kinds: Codes, steps: Callable[[str], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, answered = codes.counted, set(kinds[0])

    def asking(rows: Any, token: str, code: str) -> bool | None:
        if code in answered:
            line.host.vault.rows_under(token, b"")
        return whole(rows, token, code)

    monkeypatch.setattr(codes, "counted", asking)
    steps(kinds[1][0])
    assert steps(kinds[0][0]) != steps(kinds[1][0])
