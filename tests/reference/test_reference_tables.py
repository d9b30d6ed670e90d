"""The tables that ship: whole, hashed, dated, strict, and equal to what the compile script makes."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ledger.errors import ReferenceTableError, RiskInputError
from ledger.reference import load
from ledger.reference.countries import country_part
from ledger.reference.goods import commodity_part
from ledger.reference.rows import Trust, good_key
from ledger.reference.snapshot import as_known_on, bundled_snapshot, unchanged

ROOT = Path(__file__).resolve().parents[2]
COLLECTED = ROOT.parent / "shared" / "reference"
TABLES = ROOT / "ledger" / "reference" / "tables"
TIP_HEADER = "iso3,tier,basis,publisher,as_of,trust,source\n"
TIP_ROW = "VNM,2,listed,US Department of State,2025-09-29,high,somewhere\n"


def test_the_bundled_tables_have_the_rows_that_their_manifest_states() -> None:
    snapshot, manifest = bundled_snapshot(), json.loads((TABLES / "manifest.json").read_text("utf-8"))["tables"]
    counts = {
        "countries_iso3166": len(snapshot.countries),
        "goods_list_2024": len(snapshot.goods),
        "tip_2025": len(snapshot.tip),
        "rule_of_law_2024": len(snapshot.rule_of_law),
        "goods_sectors": len(snapshot.sectors),
        "state_imposed_labour": len(snapshot.state_imposed),
        "listed_entities": len(snapshot.listed_entities),
        "trade_orders": len(snapshot.trade_orders),
        "entity_counts": len(snapshot.entity_counts),
        "priority_sectors": len(snapshot.priority_sectors),
        "ilo_ratifications": len(snapshot.ratifications),
    }
    assert counts == {name: table["rows"] for name, table in manifest.items()}
    assert dict(snapshot.table_hashes) | dict(snapshot.list_hashes) == {
        name: table["sha256"] for name, table in manifest.items()
    }


def test_a_table_changed_by_one_byte_is_refused() -> None:
    (table, digest), *_ = bundled_snapshot().table_hashes
    raw = (TABLES / f"{table}.csv").read_bytes()
    assert unchanged(table, raw, sha256=digest) == raw.decode()
    with pytest.raises(ReferenceTableError, match="sha256"):
        unchanged(table, raw + b"\n", sha256=digest)


def test_a_snapshot_is_named_by_one_hash_that_any_table_changes() -> None:
    snapshot = bundled_snapshot()
    (name, _), *others = snapshot.table_hashes
    changed = replace(snapshot, table_hashes=((name, "0" * 64), *others))
    assert len(snapshot.snapshot_hash) == 64
    assert changed.snapshot_hash != snapshot.snapshot_hash


def test_every_country_of_every_table_has_a_code() -> None:
    snapshot = bundled_snapshot()
    used = {row.iso3 for rows in (snapshot.goods, snapshot.tip, snapshot.rule_of_law) for row in rows}
    assert used - {row.iso3 for row in snapshot.countries} == {"XKX"}


def test_the_special_cases_and_the_one_low_trust_row_are_marked() -> None:
    snapshot = bundled_snapshot()
    assert sum(row.tier == "SC" for row in snapshot.tip) == 4
    assert [(r.iso3, r.good) for r in snapshot.goods if r.origin.trust is Trust.LOW] == [("PRK", "Indium")]


def test_no_good_has_two_spellings() -> None:
    snapshot = bundled_snapshot()
    names = {row.good for row in snapshot.goods}
    assert len(names) == len(set(map(good_key, names)))


def test_two_spellings_are_one_good() -> None:
    assert good_key("Oil (Palm)") == good_key("oil  (palm) ")


def test_a_snapshot_of_an_earlier_day_has_none_of_the_later_rows() -> None:
    early = as_known_on(bundled_snapshot(), date(2025, 9, 28))
    assert (early.tip, early.rule_of_law) == ((), ())
    assert early.goods == bundled_snapshot().goods
    assert early.countries == bundled_snapshot().countries


def test_a_missing_table_is_said_and_never_read_as_no_risk() -> None:
    with pytest.raises(RiskInputError, match="rule_of_law"):
        country_part(as_known_on(bundled_snapshot(), date(2025, 12, 31)), "VNM")
    with pytest.raises(RiskInputError, match="goods_list"):
        commodity_part(as_known_on(bundled_snapshot(), date(2020, 1, 1)), "Cotton")


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("iso3,tier,publisher,as_of,trust,source\n", "basis"),
        (TIP_HEADER.replace("tier", "tier,colour"), "colour"),
        (TIP_HEADER.replace("iso3,tier", "tier,iso3"), "iso3"),
        ("", ""),
        (TIP_HEADER + TIP_ROW.replace(",2,", ",5,"), "tier"),
        (TIP_HEADER + TIP_ROW.replace("2025-09-29", "2025-09"), "as_of"),
        (TIP_HEADER + TIP_ROW.replace("high", "certain"), "trust"),
        (TIP_HEADER + TIP_ROW.replace("somewhere", ""), "source"),
        (TIP_HEADER + "VNM,2\n", "row 2"),
    ],
)
def test_a_table_that_is_not_ours_to_the_column_is_refused(text: str, field: str) -> None:
    with pytest.raises(ReferenceTableError) as refused:
        load.load_tip(text)
    assert field in refused.value.field


@pytest.mark.parametrize("estimate", ["nan", "inf", "high", ""])
def test_an_estimate_that_is_no_number_is_refused(estimate: str) -> None:
    header = "iso3,estimate,publisher,as_of,trust,source\n"
    with pytest.raises(ReferenceTableError, match="estimate"):
        load.load_rule_of_law(f"{header}VNM,{estimate},World Bank,2026-06-30,high,somewhere\n")


def compile_tables(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scripts.compile_reference", "--from", str(folder), "--check"]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)


@pytest.mark.skipif(
    not COLLECTED.is_dir(), reason="the collected public tables (../shared) are not beside this repository"
)
def test_the_committed_tables_are_what_the_script_makes() -> None:
    found = compile_tables(COLLECTED)
    assert (found.returncode, found.stdout) == (0, "the reference tables: up to date\n"), found.stderr


def test_without_the_collected_tables_the_check_skips_with_a_word(tmp_path: Path) -> None:
    found = compile_tables(tmp_path / "absent")
    assert found.returncode == 0
    assert "skipped" in found.stderr
