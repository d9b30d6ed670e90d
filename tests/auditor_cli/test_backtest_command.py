"""auditor backtest: says first what it measures, fits 80 columns, draws the same bytes twice, refuses odd tables."""

from functools import cache
from pathlib import Path

import pytest
from cli_builders import Ran, called

from auditor_cli.auditor.app import main
from auditor_cli.render.backtest_plot import plotted
from ledger.jobs.backtest import back_test

HEADER = "iso3,country,year,cpi_0_100\n"


@cache
def shipped() -> Ran:
    return called(main, "backtest", "--json")


def test_out_of_the_box_it_computes_what_the_shipped_tables_allow_and_names_the_rest() -> None:
    document = shipped().document
    assert (shipped().code, document["schema"]) == (0, "tierlight.backtest/1")
    studies = {study["study"]: study for study in document["studies"]}
    assert list(studies) == ["development", "coverage", "orders", "scored_run"]
    assert "eta_v1" in {each["model"] for each in studies["development"]["missing"]}
    assert studies["development"]["calibration"] is None
    assert document["candidate"]["is_switched_on"] is False


def test_for_people_it_says_first_what_it_measures_in_80_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = called(main, "backtest").out.splitlines()
    assert max(map(len, lines)) <= 80
    told = " ".join(lines[:7])
    assert "attention, not how much forced labour there is" in told
    assert "unlabelled, which is not negative" in told


def test_every_number_of_the_document_is_a_string_of_nine_places() -> None:
    for study in shipped().document["studies"]:
        for model in study["models"]:
            assert len(model["auc"]["value"].partition(".")[2]) == 9
            assert len(model["hits"]["500"].partition(".")[2]) == 9


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_the_plot_is_the_same_bytes_twice_and_holds_no_date(kind: str) -> None:
    first, again = (plotted(shipped().document, kind=kind) for _ in range(2))
    assert first == again
    assert b"<dc:date>" not in first
    assert b"Matplotlib" not in first


def test_a_plot_is_never_written_over_another_file(tmp_path: Path) -> None:
    kept = tmp_path / "kept.svg"
    kept.write_text("mine")
    refused = called(main, "backtest", "--plot", kept, "--json")
    assert refused.code == 2
    assert kept.read_text() == "mine"


@pytest.mark.parametrize("name", ["backtest.pdf", "missing/backtest.svg"])
def test_a_plot_that_cannot_be_written_is_refused_before_the_work(tmp_path: Path, name: str) -> None:
    refused = called(main, "backtest", "--plot", tmp_path / name)
    assert (refused.code, refused.out) == (2, "")


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (HEADER + "AAA,A,2015,101\n", "row 2"),
        (HEADER + "AAA,A,2015,NaN\n", "row 2"),
        (HEADER + "AAA,A,soon,50\n", "row 2"),
        ("iso3,year\nAAA,2015\n", "cpi_0_100"),
        (HEADER + "AAA,A,2015\n", "row 2"),
    ],
)
def test_an_odd_corruption_index_is_refused_with_its_row(tmp_path: Path, rows: str, told: str) -> None:
    (tmp_path / "cpi.csv").write_text(rows)
    refused = called(main, "backtest", "--from", tmp_path)
    assert refused.code == 2
    assert told in refused.err


def test_a_folder_without_any_known_table_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing")
    assert back_test(tmp_path) == shipped().document


def test_it_asks_no_server() -> None:
    refused = called(main, "backtest", "--server", "http://127.0.0.1:1")
    assert refused.code == 2
