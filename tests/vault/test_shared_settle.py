"""Files are written anew for all who wait together, and not without a rest: a flood leaves answers their time."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest

from ledger.errors import StoreFailed
from ledger.vault.shared_settle import SharedSettle


@dataclass
class Hours:
    """A clock that goes on when somebody waits or writes."""

    at: float = 0.0
    rested: list[float] = field(default_factory=list)
    written: int = 0

    def now(self) -> float:
        return self.at

    def wait(self, seconds: float) -> None:
        self.rested.append(seconds)
        self.at += seconds

    def write(self) -> None:
        self.written += 1
        self.at += 1.0


def test_a_flood_of_withdrawals_leaves_four_fifths_of_the_time_to_answers() -> None:
    hours = Hours()
    settle = SharedSettle(hours.write, clock=hours.now, wait=hours.wait)
    for _ in range(50):
        settle()
    assert hours.rested == [0.0] + [4.0] * 49
    assert hours.written == 50
    assert hours.written / hours.at < 0.21


def test_whoever_comes_while_it_rests_or_writes_shares_the_next_writing() -> None:
    hours, writing, go_on = Hours(), threading.Event(), threading.Event()

    def write() -> None:
        writing.set()
        go_on.wait(10)
        hours.write()

    settle = SharedSettle(write, clock=hours.now, wait=hours.wait)
    with ThreadPoolExecutor(9) as pool:
        first = pool.submit(settle)
        assert writing.wait(10)
        later = [pool.submit(settle) for _ in range(8)]
        while settle._asked < 9:
            threading.Event().wait(0.001)
        assert not any(each.done() for each in later), "nobody is told before a writing that began after they came"
        go_on.set()
        for each in (first, *later):
            each.result(10)
    assert hours.written == 2


def test_a_writing_that_fails_is_told_and_the_next_one_works() -> None:
    fails = [True]

    def write() -> None:
        if fails:
            fails.pop()
            raise StoreFailed(doing="destroy what was deleted", reason="another program is still reading")

    settle = SharedSettle(write, wait=lambda _: None)
    with pytest.raises(StoreFailed, match="reading"):
        settle()
    settle()
