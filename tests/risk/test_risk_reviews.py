"""Gaming tests about evidence: G9 and G10 as reviews, G11 and G12 as laws of the method."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from risk_builders import AS_OF, NEAR, QUICK, a_score, a_site, an_item, answered

from ledger.model.risk import EvidenceItem, EvidenceType, ShareAnswer, SiteInputs, SiteShare, Workforce
from ledger.risk import aggregate, independence
from ledger.risk.aggregate import guard
from ledger.risk.evidence import weigh
from ledger.risk.method_v1 import score_site, score_tier
from ledger.risk.reviews import SELF_DECLARED, reports_to_review, self_declared
from ledger.risk.weights import WORKFORCE_FIELDS

ALL_ZERO = a_site(workforce=Workforce(**dict.fromkeys(WORKFORCE_FIELDS, answered(0.0))))
OWN = an_item(EvidenceType.ATTESTATION, content="own")
AUDIT = an_item(EvidenceType.AUDIT_ANNOUNCED, content="audit", payer="a")


def test_g10_a_workforce_of_nobody_on_the_sites_own_word_is_reviewed_and_labelled() -> None:
    for evidence in ((), (OWN,)):
        review = self_declared(replace(ALL_ZERO, evidence=evidence))
        assert review is not None
        assert (review.test, review.label) == ("G10", SELF_DECLARED)
        assert review.innocent


@pytest.mark.parametrize(
    "site",
    [
        replace(ALL_ZERO, evidence=(OWN, AUDIT)),
        replace(ALL_ZERO, workforce=replace(ALL_ZERO.workforce, migrant=answered(0.1))),
        replace(ALL_ZERO, workforce=replace(ALL_ZERO.workforce, migrant=ShareAnswer())),
    ],
    ids=["an audit looked", "some migrants", "one question open"],
)
def test_g10_is_silent_where_somebody_looked_or_somebody_is_told_of(site: SiteInputs) -> None:
    assert self_declared(site) is None


def test_g9_one_report_for_two_sites_is_reviewed_at_both() -> None:
    told = {"one": {("a", "0x1")}, "two": {("a", "0x1")}, "three": {("a", "0x2")}, "four": {("b", "0x1")}}
    assert set(reports_to_review(told)) == {"one", "two"}
    assert all(review.test == "G9" and review.innocent for review in reports_to_review(told).values())


def test_g9_audits_of_one_assessor_are_one_voice_already() -> None:
    audits = [replace(AUDIT, content_hash=f"{n}", payer=f"payer-{n}", assessor="one") for n in range(3)]
    assert weigh(audits, as_of=AS_OF).favourable == pytest.approx(-0.4 * 1.5)


shares = st.floats(1e-6, 1e6)


@given(st.floats(0.7, 1), shares, st.lists(st.tuples(st.floats(0, 0.3), shares), max_size=30))
@QUICK
def test_g11_no_volume_of_clean_sites_dilutes_a_severe_one(
    severe: float, share: float, clean: list[tuple[float, float]]
) -> None:
    members = [SiteShare(a_score(severe), share), *(SiteShare(a_score(r), v) for r, v in clean)]
    assert score_tier(2, members).score >= guard(severe) - NEAR


def test_g11_planted_without_the_guard_volume_dilutes(monkeypatch: pytest.MonkeyPatch) -> None:
    members = [SiteShare(a_score(0.95), 0.001), SiteShare(a_score(0.05), 0.999)]
    monkeypatch.setattr(aggregate, "guard", lambda _: 0.0)
    assert score_tier(2, members).score < guard(0.95) / 2


ages = st.integers(0, 700)


@given(st.lists(ages, min_size=50, max_size=60), st.lists(ages, min_size=50, max_size=60))
@QUICK
def test_g12_fifty_attestations_and_fifty_audits_of_one_payer_stay_in_their_bounds(
    attested: list[int], audited: list[int]
) -> None:
    own = [an_item(EvidenceType.ATTESTATION, content=f"s{n}", days_old=d) for n, d in enumerate(attested)]
    audits = [
        an_item(EvidenceType.AUDIT_UNANNOUNCED_OFFSITE, content=f"a{n}", days_old=d, payer="one", assessor=f"{n}")
        for n, d in enumerate(audited)
    ]
    assert weigh(own, as_of=AS_OF).favourable >= -0.20
    assert weigh([*own, *audits], as_of=AS_OF).favourable >= -2.0
    assert weigh(audits[:2], as_of=AS_OF).favourable >= -0.9 * 1.25


def test_g12_planted_without_independence_groups_five_audits_of_one_payer_reach_the_cap(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    audits = [an_item(EvidenceType.AUDIT_UNANNOUNCED_OFFSITE, content=f"{n}", payer="one") for n in range(5)]
    assert weigh(audits, as_of=AS_OF).favourable == pytest.approx(-1.8)

    def each_alone(items: list[EvidenceItem]) -> tuple[tuple[EvidenceItem, ...], ...]:
        return tuple((item,) for item in items)

    monkeypatch.setattr("ledger.risk.evidence.independence_groups", each_alone)
    assert weigh(audits, as_of=AS_OF).favourable == -2.0
    assert len(independence.independence_groups(audits)) == 1


def test_g12_a_stuffed_site_scores_no_lower_than_the_bound() -> None:
    plain = score_site(a_site(), as_of=AS_OF)
    items = [an_item(EvidenceType.ATTESTATION, content=f"{n}") for n in range(50)]
    stuffed = score_site(a_site(evidence=tuple(items)), as_of=AS_OF + timedelta(days=0))
    assert stuffed.eta >= plain.eta - 0.20 - NEAR
