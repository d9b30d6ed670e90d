"""tierlight papers and auditor find, as a clerk uses them: dry run, mend, commit, find."""

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest
from cli_builders import BRAND, LOT, MILL, PASSPHRASE, SITE, Ran, Story, called, written

from auditor_cli.auditor.app import main as auditor
from auditor_cli.csv_rows import formula_safe
from auditor_cli.operator.app import main as tierlight
from auditor_cli.render import papers as drawn

HEADER = ("Lot", "Day", "Kg", "PO", "Invoice", "Container", "BL", "Entry")
SHIPPED = (LOT, "2026-05-04", "100", "PO-61", "INV-62", "CSQU3054383", "BL-63", "26DE64")
FIVE = (
    ("purchase-order", "PO-61"),
    ("invoice", "INV-62"),
    ("container", "CSQU3054383"),
    ("bill-of-lading", "BL-63"),
    ("customs-entry", "26DE64"),
)
MAPPING: dict[str, Any] = {
    "kind": "transport",
    "dates": {"offset": "+06:00"},
    "fields": {
        "step": {"constant": "shipping"}, "lot": "Lot", "moment": "Day", "quantity": "Kg", "unit": {"constant": "KGM"},
        "place": {"constant": SITE}, "receiver": {"constant": BRAND}, "purchase_order": "PO", "invoice": "Invoice",
        "container": "Container", "bill_of_lading": "BL", "customs_entry": "Entry",
    },
}  # fmt: skip


def a_sheet(folder: Path, *lines: tuple[str, ...]) -> Path:
    path = folder / "shippings.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([HEADER, *lines])
    return path


@pytest.fixture(scope="module")
def story(own_story: Story) -> Story:
    return own_story


def imported(story: Story, folder: Path, sheet: Path, *more: object) -> Ran:
    rules = written(folder / "mapping.json", MAPPING)
    return called(
        tierlight, *("papers", "import", sheet, "--mapping", rules, "--issuer", MILL, "--home", story.home), *more
    )


def with_key(story: Story, folder: Path) -> tuple[object, ...]:
    password = folder / "passphrase"
    password.write_text(PASSPHRASE)
    return ("--commit", "--key", story.home / "keys" / "mill.example.json", "--password-file", password)


def test_a_lot_is_found_by_five_numbers_after_an_import_in_two_steps(story: Story, tmp_path: Path) -> None:
    sheet = a_sheet(tmp_path, SHIPPED)
    dry = imported(story, tmp_path, sheet)
    assert dry.code == 0, dry.err
    assert dry.out.startswith("DRY RUN  nothing was kept")
    kept = imported(story, tmp_path, sheet, *with_key(story, tmp_path))
    assert kept.code == 0, kept.err
    assert kept.out.startswith("KEPT  every row")
    assert called(tierlight, "worker", "--until-settled", "--every", "0.1", "--home", story.home, "--json").code == 0
    for kind, number in FIVE:
        for typed in ((), ("--type", kind)):
            found = called(auditor, "find", number, *typed, "--home", story.home, "--json")
            assert [lot["lot"] for lot in found.document["lots"]] == [LOT], (kind, found.err)
    shown = called(auditor, "find", "PO-61", "--home", story.home)
    assert "FOUND  1 lot by PO-61" in shown.out
    assert "Mill One" in shown.out
    again = imported(story, tmp_path, sheet, *with_key(story, tmp_path))
    assert "1 unchanged" in again.out


def test_a_number_that_nothing_is_tied_to_is_not_found(story: Story) -> None:
    ran = called(auditor, "find", "PO-nowhere", "--home", story.home)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("NOT FOUND")


