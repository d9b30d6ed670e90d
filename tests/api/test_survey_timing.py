"""By the time that the last page takes, nobody tells who answered from who left (F60).

The measure is the AUC: how often a page of one kind is slower than one of the other, 0.5 where nothing can be learnt.
The test run measures few and finds gross differences alone; `python -m scripts.long distinguisher` measures many, and
prints the AUC with its interval.
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt
from random import Random
from typing import Any

import pytest
from scipy.stats import mannwhitneyu
from survey_town import Line, Visitor

from api.routes.survey import page
from ledger.surveys.receipt_code import new_code

PAGES = int(os.environ.get("TIERLIGHT_TIMED_PAGES", "8"))  # of each kind
DOUBT = 0.001  # of a p-value: one run in a thousand is red by chance
NEAR = 0.05  # of the AUC to 0.5, and chance beside it


@dataclass(frozen=True)
class Compared:
    """Seconds of pages of two kinds, compared. `apart` is the AUC less 0.5."""

    apart: float
    p_value: float
    spread: float

    @property
    def tells(self) -> bool:
        return self.p_value < DOUBT or abs(self.apart) > NEAR + 3.3 * self.spread


def compared(one: list[float], other: list[float], *, of: str = "") -> Compared:
    found = mannwhitneyu(one, other)
    count = len(one) * len(other)
    spread = sqrt((len(one) + len(other) + 1) / (12 * count))
    result = Compared(float(found.statistic) / count - 0.5, float(found.pvalue), spread)
    low, high = (min(1.0, max(0.0, 0.5 + result.apart + sign * 1.96 * spread)) for sign in (-1, 1))
    print(
        f"{of}: AUC {0.5 + result.apart:.3f} ({low:.3f} to {high:.3f} at 95 %), p {result.p_value:.3f}, {len(one)} each"
    )
    return result


Kinds = tuple[Callable[[], float], Callable[[], float]]


def timed(kinds: Kinds, line: Line, *, pages: int = PAGES) -> tuple[list[float], list[float]]:
    """Measure pages of both kinds by turns, which of the two first drawn by lot: what drifts, drifts for both."""
    draw, took = Random(7), (list[float](), list[float]())
    for _ in range(pages):
        line.clock.at += 1  # so that no bucket of the wave runs dry
        for which in draw.sample((0, 1), 2):
            took[which].append(kinds[which]())
    return took


def seconds_of(asked: Callable[[], Any]) -> float:
    began = time.perf_counter()
    asked()
    return time.perf_counter() - began


def ends_of(visitor: Visitor) -> Kinds:
    """The last page of who answered, and of who left at the same question."""

    def answered() -> float:
        visitor.agree().answer((0,), (1,)).press("stop")
        return seconds_of(lambda: visitor.press("send"))

    def left() -> float:
        visitor.agree().answer((0,), (1,)).press("stop")
        return seconds_of(lambda: visitor.press("leave"))

    return answered, left


def test_the_end_takes_as_long_for_who_left_as_for_who_answered(line: Line, visitor: Visitor) -> None:
    assert not compared(*timed(ends_of(visitor), line), of="end of a visit").tells


def test_planted_keeping_no_cover_is_found_by_time(
    line: Line, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeps = page.respond
    monkeypatch.setattr(page, "_EVEN_SECONDS", 0.0)
    monkeypatch.setattr(
        page, "respond", lambda *a, **named: keeps(*a, **named) if a[2].consent else new_code(os.urandom)
    )
    assert compared(*timed(ends_of(visitor), line, pages=30)).tells
