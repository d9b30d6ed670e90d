"""The one thing to ask for next: what narrows the range most, in words for people."""

from dataclasses import replace

from hypothesis import given
from risk_builders import AS_OF, QUICK, SHOWN, a_site, sites

from ledger.model.risk import OpacityInputs, ShareAnswer, SiteInputs, SiteShare, WorkerEvidence, Workforce
from ledger.risk.completeness import REQUIRED_FIELDS
from ledger.risk.gaps import FIELD_REQUESTS, gaps
from ledger.risk.method_v1 import score_site, score_tier
from ledger.risk.narrowing import narrow_site, narrow_tier

RELEASED = WorkerEvidence(released_on=AS_OF)
PSEUDO = a_site(
    site="?", name="unknown", opacity=OpacityInputs(), workforce=Workforce(), answered=frozenset(), is_pseudo_site=True
)


@given(sites)
@QUICK
def test_the_named_gap_is_the_narrowest_of_all(site: SiteInputs) -> None:
    found = narrow_site(site, as_of=AS_OF)
    widths = [(s := score_site(gap.closed, as_of=AS_OF)).r_hi - s.r_lo for gap in gaps(site, as_of=AS_OF)]
    if found is None:
        now = score_site(site, as_of=AS_OF)
        assert all(width >= now.r_hi - now.r_lo for width in widths)
    else:
        assert found.width_then == min(widths) < found.width_now


def test_a_hidden_origin_is_asked_for_before_a_single_share() -> None:
    workforce = replace(a_site().workforce, seasonal=ShareAnswer())
    site = a_site(workforce=workforce, opacity=replace(SHOWN, missing_link=0.9), worker_evidence=RELEASED)
    found = narrow_site(site, as_of=AS_OF)
    assert found is not None
    assert found.gap == "missing_link"
    assert found.sentence.startswith("Record the upstream events that link the inputs of Mill One")


def test_a_site_without_gaps_asks_for_nothing() -> None:
    assert narrow_site(a_site(worker_evidence=RELEASED), as_of=AS_OF) is None


def test_no_survey_is_proposed_where_labour_is_imposed_by_the_state() -> None:
    def proposed(site: SiteInputs) -> set[str]:
        return {gap.name for gap in gaps(site, as_of=AS_OF)}

    assert "worker_survey" in proposed(a_site())
    assert "worker_survey" not in proposed(a_site(has_state_imposed_labour=True))


def test_no_second_survey_is_proposed_where_the_first_waits_for_a_remedy() -> None:
    waiting = a_site(worker_evidence=WorkerEvidence(released_on=AS_OF, narrows=False))
    assert "worker_survey" not in {gap.name for gap in gaps(waiting, as_of=AS_OF)}


def test_an_unknown_share_can_only_be_traced() -> None:
    found = narrow_site(PSEUDO, as_of=AS_OF)
    assert found is not None
    assert (found.gap, [gap.name for gap in gaps(PSEUDO, as_of=AS_OF)]) == ("unknown_share", ["unknown_share"])


def test_a_tier_names_the_site_that_blurs_it_most() -> None:
    inputs = {"known": a_site(site="known", worker_evidence=RELEASED), "?": PSEUDO}
    members = [SiteShare(score_site(site, as_of=AS_OF), 1.0) for site in inputs.values()]
    found = narrow_tier(score_tier(2, members), inputs, as_of=AS_OF)
    assert found is not None
    assert (found.site, found.gap) == ("?", "unknown_share")


def test_every_required_field_has_its_request() -> None:
    assert set(FIELD_REQUESTS) == set(REQUIRED_FIELDS)
