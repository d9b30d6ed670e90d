"""What readers cost a capture: ten of them ask one server while it captures, on Postgres and on SQLite.

A reader is an auditor's client: once a second it asks either for the events of one lot (`MATCH_inputEPCClass`), or for
a page of 30 events of one business step, newest first, or for one record by its id, each at random among what was
captured, over HTTP with an API key. Capture is one client that sends the next batch when the last was answered. One
server process, its database, the capturing client and the readers share two cores; nothing is pinned. Windows with and
without readers alternate, so that neither the machine's other work nor the growing tables favour one of them.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

import httpx
from sqlalchemy import text

from ledger.bootstrap import local_chain
from ledger.settings import Settings, read_settings
from ledger.store.engine import open_engine, transaction
from scripts.bench import capture
from scripts.own_postgres import own_postgres

READERS = 10
ASKED_A_SECOND = 1.0  # by each reader
WINDOWS = 5  # of each kind
BATCHES = 20  # in each window
_MOST_LOTS = 500


def rows() -> list[dict[str, Any]]:
    """Give a row for each database: the rate while readers ask beside the rate while none does."""
    with own_postgres() as server:
        measured = [("Postgres", _measured(server.new_database()))]
    return [_row(name, found) for name, found in [*measured, ("SQLite", _measured(None))]]


def _row(name: str, found: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": f"capture on {name} while {READERS} readers ask",
        "ours": found["with"],
        "peer": found["without"],
        "peer_name": "the same capture with no reader, in the windows between",
        "ratio": found["with"] / found["without"],
        "unit": "events/s",
        "peak_memory_mb": found["memory"],
        "note": f"{100 * (1 - found['with'] / found['without']):.0f} % of the rate; medians of {WINDOWS * BATCHES} "
        f"batches of {capture.BATCH} each; every reader asks once a second for a lot's events, a page of events or a "
        f"record: {found['asked']:.1f} answers a second, median {1000 * found['waited']:.0f} ms; two cores for all",
    }


def _measured(database: str | None) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        settings = read_settings(home=Path(folder) / "home", port=capture.free_port(), database_url=database)
        with local_chain(settings):
            key, domain = capture.prepare(settings)
            numbers = count()
            bodies = (capture.signed(domain, next(numbers)) for _ in count())
            with _serving(settings) as process_id, _client(settings, key) as client, _readers(settings, key) as readers:
                return _windows(settings, client, readers, bodies) | {"memory": capture.peak_memory(process_id)}


def _windows(
    settings: Settings, client: httpx.Client, readers: "subprocess.Popen[str]", bodies: Iterator[bytes]
) -> dict[str, Any]:
    capture.wait_for(client)
    for _ in range(capture.WARM_UP + BATCHES):
        capture.post(client, "/epcis/capture", next(bodies))
    seconds: dict[str, list[float]] = {"with": [], "without": []}
    answers: list[dict[str, float]] = []
    for _ in range(WINDOWS):
        given = [next(bodies) for _ in range(2 * BATCHES)]
        seconds["without"] += [capture.post(client, "/epcis/capture", body) for body in given[:BATCHES]]
        _tell(readers, _known(settings))
        seconds["with"] += [capture.post(client, "/epcis/capture", body) for body in given[BATCHES:]]
        answers.append(_tell(readers, None))
    _require_captured(settings, capture.BATCH * (capture.WARM_UP + BATCHES + 2 * WINDOWS * BATCHES))
    rates = {name: capture.BATCH / median(each) for name, each in seconds.items()}
    asked = median(each["asked"] / each["seconds"] for each in answers)
    return rates | {"asked": asked, "waited": median(each["waited"] for each in answers)}


def _known(settings: Settings) -> list[str]:
    """Ids of records that were captured."""
    return [record_id.hex() for record_id in _selected(settings, f"SELECT record_id FROM record LIMIT {_MOST_LOTS}")]  # noqa: S608


def _require_captured(settings: Settings, expected: int) -> None:
    (found,) = _selected(settings, "SELECT count(*) FROM event")
    if found != expected:
        raise RuntimeError(f"{found} events were kept, {expected} were sent")


def _selected(settings: Settings, query: str) -> list[Any]:
    engine = open_engine(settings.store_url)
    try:
        with transaction(engine, doing="look", writes=False) as connection:
            return list(connection.execute(text(query)).scalars())
    finally:
        engine.dispose()


@contextmanager
def _serving(settings: Settings) -> Iterator[int]:
    server = capture.our_server(settings)
    os.sched_setaffinity(server.pid, os.sched_getaffinity(0))
    try:
        yield server.pid
    finally:
        server.terminate()
        server.wait(20)


@contextmanager
def _client(settings: Settings, key: str) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    with httpx.Client(base_url=f"http://127.0.0.1:{settings.port}", headers=headers, timeout=60) as client:
        yield client


@contextmanager
def _readers(settings: Settings, key: str) -> Iterator["subprocess.Popen[str]"]:
    """Give the readers' process, which asks from one line of record ids to the next, empty, line."""
    words = [sys.executable, "-m", "scripts.bench.reader_clients", str(settings.port), str(READERS)]
    environ = {**os.environ, "READERS_API_KEY": key, "ASKED_A_SECOND": str(ASKED_A_SECOND)}
    process = subprocess.Popen(words, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.wait(20)


def _tell(readers: "subprocess.Popen[str]", known: list[str] | None) -> dict[str, float]:
    if readers.stdin is None or readers.stdout is None:
        raise RuntimeError("the readers' process has no pipes")
    readers.stdin.write(json.dumps(known) + "\n")
    readers.stdin.flush()
    answer: dict[str, float] = json.loads(readers.stdout.readline())
    time.sleep(0 if known is None else 0.2)  # until all of them ask
    return answer
