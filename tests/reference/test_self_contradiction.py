"""A file that contradicts itself, or is of a day to come, is refused; a day before every row of a table too."""

from datetime import date
from math import inf, nan
from pathlib import Path

import pytest
from publisher_files import AS_OF, CBP_HEADER, HUB_HEADER, HUB_ROW, a_goods_workbook, an_entity_page, an_order, told

from ledger.documents.reference_folder import ReferenceFolder
from ledger.errors import ListFileRefused, RiskInputError, Unacceptable
from ledger.jobs.reference_import import HandedIn, plan_import
from ledger.reference.countries import country_part
from ledger.reference.goods import commodity_part
from ledger.reference.loaders.registry import load_file
from ledger.reference.snapshot import as_known_on, bundled_snapshot

COMPILED = date(2026, 11, 22)  # the day on which the shipped tables were last compiled
INDICATOR = b"Economy (code),Year,Governance estimate (approx. -2.5 to +2.5)\n"
SECTORS = b"sector,designated,good,basis,publisher,as_of,trust,source\n"
SECTOR = b"Farming,%s,Rice,named,A. Coder,2026-01-01,medium,own reading\n"
CONTRADICTIONS = {
    "tip": (b"Country,Tier\nIndia,2\nChad,1\nIndia,3\n", 4, "tier '2' and '3'", "row 2"),
    "cbp": (
        (CBP_HEADER + an_order() + an_order(status="Inactive")).encode(),
        3,
        "status 'active' and 'revoked'",
        "row 2",
    ),
    "world-bank": (INDICATOR + b"IND,2024,-0.2\nIND,2024,0.2\n", 3, "estimate '-0.2' and '0.2'", "row 2"),
    "dol": (
        a_goods_workbook(("Chad", "Gold", "X", ""), ("Chad", "GOLD", "", "X")),
        4,
        "child_labour '1' and '0'",
        "row 3",
    ),
    "dhs": (
        b"Name of Entity,Effective Date,Sublist\n"
        b"Far Looms,2024-05-17,2(d)(2)(B)(v)\nFar Looms,2024-06-17,2(d)(2)(B)(v)\n",
        3,
        "effective '2024-05-17' and '2024-06-17'",
        "row 2",
    ),
    "priority-sectors": (
        SECTORS + SECTOR % b"2025-01-01" + SECTOR % b"2025-02-01",
        3,
        "designated '2025-01-01' and '2025-02-01'",
        "row 2",
    ),
}


@pytest.mark.parametrize("publisher", sorted(CONTRADICTIONS))
def test_two_rows_that_say_otherwise_of_one_thing_are_both_named(publisher: str) -> None:
    raw, row, values, earlier = CONTRADICTIONS[publisher]
    with pytest.raises(ListFileRefused) as error:
        load_file(raw, publisher, told())
    (refused,) = error.value.rows
    assert refused.row == row
    assert values in refused.reason
    assert earlier in refused.reason


@pytest.mark.parametrize(
    ("raw", "publisher"),
    [
        (b"Country,Tier\nIndia,2\nIndia,2\n", "tip"),
        ((CBP_HEADER + an_order() + an_order(goods="Rice")).encode(), "cbp"),
        (an_entity_page("Farhaven Looms", "Farhaven Looms"), "dhs"),
        ((HUB_HEADER + HUB_ROW + HUB_ROW.replace("1 Mill Road", "Mill Road 1")).encode(), "open-supply-hub"),
    ],
    ids=["said twice", "two goods", "doubled party", "two contributors"],
)
def test_rows_that_agree_or_speak_of_two_things_are_taken(raw: bytes, publisher: str) -> None:
    assert load_file(raw, publisher, told()).rows


def test_a_file_of_a_day_to_come_is_refused_and_takes_force_on_no_day(tmp_path: Path) -> None:
    shelf = ReferenceFolder(tmp_path)
    ahead = HandedIn(CBP_HEADER.encode() + an_order().encode(), "orders.csv", "cbp", date(2027, 10, 1))
    with pytest.raises(Unacceptable, match="2027-10-01 is after today, 2026-11-22"):
        plan_import(shelf, ahead, today=COMPILED)
    assert plan_import(shelf, HandedIn(ahead.raw, "orders.csv", "cbp", AS_OF), today=AS_OF).edition.as_of == AS_OF


def test_no_shipped_table_and_no_row_in_it_is_dated_after_the_day_it_was_compiled() -> None:
    tables = bundled_snapshot()
    assert [facts.table for facts in tables.tables if facts.as_of > COMPILED] == []
    scored = (*tables.countries, *tables.goods, *tables.tip, *tables.rule_of_law, *tables.sectors)
    screened = (*tables.state_imposed, *tables.priority_sectors, *tables.listed_entities, *tables.trade_orders)
    rows = (*scored, *screened, *tables.entity_counts, *tables.ratifications)
    assert max(row.origin.as_of for row in rows) <= COMPILED


@pytest.mark.parametrize(
    ("day", "table", "edition"),
    [(date(2026, 6, 29), "rule_of_law_2024", "2026-06-30"), (date(2024, 9, 4), "goods_list_2024", "2024-09-05")],
)
def test_a_day_before_every_row_of_a_table_names_the_table_and_its_day(day: date, table: str, edition: str) -> None:
    known = as_known_on(bundled_snapshot(), day)
    with pytest.raises(RiskInputError) as refused:
        country_part(known, "VNM") if table.startswith("rule") else commodity_part(known, "Cotton")
    assert f"no row of {table} was known on {day}; this edition is of {edition}" in str(refused.value)
    assert "import an older edition" in refused.value.mend


@pytest.mark.parametrize(
    ("value", "reason"),
    [(None, "is missing"), (nan, "is not a number"), (inf, "is infinite"), (1.5, "out of its range")],
)
def test_a_refused_input_says_which_of_the_four_it_is(value: float | None, reason: str) -> None:
    assert reason in str(RiskInputError(field="L", value=value, mend="give a number").facts()["reason"])
