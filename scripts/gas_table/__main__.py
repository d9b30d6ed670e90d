"""Measure the gas table.

Usage: python -m scripts.gas_table [--check]

Writes `docs/gas.md`. `--check` measures again, writes nothing and exits 1 with the lines that differ. Either way a head
in steady state that costs more than 36,500 gas is an error. Keys, nonces, times and signatures are fixed, so that the
same contracts on the same node cost the same. Needs what `make setup` installs.
"""

import argparse
import difflib
import sys

from scripts.gas_table.anchors import STEADY, anchor_costs, eas_costs
from scripts.gas_table.contracts import deployed, eas_version
from scripts.gas_table.keys import key_costs
from scripts.gas_table.node import node
from scripts.gas_table.records import record_costs, wave_costs
from scripts.gas_table.table import Section, rendered
from scripts.setup import ROOT

TABLE = ROOT / "docs" / "gas.md"
MOST = 36_500
HARDFORKS = ("osaka", "prague")


def main(arguments: list[str]) -> int:
    """Measure and write, or compare. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="gas_table")
    parser.add_argument("--check", action="store_true", help="compare with the committed table, write nothing")
    check = parser.parse_args(arguments).check
    versions, sections = zip(*(measured(hardfork) for hardfork in HARDFORKS), strict=True)
    steady = [section.costs[STEADY] for run in sections for section in run if STEADY in section.costs]
    if max(steady) > MOST:
        print(f"{STEADY}: {max(steady):,} gas, wanted at most {MOST:,}")
        return 1
    text = rendered(HARDFORKS, sections, node_version=versions[0], eas_version=eas_version())
    if not check:
        TABLE.write_text(text, "utf-8")
        print(f"wrote {TABLE.relative_to(ROOT)}")
        return 0
    return compared(text)


def compared(text: str) -> int:
    """0 if the committed table is what was measured; otherwise 1 and the lines that differ."""
    committed = TABLE.read_text("utf-8") if TABLE.exists() else ""
    changed = difflib.unified_diff(committed.splitlines(), text.splitlines(), lineterm="", n=0)
    lines = [line for line in changed if not line.startswith(("---", "+++", "@@"))]
    for line in lines:
        print(line)
    if lines:
        print("mend: .venv/bin/python -m scripts.gas_table", file=sys.stderr)
        return 1
    print(f"{TABLE.relative_to(ROOT)} is what was measured")
    return 0


def measured(hardfork: str) -> tuple[str, list[Section]]:
    """The node's version and every cost under the rules of one hard fork."""
    with node(hardfork) as running:
        version = str(running.ask("web3_clientVersion")).split("-")[0].removesuffix("/")
        ours = deployed(running)
        created = {name: cost for name, cost in ours.costs.items() if "." not in name}
        return version, [
            Section("AnchorLog", anchor_costs(running, ours)),
            Section("EAS, for comparison", eas_costs(running)),
            Section("KeyRegistry", key_costs(running, ours)),
            Section("AttestationRegistry", record_costs(running, ours)),
            Section("SurveyRegistry", wave_costs(running, ours)),
            Section("Deployment", created),
        ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
