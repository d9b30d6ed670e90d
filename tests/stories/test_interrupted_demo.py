"""Ctrl-C, or worse, at any moment of the demo leaves a data folder that the next run completes."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MOMENTS = (0.5, 3.5, 6.5, 10.0)  # seconds after the start


def demo(home: Path) -> "subprocess.Popen[str]":
    words = [sys.executable, "-m", "scripts.demo", str(home)]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TIERLIGHT_")}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(words, cwd=ROOT, env=clean, text=True, **pipes)


def interrupted(home: Path, after: float, by: signal.Signals) -> int | None:
    """Give the exit code of a run that was sent `by` after so many seconds, None where it ended before."""
    running = demo(home)
    try:
        running.communicate(timeout=after)
    except subprocess.TimeoutExpired:
        running.send_signal(by)
        running.communicate(timeout=60)
        return running.returncode
    return None


@pytest.mark.chain
def test_the_next_run_completes_what_was_interrupted(tmp_path: Path) -> None:
    home = tmp_path / "demo"
    by = [signal.SIGINT, signal.SIGKILL] * (len(MOMENTS) // 2)
    codes = [interrupted(home, after, each) for after, each in zip(MOMENTS, by, strict=True)]
    fired = [code for code in codes if code is not None]
    assert len(fired) >= len(MOMENTS) * 0.8, f"only {len(fired)} of {len(MOMENTS)} interruptions came in time"
    interrupts = {code for code, each in zip(codes, by, strict=True) if each is signal.SIGINT}
    assert interrupts <= {130, -2, None}, codes  # -2: before the interpreter had begun
    last = demo(home)
    told, errors = last.communicate(timeout=180)
    assert last.returncode == 0, errors
    total = re.search(r"Verified from the chain: (\d+) records", told)
    valid = re.search(r"VALID +(\d+)", told)
    # Each record once, whatever was interrupted: all hold but the planted expired and revoked ones.
    assert total is not None
    assert valid is not None
    assert int(total.group(1)) > 2_300
    assert int(valid.group(1)) == int(total.group(1)) - 2
