"""Write the requirement locks: every version with its hashes, and no address of any index.

Usage: python -m scripts.lock [--check | --upgrade]

A version that is locked stays locked while it satisfies its requirement, so that neither a plain run nor `--check`
moves because something newer was released; `--upgrade` takes the newest. `--check` writes nothing and exits 1 naming
each lock that no longer follows from its source. Needs uv (`make setup`) and the package index.
"""

import argparse
import difflib
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from scripts.setup import ROOT, UV, say

REQUIREMENTS = ROOT / "requirements"
EXTRAS = [word for name in ("postgres", "custodian", "report") for word in ("--extra", name)]
SOURCES = {
    "main.lock": ("pyproject.toml", "--group", "dev", *EXTRAS),
    "contracts.lock": ("--group", "contracts"),  # a group alone, without the project: its pins exclude web3 8
    "security.lock": ("--group", "security"),  # slither wants web3 7, halmos another python-dotenv than brownie
    "build.lock": ("requirements/build.in",),
    "tools.lock": ("requirements/tools.in",),
    "node.lock": ("requirements/node.in",),
    "reference.lock": ("requirements/reference.in",),
}
OPTIONS = ("--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "-q")


def main(arguments: list[str]) -> int:
    """Write the locks, or with --check compare them. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="scripts.lock")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--check", action="store_true", help="compare with the committed locks, write nothing")
    mode.add_argument("--upgrade", action="store_true", help="take the newest versions that the requirements allow")
    chosen = parser.parse_args(arguments)
    if chosen.check:
        return check()
    for name in SOURCES:
        (REQUIREMENTS / name).write_text(compiled(name, upgrade=chosen.upgrade), "utf-8")
        say(f"wrote requirements/{name}")
    return 0


def check() -> int:
    """0 if every lock follows from its source and holds no address, otherwise 1."""
    complaints = [complaint for name in SOURCES for complaint in differences(name)]
    for complaint in complaints:
        print(complaint)
    if complaints:
        say("mend: make lock")
        return 1
    print(f"locks follow from their sources: {', '.join(SOURCES)}")
    return 0


def compiled(name: str, *, upgrade: bool = False) -> str:
    """The lock's text as the resolver writes it now, with the committed versions as its preference."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / name
        committed = REQUIREMENTS / name
        if committed.exists() and not upgrade:
            fresh.write_bytes(committed.read_bytes())
        command = [str(UV), "pip", "compile", *SOURCES[name], *OPTIONS, "-o", str(fresh)]
        ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if ran.returncode != 0:
            raise SystemExit(f"requirements/{name} cannot be resolved:\n{ran.stderr.strip()}")
        return fresh.read_text("utf-8")


def differences(name: str) -> Iterator[str]:
    """One line for each way in which a committed lock is not what it should be."""
    path = REQUIREMENTS / name
    committed = path.read_text("utf-8") if path.exists() else ""
    if "://" in committed:
        yield f"requirements/{name}: holds an address"
    fresh = compiled(name)
    if committed == fresh:
        return
    changed = difflib.unified_diff(committed.splitlines(), fresh.splitlines(), lineterm="", n=0)
    lines = [line for line in changed if not line.startswith(("---", "+++", "@@"))]
    yield f"requirements/{name}: does not follow from its source, first at `{lines[0].strip()}` ({len(lines)} lines)"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
