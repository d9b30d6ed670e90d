"""The lists as of a past day: a table of a later day is not yet known, and which of its rows count is said."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from publisher_files import CBP_HEADER, an_order
from rich.console import Console

from auditor_cli.auditor.app import main
from auditor_cli.render.reference import draw_import, draw_list
from ledger.documents.reference_folder import ReferenceFolder
from ledger.jobs.reference_document import import_document, list_document
from ledger.jobs.reference_import import HandedIn, plan_import
from ledger.reference.completeness import ENTITY_LIST, list_completeness
from ledger.reference.snapshot import as_known_on, bundled_snapshot

EARLY, TODAY = date(2026, 5, 1), date(2026, 11, 21)


def of_day(folder: Path, day: date) -> dict[str, Any]:
    return dict(list_document(ReferenceFolder(folder), today=day))


def drawn(draw: Any, document: dict[str, Any]) -> str:
    out = io.StringIO()
    draw(Console(width=80, file=out), document)
    return out.getvalue()


def test_a_table_of_a_later_day_is_not_yet_known_and_its_rows_are_counted(tmp_path: Path) -> None:
    tables = {each["table"]: each for each in of_day(tmp_path, EARLY)["tables"]}
    later = {name for name, each in tables.items() if not each["is_known"]}
    assert later == {"goods_sectors", "listed_entities", "rule_of_law_2024", "trade_orders"}
    known = as_known_on(bundled_snapshot(), EARLY)
    counted = {"listed_entities": known.listed_entities, "rule_of_law_2024": (), "trade_orders": known.trade_orders}
    assert {name: tables[name]["rows_known"] for name in counted} == {name: len(rows) for name, rows in counted.items()}
    assert tables["goods_sectors"]["rows_known"] == tables["goods_sectors"]["rows"]  # names, used whatever the day


def test_on_the_day_of_the_newest_table_all_are_known(tmp_path: Path) -> None:
    tables = of_day(tmp_path, TODAY)["tables"]
    assert {(each["is_known"], each["rows_known"] == each["rows"]) for each in tables} == {(True, True)}
    assert "Not yet known" not in drawn(draw_list, of_day(tmp_path, TODAY))


def test_the_drawn_list_names_what_is_not_yet_known_at_80_columns(tmp_path: Path) -> None:
    told = drawn(draw_list, of_day(tmp_path, EARLY))
    (row,) = [line for line in told.splitlines() if line.startswith("rule_of_law_2024")]
    assert ("not yet known" in row, "2026-06-30" in row) == (True, False)
    assert "Not yet known on 2026-05-01: 4 tables" in told
    assert "no row of it is dated by then" in " ".join(told.split())
    assert max(map(len, told.splitlines())) <= 80


def test_a_list_read_from_a_later_edition_is_not_complete_before_it() -> None:
    def state(day: date) -> bool:
        states = list_completeness(bundled_snapshot(), as_of=day)
        return next(each.is_complete for each in states if each.list_name == ENTITY_LIST)

    assert [state(day) for day in (EARLY, date(2026, 7, 8), date(2026, 7, 9))] == [False, False, True]


@pytest.mark.parametrize("command", [("list",), ("import",), ("diff",)])
def test_every_day_that_may_be_given_says_what_it_is_for(
    command: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["reference", *command, "--help"]) == 0
    (line,) = [each for each in capsys.readouterr().out.splitlines() if "--as-of DATE" in each]
    assert line.partition("DATE")[2].strip()


def test_an_import_says_of_each_of_its_counts_what_it_counts(tmp_path: Path) -> None:
    handed = HandedIn((CBP_HEADER + an_order()).encode(), "orders.csv", "cbp", date(2026, 9, 29))
    plan = plan_import(ReferenceFolder(tmp_path), handed, today=TODAY)
    told = " ".join(drawn(draw_import, import_document(plan, is_kept=False)).split())
    rows = bundled_snapshot().trade_orders
    ended = sum(row.status == "revoked" for row in rows)
    expected = len(rows) - ended
    assert f"{expected} of the {expected} rows that a new edition must hold are gone" in told
    assert f"All rows, those of ended orders too: 1 added, {len(rows)} removed" in told
