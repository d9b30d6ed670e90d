"""The table of the worker line's faults in docs/faults.md is whole, current, and names tests that there are."""

import ast
from functools import cache
from pathlib import Path

import pytest

from faults.document import document
from faults.tally import Tally
from faults.worker_line import WORKER_FAULTS, worker_line

ROOT = Path(__file__).resolve().parents[2]


@cache
def names_in(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text())
    return frozenset(each.name for each in ast.walk(tree) if isinstance(each, ast.FunctionDef))


@pytest.mark.parametrize("named", [name for fault in WORKER_FAULTS for name in (*fault.proofs, *fault.planted)])
def test_every_test_that_the_table_names_is_there(named: str) -> None:
    file, test = named.split("::")
    assert test in names_in(file)


def test_all_eight_faults_have_a_test_and_a_row() -> None:
    assert [each.name for each in WORKER_FAULTS] == [f"F{number}" for number in range(54, 62)]
    assert all(each.proofs for each in WORKER_FAULTS)
    assert (ROOT / "docs" / "faults.md").read_text().count(worker_line()) == 1


def test_the_fault_suite_writes_the_table_too() -> None:
    assert worker_line() in document(ROOT, [Tally("calls:sqlite", seed=5)], command="", is_short=True, seconds=1)
