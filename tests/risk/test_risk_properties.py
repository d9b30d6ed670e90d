"""The method's properties P1 to P22 and P31 as laws of any site. Numbers compare to 1e-12."""

from dataclasses import fields, replace
from datetime import timedelta
from decimal import Decimal
from math import fsum, isfinite
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st
from risk_builders import (
    AS_OF,
    NEAR,
    QUICK,
    a_site,
    adverse_items,
    an_item,
    answered,
    answers,
    days,
    favourable_items,
    fractions,
    item_lists,
    opacities,
    sites,
)

from ledger.model.risk import (
    AnswerStatus,
    Band,
    CommodityPart,
    CountryPart,
    EvidenceItem,
    EvidenceType,
    ListingPart,
    OpacityInputs,
    RemedyState,
    ShareAnswer,
    SiteInputs,
    SiteScore,
    TradeOrderMatch,
    TradeOrderStatus,
    WorkerEvidence,
)
from ledger.risk.evidence import is_adverse, item_value, weigh
from ledger.risk.independence import independence_groups
from ledger.risk.interval import combine
from ledger.risk.method_v1 import score_site, site_parts
from ledger.risk.rounding import nine_places, printed_ledger
from ledger.risk.weights import WORKFORCE_FIELDS

WITHHELD = ShareAnswer(AnswerStatus.WITHHELD)
field_names = st.sampled_from(list(WORKFORCE_FIELDS))


def score(site: SiteInputs) -> SiteScore:
    return score_site(site, as_of=AS_OF)


def assert_not_lower(then: Any, now: Any) -> None:
    assert then.r >= now.r - NEAR
    assert then.r_hi >= now.r_hi - NEAR


@given(sites)
@QUICK
def test_p1_every_output_is_finite_and_in_order(site: SiteInputs) -> None:
    found = score(site)
    assert isfinite(found.eta)
    assert isfinite(found.sd)
    assert 0 <= found.r_lo <= found.r <= found.r_hi <= 1


@given(sites, st.randoms(use_true_random=False))
@QUICK
def test_p3_the_order_of_evidence_changes_nothing(site: SiteInputs, random: Any) -> None:
    # few papers, so that several items may be readings of one
    site = replace(site, evidence=tuple(replace(i, content_hash=random.choice("abc")) for i in site.evidence))
    shuffled = list(site.evidence)
    random.shuffle(shuffled)
    assert score(replace(site, evidence=tuple(shuffled))).eta == score(site).eta


@given(sites, fractions, st.sampled_from(["country_part", "commodity_part", "listing_part"]))
@QUICK
def test_p4_a_higher_part_never_lowers_the_score(site: SiteInputs, value: float, part: str) -> None:
    higher = max(value, getattr(site, part).value)
    parts = {
        "country_part": CountryPart(higher),
        "commodity_part": CommodityPart(higher, "x"),
        "listing_part": ListingPart(higher, "x"),
    }
    assert_not_lower(score(replace(site, **{part: parts[part]})), score(site))


@given(sites, field_names, fractions, fractions)
@QUICK
def test_p4_a_higher_share_never_lowers_the_score(site: SiteInputs, field: str, one: float, other: float) -> None:
    def with_share(x: float) -> SiteInputs:
        return replace(site, workforce=replace(site.workforce, **{field: answered(x)}))

    assert_not_lower(score(with_share(max(one, other))), score(with_share(min(one, other))))


@given(sites, adverse_items())
@QUICK
def test_p5_an_adverse_item_never_lowers_r(site: SiteInputs, item: EvidenceItem) -> None:
    assert score(replace(site, evidence=(*site.evidence, item))).r >= score(site).r - NEAR


@given(sites, opacities, fractions)
@QUICK
def test_p9_more_opacity_never_lowers_the_score(site: SiteInputs, opacity: OpacityInputs, share: float) -> None:
    clear = replace(opacity, missing_link=min(share, opacity.missing_link or 0.0))
    for worse in (
        opacity,
        replace(clear, missing_link=None),
        replace(clear, has_undisclosed_subcontractor=True),
        replace(clear, is_location_verified=False),
        replace(clear, is_identity_resolved=False),
        replace(clear, survey_refused_by_management=True),
        replace(clear, expired_certificates=(*clear.expired_certificates, AS_OF - timedelta(days=90))),
    ):
        assert_not_lower(score(replace(site, opacity=worse)), score(replace(site, opacity=clear)))


