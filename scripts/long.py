"""Run the long campaigns: the same tests as in the test run, with far more draws.

Usage: python -m scripts.long [NAME …]

Without names, all of them. stderr names each with its duration; exit code 1 where one is red.
"""

import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scripts.setup import ROOT, environment, say


@dataclass(frozen=True, slots=True)
class Campaign:
    """Tests, and the environment that makes them long."""

    tests: tuple[str, ...]
    sizes: Mapping[str, str]
    about: str


CAMPAIGNS: Mapping[str, Campaign] = {
    "api-fuzz": Campaign(
        ("tests/api/test_api_fuzz.py",),
        {"TIERLIGHT_FUZZ_CALLS": "20000", "TIERLIGHT_FUZZ_SEED": "20261123"},
        "20,000 hostile calls of the API on SQLite, 10,000 on Postgres: none is answered with a fault of ours",
    ),
    "balance": Campaign(
        ("tests/balance/test_balance_machine.py",),
        {"TIERLIGHT_BALANCE_SEQUENCES": "10000"},
        "10,000 sequences on SQLite and on Postgres: every account and finding is the integer oracle's",
    ),
    "distinguisher": Campaign(
        (
            "tests/surveys/test_distinguisher.py",
            "tests/api/test_survey_timing.py",
            "tests/api/test_survey_timing_codes.py",
            "tests/api/test_survey_timing_many.py",
        ),
        {
            "TIERLIGHT_DISTINGUISHER_ROWS": "60000",
            "TIERLIGHT_TIMED_PAGES": "600",
            "TIERLIGHT_TIMED_CODES": "30000",
            "TIERLIGHT_TIMED_ENDS": "30000",
        },
        "120,000 receipts with their rows, 181,200 pages timed: who answered is not told from who left, by 0.02",
    ),
    "releases": Campaign(
        ("tests/surveys/test_release_attack.py",),
        {"TIERLIGHT_RELEASE_TABLES": "10000"},
        "10,000 random sites: an insider with every release recovers no suppressed cell and no exact count",
    ),
}


def main(names: Sequence[str]) -> int:
    """Run the campaigns of these names, or all. Returns the exit code."""
    if unknown := sorted(set(names) - set(CAMPAIGNS)):
        say(f"no campaign is called {unknown[0]}; there are {', '.join(CAMPAIGNS)}")
        return 2
    red = [name for name in names or CAMPAIGNS if not _is_green(name, CAMPAIGNS[name])]
    say(f"red: {', '.join(red)}" if red else "every campaign is green")
    return 1 if red else 0


def _is_green(name: str, campaign: Campaign) -> bool:
    say(f"{name}: {campaign.about} ...")
    started = time.monotonic()
    words = ["pytest", "-n2", "--dist", "load", "-q", "-rP", *campaign.tests]  # both cores; what was measured is shown
    code = subprocess.run(words, cwd=ROOT, env=environment() | dict(campaign.sizes), check=False).returncode
    say(f"{name} {'green' if code == 0 else 'RED'} after {time.monotonic() - started:.0f} s")
    return code == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
