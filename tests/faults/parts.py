"""The parts of the suite: each campaign on each database, with its long and its short size."""

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass

from postgres_server import PostgresServer, running_postgres

from faults.calls import run_calls, warm_up
from faults.edits import run_edits
from faults.reorgs import run_reorgs
from faults.rpc import run_rpc
from faults.server_calls import run_server_calls
from faults.tally import Tally

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Part:
    """How to run one part at a size; `long` and `short` are points, runs of each kind, reorganisations or edits."""

    run: Callable[[Tally, int, PostgresServer | None, Say], None]
    long: int
    short: int
    needs_postgres: bool


def _calls(tally: Tally, size: int, server: PostgresServer | None, say: Say) -> None:
    warm_up(server)
    run_calls(tally, points=size, server=server, say=say)


def _server_calls(tally: Tally, size: int, server: PostgresServer | None, say: Say) -> None:
    assert server is not None
    warm_up(server)
    run_server_calls(tally, points=size, server=server, say=say)


def _rpc(tally: Tally, size: int, server: PostgresServer | None, say: Say) -> None:
    run_rpc(tally, runs_a_kind=size, server=server, say=say)


def _reorgs(tally: Tally, size: int, server: PostgresServer | None, say: Say) -> None:
    run_reorgs(tally, reorgs=size, server=server, say=say)


def _edits(tally: Tally, size: int, server: PostgresServer | None, say: Say) -> None:
    run_edits(tally, edits=size, server=server, say=say)


PARTS = {
    "calls:postgres": Part(_calls, 730, 10, True),
    "calls:sqlite": Part(_calls, 830, 16, False),
    "rpc:postgres": Part(_rpc, 50, 1, True),
    "rpc:sqlite": Part(_rpc, 50, 1, False),
    "reorgs:postgres": Part(_reorgs, 250, 6, True),
    "reorgs:sqlite": Part(_reorgs, 250, 8, False),
    "edits:postgres": Part(_edits, 515, 20, True),
    "edits:sqlite": Part(_edits, 515, 30, False),
    "server-calls:postgres": Part(_server_calls, 100, 4, True),
}


def run_part(
    name: str, *, seed: int, is_short: bool, say: Say, server: PostgresServer | None = None, size: int | None = None
) -> Tally:
    """What this part counted. It starts a Postgres of its own where it needs one and none is given."""
    part = PARTS[name]
    tally = Tally(name, seed)
    began = time.monotonic()
    with contextlib.ExitStack() as stack:
        if part.needs_postgres and server is None:
            server = stack.enter_context(running_postgres())
        say(f"{name}: seed {seed}")
        part.run(tally, size or (part.short if is_short else part.long), server if part.needs_postgres else None, say)
    tally.seconds = time.monotonic() - began
    say(tally.line())
    return tally
