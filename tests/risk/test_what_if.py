"""What may be done next, ranked: by site, tier and product, and never as a promise."""

from dataclasses import replace
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from risk_builders import AS_OF, SHOWN, a_site, an_item, sites

from ledger.model.risk import (
    EvidenceType,
    OpacityInputs,
    RemedyState,
    ShareAnswer,
    SiteGraph,
    SiteInput,
    SiteInputs,
    SiteShare,
    TradeOrderMatch,
    TradeOrderStatus,
    WorkerEvidence,
    Workforce,
)
from ledger.model.risk.what_if import Means, Reading, WhatIf
from ledger.risk.method_v1 import score_product, score_site, score_tier
from ledger.risk.narrowing import narrow_site
from ledger.risk.what_if import Scene, by_lowering, by_narrowing, change_in, lowering_options, narrowing_options

FEW = settings(max_examples=12, deadline=None)
RELEASED = WorkerEvidence(released_on=AS_OF)
SCORE = score_site(a_site(), as_of=AS_OF)
RANGES = (
    st.lists(st.floats(0, 1), min_size=3, max_size=3)
    .map(sorted)
    .map(lambda ends: dict(zip(("r_lo", "r", "r_hi"), ends, strict=True)))
)
FEES = an_item(EvidenceType.AUDIT_MAJOR, days_old=40, record_id="0xfe", topics=("fees",))
WAGES = an_item(EvidenceType.AUDIT_MINOR, days_old=40, content="two", record_id="0xfe", topics=("wages",))
PRAISE = an_item(EvidenceType.ATTESTATION, days_old=3, content="praise", record_id="0xaa")


def scene(*members: SiteInputs, graph: SiteGraph | None = None) -> Scene:
    scores = {each.site: score_site(each, as_of=AS_OF) for each in members}
    tier = score_tier(1, [SiteShare(score, 1.0) for score in scores.values()])
    return Scene(scores, [tier], graph)


def narrowing(*members: SiteInputs) -> tuple[WhatIf, ...]:
    return by_narrowing(narrowing_options(members, scene(*members), as_of=AS_OF))


def lowering(*members: SiteInputs) -> tuple[WhatIf, ...]:
    return by_lowering(lowering_options(members, scene(*members), as_of=AS_OF))


@given(sites)
@FEW
def test_the_first_of_a_site_is_the_one_thing_that_narrows_it_most(site: SiteInputs) -> None:
    options = by_narrowing(narrowing_options([site], scene(site), as_of=AS_OF), site=site.site)
    best = narrow_site(site, as_of=AS_OF)
    if options and best is not None:
        assert options[0].at_site.then.width == best.width_then


@given(st.lists(sites, min_size=1, max_size=3))
@FEW
def test_every_option_does_what_it_is_offered_for_and_the_largest_is_first(members: list[SiteInputs]) -> None:
    named = [replace(site, site=f"s{n}") for n, site in enumerate(members)]
    for options, size in ((narrowing(*named), "narrows_by"), (lowering(*named), "lowers_by")):
        sizes = [getattr(change_in(each), size) for each in options]
        assert sizes == sorted(sizes, reverse=True)
        assert all(getattr(each.at_site, size) > 0 for each in options)


@given(st.lists(sites, min_size=2, max_size=3))
@FEW
def test_the_order_of_sites_changes_nothing(members: list[SiteInputs]) -> None:
    named = [replace(site, site=f"s{n}") for n, site in enumerate(members)]
    there = scene(*named)
    one, other = (by_narrowing(narrowing_options(each, there, as_of=AS_OF)) for each in (named, named[::-1]))
    assert one == other


def test_a_verified_remedy_lowers_the_score_to_what_the_method_gives_then() -> None:
    site = a_site(evidence=(replace(FEES, remedy_state=RemedyState.CLAIMED),))
    (option,) = lowering(site)
    remedied = replace(FEES, remedy_state=RemedyState.VERIFIED, remedy_verified_at=AS_OF)
    then = score_site(replace(site, evidence=(remedied,)), as_of=AS_OF)
    assert (option.key, option.means, option.records) == ("remedy", Means.REMEDY, ("0xfe",))
    assert option.at_site.then.value == then.r < option.at_site.now.value


def test_wages_paid_mend_no_fees() -> None:
    claimed = [replace(item, remedy_state=RemedyState.CLAIMED) for item in (FEES, WAGES)]
    assert [each.sentence.split("(")[1].split(")")[0] for each in lowering(a_site(evidence=tuple(claimed)))] == [
        "fees",
        "wages",
    ]


def test_a_first_answer_is_offered_where_credit_is_paused() -> None:
    options = lowering(a_site(evidence=(FEES, PRAISE)))
    assert {each.key for each in options} == {"remedy", "response"}
    assert "response" not in {each.key for each in lowering(a_site(evidence=(FEES,)))}


def test_nothing_is_offered_for_what_is_remedied_or_overturned() -> None:
    remedied = replace(FEES, remedy_state=RemedyState.VERIFIED, remedy_verified_at=AS_OF)
    assert lowering(a_site(evidence=(remedied, replace(WAGES, is_overturned=True)))) == ()


