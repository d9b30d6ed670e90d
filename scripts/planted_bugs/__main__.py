"""Plant every bug, one after the other, and fail if one is not caught.

Usage: python -m scripts.planted_bugs [--short] [--only WORD]

Each invariant of contracts/README.md has at least one bug that a named forge test or halmos proof must catch. `--short`
plants one bug an invariant. `--only` takes the bugs whose claim, source, test or invariant holds the word. stdout is a
table; the exit code is 1 if a bug survived or could not be planted. Needs what `make setup` installs and
`.venv-security`.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from scripts.planted_bugs.bug import Bug, Halmos
from scripts.planted_bugs.bugs import BUGS, short_bugs
from scripts.planted_bugs.plant import Bed, PlantingFailed
from scripts.setup import SetupFailed, say, set_up_security

AT_ONCE = 2


@dataclass(frozen=True, slots=True)
class Outcome:
    bug: Bug
    verdict: str  # caught, SURVIVED, or why it could not be planted


def main(arguments: list[str]) -> int:
    """Plant the bugs. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="planted_bugs")
    parser.add_argument("--short", action="store_true", help="one bug an invariant")
    parser.add_argument("--only", default="", metavar="WORD", help="only bugs that mention the word")
    chosen = parser.parse_args(arguments)
    bugs = [bug for bug in (short_bugs() if chosen.short else BUGS) if chosen.only.lower() in mentioned(bug)]
    try:
        if any(isinstance(bug.caught_by, Halmos) for bug in bugs):
            set_up_security()
    except SetupFailed as failure:
        say(f"setup FAILED: {failure}")
        return 1
    began = time.monotonic()
    outcomes = planted(bugs)
    for outcome in outcomes:
        print(f"{outcome.verdict:<9} {outcome.bug.invariant:<8} {outcome.bug.claim}  [{outcome.bug.caught_by.name}]")
    caught = sum(outcome.verdict == "caught" for outcome in outcomes)
    print(f"{caught} of {len(outcomes)} planted bugs caught in {time.monotonic() - began:.0f} s")
    return 0 if outcomes and caught == len(outcomes) else 1


def planted(bugs: Sequence[Bug]) -> list[Outcome]:
    """What became of each bug, by test file. Bugs of one file share a bed; the longest rows begin first."""
    rows: dict[str, list[Bug]] = {}
    for bug in bugs:
        rows.setdefault(bug.caught_by.file, []).append(bug)
    longest_first = sorted(rows, key=lambda file: -len(rows[file]))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = pool.map(lambda file: in_bed(file, rows[file]), longest_first)
    return [outcome for outcomes in found for outcome in outcomes]


def in_bed(test_file: str, bugs: Sequence[Bug]) -> list[Outcome]:
    bed = Bed(test_file)
    try:
        bed.is_sound({bug.caught_by for bug in bugs})
    except PlantingFailed as failure:
        return [Outcome(bug, f"FAILED ({failure})") for bug in bugs]
    return [outcome_of(bug, bed) for bug in bugs]


def outcome_of(bug: Bug, bed: Bed) -> Outcome:
    try:
        return Outcome(bug, "caught" if bed.catches(bug) else "SURVIVED")
    except PlantingFailed as failure:
        return Outcome(bug, f"FAILED ({failure})")


def mentioned(bug: Bug) -> str:
    return f"{bug.claim} {bug.source} {bug.caught_by.name} {bug.invariant}".lower()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
