"""One measured step of the graph benchmark, in a process of its own. Prints JSON.

Usage: python -m scripts.bench.graph_driver arrays|values|peer|trace|records FOLDER [COUNT]
"""

import json
import resource
import sqlite3
import sys
import time
from collections import deque
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median

from ledger.documents.column_file import map_columns, write_columns
from ledger.jobs.supply import without_collection
from ledger.model.graph import SupplyGraph
from ledger.provenance import behind, build_graph, trace
from ledger.provenance.indexing import index
from ledger.provenance.packing import Network, pack
from scripts.bench.graph_network import Numbers, lot_name
from scripts.bench.graph_records import told_records

TRACED = 200
ROUNDS = 5
_QUERY = """
WITH RECURSIVE behind (lot, depth) AS (
  SELECT ?, 0 UNION SELECT edge.input, behind.depth + 1 FROM behind JOIN edge ON edge.output = behind.lot
) SELECT lot, MIN(depth) FROM behind GROUP BY lot"""
_NUMBERED_QUERY = """
WITH RECURSIVE behind (lot, depth) AS (
  SELECT id, 0 FROM lot WHERE name = ?
  UNION SELECT link.input, behind.depth + 1 FROM behind JOIN link ON link.output = behind.lot
) SELECT lot.name, MIN(depth) FROM behind JOIN lot ON lot.id = behind.lot GROUP BY behind.lot"""


def main(arguments: list[str]) -> int:
    """Take the step and print what it measured. Returns the exit code."""
    what, folder, *count = arguments
    measured = _STEPS[what](Path(folder), *map(int, count))
    measured["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(measured))
    return 0


def arrays(folder: Path) -> dict[str, float]:
    """Build the snapshot from arrays of edges and lots, and write it."""
    tables = Numbers().tables()
    began = time.process_time()
    columns = index(tables)
    write_columns(folder / "snapshot", columns)
    return {"seconds": time.process_time() - began, "file_mb": (folder / "snapshot").stat().st_size / 1e6}


def values(folder: Path) -> dict[str, float]:
    """Build the same snapshot as the product does, by `pack`, from one value for each lot, edge and holding.

    What making those values takes is left out: each is asked for once before, just as `pack` asks.
    """
    told = Numbers()
    began = time.process_time()
    with without_collection():
        _ask_for_all(told.network())
        making = time.process_time() - began
        write_columns(folder / "snapshot-of-values", pack(told.network()))
    return {"seconds": time.process_time() - began - 2 * making, "making": making}


def _ask_for_all(network: Network) -> None:
    deque(network.lots.items(), maxlen=0)
    deque(network.holders.items(), maxlen=0)
    deque((network.holders.get(edge.input_lot) for edge in network.edges), maxlen=0)


def peer(folder: Path) -> dict[str, float]:
    """Fill SQLite with the same edges, keyed by name in one table and by number in another, both covered by keys."""
    told = Numbers()
    pairs = list(zip(told.outputs.tolist(), told.inputs.tolist(), strict=True))
    began = time.process_time()
    with closing(sqlite3.connect(folder / "peer.db")) as database:
        database.execute("CREATE TABLE edge (output TEXT, input TEXT, PRIMARY KEY (output, input)) WITHOUT ROWID")
        database.execute("CREATE TABLE link (output INTEGER, input INTEGER, PRIMARY KEY (output, input)) WITHOUT ROWID")
        database.execute("CREATE TABLE lot (id INTEGER PRIMARY KEY, name TEXT UNIQUE)")
        database.executemany("INSERT INTO edge VALUES (?, ?)", ((lot_name(o), lot_name(i)) for o, i in pairs))
        database.executemany("INSERT INTO link VALUES (?, ?)", pairs)
        database.executemany("INSERT INTO lot VALUES (?, ?)", ((n, lot_name(n)) for n in range(told.lots)))
        database.commit()
        database.execute("ANALYZE")
    return {"seconds": time.process_time() - began}


def trace_beside_peer(folder: Path) -> dict[str, float]:
    """Walk the same lots back in both, in turn and warm, after checking that the answers are equal."""
    began = time.perf_counter()
    columns = map_columns(folder / "snapshot")
    if columns is None:
        raise RuntimeError("the snapshot is not whole")
    opened, graph = time.perf_counter() - began, SupplyGraph(columns)
    lots = _typical(graph)
    with closing(sqlite3.connect(folder / "peer.db")) as database:
        database.execute("PRAGMA mmap_size = 1000000000")
        database.execute("PRAGMA cache_size = -262144")
        asked: dict[str, Callable[[str], object]] = {
            "ours": lambda lot: _behind(graph, lot),
            "by_name": lambda lot: dict(database.execute(_QUERY, (lot,)).fetchall()),
            "by_number": lambda lot: dict(database.execute(_NUMBERED_QUERY, (lot,)).fetchall()),
            "whole_trace": lambda lot: trace(graph, lot),
        }
        for lot in lots:
            if not asked["ours"](lot) == asked["by_name"](lot) == asked["by_number"](lot):
                raise RuntimeError(f"the answers for {lot} differ")
        took = {name: median(times) for name, times in _times(asked, lots).items()}
    behind_each = median(len(_behind(graph, lot)) - 1 for lot in lots)
    return took | {"opened": opened, "ancestors": behind_each}


def records(folder: Path, count: int) -> dict[str, float]:
    """Build a graph from the records of `count` events and write it; what making the records takes is left out."""
    began = time.process_time()
    for _ in told_records(count):
        pass
    making = time.process_time() - began
    began = time.process_time()
    with without_collection():
        graph = build_graph(told_records(count), log_size=count)
    write_columns(folder / f"snapshot-{count}", graph.columns)
    took = time.process_time() - began - making
    return {"seconds": took, "lots": len(graph.lots), "edges": len(graph.edges)}


def _behind(graph: SupplyGraph, lot: str) -> dict[str, int]:
    start = graph.names.find(lot)
    if start is None:
        raise RuntimeError(f"{lot} is not there")
    found = behind(graph, start)
    return dict(zip(graph.names.many(found), found.values(), strict=True))


def _typical(graph: SupplyGraph) -> list[str]:
    """Give finished lots with 110 to 120 lots behind them."""
    every = map(lot_name, Numbers().last_layer[::40])
    found = [lot for lot in every if 110 <= len(_behind(graph, lot)) - 1 <= 120]
    return found[:TRACED]


def _times(asked: dict[str, Callable[[str], object]], lots: list[str]) -> dict[str, list[float]]:
    """Ask everybody about a lot in turn, so that what else the machine does hits all alike."""
    taken: dict[str, list[float]] = {name: [] for name in asked}
    for lot in lots * ROUNDS:
        for name, ask in asked.items():
            ask(lot)  # warms what this one reads
            began = time.perf_counter()
            ask(lot)
            taken[name].append(time.perf_counter() - began)
    return taken


_STEPS: dict[str, Callable[..., dict[str, float]]] = {
    "arrays": arrays,
    "values": values,
    "peer": peer,
    "trace": trace_beside_peer,
    "records": records,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