def test_a_row_at_fault_keeps_nothing_and_says_row_column_cell_and_mend(story: Story, tmp_path: Path) -> None:
    sheet = a_sheet(
        tmp_path, ("https://id.gs1.org/01/09506000134352/10/NEW", *SHIPPED[1:]), (*SHIPPED[:2], "1,5", *SHIPPED[3:])
    )
    before = called(tierlight, "doctor", "--home", story.home, "--json").out
    refused = imported(story, tmp_path, sheet, *with_key(story, tmp_path))
    assert refused.code == 2
    assert refused.out.startswith("REFUSED  nothing was kept")
    assert re.search(r"3\s+Kg\s+1,5\s+may be read in two ways", refused.out)
    assert "numbers.decimal" in refused.out
    pending = r'"pending[^,]*'
    assert re.findall(pending, called(tierlight, "doctor", "--home", story.home, "--json").out) == re.findall(
        pending, before
    )


def test_the_result_file_has_every_row_and_no_formula(story: Story, tmp_path: Path) -> None:
    sheet = a_sheet(tmp_path, (*SHIPPED[:3], '=HYPERLINK("http://x.example")', *SHIPPED[4:]))
    result = tmp_path / "result.csv"
    assert imported(story, tmp_path, sheet, "--result", result).code == 2
    with result.open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert [(row["row"], row["outcome"], row["column"]) for row in rows] == [("2", "error", "PO")]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
    assert imported(story, tmp_path, sheet, "--result", result).code == 2  # it is not overwritten
    assert "--result" in imported(story, tmp_path, sheet, "--result", result).err


@pytest.mark.parametrize(
    "cell", ['=HYPERLINK("x")', "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|'/C calc'!A0", " =1", "＝1"]
)
def test_a_cell_that_starts_like_a_formula_gets_an_apostrophe(cell: str) -> None:
    assert formula_safe(cell) == f"'{cell}"
    assert formula_safe("INV-1") == "INV-1"


@pytest.mark.parametrize("kind", ["purchase-order", "invoice", "transport", "production"])
def test_a_template_is_a_mapping_that_the_import_takes(story: Story, tmp_path: Path, kind: str) -> None:
    template = called(tierlight, "papers", "template", kind)
    assert template.code == 0
    rules = tmp_path / "mapping.toml"
    rules.write_text(template.out)
    (sheet,) = (Path(__file__).parents[2] / "docs" / "papers").glob(f"{kind}.[cx]*")
    issuer = "did:web:harbourline.example" if kind == "purchase-order" else "did:web:meadow-mill.example"
    ran = called(
        tierlight, *("papers", "import", sheet, "--mapping", rules, "--issuer", issuer, "--home", story.home, "--json")
    )
    assert ran.code == 0, ran.err
    assert ran.document["counts"]["error"] == 0


@pytest.mark.parametrize(
    "args",
    [
        ("papers", "import", "no-such.csv", "--mapping", "no-such.toml", "--issuer", MILL),
        ("papers", "import", "no-such.csv", "--mapping", "no-such.toml"),
        ("papers", "import", "x.csv", "--mapping", "m.toml", "--issuer", MILL, "--commit"),
        ("papers", "template", "waybill"),
    ],
)
def test_a_call_that_cannot_be_taken_is_wrong_usage_with_a_mend(story: Story, args: tuple[str, ...]) -> None:
    home = () if "template" in args else ("--home", story.home)
    ran = called(tierlight, *args, *home, "--json")
    assert ran.code == 2
    assert json.loads(ran.out)["error"]["mend"]


def test_what_a_sheet_holds_cannot_move_the_readers_terminal(story: Story, tmp_path: Path) -> None:
    sheet = a_sheet(tmp_path, (*SHIPPED[:3], "PO\u202e\x1b[2J 1", *SHIPPED[4:]))
    shown = imported(story, tmp_path, sheet).out
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def test_a_long_file_is_shown_in_part_and_told_in_whole_by_json(story: Story, tmp_path: Path) -> None:
    lots = [f"https://id.gs1.org/01/09506000134352/10/L{number}" for number in range(drawn.MOST_ROWS + 560)]
    sheet = a_sheet(tmp_path, *((lot, *SHIPPED[1:5], "", "", "") for lot in lots))
    ran = imported(story, tmp_path, sheet)
    assert "… and 560 more" in ran.out
    assert "read 500 of 600 rows" in ran.err
    assert len(imported(story, tmp_path, sheet, "--json").document["rows"]) == 600
