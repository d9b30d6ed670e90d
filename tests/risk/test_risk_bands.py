"""Bands, actions and trade-order matches: the rows of section 10, the first that matches wins."""

from dataclasses import replace
from datetime import timedelta

import pytest
from risk_builders import AS_OF, a_site

from ledger.model.risk import Action, Band, TradeOrderMatch, TradeOrderStatus, Workforce
from ledger.risk.bands import band_of
from ledger.risk.method_v1 import score_site


@pytest.mark.parametrize(
    ("r", "r_hi", "k", "band"),
    [
        (0.70, 0.8, 1.0, Band.SEVERE),
        (0.5, 0.90, 1.0, Band.SEVERE),
        (0.45, 0.8, 1.0, Band.ELEVATED),
        (0.449, 0.8, 1.0, Band.WATCH),
        (0.20, 0.3, 1.0, Band.WATCH),
        (0.1, 0.35, 1.0, Band.WATCH),
        (0.1, 0.2, 0.59, Band.WATCH),
        (0.1, 0.2, 0.6, Band.NO_OPEN_ACTION),
        (0.99, 1.0, 0.39, Band.NOT_ASSESSED),
    ],
)
def test_the_first_row_that_matches_is_the_band(r: float, r_hi: float, k: float, band: Band) -> None:
    assert band_of(r=r, r_hi=r_hi, completeness=k) is band


def test_a_case_floor_is_severe_at_any_number() -> None:
    assert band_of(r=0.1, r_hi=0.2, completeness=1.0, has_case_floor=True) is Band.SEVERE


def test_p36_no_action_ends_a_relationship() -> None:
    words = " ".join(action.text for action in Action).casefold()
    assert not [word for word in ("terminate", "exit", "blacklist") if word in words]


def test_an_unassessed_site_is_treated_as_elevated_and_a_pseudo_site_is_traced() -> None:
    calm = a_site(c=0.0, g=0.0, l=0.0, answered=frozenset(), workforce=Workforce())
    assert score_site(calm, as_of=AS_OF).action is Action.TREAT_AS_ELEVATED
    assert score_site(replace(calm, is_pseudo_site=True), as_of=AS_OF).action is Action.TRACE


MATCH = TradeOrderMatch("US", "an order", TradeOrderStatus.ACTIVE, AS_OF, "https://example.org/order", confirmed=True)


def test_a_modified_order_holds_only_in_its_remaining_scope() -> None:
    modified = replace(MATCH, status=TradeOrderStatus.MODIFIED)
    assert not score_site(a_site(trade_orders=(modified,)), as_of=AS_OF).holds
    assert score_site(a_site(trade_orders=(replace(modified, in_remaining_scope=True),)), as_of=AS_OF).holds


@pytest.mark.parametrize(
    "weak",
    [
        replace(MATCH, confirmed=False),
        replace(MATCH, low_trust=True),
        replace(MATCH, status=TradeOrderStatus.REVOKED),
        replace(MATCH, as_of=AS_OF + timedelta(days=1)),
    ],
    ids=["fuzzy", "low trust", "revoked", "dated later"],
)
def test_a_match_that_is_not_confirmed_trusted_in_force_and_known_changes_nothing(weak: TradeOrderMatch) -> None:
    assert score_site(a_site(trade_orders=(weak,)), as_of=AS_OF) == score_site(a_site(), as_of=AS_OF)
