"""Nothing dated after the cut-off becomes a feature, and a reader that looks ahead is caught."""

from dataclasses import replace
from datetime import date

import pytest
from little_archive import EARLIER, LATER, PLAN, a_little_archive, listed, origin

from ledger.backtest.features import features, note_snapshot
from ledger.backtest.labels import first_orders, new_listings
from ledger.backtest.load import bundled_archive
from ledger.backtest.run import run_study
from ledger.backtest.window import Spy, Window
from ledger.errors import LookedAhead, RiskInputError
from ledger.reference.rows import GoodsRow, TipRow
from ledger.reference.snapshot import bundled_snapshot


def test_every_row_that_a_study_reads_is_dated_on_or_before_its_cut_off() -> None:
    spy = Spy()
    features(Window(bundled_archive(), EARLIER, spy), with_mapped_goods=True)
    assert len(spy.seen) > 500
    assert max(day for _, day in spy.seen) <= EARLIER


def test_a_planted_later_listing_changes_no_feature() -> None:
    archive = a_little_archive()
    planted = listed("AAA", "tea", forced=True, on=LATER)
    leaky = replace(archive, editions=((2016, (*archive.edition(2016), planted)), archive.editions[1]))
    clean, found = (features(Window(each, EARLIER, Spy()), with_mapped_goods=False) for each in (archive, leaky))
    assert found.forced.tolist() == clean.forced.tolist()
    assert found.good_prior.tolist() == clean.good_prior.tolist()


def test_a_planted_later_tier_does_not_replace_the_one_that_was_known() -> None:
    archive = a_little_archive()
    leaky = replace(archive, tip=(*archive.tip, TipRow("AAA", "3", "listed", origin(LATER))))
    found = features(Window(leaky, EARLIER, Spy()), with_mapped_goods=False)
    assert found.tip[found.country_at["AAA"]] == 0


def test_a_window_that_is_opened_too_far_is_caught_by_the_spy() -> None:
    spy = Spy()
    features(Window(a_little_archive(), LATER, spy), with_mapped_goods=False)
    with pytest.raises(LookedAhead) as caught:
        spy.refuse_later_than(EARLIER)
    assert caught.value.row_date == LATER.isoformat()


def test_the_product_s_own_tables_let_no_later_row_through() -> None:
    spy = Spy()
    known = features(Window(bundled_archive(), EARLIER, spy), with_mapped_goods=False)
    dated = [row.origin.as_of for row in (*known.snapshot.goods, *known.snapshot.tip, *known.snapshot.rule_of_law)]
    assert dated
    assert max(dated) <= EARLIER
    assert any(table == "snapshot goods" for table, _ in spy.seen)


def test_a_later_row_in_any_table_of_the_product_s_snapshot_is_caught() -> None:
    spy = Spy()
    note_snapshot(bundled_snapshot(), spy)
    assert {"snapshot goods", "snapshot tip", "snapshot rule_of_law"} <= set(spy.latest())
    with pytest.raises(LookedAhead):
        spy.refuse_later_than(EARLIER)


def test_before_the_first_edition_there_is_nothing_to_read() -> None:
    with pytest.raises(RiskInputError) as refused:
        run_study(a_little_archive(), replace(PLAN, cut_off=date(2010, 1, 1)))
    assert refused.value.field == "cut_off"


def newly_listed(earlier: list[GoodsRow], later: list[GoodsRow]) -> frozenset[tuple[str, str]]:
    archive = replace(a_little_archive(), editions=((2001, tuple(earlier)), (2002, tuple(later))))
    return new_listings(archive, since=2001, until=2002)


def test_a_renamed_good_is_no_new_listing() -> None:
    earlier, later = [listed("MYS", "Oil (Palm)", forced=True)], [listed("MYS", "Palm Fruit", forced=True)]
    assert newly_listed(earlier, later) == frozenset()


def test_the_same_letters_in_another_encoding_are_the_same_good() -> None:
    earlier, later = [listed("BRA", "A\u00e7a\u00ed", forced=True)], [listed("BRA", "Ac\u0327ai\u0301", forced=True)]
    assert newly_listed(earlier, later) == frozenset()


def test_a_child_labour_row_that_becomes_a_forced_labour_row_is_a_new_listing() -> None:
    earlier, later = [listed("CCC", "Cotton", child=True)], [listed("CCC", "cotton", child=True, forced=True)]
    assert newly_listed(earlier, later) == {("CCC", "cotton")}


def test_a_row_that_has_gone_is_no_label() -> None:
    assert newly_listed([listed("CCC", "cotton", forced=True)], []) == frozenset()


def test_a_pair_that_was_listed_through_its_inputs_is_not_new_two_editions_later() -> None:
    archive = bundled_archive()
    assert ("IDN", "palm oil") in new_listings(archive, since=2016, until=2022)
    again = replace(archive, editions=(*archive.editions, (2030, (listed("IDN", "palm oil", forced=True),))))
    assert new_listings(again, since=2022, until=2030) == frozenset()


def test_only_the_first_order_on_a_pair_counts_and_only_after_the_cut_off() -> None:
    archive = a_little_archive()
    again = replace(archive.orders[0], day=date(2020, 1, 1))
    assert first_orders((again, *archive.orders), after=EARLIER)[("DDD", "cotton")] == date(2019, 1, 1)
    assert first_orders((again, *archive.orders), after=date(2019, 6, 1)) == {}
