"""Each publisher's own file becomes a table; every bad row is named with number, field, reason and what mends it."""

from datetime import date

import pytest
from publisher_files import (
    AS_OF,
    CBP_HEADER,
    HUB_HEADER,
    HUB_ROW,
    a_goods_workbook,
    an_entity_page,
    an_ftm_line,
    told,
)

from ledger.errors import ListFileRefused
from ledger.reference.editions import table_bytes
from ledger.reference.load_lists import load_hub_sites, load_listed_entities
from ledger.reference.loaders.registry import load_file
from ledger.reference.loaders.told import LoadedTable
from ledger.reference.rows import Trust


def loaded(raw: bytes | str, publisher: str, as_of: date = AS_OF) -> LoadedTable:
    return load_file(raw.encode() if isinstance(raw, str) else raw, publisher, told(as_of))


def refused(raw: bytes | str, publisher: str) -> ListFileRefused:
    with pytest.raises(ListFileRefused) as error:
        loaded(raw, publisher)
    return error.value


def test_the_page_of_the_entity_list_gives_sublist_aliases_and_one_key_for_one_party() -> None:
    page = an_entity_page(
        "Farhaven Looms Co., Ltd. (also known as Far Looms Co., Ltd.; and formerly known as Old Looms)",
        "Farhaven Corps (FHC) and its subordinate and affiliated entities",
    )
    corps, looms = load_listed_entities(table_bytes(loaded(page, "dhs")).decode())
    assert (looms.name, looms.sublist, looms.effective) == (
        "Farhaven Looms Co., Ltd.",
        "2(d)(2)(B)(ii)",
        date(2022, 6, 21),
    )
    assert looms.aliases == ("Far Looms Co., Ltd.", "Old Looms")
    assert (corps.entity_key, corps.aliases) == ("farhavencorps", ("Farhaven Corps (FHC)",))


def test_the_entity_list_is_read_from_csv_as_well() -> None:
    table = loaded('Name of Entity,Effective Date,Sublist\nFarhaven Looms,"May 17, 2024",2(d)(2)(B)(v)\n', "dhs")
    assert table.rows[0]["effective"] == "2024-05-17"


@pytest.mark.parametrize(
    "page",
    [
        b"<html><p>Come back later.</p></html>",
        an_entity_page("Farhaven Looms", header="Name"),
        b"<table>" * 300_000,
        b"<p>" * 300_000,
        an_entity_page("Farhaven<table><tr><td>inner</td></tr></table>"),
        an_entity_page("Farhaven</td><td>a third cell"),
    ],
    ids=["no table", "other columns", "nested tables", "tag bomb", "table in a table", "three cells"],
)
def test_a_page_that_is_not_the_list_is_refused(page: bytes) -> None:
    assert refused(page, "dhs").publisher == "US Department of Homeland Security"


def test_a_party_of_the_page_with_a_day_to_come_is_refused() -> None:
    assert refused(an_entity_page("Farhaven Looms", day="June 21, 2032"), "dhs").rows[0].field == "Effective Date"


def test_the_goods_workbook_names_countries_as_the_agency_does() -> None:
    table = loaded(a_goods_workbook(("Burma", "Teak ", "X", "X"), ("Cote d'Ivoire", "Cocoa", "x", "")), "dol")
    kept = [(row["iso3"], row["good"], row["child_labour"], row["forced_labour"]) for row in table.rows]
    assert kept == [("MMR", "Teak", "1", "1"), ("CIV", "Cocoa", "1", "0")]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (("Atlantis", "Salt", "X", ""), "Country"),
        (("Chad", "", "X", ""), "Good"),
        (("Chad", "Salt", "often", ""), "Child Labor"),
        (("Chad", "Salt", "", ""), "Child Labor, Forced Labor"),
    ],
)
def test_a_bad_row_of_the_workbook_is_refused(row: tuple[str, ...], field: str) -> None:
    (bad,) = refused(a_goods_workbook(("Chad", "Gold", "X", ""), row), "dol").rows
    assert (bad.row, bad.field) == (4, field)


def test_a_workbook_with_other_columns_or_no_workbook_at_all_is_refused() -> None:
    header = ("Country/Area", "Good", "Child Labor", "Forced Labor", "Colour")
    assert (
        "unknown columns: Colour"
        in refused(a_goods_workbook(("Chad", "Gold", "X", "", "red"), header=header), "dol").reason
    )
    assert "no sheet has the columns" in refused(a_goods_workbook(header=("Country", "Good")), "dol").reason
    assert "is no readable XLSX workbook" in refused(b"PK\x03\x04 no zip", "dol").reason


WIDE = '"Country Name","Country Code","Series Name","Series Code","2022 [YR2022]","2023 [YR2023]"\n'


def test_the_bank_s_wide_export_gives_the_newest_year_and_no_row_for_a_missing_value() -> None:
    rows = (
        "India,IND,Rule of Law: Estimate,RL.EST,0.1,0.2\nChad,TCD,Rule of Law: Estimate,RL.EST,-1.1,..\n"
        "India,IND,Control of Corruption: Estimate,CC.EST,9,9\n\n\nData from database: Indicators,,,,,\n"
    )
    table = loaded(WIDE + rows, "world-bank")
    assert [(row["iso3"], row["estimate"]) for row in table.rows] == [("IND", "0.2")]


