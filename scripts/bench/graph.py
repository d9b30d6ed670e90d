"""The supply graph: a million lots and 1.9 million edges as a snapshot, walks over it, and the way from records to it.

Each figure is taken in a process of its own (`graph_driver`), one core: CPU seconds for building, medians by the clock
for walks, peak memory of the process. The peer of a walk is SQLite with a recursive query over the same edges, warm,
its statement prepared, giving the same lots with the same depth; it is asked about each lot in turn with ours. Two
tables are tried, keyed by name and by number, and the faster one counts. Its peer when building is its own loading.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

FEW, MANY = 20_000, 100_000
_PACKED = "snapshot of 1,000,000 lots and 1,900,000 edges packed as the product does, from values, and written"
_WANTED = "under 10 s and 1 GB wanted for the whole of it; "
_FROM_ARRAYS = "of that, its index alone: the same network as ready numpy arrays, sorted, indexed and written"


def rows() -> list[dict[str, Any]]:
    """Give the rows: building from arrays and from values, walking, and building from records at two sizes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        arrays, peer = _driven("arrays", folder), _driven("peer", folder)
        traced, values = _driven("trace", folder), _driven("values", folder)
        few, many = (_driven("records", folder, count) for count in (FEW, MANY))
    return [
        _built(_PACKED, values, peer, f"{_WANTED}making the values, left out, takes {values['making']:.1f} s"),
        _built(_FROM_ARRAYS, arrays, peer, "a part of the row above, which no command does alone"),
        *_walked(traced),
        _from_records(few, many),
    ]


def _driven(what: str, folder: Path, *count: int) -> dict[str, float]:
    words = [sys.executable, "-m", "scripts.bench.graph_driver", what, str(folder), *map(str, count)]
    ran = subprocess.run(words, capture_output=True, text=True, check=False)
    if ran.returncode != 0:
        raise RuntimeError(f"{what}: {ran.stderr[-2000:]}")
    answer: dict[str, float] = json.loads(ran.stdout)
    return answer


def _built(name: str, found: dict[str, float], peer: dict[str, float], note: str) -> dict[str, Any]:
    size = f"; the file has {found['file_mb']:.0f} MB" if "file_mb" in found else ""
    return {
        "name": name,
        "ours": found["seconds"],
        "peer": peer["seconds"],
        "peer_name": "sqlite3, the same edges in two indexed tables",
        "ratio": peer["seconds"] / found["seconds"],
        "unit": "s",
        "peak_memory_mb": found["peak_mb"],
        "note": f"CPU time; {note}{size}",
    }


def _walked(found: dict[str, float]) -> list[dict[str, Any]]:
    peer, name = min((found["by_name"], "names"), (found["by_number"], "numbers"))
    common = {
        "peer": peer * 1000,
        "peer_name": f"SQLite WITH RECURSIVE over {name}",
        "unit": "ms",
        "peak_memory_mb": found["peak_mb"],
    }
    opened = f"mapping and checking the file takes {found['opened']:.2f} s, once a process"
    return [
        common
        | {
            "name": f"every lot behind a lot, with its depth ({found['ancestors']:.0f} lots)",
            "ours": found["ours"] * 1000,
            "ratio": peer / found["ours"],
            "note": f"the same answer as the peer's; {opened}",
        },
        common
        | {
            "name": "the whole trace of the same lots: tiers, shares, edges with records, gaps",
            "ours": found["whole_trace"] * 1000,
            "ratio": peer / found["whole_trace"],
            "note": "far more than the peer answers",
        },
    ]


def _from_records(few: dict[str, float], many: dict[str, float]) -> dict[str, Any]:
    return {
        "name": f"graph from the records of {MANY:,} events, findings included, written",
        "ours": many["seconds"],
        "peer": few["seconds"] * MANY / FEW,
        "peer_name": f"the time for {FEW:,} events, grown in proportion",
        "ratio": few["seconds"] * MANY / FEW / many["seconds"],
        "unit": "s",
        "peak_memory_mb": many["peak_mb"],
        "note": f"{many['seconds'] / MANY * 1e6:.0f} µs of CPU an event, reading the database left out; "
        f"{FEW:,} take {few['peak_mb']:.0f} MB; {many['lots']:,.0f} lots and {many['edges']:,.0f} edges; always whole, "
        "never added to what was built before",
    }
