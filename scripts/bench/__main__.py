"""Measure what the product promises, each beside a named peer in the same run, and write the table.

Usage: python -m scripts.bench [crypto] [epcis_hash] [capture] [screening] [sealing] [readers] [graph] [risk] [report]
[survey_releases] [survey_intake]

Ratios are what to quote: the machine's own speed cancels out of them. Writes docs/bench.md and prints it.
"""

import platform
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scripts.bench import (
    capture,
    crypto,
    epcis_hash,
    graph,
    readers,
    report,
    risk,
    screening,
    sealing,
    survey_intake,
    survey_releases,
)

_PARTS: dict[str, Callable[[], list[dict[str, Any]]]] = {
    "crypto": crypto.rows,
    "epcis_hash": epcis_hash.rows,
    "capture": capture.rows,
    "screening": screening.rows,
    "sealing": sealing.rows,
    "readers": readers.rows,
    "graph": graph.rows,
    "risk": risk.rows,
    "report": report.rows,
    "survey_releases": survey_releases.rows,
    "survey_intake": survey_intake.rows,
}
_TABLE = Path("docs/bench.md")


def main(arguments: list[str]) -> int:
    """Run the named parts, or all. Returns the exit code."""
    unknown = [name for name in arguments if name not in _PARTS]
    if unknown:
        print(f"unknown part {unknown[0]}: name {' or '.join(_PARTS)}", file=sys.stderr)
        return 2
    rows = []
    for name in arguments or _PARTS:
        print(f"measuring {name} …", file=sys.stderr)
        rows += _PARTS[name]()
    table = _rendered(rows)
    print(table)
    if not arguments:
        _TABLE.parent.mkdir(exist_ok=True)
        _TABLE.write_text(table + "\n")
    return 0


def _rendered(rows: list[dict[str, Any]]) -> str:
    lines = [
        "# Benchmarks",
        "",
        f"Written by `make bench` at commit {_commit()} on {platform.machine()}, Python {platform.python_version()}. "
        "One core, medians; rates count higher, seconds lower. The machine is shared: quote the ratio, not the rate.",
        "",
        "| measure | ours | peer | ratio | peak memory | peer is | note |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        memory = f"{row['peak_memory_mb']:.0f} MB" if row["peak_memory_mb"] is not None else "—"
        ours, peer = (f"{_three_digits(row[side])} {row['unit']}" for side in ("ours", "peer"))
        ratio = f"{_three_digits(row['ratio'])}x"
        cells = (row["name"], ours, peer, ratio, memory, row["peer_name"], row["note"])
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _three_digits(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"


def _commit() -> str:
    ran = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return ran.stdout.strip() or "unknown"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
