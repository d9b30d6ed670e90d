"""P32 and P33 as laws of any site: what weak, later, modified and lifted matches do, which is nothing."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from risk_builders import AS_OF, QUICK, sites

from ledger.model.risk import Band, SiteInputs, TradeOrderMatch, TradeOrderStatus
from ledger.risk.method_v1 import score_site

matches = st.builds(
    TradeOrderMatch,
    market=st.sampled_from(["US", "EU"]),
    order=st.sampled_from(["order one", "order two"]),
    status=st.sampled_from(TradeOrderStatus),
    as_of=st.integers(0, 400).map(lambda back: AS_OF - timedelta(days=back)),
    source=st.just("https://lists.example/orders"),
    confirmed=st.booleans(),
    low_trust=st.booleans(),
    in_remaining_scope=st.booleans(),
)
several = st.lists(matches, min_size=1, max_size=4).map(tuple)


def assert_nothing_changes(site: SiteInputs, found: tuple[TradeOrderMatch, ...]) -> None:
    now, then = (score_site(replace(site, trade_orders=orders), as_of=AS_OF) for orders in ((), found))
    assert then == now
    assert then.band is not Band.TRADE_ORDER_MATCH


@given(sites, several, st.data())
@QUICK
def test_p32_a_fuzzy_or_low_trust_match_changes_neither_r_nor_band(
    site: SiteInputs, found: tuple[TradeOrderMatch, ...], data: st.DataObject
) -> None:
    weak = tuple(
        replace(each, confirmed=False) if data.draw(st.booleans()) else replace(each, low_trust=True) for each in found
    )
    assert_nothing_changes(site, weak)


@given(sites, several, st.integers(1, 400))
@QUICK
def test_p33_an_order_that_was_revoked_or_is_dated_later_creates_no_hold(
    site: SiteInputs, found: tuple[TradeOrderMatch, ...], later: int
) -> None:
    sure = tuple(replace(each, confirmed=True, low_trust=False) for each in found)
    assert_nothing_changes(site, tuple(replace(each, status=TradeOrderStatus.REVOKED) for each in sure))
    assert_nothing_changes(site, tuple(replace(each, as_of=AS_OF + timedelta(days=later)) for each in sure))


@given(sites, several)
@QUICK
def test_p33_of_a_modified_order_only_the_remaining_scope_holds(
    site: SiteInputs, found: tuple[TradeOrderMatch, ...]
) -> None:
    modified = tuple(
        replace(each, confirmed=True, low_trust=False, status=TradeOrderStatus.MODIFIED, in_remaining_scope=False)
        for each in found
    )
    assert_nothing_changes(site, modified)
