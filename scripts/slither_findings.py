"""Run slither over the contracts and compare its findings with the answers in contracts/README.md.

Usage: python -m scripts.slither_findings

The section "Slither findings" there has one line a detector: its name, the functions that it names, and why each is as
it should be. A finding without an answer is an error, and so is an answer to which there is no finding any more: exit
code 1 and one line for each. Needs what `make setup` installs and `.venv-security`.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from scripts.setup import BUILD, ROOT, VENV_SECURITY, SetupFailed, environment, say, set_up_security

ANSWERS = ROOT / "contracts" / "README.md"
TITLE = "## Slither findings"
_ROW = re.compile(r"^\| `([a-z0-9-]+)` \| (.+?) \| \S.*\|$", re.MULTILINE)

Finding = tuple[str, str]  # detector, function


def main() -> int:
    """Compare. Returns the exit code."""
    try:
        set_up_security()
    except SetupFailed as failure:
        say(f"setup FAILED: {failure}")
        return 1
    found, answered = findings(), answers(ANSWERS.read_text("utf-8"))
    for detector, function in sorted(found - answered):
        print(f"{detector} in {function}: no answer in contracts/README.md")
    for detector, function in sorted(answered - found):
        print(f"{detector} in {function}: answered in contracts/README.md, but slither does not say so any more")
    if found != answered:
        return 1
    print(f"slither: {len(found)} findings, each answered in contracts/README.md")
    return 0


def findings() -> set[Finding]:
    """What slither says of our own contracts, in a build folder of its own, because it empties that folder."""
    own = {"FOUNDRY_OUT": str(BUILD / "slither" / "out"), "FOUNDRY_CACHE_PATH": str(BUILD / "slither" / "cache")}
    environ = environment() | own
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer.json"
        quiet = ["--filter-paths", "node_modules|tests|scripts", "--exclude-dependencies", "--json", str(answer)]
        command = [str(VENV_SECURITY / "bin" / "slither"), ".", *quiet]
        ran = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
        if not answer.exists():
            raise SystemExit(f"slither did not answer (exit {ran.returncode}): {ran.stderr[-2000:]}")
        said = json.loads(answer.read_text("utf-8"))
    if not said["success"]:
        raise SystemExit(f"slither failed: {said['error']}")
    return {(finding["check"], place_of(finding)) for finding in said["results"].get("detectors", ())}


def place_of(finding: dict[str, Any]) -> str:
    """The contract and function that a finding names first; the contract or file alone where there is no function."""
    element = finding["elements"][0]
    while element["type"] not in ("function", "contract"):
        parent = element.get("type_specific_fields", {}).get("parent")
        if parent is None:
            return str(element["name"])
        element = parent
    if element["type"] == "contract":
        return str(element["name"])
    return f"{element['type_specific_fields']['parent']['name']}.{element['name']}"


def answers(text: str) -> set[Finding]:
    """The detectors and functions of the table in the page."""
    section = text.partition(TITLE)[2].partition("\n## ")[0]
    rows = _ROW.findall(section)
    return {(detector, function) for detector, places in rows for function in re.findall(r"`([^`]+)`", places)}


if __name__ == "__main__":
    sys.exit(main())