@given(st.lists(favourable_items, min_size=1, max_size=7), st.data())
@QUICK
def test_p10_removing_a_favourable_item_never_adds_credit(items: list[EvidenceItem], data: st.DataObject) -> None:
    gone = data.draw(st.sampled_from(items))
    left = [item for item in items if item is not gone]
    known = [item for item in items if item.event_date <= AS_OF]
    assume(len(independence_groups([i for i in known if i is not gone])) <= len(independence_groups(known)))
    # beyond the cap an attestation may stand before an audit of its group: the literal formula then gives less
    attested = fsum(
        -c.value for c in weigh(items, as_of=AS_OF).counted_favourable if c.item.type.value == "attestation"
    )
    assume(attested <= 0.20)
    assert weigh(left, as_of=AS_OF).favourable >= weigh(items, as_of=AS_OF).favourable - NEAR


@given(sites, field_names, answers)
@QUICK
def test_p11_withholding_never_pays(site: SiteInputs, field: str, answer: ShareAnswer) -> None:
    given_answer = replace(site, workforce=replace(site.workforce, **{field: answer}))
    blanked = replace(site, workforce=replace(site.workforce, **{field: WITHHELD}))
    assert score(blanked).r >= score(given_answer).r - NEAR


@given(sites, fractions, fractions)
@QUICK
def test_p12_lower_completeness_never_lowers_the_score(site: SiteInputs, one: float, other: float) -> None:
    parts = site_parts(site, as_of=AS_OF)
    low, high = (combine(replace(parts, completeness=k)) for k in sorted((one, other)))
    assert_not_lower(low, high)


@given(sites)
@QUICK
def test_p13_an_unassessed_site_has_at_least_its_inherent_risk(site: SiteInputs) -> None:
    silent = score(replace(site, answered=frozenset()))
    assume(silent.completeness < 0.4)
    assert silent.eta >= fsum(term.value for term in silent.terms[:5]) - NEAR
    assert silent.r >= 0.20
    assert silent.band is Band.NOT_ASSESSED


@given(sites, favourable_items, st.integers(1, 900))
@QUICK
def test_p14_an_expired_certificate_never_helps(site: SiteInputs, item: EvidenceItem, expired: int) -> None:
    event = min(item.event_date, AS_OF - timedelta(days=expired))
    valid = replace(item, event_date=event, valid_until=None)
    lapsed = replace(valid, valid_until=AS_OF - timedelta(days=expired))
    other = [i for i in site.evidence if is_adverse(i)]
    with_valid = score(replace(site, evidence=(*other, valid)))
    assert score(replace(site, evidence=(*other, lapsed))).r >= with_valid.r - NEAR


@given(st.lists(favourable_items, max_size=30))
@QUICK
def test_p15_favourable_evidence_is_capped(items: list[EvidenceItem]) -> None:
    assert weigh(items, as_of=AS_OF).favourable >= -2.0
    only = [replace(item, type=EvidenceType.ATTESTATION) for item in items]
    assert weigh(only, as_of=AS_OF).favourable >= -0.20


@given(sites, st.lists(favourable_items, max_size=8), st.booleans())
@QUICK
def test_p16_no_credit_goes_below_a_floor(site: SiteInputs, items: list[EvidenceItem], is_hold: bool) -> None:
    order = TradeOrderMatch("US", "order", TradeOrderStatus.ACTIVE, AS_OF, "src", confirmed=True)
    floored = replace(site, has_open_case=True, trade_orders=(order,) if is_hold else ())
    found = score(replace(floored, evidence=tuple(items)))
    assert min(found.r, found.r_lo) >= (0.97 if is_hold else 0.85)


