"""Campaign A on the other side: SIGKILL, EIO and ENOSPC at the file calls of the Postgres server's own processes.

A server process that is killed, or that cannot sync, takes all its connections down and recovers from its log. The
ledger that was talking to it must have acknowledged nothing that is gone afterwards.
"""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from postgres_server import PostgresServer
from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from faults.calls import Battle, battle, drawn
from faults.injection import EIO, ENOSPC, FILLING, KILL, Call, Point, calls_in, has_fired, recording_words, traced
from faults.mortal import ended, forked, live
from faults.tally import STUCK, Complaint, Outcome, Tally
from ledger.proof.typed_data import statement_digest

SERVER_CALLS = ("pwrite64", "pwritev", "fdatasync", "fsync", "write", "openat", "ftruncate", "unlink", "rename")
POINTS_ON_ONE_GROUND = 20
_UP_WITHIN_SECONDS = 30.0
_LOOK_SECONDS = 0.01


def run_server_calls(tally: Tally, *, points: int, server: PostgresServer, say: Callable[[str], None]) -> None:
    """Try this many points, drawn by seed from the file calls of the server process that served a clean life."""
    random = Random(f"{tally.seed}/{tally.part}")
    planned: list[Point] = []
    while not planned or tally.planned < len(planned):
        with battle(server) as fight:
            if not planned:
                planned = drawn(points_on_server(_recorded(fight, server)), points, random)
            for at in range(tally.planned, min(len(planned), tally.planned + POINTS_ON_ONE_GROUND)):
                outcome = _try_point(fight, server, planned[at], at, tally)
                tally.add(outcome)
                if any(complaint.what == STUCK for complaint in outcome.complaints):
                    return
        say(tally.line())


def points_on_server(calls: Sequence[Call]) -> list[Point]:
    points = []
    for call in calls:
        points += [Point(call.name, call.number, fault, "server") for fault in (KILL, EIO)]
        if call.name in FILLING:
            points.append(Point(call.name, call.number, ENOSPC, "server"))
    return points


def _recorded(fight: Battle, server: PostgresServer) -> list[Call]:
    """The file calls of the server process that serves a clean life; the first lives fill its caches."""
    for life in range(3):
        code, _ = _live_with_traced_server(fight, server, recording_words(), None, "clean", life)
        assert code == 0, f"the clean run ended with {code}"
    return [call for call in calls_in(fight.trace.read_text(errors="replace")) if call.name in SERVER_CALLS]


def _live_with_traced_server(
    fight: Battle, server: PostgresServer, words: Sequence[str], point: Point | None, *names: object
) -> tuple[int, bool]:
    """One life with strace on the server process that it talks to, from the moment the ledger is open."""
    submission = fight.ground.statement(*names)
    fight.slate.wipe()
    fight.slate.stop_once_open()
    fight.trace.unlink(missing_ok=True)
    child = forked(lambda: live(fight.ground, submission, fight.slate, fight.plant))
    fight.slate.allow_start()
    until = time.monotonic() + _UP_WITHIN_SECONDS
    while not fight.slate.is_open and time.monotonic() < until:
        time.sleep(_LOOK_SECONDS)
    with traced(_talking_to_us(server), words, fight.trace):
        fight.slate.go_on()
        code = ended(child, meanwhile=lambda: fight.slate.serve(fight.ground))
    if fight.slate.is_acknowledged:
        fight.acknowledged.append(statement_digest(submission.statement, fight.ground.domain))
    return code, point is not None and has_fired(point, fight.trace)


def _talking_to_us(server: PostgresServer) -> int:
    """The one server process that serves a connection."""
    postmaster = int((server.folder / "d" / "postmaster.pid").read_text().splitlines()[0])
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    serving = [pid for pid in children if "postgres: tier " in Path(f"/proc/{pid}/cmdline").read_text()]
    assert len(serving) == 1, f"{len(serving)} server processes serve connections"
    return int(serving[0])


def _try_point(fight: Battle, server: PostgresServer, point: Point, at: int, tally: Tally) -> Outcome:
    names = (tally.seed, tally.part, at)
    _, fired = _live_with_traced_server(fight, server, point.words(), point, *names)
    is_acknowledged = fight.slate.is_acknowledged
    if not is_up(server):
        return Outcome(point.kind, fired, int(is_acknowledged), 0, (Complaint(STUCK, f"no server after {point}"),))
    submission = fight.ground.statement(*names)
    record_id = statement_digest(submission.statement, fight.ground.domain)
    complaints, committed = fight.recover(submission, record_id, standby=at % 2 == 0, told=is_acknowledged)
    unacknowledged = int(committed and not is_acknowledged)
    return Outcome(point.kind, fired, int(is_acknowledged), unacknowledged, complaints)


def is_up(server: PostgresServer) -> bool:
    """The server takes connections again, which after a crash is when its log was replayed."""
    engine = create_engine(server.url("postgres"))
    until = time.monotonic() + _UP_WITHIN_SECONDS
    try:
        while time.monotonic() < until:
            try:
                with engine.connect() as connection:
                    connection.execute(text("SELECT 1"))
                return True
            except SQLAlchemyError:
                time.sleep(_LOOK_SECONDS)
        return False
    finally:
        engine.dispose()
