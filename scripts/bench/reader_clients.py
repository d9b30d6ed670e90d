"""The readers of `readers`, a thread each, in a process of their own.

Usage: READERS_API_KEY=… ASKED_A_SECOND=… python -m scripts.bench.reader_clients PORT READERS

A line of stdin with record ids as JSON lets them ask; `null` lets them rest, and prints what they did.
"""

import json
import os
import random
import sys
import threading
import time
from dataclasses import dataclass, field
from statistics import median

import httpx


@dataclass
class Desk:
    """What the readers share."""

    port: int
    every_seconds: float
    window: int = 0
    known: list[str] = field(default_factory=list)
    is_open: threading.Event = field(default_factory=threading.Event)
    seconds: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def main(arguments: list[str]) -> int:
    """Run until stdin ends. Returns the exit code."""
    desk = Desk(int(arguments[0]), 1 / float(os.environ["ASKED_A_SECOND"]))
    for number in range(int(arguments[1])):
        threading.Thread(target=_read, args=(desk, random.Random(number)), daemon=True).start()
    began = time.perf_counter()
    for line in sys.stdin:
        known = json.loads(line)
        answer: dict[str, float] = {}
        if known is None:
            desk.is_open.clear()
            answer = {
                "asked": len(desk.seconds),
                "seconds": time.perf_counter() - began,
                "waited": median(desk.seconds or [0.0]),
            }
        else:
            desk.known, desk.window, began = known, desk.window + 1, time.perf_counter()
            desk.seconds.clear()
            desk.is_open.set()
        if desk.refused:
            print(desk.refused[0], file=sys.stderr)
            return 1
        print(json.dumps(answer), flush=True)
    return 0


def _read(desk: Desk, drawn: random.Random) -> None:
    headers = {"Authorization": f"Bearer {os.environ['READERS_API_KEY']}"}
    with httpx.Client(base_url=f"http://127.0.0.1:{desk.port}", headers=headers, timeout=60) as client:
        while True:
            desk.is_open.wait()
            window, due = desk.window, time.perf_counter() + drawn.uniform(0, desk.every_seconds)
            while True:
                time.sleep(max(0.0, due - time.perf_counter()))
                if not desk.is_open.is_set() or desk.window != window:
                    break
                _ask(desk, client, drawn)
                due = next_due(due, now=time.perf_counter(), every_seconds=desk.every_seconds)


def next_due(due: float, *, now: float, every_seconds: float) -> float:
    """Give when a reader asks next: a period after it last had to, however long the answer took; late, at once."""
    return max(due + every_seconds, now)


def _ask(desk: Desk, client: httpx.Client, drawn: random.Random) -> None:
    path = drawn.choice((_of_a_lot, _page, _record))(desk, drawn)
    began = time.perf_counter()
    answer = client.get(path)
    desk.seconds.append(time.perf_counter() - began)
    if answer.status_code != 200:
        desk.refused.append(f"{path}: {answer.status_code} {answer.text[:300]}")


def _of_a_lot(desk: Desk, drawn: random.Random) -> str:
    return f"/epcis/events?MATCH_inputEPCClass=urn:epc:class:lgtin:9506000.011010.I{drawn.randrange(len(desk.known))}"


def _page(_desk: Desk, _drawn: random.Random) -> str:
    return "/epcis/events?EQ_bizStep=commissioning&perPage=30&orderBy=eventTime&orderDirection=DESC"


def _record(desk: Desk, drawn: random.Random) -> str:
    return f"/v1/records/0x{drawn.choice(desk.known)}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
