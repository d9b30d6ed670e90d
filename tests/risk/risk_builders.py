"""A site, an item and a score, each with what a test does not care about filled in, and strategies for any of them."""

from datetime import date, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from ledger.model.risk import (
    Action,
    AnswerStatus,
    Band,
    CommodityPart,
    CountryPart,
    EvidenceItem,
    EvidenceStep,
    EvidenceType,
    ListingPart,
    MassBalance,
    OpacityInputs,
    RemedyState,
    SealedEvidence,
    ShareAnswer,
    SiteInputs,
    SiteScore,
    SurveyCounts,
    WorkerEvidence,
    Workforce,
)
from ledger.risk.completeness import SITE_FIELDS
from ledger.risk.weights import ADVERSE_SIZES, FAVOURABLE_SIZES, WORKFORCE_FIELDS

AS_OF = date(2026, 11, 21)
NEAR = 1e-12
QUICK = settings(max_examples=50, deadline=None)

SHOWN = OpacityInputs(missing_link=0.0, is_location_verified=True, is_identity_resolved=True)


def answered(share: float) -> ShareAnswer:
    return ShareAnswer(AnswerStatus.ANSWERED, share)


def a_site(*, c: float = 0.5, g: float = 0.5, l: float = 0.5, **overrides: Any) -> SiteInputs:  # noqa: E741
    """A site that has answered and shown everything, unless the test says otherwise."""
    given: dict[str, Any] = {
        "site": "site-1",
        "name": "Mill One",
        "country": "VNM",
        "good": "Cotton",
        "country_part": CountryPart(c),
        "commodity_part": CommodityPart(g, "listed-only"),
        "listing_part": ListingPart(l, "for the test"),
        "workforce": Workforce(**dict.fromkeys(WORKFORCE_FIELDS, answered(0.1))),
        "opacity": SHOWN,
        "answered": frozenset(SITE_FIELDS),
    }
    return SiteInputs(**(given | overrides))


def an_item(type_: EvidenceType, *, days_old: int = 0, content: str = "one", **overrides: Any) -> EvidenceItem:
    return EvidenceItem(type=type_, event_date=AS_OF - timedelta(days=days_old), content_hash=content, **overrides)


def a_score(r: float, *, site: str = "s", k: float = 1.0, **overrides: Any) -> SiteScore:
    given: dict[str, Any] = {
        "site": site, "as_of": AS_OF, "method_version": "1.0", "eta": 0.0, "sd": 1.0, "r": r, "r_lo": r, "r_hi": r,
        "band": Band.WATCH, "action": Action.WATCH, "completeness": k, "terms": (), "unanswered": (),
    }  # fmt: skip
    return SiteScore(**(given | overrides))


fractions = st.floats(0, 1)
answers = st.one_of(
    st.builds(answered, fractions),
    st.just(ShareAnswer(AnswerStatus.NOT_ASKED)),
    st.just(ShareAnswer(AnswerStatus.WITHHELD)),
)
workforces = st.builds(Workforce, **dict.fromkeys(WORKFORCE_FIELDS, answers))
names = st.sampled_from([None, "payer-1", "payer-2", "payer-3"])
days = st.integers(-60, 2000).map(lambda back: AS_OF - timedelta(days=back))
past_days = st.integers(0, 2000).map(lambda back: AS_OF - timedelta(days=back))
hashes = st.uuids().map(str)


@st.composite
def adverse_items(draw: st.DrawFn) -> EvidenceItem:
    event = draw(days)
    state = draw(st.sampled_from(RemedyState))
    verified = event + timedelta(days=draw(st.integers(0, 900))) if state is RemedyState.VERIFIED else None
    return EvidenceItem(
        type=draw(st.sampled_from(list(ADVERSE_SIZES))),
        event_date=event,
        content_hash=draw(hashes),
        finding_id=draw(st.sampled_from([None, "finding-1", "finding-2"])),
        remedy_state=state,
        remedy_verified_at=verified,
    )


@st.composite
def surveys(draw: st.DrawFn) -> SurveyCounts:
    n = draw(st.integers(0, 300))
    affected = draw(st.one_of(st.just(0), st.integers(0, n)))  # nobody affected is a case of its own
    return SurveyCounts(n, affected, draw(days), draw(fractions), draw(fractions))


favourable_items = st.builds(
    EvidenceItem,
    type=st.sampled_from(list(FAVOURABLE_SIZES)),
    event_date=days,
    content_hash=hashes,
    valid_until=st.one_of(st.none(), days),
    payer=names,
    assessor=names,
    aged_from=st.one_of(st.none(), days),
)
item_lists = st.lists(st.one_of(adverse_items(), favourable_items), max_size=8).map(tuple)
opacities = st.builds(
    OpacityInputs,
    missing_link=st.one_of(st.none(), fractions),
    mass_balance=st.one_of(
        st.none(), st.builds(MassBalance, st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0, 2), st.floats(0, 0.2))
    ),
    expired_certificates=st.lists(days, max_size=2).map(tuple),
    has_undisclosed_subcontractor=st.booleans(),
    is_location_verified=st.booleans(),
    is_identity_resolved=st.booleans(),
    survey_refused_by_management=st.booleans(),
)
steps = st.sampled_from(EvidenceStep)
worker_evidence = st.one_of(
    st.just(WorkerEvidence()),
    st.builds(WorkerEvidence, step=steps, released_on=days, narrows=st.booleans()),
    st.builds(SealedEvidence, st.lists(surveys(), max_size=3).map(tuple), st.booleans()),
)
sites = st.builds(
    a_site,
    c=fractions,
    g=fractions,
    l=fractions,
    workforce=workforces,
    evidence=item_lists,
    worker_evidence=worker_evidence,
    opacity=opacities,
    answered=st.frozensets(st.sampled_from(SITE_FIELDS)),
    has_open_case=st.booleans(),
    has_state_imposed_labour=st.booleans(),
)
