"""The end of a visit takes as long for who left as for who answered, in a measure that can say 0.02 (F60).

The advantage is |2 AUC - 1|: how much better than chance somebody tells, who sees one page of each kind and says which
took longer. Its limit at 95 % is the normal one of the Mann-Whitney statistic, one-sided. Many visitors wait at once,
as the page waits a fifth of a second on purpose, and each next one answers or leaves by lot: what drifts, drifts for
both. Only `python -m scripts.long distinguisher` draws enough pages for 0.02; the test run looks for the planted bug.
"""

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from math import sqrt
from pathlib import Path
from random import Random
from typing import Any

import pytest
from scipy.stats import mannwhitneyu
from survey_builders import SITE, WAVE
from survey_town import Visitor, a_line, client_of

from api.routes.survey import page
from api.web.survey.busy import Buckets
from ledger.vault import survey_rows

PAGES = int(os.environ.get("TIERLIGHT_TIMED_ENDS", "0"))  # of each kind
WAITING = int(os.environ.get("TIERLIGHT_TIMED_AT_ONCE", "16"))
FEW = 150
ALLOWED = 0.02
_ONE_SIDED = 1.645


@pytest.fixture
def visitor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Visitor]:
    """Somebody at a host that takes any number of visits."""
    monkeypatch.setattr(Buckets, "takes", lambda *_, **__: True)
    monkeypatch.setattr(survey_rows, "MOST_ROWS", 2**21)
    with client_of(a_line(tmp_path)) as client:
        yield Visitor(client)


def ends(visitor: Visitor, pages: int) -> tuple[list[float], list[float]]:
    """Give the seconds of the last page of so many who answered and of as many who left, at the same question."""
    visitor.agree().answer((0,), (1,)).press("stop")
    desk: Any = visitor.client.app.state.survey_desk  # type: ignore[attr-defined]
    wave = desk.host.vault.wave(WAVE)
    stopped = desk.opened(wave, SITE, visitor.field)

    def end(button: str) -> float:
        _, sealed = desk.sealed(wave, SITE, replace(stopped, session=os.urandom(16).hex()))
        began = time.perf_counter()
        shown = visitor.send({"s": sealed, "do": button})
        took = time.perf_counter() - began
        assert 'class="code"' in shown.text
        return took

    said = ["send"] * pages + ["leave"] * pages
    Random(11).shuffle(said)
    with ThreadPoolExecutor(WAITING) as waiting:
        took = list(zip(said, waiting.map(end, said), strict=True))
    answered, left = ([each for button, each in took if button == wanted] for wanted in ("send", "leave"))
    return answered, left


def advantage(one: list[float], other: list[float]) -> tuple[float, float]:
    """Give |2 AUC - 1|, and how far chance alone takes its upper limit beyond it at 95 %."""
    count = len(one) * len(other)
    found = abs(2 * float(mannwhitneyu(one, other).statistic) / count - 1)
    beyond = _ONE_SIDED * 2 * sqrt((len(one) + len(other) + 1) / (12 * count))
    print(f"end of a visit: advantage {found:.4f}, at most {found + beyond:.4f} at 95 %, {len(one)} each")
    return found, beyond


if PAGES:  # only the long campaign draws enough pages

    def test_the_end_of_a_visit_tells_under_two_in_a_hundred(visitor: Visitor) -> None:
        found, beyond = advantage(*ends(visitor, PAGES))
        assert found + beyond < ALLOWED


def test_planted_a_slow_hash_for_answers_alone_is_found(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes as long as the page waits on purpose: what else there is to do shows."""
    keeps: Callable[..., str] = page.respond

    def slowly(host: Any, token: str, visit: Any, **named: Any) -> str:
        until = time.monotonic() + page._EVEN_SECONDS
        code = keeps(host, token, visit, **named)
        time.sleep(max(0.0, until + 0.02 - time.monotonic()) if visit.consent else 0)
        return code

    monkeypatch.setattr(page, "respond", slowly)
    found, beyond = advantage(*ends(visitor, max(FEW, PAGES // 100)))
    assert found - beyond > ALLOWED
