"""The command of every script that compiles tables: write them from a folder, or compare them."""

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path


def write_or_compare(name: str, compiled: Callable[[Path], Mapping[str, bytes]], tables: Path) -> int:
    """Write what `compiled` gives of --from DIR into `tables`, with --check compare. Returns the exit code."""
    parser = argparse.ArgumentParser(description=f"Compile {name} from a folder of collected ones.")
    parser.add_argument("--from", dest="folder", type=Path, required=True)
    parser.add_argument("--check", action="store_true", help="compare, do not write")
    asked = parser.parse_args()
    if asked.check and not asked.folder.is_dir():
        print(f"skipped: {asked.folder} is not there, so {name} cannot be compared", file=sys.stderr)
        return 0
    files = compiled(asked.folder)
    if asked.check:
        stale = [file for file, raw in files.items() if (tables / file).read_bytes() != raw]
        print(f"stale: {', '.join(stale)}; run without --check" if stale else f"{name}: up to date")
        return 1 if stale else 0
    tables.mkdir(parents=True, exist_ok=True)
    for file, raw in files.items():
        (tables / file).write_bytes(raw)
    return 0
