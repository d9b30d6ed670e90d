"""A tier from its sites: P22 to P26 as laws, the guard, the shares and the bands."""

from dataclasses import replace
from math import nan

import pytest
from hypothesis import given
from hypothesis import strategies as st
from risk_builders import AS_OF, NEAR, QUICK, a_score, fractions

from ledger.errors import RiskInputError
from ledger.model.risk import Action, Band, SiteShare, TradeOrderMatch, TradeOrderStatus
from ledger.risk.aggregate import guard
from ledger.risk.method_v1 import score_tier

volumes = st.floats(1e-6, 1e6)
members = st.lists(st.builds(lambda r, v: SiteShare(a_score(r), v), fractions, volumes), min_size=1, max_size=12)


def tier_of(given_members: list[SiteShare]) -> float:
    return score_tier(1, given_members).score


@given(members)
@QUICK
def test_p22_a_tier_is_between_the_guard_and_its_worst_site(sites: list[SiteShare]) -> None:
    worst = max(member.site.r for member in sites)
    assert guard(worst) <= tier_of(sites) <= worst


@given(members, st.floats(1e-3, 1e3))
@QUICK
def test_p23_the_unit_of_volume_changes_nothing(sites: list[SiteShare], factor: float) -> None:
    scaled = [replace(member, share=member.share * factor) for member in sites]
    assert tier_of(scaled) == pytest.approx(tier_of(sites), abs=NEAR)


@given(members, fractions)
@QUICK
def test_p24_splitting_a_site_does_not_lower_its_tier(sites: list[SiteShare], part: float) -> None:
    first, *rest = sites
    halves = [replace(first, share=first.share * part), replace(first, share=first.share * (1 - part))]
    assert tier_of([*halves, *rest]) >= tier_of(sites) - NEAR


@given(members, fractions)
@QUICK
def test_p25_a_riskier_site_never_lowers_its_tier(sites: list[SiteShare], r: float) -> None:
    first, *rest = sites
    riskier = replace(first, site=a_score(max(r, first.site.r)))
    assert tier_of([riskier, *rest]) >= tier_of(sites) - NEAR


@given(members, fractions)
@QUICK
def test_p26_hiding_a_better_site_never_lowers_its_tier(sites: list[SiteShare], r: float) -> None:
    unknown = a_score(max(r, sites[0].site.r), is_pseudo_site=True, k=0.0)
    assert tier_of([replace(sites[0], site=unknown), *sites[1:]]) >= tier_of(sites) - NEAR


@given(members, st.randoms(use_true_random=False))
@QUICK
def test_p3_the_order_of_sites_changes_nothing(sites: list[SiteShare], random: st.DrawFn) -> None:
    shuffled = list(sites)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert tier_of(shuffled) == tier_of(sites)


def test_the_unknown_share_and_the_bands_stand_beside_the_score() -> None:
    known = a_score(0.1, site="known", band=Band.NO_OPEN_ACTION)
    unknown = a_score(0.8, site="unknown", band=Band.NOT_ASSESSED, is_pseudo_site=True, k=0.0)
    tier = score_tier(3, [SiteShare(known, 30), SiteShare(unknown, 10), SiteShare(known, 0)])
    assert (tier.tier, tier.unknown_share, tier.completeness) == (3, 0.25, 0.75)
    assert dict(tier.band_counts)[Band.NOT_ASSESSED] == 1
    assert [member.share for member in tier.shares] == [0.75, 0.25]


def test_a_tier_that_is_wholly_unknown_is_traced() -> None:
    unknown = a_score(0.8, is_pseudo_site=True, k=0.0)
    tier = score_tier(4, [SiteShare(unknown, 1)])
    assert (tier.band, tier.action, tier.unknown_share) == (Band.NOT_ASSESSED, Action.TRACE, 1.0)


def test_a_matched_site_gives_its_tier_the_band_at_any_share() -> None:
    order = TradeOrderMatch("US", "order", TradeOrderStatus.ACTIVE, AS_OF, "src", confirmed=True)
    tier = score_tier(2, [SiteShare(a_score(0.1), 999), SiteShare(a_score(0.97, holds=(order,)), 1)])
    assert tier.band is Band.TRADE_ORDER_MATCH


def test_the_interval_of_a_tier_is_the_same_formula_on_both_ends() -> None:
    wide = a_score(0.5, r_lo=0.2, r_hi=0.9)
    tier = score_tier(1, [SiteShare(wide, 1)])
    assert (tier.lo, tier.score, tier.hi) == pytest.approx((0.2, 0.5, 0.9))


@pytest.mark.parametrize("shares", [[-1.0, 2.0], [nan, 1.0], [0.0, 0.0], []])
def test_shares_that_are_none_are_refused(shares: list[float]) -> None:
    with pytest.raises(RiskInputError, match="share"):
        score_tier(1, [SiteShare(a_score(0.5), share) for share in shares])


def test_the_case_floor_stays_with_its_site() -> None:
    assert score_tier(1, [SiteShare(a_score(0.1, band=Band.SEVERE), 1)]).band is not Band.SEVERE