def test_the_bank_s_long_form_gives_the_newest_year() -> None:
    header = "Economy (code),Economy (name),Year,Governance estimate (approx. -2.5 to +2.5)\n"
    table = loaded(f"{header}IND,India,2023,0.1\nIND,India,2024,-0.25\nTCD,Chad,2024,..\n", "world-bank")
    assert [(row["iso3"], row["estimate"]) for row in table.rows] == [("IND", "-0.25")]


@pytest.mark.parametrize("estimate", ["nan", "inf", "4.1", "high"])
def test_an_impossible_estimate_is_refused(estimate: str) -> None:
    assert refused(f"{WIDE}India,IND,Rule of Law,RL.EST,0,{estimate}\n", "world-bank").rows[0].field == "estimate"


@pytest.mark.parametrize(
    ("written", "tier"),
    [("Tier 1", "1"), ("Tier 2 Watch List", "2WL"), ("2WL", "2WL"), ("Special Case", "SC"), ("tier 3", "3")],
)
def test_a_tier_is_read_however_it_is_spelled(written: str, tier: str) -> None:
    assert loaded(f"Country,Tier\nIndia,{written}\n", "tip").rows[0]["tier"] == tier


def test_an_unknown_tier_or_country_is_refused() -> None:
    error = refused("Country,Tier\nIndia,5\nAtlantis,2\n", "tip")
    assert [(row.row, row.field) for row in error.rows] == [(2, "Tier"), (3, "Country")]


def test_a_site_of_the_hub_is_of_medium_trust_and_told_once() -> None:
    table = loaded(HUB_HEADER + HUB_ROW + HUB_ROW, "open-supply-hub")
    (row,) = load_hub_sites(table_bytes(table).decode())
    assert (row.iso3, row.latitude, row.sectors, row.is_closed) == ("IND", 19.1, ("Apparel", "Textiles"), False)
    assert row.origin.trust is Trust.MEDIUM


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("19.1", "191", "lat"),
        ("IN,", "QQ,", "country_code"),
        ("False", "maybe", "is_closed"),
        ("IN2026001ABCDEF", "", "os_id"),
    ],
)
def test_a_bad_site_of_the_hub_is_refused(old: str, new: str, field: str) -> None:
    assert refused(HUB_HEADER + HUB_ROW.replace(old, new, 1), "open-supply-hub").rows[0].field == field


def test_a_party_of_a_watch_list_gets_names_numbers_address_and_the_day_of_its_sanction() -> None:
    raw = (
        an_ftm_line(
            alias=["Far Looms"], jurisdiction=["in"], leiCode=["529900"], addressEntity=["a-1"], topics=["sanction"]
        )
        + an_ftm_line("a-1", schema="Address", full=["1 Mill Road, Farhaven"])
        + an_ftm_line("s-1", schema="Sanction", entity=["x-1"], startDate=["2024-02-03"])
    )
    (row,) = load_listed_entities(table_bytes(loaded(raw, "follow-the-money")).decode())
    assert (row.name, row.aliases, row.iso3) == ("Farhaven Looms", ("Far Looms",), "IND")
    assert (row.identifiers, row.addresses) == (("529900",), ("1 Mill Road, Farhaven",))
    assert (row.effective, row.list_name) == (date(2024, 2, 3), "FollowTheMoney made_up_list")


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("not json\n", "line"),
        ("[1, 2]\n", "line"),
        ('{"id": "y"}\n', "line"),
        ('{"id": "y", "schema": "Company", "properties": []}\n', "properties"),
        ("[" * 5_000 + "]" * 5_000 + "\n", "line"),
        (an_ftm_line(), "id"),
        (an_ftm_line("y", name=[]), "name"),
        (an_ftm_line("y", name=[" "]), "name"),
    ],
)
def test_a_bad_line_of_a_watch_list_is_refused(line: str, field: str) -> None:
    (bad,) = refused(an_ftm_line() + line, "follow-the-money").rows
    assert (bad.row, bad.field) == (2, field)


def test_a_file_that_is_too_large_or_no_text_is_refused() -> None:
    assert "not UTF-8" in refused(CBP_HEADER.encode() + b"\xff\xfe\n", "cbp").reason
    assert "NUL" in refused(CBP_HEADER + "\x00\n", "cbp").reason
    assert "line 2" in refused(CBP_HEADER + '"' + "x" * 200_000 + '"\n', "cbp").reason
    assert "more than 64000000" in refused(b"x" * 64_000_001, "cbp").reason


def test_a_table_in_our_own_columns_is_checked_as_the_bundled_ones_are() -> None:
    header = "iso3,single_employer,consent_to_leave,exit_offence,publisher,as_of,trust,source\n"
    row = "QAT,0.5,0,0.5,A. Coder,2025-01-01,medium,own reading of the law\n"
    assert loaded(header + row, "tied-visa").rows[0]["iso3"] == "QAT"
    assert "a share from 0 to 1" in refused(header + row.replace("0.5", "1.5", 1), "tied-visa").reason
    assert "no row" in refused(header, "tied-visa").reason
    assert "is dated after" in refused(header + row.replace("2025", "2027"), "tied-visa").reason
