"""An imported table of producers and exports reaches the scores, and what it leaves out never clears anybody."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.documents.reference_folder import ReferenceFolder
from ledger.errors import ListFileRefused, ReferenceTableError
from ledger.jobs.reference import reference_on
from ledger.jobs.reference_document import import_document
from ledger.jobs.reference_import import HandedIn, keep_import, plan_import
from ledger.reference import cells
from ledger.reference.goods import commodity_part, listing_origins, pair_listing
from ledger.reference.keys import KEYS, READ_BY
from ledger.reference.pseudo_site import pseudo_site_inputs
from ledger.reference.quartile import upper_quartile, weighted_upper_quartile
from ledger.reference.rows import Origin, ProducerRow, Trust
from ledger.reference.snapshot import ReferenceSnapshot, as_known_on, bundled_snapshot

TODAY = date(2026, 11, 22)
HIGH = Origin("an office of statistics", date(2026, 10, 1), Trust.HIGH, "a table")
SHIPPED = bundled_snapshot()
ORIGINS = listing_origins(SHIPPED, "Cotton")
HEADER = "iso3,good,exports,publisher,as_of,trust,source\n"
CLEAN = "DNK"  # no list names it for cotton


def with_rows(*rows: ProducerRow) -> ReferenceSnapshot:
    return replace(SHIPPED, producers=rows)


def cotton(iso3: str, exports: float | None, origin: Origin = HIGH) -> ProducerRow:
    return ProducerRow(iso3, "cotton", exports, origin)


def whole(exports_of_clean: float, *, of_the_listed: float = 1.0) -> ReferenceSnapshot:
    return with_rows(*(cotton(iso3, of_the_listed) for iso3 in ORIGINS), cotton(CLEAN, exports_of_clean))


def imported(folder: Path, text: str) -> ReferenceSnapshot:
    shelf = ReferenceFolder(folder / "reference")
    handed = HandedIn((HEADER + text).encode(), "producers.csv", "producers", date(2026, 10, 2))
    keep_import(shelf, plan_import(shelf, handed, today=TODAY), handed, is_confirmed=False)
    return reference_on(shelf, as_of=TODAY)


def test_imported_producers_are_counted_in_the_part_of_the_good_and_named_in_the_result(tmp_path: Path) -> None:
    before = commodity_part(SHIPPED, "Cotton")
    found = imported(tmp_path, f"{CLEAN},Cotton,,an office,2026-10-01,high,a table\n")
    part = commodity_part(found, "Cotton")
    assert (before.basis, part.basis) == ("listed-only", "producers")
    assert part.value < before.value
    assert "producers:cotton (an office)" in part.sources
    assert found.snapshot_hash != SHIPPED.snapshot_hash
    assert commodity_part(found, "Bricks").basis == "listed-only"


def test_an_import_says_who_reads_the_table(tmp_path: Path) -> None:
    assert set(READ_BY) == set(KEYS)
    handed = HandedIn(f"{HEADER}{CLEAN},Cotton,,an office,2026-10-01,high,x\n".encode(), "p", "producers", HIGH.as_of)
    plan = plan_import(ReferenceFolder(tmp_path), handed, today=TODAY)
    assert "more producers lower it" in str(import_document(plan, is_kept=False)["read_by"])


def test_a_table_that_leaves_the_listed_countries_out_counts_them_all_the_same() -> None:
    one = commodity_part(with_rows(cotton(CLEAN, None)), "Cotton")
    every = commodity_part(with_rows(*(cotton(iso3, None) for iso3 in (*ORIGINS, CLEAN))), "Cotton")
    assert one.value == every.value


def test_producers_of_little_trust_count_nothing() -> None:
    rumour = replace(HIGH, trust=Trust.LOW)
    assert commodity_part(with_rows(cotton(CLEAN, 9.0, rumour)), "Cotton") == commodity_part(SHIPPED, "Cotton")


def test_exports_weigh_the_origins_of_an_unknown_share() -> None:
    def listing(snapshot: ReferenceSnapshot) -> float:
        return pair_listing(snapshot, None, "Cotton").value

    assert listing(SHIPPED) == listing(whole(0.0)) == 1.0
    assert listing(whole(1000.0)) == 0.0
    site = pseudo_site_inputs(whole(1000.0), "Carpets", site="?", name="?")
    assert site.country_part == pseudo_site_inputs(SHIPPED, "Carpets", site="?", name="?").country_part


@pytest.mark.parametrize("left_out", ["a row", "a figure", "trust"])
def test_exports_that_leave_a_listed_origin_out_weigh_nothing(left_out: str) -> None:
    rows = list(whole(1000.0).producers)
    rumour = replace(HIGH, trust=Trust.LOW)
    first = {"a row": [], "a figure": [cotton(ORIGINS[0], None)], "trust": [cotton(ORIGINS[0], 1.0, rumour)]}
    found = pseudo_site_inputs(with_rows(*first[left_out], *rows[1:]), "Cotton", site="?", name="?")
    plain = pseudo_site_inputs(SHIPPED, "Cotton", site="?", name="?")
    assert (found.country_part, found.listing_part.value) == (plain.country_part, plain.listing_part.value)


def test_rows_of_a_later_day_are_not_known_yet() -> None:
    assert as_known_on(whole(1.0), date(2026, 9, 30)).producers == ()


@pytest.mark.parametrize(
    "row",
    [
        *("Atlantis,Cotton,1", "DNK,,1", "DNK,Cotton,-1", "DNK,Cotton,many", "DNK,Cotton,1e308"),
        *("DNK,Cotton,1_0", "DNK,Cotton,٣", "DNK,Cotton,inf", "DNK,Cotton,0x10"),
    ],
)
def test_a_bad_row_is_refused_and_nothing_is_kept(tmp_path: Path, row: str) -> None:
    with pytest.raises(ListFileRefused):
        imported(tmp_path, f"{row},an office,2026-10-01,high,a table\n")
    assert not (tmp_path / "reference").exists()


@pytest.mark.parametrize("day", ["20261001", "2026-W40-4", "٢٠٢٦-10-01", "2026-10-1"])
def test_a_day_is_a_full_date_and_nothing_else(day: str) -> None:
    with pytest.raises(ReferenceTableError):
        cells.day({"as_of": day}, "as_of", "producers row 2")


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
@settings(max_examples=50, deadline=None)
def test_with_equal_weights_the_quartile_is_never_below_the_plain_one(values: list[float]) -> None:
    assert weighted_upper_quartile("C", ((value, 1.0) for value in values)) >= upper_quartile("C", values)
