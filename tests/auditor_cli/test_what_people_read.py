"""What a person at a terminal reads: where to look next, words that stay whole, names in place of identifiers."""

import os
import pty
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from cli_builders import called
from rich.console import Console

from auditor_cli.auditor.app import main as auditor
from auditor_cli.problem import of_ledger_error, problem_lines
from auditor_cli.render.compare import draw_comparison
from auditor_cli.render.figures import material
from auditor_cli.render.product_risk import draw_product_risk
from auditor_cli.render.verdict import draw_verdicts
from ledger.errors import NotFound

_RANGE = {"score": "0.5", "interval": ["0.4", "0.6"]}


def drawn(draw: Any, *given: Any, **named: Any) -> str:
    """What a terminal of 80 columns shows of it."""
    written = StringIO()
    draw(Console(width=80, file=written), *given, **named)
    return written.getvalue()


@pytest.mark.parametrize(
    ("what", "verb"),
    [("product", "auditor products"), ("site of this product", "auditor tiers"), ("lot", "auditor find")],
)
def test_what_was_not_found_says_which_verb_lists_it(what: str, verb: str) -> None:
    told = problem_lines(of_ledger_error(NotFound(what=what, identifier="x")))
    assert told[-1].startswith("  mend: ")
    assert verb in told[-1]


def test_a_missing_argument_points_to_the_help_of_its_own_verb() -> None:
    found = called(auditor, "score")
    assert found.code == 2
    assert "see `auditor score --help`" in found.err


def test_nothing_to_compare_is_told_in_the_options_of_the_command(tmp_path: Path) -> None:
    found = called(auditor, "compare", "09506000110608", "--home", tmp_path)
    assert found.code == 2
    assert "give --as-of DATE or --as-of-log-size N" in found.err
    assert "exit_code" not in found.err


def test_of_a_file_that_is_not_there_nothing_is_said_to_be_unproven(tmp_path: Path) -> None:
    found = called(auditor, "verify", tmp_path / "none.json")
    assert found.code == 2
    assert "No such file" in " ".join(found.out.split())
    assert "does not prove" not in found.out


def test_every_verb_is_listed_in_one_style() -> None:
    listed = called(auditor, "--help").out.partition("Commands:")[2].partition("Exit codes:")[0]
    assert "\n  score " in listed
    assert not [line for line in listed.splitlines() if line.endswith(".")]


def test_no_help_is_wider_than_a_terminal() -> None:
    for verb in ("report", "verify", "score", "compare"):
        assert max(map(len, called(auditor, verb, "--help").out.splitlines())) <= 80


def test_a_hash_of_a_block_stands_on_one_line_of_a_terminal() -> None:
    block = {"shows": "newest key state", "number": 7, "hash": "0x" + "ab" * 32}
    none = dict.fromkeys(("code", "record_id", "issuer", "scheme", "anchored_at"))
    told = {"verdict": "VALID", "source": "r.json", "reads": "it holds", "as_of": {"log_size": 9}} | none
    check = {"number": 1, "name": "known", "passed": True, "detail": "yes"}
    assert block["hash"] in drawn(draw_verdicts, [told | {"blocks": [block], "checks": [check]}])


def test_a_path_names_sites_of_tiers_that_were_not_asked_for() -> None:
    path = {"path": ["https://id.example/1"], **_RANGE}
    risk = {"worst_path": path, "exposure": _RANGE, "unknown_share": "0", "nearest_severe": None, "has_converged": True}
    told = drawn(draw_product_risk, {"product_risk": risk, "tiers": []}, names={"https://id.example/1": "The mill"})
    assert "The mill" in told
    assert "https://" not in told


def test_a_change_of_band_keeps_each_symbol_beside_its_words() -> None:
    before, after = ({**_RANGE, "band": band, "band_text": text} for band, text in _BANDS)
    tier = {"tier": 1, "before": before, "after": after, "sites_in": [], "sites_out": []}
    side = {"product": {"id": "p", "name": "P"}, "as_of": "2026-11-21", "log_size": 1}
    side["reference_hash"] = "ab"
    same = {name: {"before": _RANGE, "after": _RANGE} for name in ("worst_path", "exposure")}
    document = {"before": side, "after": side, "tiers": [tier], "sites": [], "unchanged_sites": 0, "reads": "", **same}
    assert {"? Not assessed", "to ◆ Elevated"} <= {
        line[-14:].strip() for line in drawn(draw_comparison, document).splitlines()
    }


def test_two_products_are_a_first_and_a_second_with_both_names_and_neither_was_before_the_other() -> None:
    site = {"site": "https://id.example/1", "name": "The mill", "is_unknown": False, "terms": [], "before": _RANGE}
    tier = {"tier": 1, "before": {**_RANGE, "band": "watch", "band_text": "Watch"}, "after": None}
    side = {"product": {"id": "p", "name": "Shirt"}, "as_of": "2026-11-21", "log_size": 1, "reference_hash": "ab"}
    same = {name: {"before": _RANGE, "after": _RANGE} for name in ("worst_path", "exposure")}
    document = {"before": side, "after": side | {"product": {"id": "q", "name": "Shrimp"}}, "unchanged_sites": 0} | same
    document |= {"tiers": [tier | {"sites_in": [], "sites_out": ["x"]}], "sites": [site | {"after": None}], "reads": ""}
    told = drawn(draw_comparison, document)
    assert told.startswith("Shirt and Shrimp\n")
    assert "first   Shirt, p, as of" in told
    assert "second  Shrimp, q, as of" in told
    assert not any(word in told.lower() for word in ("before", "after", "changed", "not part of it", "1 out"))
    assert "of one alone: 1" in told
    assert "The mill" not in told


_BANDS = (("not_assessed", "Not assessed"), ("elevated", "Elevated"))


def test_a_unit_is_told_as_people_write_it_and_an_unknown_one_by_its_code() -> None:
    told = [material({"quantity": "3.6", "unit": unit, "good": "Cotton"}) for unit in ("KGM", "XYZ")]
    assert told == ["3.6 kg of Cotton", "3.6 XYZ of Cotton"]


def test_on_a_terminal_no_word_of_a_refusal_is_cut_and_into_a_file_no_line_is_broken() -> None:
    code = "from auditor_cli.output import tell; tell('REFUSED  ' + 'incomprehensible ' * 12)"
    master, slave = pty.openpty()
    subprocess.run([sys.executable, "-c", code], stderr=slave, check=True, env={**os.environ, "COLUMNS": "80"})
    os.close(slave)
    shown = os.read(master, 4096).decode().splitlines()
    os.close(master)
    assert len(shown) == 3
    assert max(map(len, shown)) <= 80
    piped = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stderr
    assert piped.count("\n") == 1
