"""Every invariant has a bug that its tests must catch, and every bug can still be planted."""

import re
from collections import Counter
from pathlib import Path

import pytest

from scripts.planted_bugs.bug import Bug, Halmos
from scripts.planted_bugs.bugs import BUGS, short_bugs
from scripts.planted_bugs.plant import closure
from scripts.slither_findings import answers

ROOT = Path(__file__).resolve().parent.parent.parent
README = (ROOT / "contracts" / "README.md").read_text("utf-8")
TESTS = ROOT / "tests" / "contracts"
ROW = re.compile(r"^\| (\w+) \| .+ \| (\d+) \|$", re.MULTILINE)


def named(bug: Bug) -> str:
    return f"{bug.invariant} {bug.claim} {bug.caught_by.name}"


@pytest.mark.parametrize("bug", BUGS, ids=named)
def test_a_bug_changes_one_place_of_a_contract_that_its_test_compiles(bug: Bug) -> None:
    text = (ROOT / bug.source).read_text("utf-8")
    assert text.count(bug.old) == 1
    assert bug.new != bug.old
    assert ROOT / bug.source in closure(TESTS / bug.caught_by.file)


@pytest.mark.parametrize("bug", BUGS, ids=named)
def test_the_test_that_must_catch_a_bug_exists(bug: Bug) -> None:
    text = (TESTS / bug.caught_by.file).read_text("utf-8")
    assert f"function {bug.caught_by.test}(" in text
    assert bug.caught_by.test.startswith("check_") == isinstance(bug.caught_by, Halmos)


def test_the_page_counts_the_bugs_of_each_invariant() -> None:
    told = {invariant: int(count) for invariant, count in ROW.findall(README)}
    assert told == Counter(bug.invariant for bug in BUGS)


def test_the_short_run_plants_a_bug_against_every_numbered_invariant() -> None:
    numbered = {bug.invariant for bug in BUGS if re.fullmatch(r"I\d+", bug.invariant)}
    assert numbered <= {bug.invariant for bug in short_bugs()}


def test_no_two_bugs_are_the_same() -> None:
    assert len({(bug.source, bug.old, bug.new, bug.caught_by) for bug in BUGS}) == len(BUGS)


def test_an_answer_names_detector_and_function() -> None:
    found = answers(
        "## Slither findings\n\n| `timestamp` | `A.f`, `B.g` | so it is |\n\n## Gas\n| `x` | `C.h` | no |\n"
    )
    assert found == {("timestamp", "A.f"), ("timestamp", "B.g")}
