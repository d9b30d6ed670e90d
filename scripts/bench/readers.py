"""What readers cost a capture: ten of them ask one server while it captures, on Postgres and on SQLite.

A reader is a supplier's client: once a second, however long the last answer took, it asks either for the events of one
lot (`MATCH_inputEPCClass`), or for a page of 30 events of one business step, newest first, or for one record by its id,
each at random among what was captured, over HTTP with an API key. Capture is one client that sends the next batch when
the last was answered; nothing is sealed meanwhile. One server process, its database, the capturing client and the
readers share two cores; nothing is pinned. Windows of some seconds with and without readers alternate, so that neither
the machine's other work nor the growing tables favour one of them. A window counts as a whole: half of the batches meet
no reader, so the median batch would hide what readers cost. Fewer answers than were to be asked for is no
figure. Postgres has its statistics, as autovacuum would have given them within the minute.

Two figures: the rate by the clock, which other work on the machine disturbs, and the server's CPU seconds for a batch
and for an answer, which it disturbs less; they leave out what the database and the clients use of the two cores.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
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
WINDOWS = 7  # of each kind
BATCHES = 100  # in each window
LEAST_ASKED = 0.9  # of what the readers were to ask
_MOST_LOTS = 500


class TooFewAnswers(RuntimeError):
    """The readers were not answered as often as the row says."""


def rows() -> list[dict[str, Any]]:
    """Give a row for each database that answers its readers in time: the rate while they ask beside that without.

    SQLite on two busy cores may not: then stderr says what came, and there is no row of it.
    """
    with own_postgres() as server:
        found = [_row("Postgres", _measured(server.new_database()))]
    try:
        return [*found, _row("SQLite", _measured(None))]
    except TooFewAnswers as error:
        print(f"no row of readers on SQLite: {error}", file=sys.stderr)
        return found


def _row(name: str, found: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": f"capture on {name} while {READERS} readers ask",
        "ours": found["with"],
        "peer": found["without"],
        "peer_name": "the same capture with no reader, in the windows between",
        "ratio": found["with"] / found["without"],
        "unit": "events/s",
        "peak_memory_mb": found["memory"],
        "note": f"{100 * (1 - found['with'] / found['without']):.0f} % of the rate; medians of {WINDOWS} windows "
        f"of {BATCHES} batches of {capture.BATCH} each; every reader asks once a second for a lot's events, a "
        f"page of events or a record: {found['asked']:.1f} answers a second came, median {1000 * found['waited']:.0f} "
        f"ms; by the server's own CPU a batch takes {1000 * found['batch_cpu']:.0f} ms and an answer "
        f"{1000 * found['answer_cpu']:.1f} ms, so ten a second {100 * 10 * found['answer_cpu']:.0f} % of its core; two "
        "cores for all",
    }


def _measured(database: str | None) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        settings = read_settings(home=Path(folder) / "home", port=capture.free_port(), database_url=database)
        with local_chain(settings):
            key, domain = capture.prepare(settings)
            numbers = count()
            bodies = (capture.signed(domain, next(numbers)) for _ in count())
            with _serving(settings) as process_id, _client(settings, key) as client, _readers(settings, key) as readers:
                return _windows(settings, process_id, client, readers, bodies) | {
                    "memory": capture.peak_memory(process_id)
                }


def _windows(
    settings: Settings,
    process_id: int,
    client: httpx.Client,
    readers: "subprocess.Popen[str]",
    bodies: Iterator[bytes],
) -> dict[str, Any]:
    capture.wait_for(client)
    for _ in range(capture.WARM_UP + BATCHES):
        capture.post(client, "/epcis/capture", next(bodies))
    _gather_statistics(settings)
    seconds: dict[str, list[float]] = {"with": [], "without": []}  # of whole windows
    cpu: dict[str, list[float]] = {"with": [], "without": []}
    answers: list[dict[str, float]] = []
    for _ in range(WINDOWS):
        for name in ("without", "with"):
            given = [next(bodies) for _ in range(BATCHES)]
            if name == "with":
                _tell(readers, _known(settings))
            began = capture.cpu_seconds(process_id)
            seconds[name].append(sum(capture.post(client, "/epcis/capture", body) for body in given))
            cpu[name].append(capture.cpu_seconds(process_id) - began)
            if name == "with":
                answers.append(_tell(readers, None))
    _require_captured(settings, capture.BATCH * (capture.WARM_UP + BATCHES + 2 * WINDOWS * BATCHES))
    rates = {name: BATCHES * capture.BATCH / median(each) for name, each in seconds.items()}
    more = median(having - bare for having, bare in zip(cpu["with"], cpu["without"], strict=True))
    return rates | {
        "asked": asked_a_second(answers),
        "waited": median(each["waited"] for each in answers),
        "batch_cpu": median(cpu["without"]) / BATCHES,
        "answer_cpu": more / median(each["asked"] for each in answers),
    }


def asked_a_second(answers: Sequence[Mapping[str, float]]) -> float:
    """Give how many answers a second came, of `asked` in `seconds` in each window. Raises TooFewAnswers where it is
    fewer than the row says: the readers then cost less than they would."""
    found, wanted = median(each["asked"] / each["seconds"] for each in answers), READERS * ASKED_A_SECOND
    if found < LEAST_ASKED * wanted:
        raise TooFewAnswers(f"{found:.1f} answers a second came, {wanted:.1f} were to be asked for")
    return found


def _gather_statistics(settings: Settings) -> None:
    engine = open_engine(settings.store_url)
    try:
        with transaction(engine, doing="analyze", writes=True) as connection:
            connection.execute(text("ANALYZE"))
    finally:
        engine.dispose()


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
    time.sleep(0 if known is None else 1 / ASKED_A_SECOND)  # until all of them ask
    return answer
