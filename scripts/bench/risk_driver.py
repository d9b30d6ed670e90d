"""One measured step of the risk benchmark, in a process of its own. Prints JSON.

Usage: python -m scripts.bench.risk_driver whole|exposure COUNT
"""

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import numpy as np

from ledger.risk.arrays.exposure import exposures, worst_paths
from ledger.risk.arrays.resident import ResidentGraph, resident
from ledger.risk.arrays.sites import score_sites
from ledger.risk.arrays.tiers import score_tiers, tier_shares
from scripts.bench.risk_network import TIERS, TODAY, Network, network

ROUNDS, ASKED = 7, 5  # in turn, several questions each
# Two ways to ask for the same: over one table of edges, or over a table for each level, made beforehand.
_ONE_TABLE = """
INSERT INTO told SELECT site.id, 1 - (1 - site.r) * (1 - least(1, coalesce(sum(edge.share * told.x), 0)))
FROM site LEFT JOIN edge ON edge.site = site.id AND edge.level = {level} LEFT JOIN told ON told.id = edge.supplier
WHERE site.level = {level} GROUP BY site.id, site.r"""
_BY_LEVEL = """
INSERT INTO told SELECT site.id, 1 - (1 - site.r) * (1 - least(1, coalesce(given.x, 0)))
FROM site_{level} AS site LEFT JOIN (
  SELECT edge.site, sum(edge.share * told.x) AS x FROM edge_{level} AS edge JOIN told ON told.id = edge.supplier
  GROUP BY edge.site) AS given ON given.site = site.id"""


def main(arguments: list[str]) -> int:
    """Take the step and print what it measured. Returns the exit code."""
    what, count = arguments
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})  # one core
    measured = _STEPS[what](network(int(count)))
    measured["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(measured))
    return 0


def whole(given: Network) -> dict[str, float]:
    """Score the sites, put the graph in order, and aggregate tiers, worst path and exposure with their ranges."""
    took = [_seconds(lambda: _assessed(given)) for _ in range(3)]
    return {
        "seconds": median(took),
        "sites": len(given.sites),
        "edges": len(given.user),
        "items": len(given.items.site),
    }


def exposure(given: Network) -> dict[str, float]:
    """Compute the exposure of every site, resident, beside SQL level by level over the same numbers and levels."""
    import duckdb

    r = score_sites(given.sites, given.items, as_of=TODAY).r
    began = time.process_time()
    graph = _ordered(given)
    ordering = time.process_time() - began
    database = duckdb.connect(config={"threads": 1})
    levels = _fill(database, graph, r)
    asked: dict[str, Callable[[], Any]] = {
        "ours": lambda: exposures(graph, r),
        "worst_paths": lambda: worst_paths(graph, r),
        "one_table": lambda: _by_sql(database, _ONE_TABLE, levels),
        "by_level": lambda: _by_sql(database, _BY_LEVEL, levels),
    }
    taken: dict[str, list[float]] = {name: [] for name in asked}
    for _ in range(ROUNDS):  # in turn, so that what else the machine does hits all alike
        for name, ask in asked.items():
            ask()  # warms what this one reads
            taken[name] += [_seconds(ask) for _ in range(ASKED)]
    for name in ("one_table", "by_level"):
        asked[name]()
        told = database.execute("SELECT x FROM told ORDER BY id").fetchnumpy()["x"]
        worst = float(np.abs(told - exposures(graph, r).values).max())
        if worst > 1e-9:
            raise RuntimeError(f"the answers differ by {worst}")
    return {name: median(times) for name, times in taken.items()} | {"ordering": ordering, "edges": len(given.user)}


def _assessed(given: Network) -> None:
    scored = score_sites(given.sites, given.items, as_of=TODAY)
    graph = _ordered(given)
    equal, pseudo = np.ones(len(given.finals)), given.sites.is_pseudo_site
    reached = tier_shares(graph, finals=given.finals, shares=equal, tiers=TIERS, is_pseudo=pseudo)
    score_tiers(scored, reached, is_pseudo=pseudo, has_hold=given.sites.has_hold)
    for r in (scored.r, scored.r_lo, scored.r_hi):
        exposures(graph, r)
        worst_paths(graph, r)


def _ordered(given: Network) -> ResidentGraph:
    return resident(sites=len(given.sites), user=given.user, supplier=given.supplier, share=given.share)


def _fill(database: Any, graph: ResidentGraph, r: Any) -> int:
    """Give the peer the same scores, shares that add up to one, and the level of each site and edge, beforehand."""
    depth = np.zeros(len(r), np.int64)
    for at, step in enumerate(graph.steps, 1):  # a block a level: all sites of a tier have as many inputs
        depth[graph.site_at[step.first : step.last]] = at  # type: ignore[union-attr] # this network has no cycle
    edge = {"site": graph.site_at[graph.user], "supplier": graph.site_at[graph.supplier], "share": graph.share}
    database.register("given_site", {"id": np.arange(len(r)), "r": r, "level": depth})
    database.register("given_edge", edge | {"level": depth[edge["site"]]})
    for table in ("site", "edge"):
        database.execute(f"CREATE TABLE {table} AS FROM given_{table} ORDER BY ALL")
        for level in range(len(graph.steps) + 1):
            database.execute(f"CREATE TABLE {table}_{level} AS FROM {table} WHERE level = {level}")
    return len(graph.steps) + 1


def _by_sql(database: Any, query: str, levels: int) -> None:
    database.execute("CREATE OR REPLACE TABLE told (id BIGINT, x DOUBLE)")
    for level in range(levels):
        database.execute(query.format(level=level))


def _seconds(do: Callable[[], object]) -> float:
    began = time.process_time()
    do()
    return time.process_time() - began


_STEPS: dict[str, Callable[[Network], dict[str, float]]] = {"whole": whole, "exposure": exposure}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