@given(sites, st.integers(0, 1500))
@QUICK
def test_p17_time_alone_never_lowers_r(site: SiteInputs, later: int) -> None:
    def is_unmoved(item: EvidenceItem) -> bool:
        return item.event_date <= AS_OF and item.remedy_state in (RemedyState.ANSWERED, RemedyState.CLAIMED)

    adverse = [item for item in site.evidence if is_adverse(item) and is_unmoved(item)]
    # one favourable item a source: see P10 for the cap within a group
    favourable = [
        replace(item, payer=f"{item.content_hash}", assessor=None)
        for item in site.evidence
        if not is_adverse(item) and item.event_date <= AS_OF
    ]
    still = replace(site, evidence=(*adverse, *favourable), worker_evidence=WorkerEvidence())
    now = score_site(still, as_of=AS_OF)
    assert score_site(still, as_of=AS_OF + timedelta(days=later)).r >= now.r - NEAR


@given(adverse_items(), st.integers(0, 3000), st.integers(0, 3000))
@QUICK
def test_p18_only_a_verified_remedy_lightens_an_adverse_item(item: EvidenceItem, one: int, other: int) -> None:
    sooner, later = (item.event_date + timedelta(days=n) for n in sorted((one, other)))
    unremedied = replace(item, remedy_state=RemedyState.CLAIMED, remedy_verified_at=None)
    assert item_value(unremedied, as_of=sooner) == item_value(unremedied, as_of=later)
    verified = replace(item, remedy_state=RemedyState.VERIFIED, remedy_verified_at=item.event_date)
    full = item_value(unremedied, as_of=sooner)
    assert full / 2 >= item_value(verified, as_of=sooner) >= item_value(verified, as_of=later) > 0


@given(favourable_items, favourable_items, st.sampled_from(["payer", "assessor"]))
@QUICK
def test_p19_one_source_twice_gives_less_than_two_sources(a: EvidenceItem, b: EvidenceItem, shared: str) -> None:
    one, other = (replace(i, valid_until=None, event_date=min(i.event_date, AS_OF), **{shared: "same"}) for i in (a, b))
    alone = weigh([one], as_of=AS_OF).favourable + weigh([other], as_of=AS_OF).favourable
    assert weigh([one, other], as_of=AS_OF).favourable > alone


@given(sites, st.one_of(adverse_items(), favourable_items), st.data())
@QUICK
def test_p20_duplicates_and_later_records_change_nothing(
    site: SiteInputs, item: EvidenceItem, data: st.DataObject
) -> None:
    now = score(site)
    later = replace(item, event_date=AS_OF + timedelta(days=data.draw(st.integers(1, 400))))
    later = replace(later, remedy_state=RemedyState.OPEN, remedy_verified_at=None)
    assert score(replace(site, evidence=(*site.evidence, later))) == now
    assert score(replace(site, evidence=site.evidence * 2)) == now


@given(sites)
@QUICK
def test_p21_the_ledger_adds_up_exactly(site: SiteInputs) -> None:
    found = score(site)
    assert fsum(term.value for term in found.terms) == found.eta
    printed = printed_ledger(found.terms)
    assert sum(Decimal(line.value) for line in printed) == Decimal(nine_places(found.eta))


@given(sites)
@QUICK
def test_p31_a_confirmed_active_order_rules_whatever_else_holds(site: SiteInputs) -> None:
    order = TradeOrderMatch("US", "order", TradeOrderStatus.ACTIVE, AS_OF, "src", confirmed=True)
    found = score(replace(site, trade_orders=(order,)))
    assert found.band is Band.TRADE_ORDER_MATCH
    assert found.r >= 0.97


@given(item_lists)
@QUICK
def test_counted_evidence_adds_up_to_the_balance(items: tuple[EvidenceItem, ...]) -> None:
    balance = weigh(items, as_of=AS_OF)
    assert balance.adverse == fsum(counted.value for counted in balance.counted_adverse) >= 0
    assert -2 <= balance.favourable <= 0


def test_every_field_of_the_workforce_has_a_weight() -> None:
    assert [field.name for field in fields(a_site().workforce)] == list(WORKFORCE_FIELDS)


@given(days)
@QUICK
def test_an_item_of_any_date_is_weighed_or_ignored(event: Any) -> None:
    item = replace(an_item(EvidenceType.AUDIT_MINOR), event_date=event)
    assert weigh([item], as_of=AS_OF).adverse == (0.5 if event <= AS_OF else 0)
