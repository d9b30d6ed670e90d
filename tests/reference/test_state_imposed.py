"""Rule R4's places: by country, by a region's name or code, by where a site lies; and what is not flagged."""

from dataclasses import replace
from datetime import date

import pytest

from ledger.errors import RiskInputError
from ledger.reference.snapshot import as_known_on, bundled_snapshot
from ledger.reference.state_imposed import is_told_apart, state_imposed_labour

SNAPSHOT = bundled_snapshot()


@pytest.mark.parametrize("country", ["KP", "TM", "ER", "PRK", "795"])
def test_a_whole_country_is_flagged_whatever_region_is_named(country: str) -> None:
    assert state_imposed_labour(SNAPSHOT, country, region="anywhere") is not None


@pytest.mark.parametrize(
    "region",
    [
        *(
            "Xinjiang",
            "XUAR, Aksu",
            "CN-XJ",
            "Xinjiang Uyghur Autonomous Region",
            "新疆",
            "新 疆",
            "XJ",
            "CN-65",
            "Bingtuan",
        ),
        *("Ürümqi", "Urumqi", "Kashgar", "Hotan", "X\u200binjiang", "Хinjiang", "\uff38\uff29\uff2e\uff2a\uff29ANG"),
    ],
)
def test_a_region_is_flagged_by_its_names_and_its_code(region: str) -> None:
    found = state_imposed_labour(SNAPSHOT, "CN", region=region)
    assert found is not None
    assert found.region == "CN-XJ"


def test_a_site_that_names_no_region_is_flagged_by_where_it_lies() -> None:
    assert state_imposed_labour(SNAPSHOT, "CN", latitude=39.47, longitude=75.99) is not None  # Kashgar
    assert state_imposed_labour(SNAPSHOT, "CN", latitude=31.23, longitude=121.47) is None  # Shanghai
    assert state_imposed_labour(SNAPSHOT, "KG", latitude=40.5, longitude=74.0) is None  # the next country


def test_swapped_coordinates_are_flagged_and_a_name_clears_nothing() -> None:
    assert state_imposed_labour(SNAPSHOT, "CN", latitude=87.6, longitude=43.8) is not None
    assert not is_told_apart(SNAPSHOT, "CN", region="Guangdong")
    assert not is_told_apart(SNAPSHOT, "CN", region="CN-XJ")
    assert is_told_apart(SNAPSHOT, "CN", region="CN\u2013SH ")
    assert is_told_apart(SNAPSHOT, "BD", region=None)
    assert not is_told_apart(SNAPSHOT, "KP", latitude=39.0, longitude=125.7)


def test_no_other_region_is_flagged_by_a_name_that_holds_one() -> None:
    others = ["Jilin", "Yiliang, Yunnan", "Jinjiang, Fujian", "Guangxi", "Gansu"]
    assert [each for each in others if state_imposed_labour(SNAPSHOT, "CN", region=each)] == []


def test_another_region_another_country_and_no_country_are_not_flagged() -> None:
    assert state_imposed_labour(SNAPSHOT, "CN", region="Guangdong") is None
    assert state_imposed_labour(SNAPSHOT, "BD", region="Xinjiang") is None
    assert state_imposed_labour(SNAPSHOT, None) is None


def test_a_flag_counts_from_its_day_on() -> None:
    before = as_known_on(SNAPSHOT, date(2022, 6, 20))
    assert state_imposed_labour(before, "CN", region="Xinjiang") is None
    assert state_imposed_labour(as_known_on(SNAPSHOT, date(2022, 6, 21)), "CN", region="Xinjiang") is not None


def test_a_code_that_is_no_country_is_an_error_and_not_a_clearance() -> None:
    with pytest.raises(RiskInputError):
        state_imposed_labour(SNAPSHOT, "QQ")


def test_every_row_names_its_source_and_says_why() -> None:
    assert {row.iso3 for row in SNAPSHOT.state_imposed} == {"CHN", "ERI", "PRK", "TKM"}
    assert all(len(row.basis) > 20 and row.origin.source for row in SNAPSHOT.state_imposed)


def test_without_the_table_nothing_is_flagged() -> None:
    """The planted bug that the other tests see: an empty table."""
    assert state_imposed_labour(replace(SNAPSHOT, state_imposed=()), "KP") is None
