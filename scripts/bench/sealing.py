"""Sealing and anchoring: 100,000 pending statements under one head, and what a thousand more cost on logs of each size.

Every figure is taken in a process of its own (`sealing_driver`), with the real database and a real anvil: CPU seconds
of our process alone, which do not count the chain's work, and its peak memory. The peer does the least that any such
log must: SHA-256 over the same entries and one durable SQLite transaction with entries and tree nodes, nothing checked.
"""

import hashlib
import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from ledger.bootstrap import deploy_ledger, initialise, local_chain
from ledger.settings import Settings, read_settings

MANY = 100_000
FEW = 1_000
SIZES = (10_000, 100_000, 1_000_000)
_PEER = "bare hashlib + sqlite3 (WAL, FULL), nothing checked"


def rows() -> list[dict[str, Any]]:
    """Give the rows: sealing many at once, a few on logs of each size, and an inclusion proof from the largest."""
    with tempfile.TemporaryDirectory() as folder:
        many = _sealed_at_once(Path(folder) / "many")
        growth, proof = _grown(Path(folder) / "grown")
        peers = {count: _peer(Path(folder) / f"peer-{count}.db", count) for count in (MANY, FEW)}
    return [_many_row(many, peers[MANY]), *_growth_rows(growth, peers[FEW]), _proof_row(proof)]


def _sealed_at_once(home: Path) -> dict[str, float]:
    settings = _deployed(home)
    with local_chain(settings):
        deploy_ledger(settings)
        _driven("fill", home, MANY)
        return _driven("anchor", home, MANY)


def _grown(home: Path) -> tuple[dict[int, dict[str, float]], dict[str, float]]:
    """Fill the log to each size in turn; at each, seal a few more and measure that alone. At the end, prove."""
    settings, measured, filled = _deployed(home), {}, 0
    with local_chain(settings):
        deploy_ledger(settings)
        for size in SIZES:
            while filled < size:
                more = min(MANY, size - filled)
                _driven("fill", home, more)
                _driven("anchor", home, more)
                filled += more
                print(f"  log of {filled:,} entries", file=sys.stderr)
            _driven("fill", home, FEW)
            measured[size] = _driven("anchor", home, FEW)
            filled += FEW
        return measured, _driven("prove", home, filled)


def _deployed(home: Path) -> Settings:
    settings = read_settings(home=home)
    initialise(settings)
    return settings


def _driven(what: str, home: Path, count: int) -> dict[str, float]:
    words = [sys.executable, "-m", "scripts.bench.sealing_driver", what, str(home), str(count)]
    ran = subprocess.run(words, capture_output=True, text=True, check=False)
    if ran.returncode != 0:
        raise RuntimeError(f"{what}: {ran.stderr[-2000:]}")
    answer: dict[str, float] = json.loads(ran.stdout)
    return answer


def _peer(path: Path, count: int) -> float:
    """CPU seconds of hashing `count` entries into a tree and writing all of it in one durable transaction."""
    entries = [b"\x01" + hashlib.sha256(b"%d" % at).digest() * 2 for at in range(count)]
    began = time.process_time()
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        database.execute("CREATE TABLE entry (place INTEGER PRIMARY KEY, entry BLOB)")
        database.execute("CREATE TABLE node (level INTEGER, place INTEGER, hash BLOB, PRIMARY KEY (level, place))")
        level = [hashlib.sha256(b"\x00" + entry).digest() for entry in entries]
        number = 0
        database.executemany("INSERT INTO entry VALUES (?, ?)", enumerate(entries))
        while len(level) > 1:
            pairs = zip(level[::2], level[1::2], strict=False)
            level, number = [hashlib.sha256(b"\x01" + left + right).digest() for left, right in pairs], number + 1
            database.executemany("INSERT INTO node VALUES (?, ?, ?)", [(number, at, h) for at, h in enumerate(level)])
        database.commit()
    return time.process_time() - began


def _row(name: str, ours: float, peer: float, *, memory: float, note: str) -> dict[str, Any]:
    return {
        "name": name,
        "ours": ours,
        "peer": peer,
        "peer_name": _PEER,
        "ratio": peer / ours,
        "unit": "s",
        "peak_memory_mb": memory,
        "note": note,
    }


def _many_row(found: dict[str, float], peer: float) -> dict[str, Any]:
    note = (
        f"our own CPU time from the lease to final, one core; {found['transactions']:.0f} transaction; "
        f"{found['wall']:.1f} s by the clock with the chain's part. Each statement is read and its digest computed "
        "twice, its record indexed, and the keys' and the head's state proofs kept"
    )
    return _row(
        f"{MANY:,} pending statements sealed and anchored", found["cpu"], peer, memory=found["peak_mb"], note=note
    )


def _growth_rows(found: dict[int, dict[str, float]], peer: float) -> list[dict[str, Any]]:
    smallest = found[SIZES[0]]["cpu"]
    return [
        _row(
            f"{FEW:,} more sealed and anchored on a log of {size:,}",
            each["cpu"],
            peer,
            memory=each["peak_mb"],
            note=f"{each['cpu'] / smallest:.2f} times the time on the log of {SIZES[0]:,}",
        )
        for size, each in found.items()
    ]


def _proof_row(found: dict[str, float]) -> dict[str, Any]:
    return {
        "name": f"inclusion proof from a log of {found['size']:,.0f} entries, median of 100",
        "ours": found["median"],
        "peer": found["recomputed"],
        "peer_name": "hashlib over every entry, as a log without stored nodes must",
        "ratio": found["recomputed"] / found["median"],
        "unit": "s",
        "peak_memory_mb": None,
        "note": f"the slowest took {found['slowest'] * 1000:.2f} ms; read from the database at random places, and each "
        "verified against the head afterwards",
    }
