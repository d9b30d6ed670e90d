"""Faults at system calls, few of them, and bugs put in where only such faults show them.

Each runs in a process of its own, which forks: this one has threads.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from postgres_server import PostgresServer

from faults.tally import tally_of

pytestmark = [
    pytest.mark.chain,
    pytest.mark.skipif(shutil.which("strace") is None, reason="no strace: apt-get install strace"),
]

SEED = 20261122
TESTS = Path(__file__).resolve().parents[1]
WITHIN_SECONDS = 600.0


def ran(*words: str) -> "subprocess.CompletedProcess[str]":
    path = os.pathsep.join((str(TESTS), str(TESTS.parent)))
    return subprocess.run(
        [sys.executable, "-m", *words],
        cwd=TESTS.parent,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=WITHIN_SECONDS,
        check=False,
    )


@pytest.mark.postgres
def test_no_fault_at_a_system_call_loses_or_doubles_anything(tmp_path: Path, postgres_server: PostgresServer) -> None:
    """`postgres_server` skips this where no server program is; the child starts one that it may kill."""
    parts = ("calls:sqlite", "calls:postgres", "server-calls:postgres")
    told = ran("faults", *parts, "--short", "--child", "--seed", str(SEED), "--into", str(tmp_path))
    for part in parts:
        result = tmp_path / f"{part.replace(':', '-')}.json"
        assert result.exists(), told.stderr[-3000:]
        tally = tally_of(json.loads(result.read_text())["tally"])
        print(tally.line())
        assert tally.wrong == {}, tally.complaints
        assert tally.has_enough_fired, f"too few faults fired: {tally.line()}"


def test_bugs_around_the_acknowledgement_and_a_suite_that_does_not_fire_are_seen() -> None:
    told = ran("faults.planted_calls", str(SEED))
    assert told.returncode == 0, told.stdout + told.stderr[-3000:]
    assert dict(line.split("\t") for line in told.stdout.splitlines()) == {
        "acknowledges_before_it_is_durable": "red: lost",
        "takes_a_failed_write_for_done": "red: lost",
        "does_not_sync": "red: lost",
        "no fault fires": "red: too few fired",
    }
