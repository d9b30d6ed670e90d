"""Closing a gap: what is computed once for several is what each of them gives."""

import pytest
from hypothesis import given, settings
from risk_builders import AS_OF, a_site, sites

from ledger.model.risk import OpacityInputs, SiteInputs, Workforce
from ledger.risk.aggregate import OneChanged, tier_value
from ledger.risk.closing import closings, reading_of
from ledger.risk.gaps import gaps

NOTHING_TOLD = a_site(opacity=OpacityInputs(), workforce=Workforce(), answered=frozenset())


@given(sites)
@settings(max_examples=25, deadline=None)
def test_every_closing_reads_as_the_method_scores_it(site: SiteInputs) -> None:
    found = {gap.name: then for gap, then in closings(site, as_of=AS_OF)}
    assert found == {gap.name: reading_of(gap.closed, as_of=AS_OF) for gap in gaps(site, as_of=AS_OF)}


def test_a_site_that_told_nothing_is_scored_once_for_each_kind_of_gap() -> None:
    found = [then for _, then in closings(NOTHING_TOLD, as_of=AS_OF)]
    assert len(found) >= 19
    assert len({id(then) for then in found}) <= 6


def test_a_tier_without_its_only_grave_site_keeps_the_digits_of_the_others() -> None:
    values, shares = [0.0, 0.001953125, 1.0], [1 / 3] * 3
    mended = tier_value([*values[:2], 0.0], shares)
    assert OneChanged(values, shares).value(2, 0.0) == pytest.approx(mended, abs=1e-12)
