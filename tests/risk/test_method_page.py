"""The method's page names a test for every property and every rule, and each of them is there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "method.md").read_text("utf-8")


def test_every_property_and_rule_has_its_row() -> None:
    assert re.findall(r"^\| (P\d+) ", PAGE, re.M) == [f"P{n}" for n in range(1, 38)]
    assert re.findall(r"^\| (R\d+) ", PAGE, re.M) == [f"R{n}" for n in range(1, 15)]
    assert re.findall(r"^\| (S\d+) ", PAGE, re.M) == [f"S{n}" for n in range(1, 16)]


def test_every_test_that_the_page_names_is_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", PAGE)
    missing = [name for file, name in named if f"\ndef {name}(" not in (ROOT / file).read_text("utf-8")]
    assert (missing, len(named) > 50) == ([], True)


def test_every_module_that_the_page_names_is_there() -> None:
    named = re.findall(r"`((?:ledger|auditor_cli)/[\w/.]+)`", PAGE)
    assert [each for each in named if not (ROOT / each).exists()] == []