def test_no_remedy_promises_to_lift_a_trade_order() -> None:
    order = TradeOrderMatch("US", "An order", TradeOrderStatus.ACTIVE, AS_OF, "list", confirmed=True)
    assert lowering(a_site(evidence=(FEES,), trade_orders=(order,))) == ()


def test_a_document_a_visit_a_survey_and_a_trace_are_told_apart() -> None:
    hidden = a_site(
        site="known", opacity=replace(SHOWN, is_location_verified=False), workforce=Workforce(fees=ShareAnswer())
    )
    unknown = a_site(
        site="?", opacity=OpacityInputs(), workforce=Workforce(), answered=frozenset(), is_pseudo_site=True
    )
    assert {each.means for each in narrowing(hidden, unknown)} == {
        Means.DOCUMENT, Means.VISIT, Means.SURVEY, Means.TRACE
    }  # fmt: skip


def test_the_change_of_the_product_is_that_of_its_exposure() -> None:
    members = [a_site(site=name, worker_evidence=WorkerEvidence()) for name in ("a", "b")]
    graph = SiteGraph(("a", "b"), (SiteInput("a", "b", 1.0),), (("a", 1.0),))
    option = by_narrowing(narrowing_options(members, scene(*members, graph=graph), as_of=AS_OF))[0]
    assert option.key == "worker_survey"
    scores = {each.site: score_site(each, as_of=AS_OF) for each in members}
    surveyed = next(each for each in members if each.site == option.site)
    scores[option.site] = score_site(replace(surveyed, worker_evidence=RELEASED), as_of=AS_OF)
    then, told = score_product(graph, scores), option.at_product
    assert told is not None
    ends = (told.then.lo, told.then.value, told.then.hi)
    assert ends == pytest.approx((then.exposure_lo, then.exposure, then.exposure_hi), abs=1e-12)


@given(st.data())
@settings(max_examples=30, deadline=None)
def test_a_changed_site_changes_tier_and_product_as_if_all_were_computed_again(data: st.DataObject) -> None:
    names = [f"s{n}" for n in range(data.draw(st.integers(1, 6)))]
    scores = {name: replace(SCORE, site=name, **data.draw(RANGES)) for name in names}
    pairs = st.tuples(st.sampled_from(names), st.sampled_from(names), st.floats(0.1, 1))
    inputs = tuple(SiteInput(*pair) for pair in data.draw(st.lists(pairs, max_size=10, unique_by=lambda p: p[:2])))
    graph = SiteGraph(tuple(names), inputs, ((names[0], 1.0), (names[-1], 0.5)))
    tier = score_tier(1, [SiteShare(score, data.draw(st.floats(0.1, 1))) for score in scores.values()])
    changed = data.draw(st.sampled_from(names))
    then = Reading(**dict(zip(("lo", "value", "hi"), data.draw(RANGES).values(), strict=True)))
    told = Scene(scores, [tier], graph)
    other = scores | {changed: replace(SCORE, site=changed, r_lo=then.lo, r=then.value, r_hi=then.hi)}
    product, again = score_product(graph, other), [replace(m, site=other[m.site.site]) for m in tier.shares]
    found, ((_, in_tier),) = told.at_product(changed, then), told.at_tiers(changed, then)
    assert found is not None
    whole, wanted = score_tier(1, again), (product.exposure_lo, product.exposure, product.exposure_hi)
    assert (found.then.lo, found.then.value, found.then.hi) == pytest.approx(wanted, abs=1e-9)
    ends = (in_tier.then.lo, in_tier.then.value, in_tier.then.hi)
    assert ends == pytest.approx((whole.lo, whole.score, whole.hi), abs=1e-9)


def test_twice_as_many_sites_do_not_take_four_times_as_long() -> None:
    hidden = replace(SHOWN, is_location_verified=False)
    members = [a_site(site=f"s{n}", opacity=hidden, evidence=(FEES,)) for n in range(600)]
    chain = tuple(SiteInput(f"s{n}", f"s{n + 1}", 1.0) for n in range(599))
    there = scene(*members, graph=SiteGraph(tuple(sorted(each.site for each in members)), chain, (("s0", 1.0),)))
    began = process_time()
    options = by_narrowing(narrowing_options(members, there, as_of=AS_OF, most=3))
    options += by_lowering(lowering_options(members, there, as_of=AS_OF, most=3))
    assert process_time() - began < 3  # going over all sites once for each option takes ten times as long
    assert len(options) >= 1_200


def test_of_many_sites_the_largest_of_each_are_told() -> None:
    members = [a_site(site=name, workforce=Workforce(), answered=frozenset()) for name in ("a", "b")]
    every = by_narrowing(narrowing_options(members, scene(*members), as_of=AS_OF), site="a")
    few = by_narrowing(narrowing_options(members, scene(*members), as_of=AS_OF, most=3), site="a")
    assert (len(few), few) == (3, every[:3])


def test_asked_about_one_site_the_others_are_left_out() -> None:
    members = [a_site(site=name) for name in ("a", "b")]
    options = narrowing_options(members, scene(*members), as_of=AS_OF)
    assert {each.site for each in by_narrowing(options, site="a")} == {"a"}
    assert by_narrowing(options, tier=2) == ()
