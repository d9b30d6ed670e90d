"""Run as a program: campaign A with bugs put in. Usage: python -m faults.planted_calls SEED

Prints for each bug how the campaign ended. Few points, chosen where the bug lies, so that it is quick.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace

from faults import calls, planted
from faults.calls import run_calls
from faults.injection import EIO, ENOSPC, KILL, Point
from faults.mortal import Plant, silence
from faults.tally import Tally

POINTS = 5


def main(seed: int) -> None:
    for name, plant, only in _cases():
        tally = Tally(f"calls:{name}", seed)
        run_calls(tally, points=POINTS, server=None, say=lambda _: None, plant=plant, only=only)
        wrong = "+".join(sorted(tally.wrong))
        print(f"{name}\t{_colour(tally, wrong)}", flush=True)
    tally = Tally("calls:no fault fires", seed)
    run_calls(tally, points=POINTS, server=None, say=lambda _: None, moved=_beyond)
    print(f"no fault fires\t{_colour(tally, '+'.join(sorted(tally.wrong)))}", flush=True)


def _cases() -> Iterator[tuple[str, Plant, Callable[[Point], bool]]]:
    yield "acknowledges_before_it_is_durable", planted.acknowledges_before_it_is_durable, _is_a_kill_after_submit
    yield "takes_a_failed_write_for_done", planted.takes_a_failed_write_for_done, _is_a_failed_write
    yield "does_not_sync", planted.does_not_sync, _is_a_kill_after_submit


def _is_a_kill_after_submit(point: Point) -> bool:
    return point.fault == KILL and point.phase == "seal" and point.name in ("sendto", "recvfrom")


def _is_a_failed_write(point: Point) -> bool:
    return point.fault in (EIO, ENOSPC) and point.phase == "submit" and point.name in ("pwrite64", "fdatasync")


def _beyond(point: Point) -> Point:
    """No process makes this many calls."""
    return replace(point, number=60_000)


def _colour(tally: Tally, wrong: str) -> str:
    if tally.is_green:
        return "green"
    return f"red: {wrong}" if wrong else "red: too few fired"


if __name__ == "__main__":
    silence()
    calls.warm_up(None)
    main(int(sys.argv[1]))
