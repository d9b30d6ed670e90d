"""Ends the anvils of a test run that was cut off: each outlives a killed supervisor, by design (`ledger.chain.anvil`).

Run as a program: wait until standard input closes, which the system does however its owner ended; then end what still
writes a state file below the folder.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ledger.chain.anvil_lock import orphan_of, read_endpoint


@contextmanager
def reaping(folder: Path) -> Iterator[None]:
    """Have every anvil below the folder ended when this block is left, or when this process ends in it anyhow."""
    command = [sys.executable, str(Path(__file__)), str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True) as reaper:  # no Ctrl-C reaches it
        assert reaper.stdin is not None
        yield
        reaper.stdin.close()


def reap(folder: Path) -> None:
    for told in folder.rglob("chain/endpoint.json"):
        left = orphan_of(told.parent, read_endpoint(told.parent))
        if left is not None:
            with suppress(ProcessLookupError):
                os.kill(left, signal.SIGKILL)


if __name__ == "__main__":
    sys.stdin.read()
    reap(Path(sys.argv[1]))
