"""The worker line: responses sealed and kept on one worker, and 100,000 of them opened by two people and counted.

Intake is `jobs.survey.respond` itself, called on eight threads of one process held to one core, as one worker calls it:
answers checked, committed to, padded, encrypted to two people, and durable in two databases before there is a code. The
peer seals nothing: one sqlite3 row of the same answers as JSON, one commit a response. Opening is the custodian's side,
in a process of its own; its peer decrypts the same number of bytes with one AES key and reads the JSON.
"""

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

RESPONSES = 4_000
OPENED = 100_000
_ANSWER_BYTES, _TEXT_BYTES = 2_560, 4_608
_ANSWERS = {f"item_{number:02d}": "a_choice" for number in range(37)}


def rows() -> list[dict[str, Any]]:
    """Give a row for intake and one for opening with counting."""
    with tempfile.TemporaryDirectory() as folder:
        kept = _driven("intake", Path(folder) / "intake", RESPONSES)
        found = _driven("open", Path(folder) / "open", OPENED)
        peers = _peer_intake(Path(folder) / "peer.db"), _peer_open()
    return [_intake_row(kept, peers[0]), _open_row(found, peers[1])]


def _intake_row(kept: dict[str, float], peer: float) -> dict[str, Any]:
    return {
        "name": "worker line: responses sealed to two people and kept, one worker, durable",
        "ours": kept["rate"],
        "peer": peer,
        "peer_name": "bare sqlite3 (WAL, FULL), one row and one commit a response, nothing sealed",
        "ratio": kept["rate"] / peer,
        "unit": "responses/s",
        "peak_memory_mb": kept["peak_mb"],
        "note": f"median of ten parts of {RESPONSES:,}, {kept['cpu_ms']:.2f} ms CPU each; at least 300/s wanted",
    }


def _open_row(found: dict[str, float], peer: float) -> dict[str, Any]:
    seconds = found["open_seconds"] + found["tally_seconds"]
    return {
        "name": f"worker line: {OPENED:,} responses opened by two people and counted, all held in memory",
        "ours": seconds,
        "peer": peer,
        "peer_name": "AES-256-GCM with one key and json.loads, nothing committed to, nothing counted",
        "ratio": seconds / peer,
        "unit": "s",
        "peak_memory_mb": found["peak_mb"],
        "note": f"CPU seconds, of which counting {found['tally_seconds']:.1f}; under 60 s and 500 MB wanted",
    }


def _driven(what: str, folder: Path, count: int) -> dict[str, float]:
    words = [sys.executable, "-m", "scripts.bench.survey_intake_driver", what, str(folder), str(count)]
    ran = subprocess.run(words, capture_output=True, text=True, check=True, preexec_fn=_on_one_core)
    measured: dict[str, float] = json.loads(ran.stdout.splitlines()[-1])
    return measured


def _on_one_core() -> None:
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def _peer_intake(path: Path) -> float:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "CREATE TABLE answer (body TEXT)"):
            connection.execute(statement)
        started = time.perf_counter()
        for _ in range(RESPONSES):
            connection.execute("INSERT INTO answer VALUES (?)", (json.dumps(_ANSWERS),))
        return RESPONSES / (time.perf_counter() - started)


def _peer_open() -> float:
    cipher, nonce = AESGCM(os.urandom(32)), os.urandom(12)
    parts = [json.dumps(_ANSWERS).ljust(size).encode() for size in (_ANSWER_BYTES, _TEXT_BYTES)]
    sealed = [cipher.encrypt(nonce, part, None) for part in parts]
    started = time.process_time()
    for _ in range(OPENED):
        for each in sealed:
            json.loads(cipher.decrypt(nonce, each, None))
    return time.process_time() - started
