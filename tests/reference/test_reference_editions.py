"""Imported editions: whole or not at all, named by hash, in force by date, and replayed as they were known."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from publisher_files import CBP_HEADER, a_goods_workbook, an_entity_page, an_order

from ledger.documents.reference_folder import ReferenceFolder
from ledger.errors import DropUnconfirmed, ListFileRefused, ReferenceTableError
from ledger.jobs.reference import reference_on
from ledger.jobs.reference_document import snapshot_body, verify_document
from ledger.jobs.reference_import import HandedIn, ImportPlan, keep_import, plan_import
from ledger.reference.completeness import ENTITY_LIST, ORDERS, list_completeness
from ledger.reference.countries import country_part
from ledger.reference.goods import pair_listing
from ledger.reference.snapshot import bundled_snapshot

FIRST, SECOND = date(2026, 8, 3), date(2026, 9, 29)
TODAY = date(2026, 11, 22)
TIED = "iso3,single_employer,consent_to_leave,exit_offence,publisher,as_of,trust,source\n"


def handed(raw: str | bytes, publisher: str, day: date = FIRST, *, total: int | None = None) -> HandedIn:
    return HandedIn(raw.encode() if isinstance(raw, str) else raw, "made by hand", publisher, day, total)


def imported(shelf: ReferenceFolder, given: HandedIn) -> ImportPlan:
    plan = plan_import(shelf, given, today=TODAY)
    keep_import(shelf, plan, given, is_confirmed=True)
    return plan


def firms(shelf: ReferenceFolder, day: date) -> set[str]:
    return {row.entity for row in reference_on(shelf, as_of=day).trade_orders}


@pytest.fixture
def shelf(tmp_path: Path) -> ReferenceFolder:
    return ReferenceFolder(tmp_path / "reference")


def test_without_imports_the_shipped_tables_count(shelf: ReferenceFolder) -> None:
    assert reference_on(shelf, as_of=TODAY) is bundled_snapshot()


def test_a_past_day_reads_the_edition_that_was_dated_by_then(shelf: ReferenceFolder) -> None:
    imported(shelf, handed(CBP_HEADER + an_order(entity="Firm A", day="6/1/2026", year="2026"), "cbp", FIRST))
    imported(shelf, handed(CBP_HEADER + an_order(entity="Firm B", day="6/1/2026", year="2026"), "cbp", SECOND))
    assert firms(shelf, SECOND) == {"Firm B"}
    assert firms(shelf, SECOND - timedelta(days=1)) == {"Firm A"}
    assert firms(shelf, FIRST - timedelta(days=1)) == {row.entity for row in bundled_snapshot().trade_orders}


def test_an_edition_older_than_what_ships_counts_only_before_it(shelf: ReferenceFolder) -> None:
    imported(shelf, handed("Country,Tier\nViet Nam,3\n", "tip", date(2022, 7, 19)))
    assert reference_on(shelf, as_of=TODAY).tip == bundled_snapshot().tip
    assert [row.tier for row in reference_on(shelf, as_of=date(2023, 1, 1)).tip] == ["3"]


def test_the_same_editions_give_the_same_snapshot_and_another_gives_another_hash(shelf: ReferenceFolder) -> None:
    imported(shelf, handed("Country,Tier\nViet Nam,3\n", "tip", FIRST))
    found = reference_on(shelf, as_of=TODAY)
    assert reference_on(shelf, as_of=TODAY) is found
    assert found.snapshot_hash != bundled_snapshot().snapshot_hash
    assert found.lists_hash == bundled_snapshot().lists_hash


def test_a_list_that_only_screening_reads_changes_no_score_s_hash(shelf: ReferenceFolder) -> None:
    imported(shelf, handed(CBP_HEADER + an_order(), "cbp", SECOND))
    found = reference_on(shelf, as_of=TODAY)
    assert found.snapshot_hash == bundled_snapshot().snapshot_hash
    assert found.lists_hash != bundled_snapshot().lists_hash


def test_lists_of_other_publishers_stand_beside_each_other(shelf: ReferenceFolder) -> None:
    imported(shelf, handed(an_entity_page("Farhaven Looms", day="June 1, 2026"), "dhs"))
    line = json.dumps({"id": "x", "schema": "Company", "datasets": ["invented"], "properties": {"name": ["Other"]}})
    imported(shelf, handed(line + "\n", "follow-the-money"))
    assert {row.name for row in reference_on(shelf, as_of=TODAY).listed_entities} == {"Farhaven Looms", "Other"}


def test_a_short_edition_is_incomplete_until_its_publisher_s_count_says_otherwise(shelf: ReferenceFolder) -> None:
    page = an_entity_page("Farhaven Looms", day="June 1, 2026")
    plan = imported(shelf, handed(page, "dhs", FIRST))
    assert plan.state is not None
    assert (plan.state.found, plan.state.wanted, plan.state.is_complete) == (1, 144, False)
    counted = imported(shelf, handed(CBP_HEADER + an_order(), "cbp", SECOND, total=1))
    assert counted.state is not None
    assert counted.state.is_complete
    states = {each.list_name: each for each in list_completeness(reference_on(shelf, as_of=TODAY), as_of=TODAY)}
    assert (states[ENTITY_LIST].is_complete, states[ORDERS].is_complete) == (False, True)


def test_a_goods_list_without_its_inputs_does_not_lower_the_pairs_that_were_known_by_them(
    shelf: ReferenceFolder,
) -> None:

    by_input = next(
        row
        for row in bundled_snapshot().goods
        if row.input_forced_labour and not row.forced_labour and not row.child_labour
    )
    before = pair_listing(bundled_snapshot(), by_input.iso3, by_input.good).value
    imported(shelf, handed(a_goods_workbook(("Chad", "Gold", "X", "")), "dol"))
    assert pair_listing(reference_on(shelf, as_of=TODAY), by_input.iso3, by_input.good).value == before > 0


def test_an_imported_visa_coding_is_a_part_of_c_and_never_lowers_it_while_little_trusted(
    shelf: ReferenceFolder,
) -> None:
    before = country_part(bundled_snapshot(), "QAT").value
    imported(shelf, handed(f"{TIED}QAT,0,0,0,A. Coder,2025-01-01,low,own reading\n", "tied-visa"))
    assert country_part(reference_on(shelf, as_of=TODAY), "QAT").value == before
    imported(shelf, handed(f"{TIED}QAT,1,1,1,A. Coder,2025-01-01,medium,own reading\n", "tied-visa", SECOND))
    found = country_part(reference_on(shelf, as_of=TODAY), "QAT")
    assert found.value == pytest.approx((2 * before + 1) / 3)
    assert ("tied visa", 1.0) in found.readings


def test_a_bad_file_leaves_the_edition_before_in_force(shelf: ReferenceFolder) -> None:
    imported(shelf, handed(CBP_HEADER + an_order(entity="Firm A"), "cbp", FIRST))
    with pytest.raises(ListFileRefused):
        plan_import(shelf, handed(CBP_HEADER + an_order(status="?"), "cbp", SECOND), today=TODAY)
    assert firms(shelf, TODAY) == {"Firm A"}


def test_a_great_drop_is_kept_only_where_a_person_confirmed_it(shelf: ReferenceFolder) -> None:
    given = handed(CBP_HEADER + an_order(entity="Firm A"), "cbp", SECOND)
    plan = plan_import(shelf, given, today=TODAY)
    with pytest.raises(DropUnconfirmed):
        keep_import(shelf, plan, given, is_confirmed=False)
    assert shelf.editions() == ()


def test_an_edition_that_was_half_written_does_not_count(shelf: ReferenceFolder, tmp_path: Path) -> None:
    plan = imported(shelf, handed(CBP_HEADER + an_order(entity="Firm A"), "cbp", SECOND))
    (place,) = (tmp_path / "reference").iterdir()
    (place / "manifest.json").rename(place / "manifest.json.part")
    assert shelf.editions() == ()
    keep = plan_import(shelf, handed(CBP_HEADER + an_order(entity="Firm A"), "cbp", SECOND), today=TODAY)
    assert not keep.is_kept_already
    keep_import(shelf, keep, handed(CBP_HEADER + an_order(entity="Firm A"), "cbp", SECOND), is_confirmed=True)
    assert shelf.editions() == (plan.edition,)


@pytest.mark.parametrize("name", ["table.csv", "source"])
def test_an_edition_that_was_changed_on_disk_is_found_and_never_read(
    shelf: ReferenceFolder, tmp_path: Path, name: str
) -> None:
    imported(shelf, handed(CBP_HEADER + an_order(entity="Firm A"), "cbp", SECOND))
    (path,) = (tmp_path / "reference").glob(f"*/{name}")
    path.write_bytes(path.read_bytes() + b"x")
    document = verify_document(shelf, today=TODAY)
    assert document["holds"] is False
    if name == "table.csv":
        with pytest.raises(ReferenceTableError, match=r"table\.csv"):
            reference_on(ReferenceFolder(tmp_path / "reference"), as_of=TODAY)


def test_what_is_kept_is_verified_by_reading_the_publisher_s_file_again(shelf: ReferenceFolder) -> None:
    imported(shelf, handed(CBP_HEADER + an_order(entity="Firm A"), "cbp", SECOND))
    document = verify_document(shelf, today=TODAY)
    assert document["holds"] is True
    assert len(document["checks"]) == len(bundled_snapshot().tables) + 1  # type: ignore[arg-type]


def test_the_body_of_the_statement_names_both_hashes_and_the_completeness(shelf: ReferenceFolder) -> None:
    from pydantic import TypeAdapter

    from ledger.model.bodies import BODY_OF
    from ledger.model.statement import Kind

    plan = imported(shelf, handed(CBP_HEADER + an_order(), "cbp", SECOND, total=2))
    body = snapshot_body(plan.edition, plan.state)
    read = TypeAdapter(BODY_OF[Kind.SNAPSHOT]).validate_json(json.dumps(body))
    assert (read.completeness, read.found, read.wanted) == ("incomplete", 1, 2)
    assert read.table_sha256 == f"0x{plan.edition.sha256}"
    with pytest.raises(ValueError, match="found and wanted"):
        TypeAdapter(BODY_OF[Kind.SNAPSHOT]).validate_json(json.dumps({**body, "found": None}))  # type: ignore[dict-item]


def test_two_editions_of_one_day_are_told_apart_by_their_import(shelf: ReferenceFolder) -> None:
    for name, day in (("Firm A", TODAY), ("Firm B", TODAY + timedelta(days=1))):
        given = handed(CBP_HEADER + an_order(entity=name), "cbp", SECOND)
        plan = plan_import(shelf, given, today=day)
        keep_import(shelf, plan, given, is_confirmed=True)
    assert firms(shelf, TODAY) == {"Firm B"}


def test_the_same_rows_may_be_the_list_of_two_days_and_be_counted_later(shelf: ReferenceFolder) -> None:
    for day, total in ((FIRST, None), (SECOND, None), (SECOND, 1)):
        imported(shelf, handed(CBP_HEADER + an_order(), "cbp", day, total=total))
    assert len({each.sha256 for each in shelf.editions()}) == 2  # each row says of which day its list is
    assert len(shelf.editions()) == 3
    states = {each.list_name: each for each in list_completeness(reference_on(shelf, as_of=TODAY), as_of=TODAY)}
    assert states[ORDERS].is_complete


def test_a_list_that_does_not_ship_is_compared_with_its_own_edition_before(shelf: ReferenceFolder) -> None:
    lines = [
        json.dumps(
            {"id": f"x-{n}", "schema": "Company", "datasets": ["invented"], "properties": {"name": [f"Firm {n}"]}}
        )
        for n in range(30)
    ]
    first = imported(shelf, handed("\n".join(lines), "follow-the-money", date(2025, 1, 1)))
    assert (first.before, first.drop) == (None, None)
    second = plan_import(shelf, handed("\n".join(lines[:20]), "follow-the-money", date(2025, 2, 1)), today=TODAY)
    assert second.before == first.edition.sha256
    assert second.drop is not None
