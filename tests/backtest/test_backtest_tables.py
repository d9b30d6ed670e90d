"""The tables of past editions: compiled from public files, bound by hash, and what a user supplies beside them."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from little_archive import EARLIER, LATER, PLAN, a_little_archive, origin

from ledger.backtest.features import features
from ledger.backtest.load import bundled_archive, load_corruption, load_goods, with_users_tables
from ledger.backtest.plans import SCORED_RUN, agreement, run_plan
from ledger.backtest.rows import CorruptionRow, ProductionRow
from ledger.backtest.run import run_study
from ledger.backtest.window import Spy, Window
from ledger.errors import ReferenceTableError, RiskInputError

ROOT = Path(__file__).resolve().parents[2]
COLLECTED = ROOT.parent / "shared" / "reference"


@pytest.mark.skipif(
    not COLLECTED.is_dir(), reason="the collected public tables (../shared) are not beside this repository"
)
def test_the_tables_are_those_that_the_collected_files_give() -> None:
    command = [sys.executable, "-m", "scripts.compile_backtest", "--from", str(COLLECTED), "--check"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (0, "the back-test's tables: up to date\n")


def test_each_table_has_the_rows_of_its_manifest() -> None:
    recorded = json.loads((ROOT / "ledger/backtest/tables/manifest.json").read_text())["tables"]
    archive = bundled_archive()
    assert recorded["goods_list_2016"]["rows"] == len(archive.edition(2016)) == 379
    assert recorded["goods_list_2022"]["rows"] == len(archive.edition(2022)) == 467
    assert dict(archive.table_hashes)["tip_2015"] == recorded["tip_2015"]["sha256"]


def test_an_unknown_column_of_an_edition_stops_the_load() -> None:
    with pytest.raises(ReferenceTableError) as refused:
        load_goods("goods_list_2016", "iso3,good\nAAA,tea\n")
    assert "child_labour" in refused.value.field


def test_a_year_of_the_corruption_index_counts_from_the_end_of_the_next_january() -> None:
    [row] = load_corruption("cpi.csv", "iso3,year,cpi_0_100\nAAA,2015,11.0\n")
    assert row.origin.as_of.isoformat() == "2016-01-31"


def test_two_scores_of_one_country_that_contradict_each_other_count_as_missing() -> None:
    archive = a_little_archive()
    twice = replace(archive, corruption=(*archive.corruption, CorruptionRow("AAA", 2015, 10.0, origin(EARLIER))))
    known = features(Window(twice, EARLIER, Spy()), with_mapped_goods=False)
    assert "AAA" not in known.countries


def test_an_index_of_after_the_cut_off_is_no_index() -> None:
    archive = bundled_archive()
    late = replace(archive, corruption=(CorruptionRow("BRA", 2030, 50.0, origin(LATER)),))
    assert agreement(late, EARLIER, LATER) is None
    assert "corruption" in dict(run_plan(late, replace(SCORED_RUN, cut_off=EARLIER, since=2016, until=2022)).missing)


def test_a_quote_that_never_ends_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "cpi.csv").write_text('iso3,year,cpi_0_100\nAAA,2015,"11\n')
    with pytest.raises(ReferenceTableError) as refused:
        with_users_tables(bundled_archive(), tmp_path)
    assert refused.value.field.startswith("line")


def test_a_production_table_without_a_later_listing_is_told_to_its_user() -> None:
    produced = replace(a_little_archive(), production=(ProductionRow("AAA", "tea"),))
    with pytest.raises(RiskInputError) as refused:
        run_study(produced, replace(PLAN, only_produced=True))
    assert "production table" in refused.value.mend


def test_a_user_s_production_table_is_read_beside_the_index(tmp_path: Path) -> None:
    (tmp_path / "production_2015.csv").write_text("iso3,good,tonnes\nIND,Tea,5\n")
    archive = with_users_tables(bundled_archive(), tmp_path)
    assert archive.production == (ProductionRow("IND", "Tea"),)
    assert "production_2015.csv" in dict(archive.table_hashes)
