"""The method over columns equals the method over values, to 1e-12, on any small set of sites and any small graph."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from risk_builders import AS_OF, QUICK, a_site, an_item, sites, steps
from test_exposure import graphs

from ledger.errors import RiskInputError
from ledger.model.risk import (
    EvidenceType,
    RemedyState,
    SealedEvidence,
    SiteGraph,
    SiteInputs,
    SiteShare,
    TradeOrderMatch,
    TradeOrderStatus,
    WorkerEvidence,
)
from ledger.model.risk.settings import MethodSettings
from ledger.risk.arrays.columns import BANDS, ScoredColumns
from ledger.risk.arrays.exposure import exposures, product_numbers, worst_paths
from ledger.risk.arrays.from_values import evidence_columns, site_columns
from ledger.risk.arrays.resident import ResidentGraph, resident
from ledger.risk.arrays.sites import score_sites
from ledger.risk.arrays.tiers import score_tiers, tier_shares
from ledger.risk.exposure import graph_numbers
from ledger.risk.method_v1 import score_site, score_tier

EQUAL = 1e-12
ORDER = TradeOrderMatch("US", "order", TradeOrderStatus.ACTIVE, AS_OF, "src", confirmed=True)
releases = st.one_of(
    st.just(WorkerEvidence()),
    st.builds(WorkerEvidence, step=steps, released_on=st.just(AS_OF), narrows=st.booleans()),
)
shared_sites = st.builds(
    lambda site, told, is_held, is_pseudo: replace(
        site, worker_evidence=told, trade_orders=(ORDER,) if is_held else (), is_pseudo_site=is_pseudo
    ),
    sites, releases, st.booleans(), st.booleans(),
)  # fmt: skip


def in_columns(given_sites: list[SiteInputs]) -> ScoredColumns:
    columns = site_columns(given_sites, as_of=AS_OF)
    return score_sites(columns, evidence_columns(given_sites), as_of=AS_OF.toordinal())


def assert_equal(given_sites: list[SiteInputs]) -> None:
    found = in_columns(given_sites)
    for at, site in enumerate(given_sites):
        one = score_site(site, as_of=AS_OF)
        for name in ("eta", "sd", "r", "r_lo", "r_hi", "completeness"):
            assert getattr(found, name)[at] == pytest.approx(getattr(one, name), rel=0, abs=EQUAL), name
        assert BANDS[found.band[at]] is one.band


@given(st.lists(shared_sites, min_size=1, max_size=6))
@QUICK
def test_sites_in_columns_score_as_each_by_itself(given_sites: list[SiteInputs]) -> None:
    assert_equal(given_sites)


AUDIT, MAJOR = EvidenceType.AUDIT_UNANNOUNCED_OFFSITE, EvidenceType.AUDIT_MAJOR


@pytest.mark.parametrize(
    "evidence",
    [
        (an_item(AUDIT, content="a", record_id="0x1"), an_item(MAJOR, content="b", record_id="0x1", days_old=900)),
        (an_item(AUDIT, content="a"), an_item(AUDIT, content="a", days_old=40)),
        (an_item(MAJOR, content="a"), an_item(MAJOR, content="a", is_overturned=True)),
        (an_item(AUDIT, content="a"), an_item(MAJOR, content="b", is_overturned=True)),
        tuple(an_item(AUDIT, content=str(n), payer=str(n % 3), assessor=str(n % 4)) for n in range(9)),
        (an_item(AUDIT, content="a", days_old=400, valid_until=AS_OF.replace(year=2026, month=1)),),
        (
            an_item(AUDIT, content="a", days_old=400, valid_until=AS_OF.replace(month=1)),
            an_item(EvidenceType.AUDIT_ANNOUNCED, content="b", days_old=10),
            an_item(EvidenceType.WORKER_DRIVEN_PROGRAMME, content="c", days_old=500),
        ),
        (an_item(MAJOR, days_old=800, remedy_state=RemedyState.VERIFIED, remedy_verified_at=AS_OF.replace(month=2)),),
        (),
    ],
    ids=[
        *("failed audit", "one paper twice", "one overturned reading", "overturned", "linked sources", "ran out"),
        *("renewed by less", "remedied", "none"),
    ],
)
def test_evidence_in_columns_weighs_as_by_itself(evidence: tuple[object, ...]) -> None:
    assert_equal([a_site(evidence=evidence), a_site(evidence=evidence[:1]), a_site()])


def test_sealed_evidence_does_not_go_into_columns() -> None:
    with pytest.raises(RiskInputError, match="worker_evidence"):
        in_columns([a_site(worker_evidence=SealedEvidence())])


def test_other_than_the_published_numbers_do_not_go_into_columns() -> None:
    with pytest.raises(RiskInputError, match="settings"):
        in_columns([a_site(settings=MethodSettings((("country", 1.0),)))])


@pytest.mark.parametrize(("part", "field"), [("c", "C of row 1"), ("g", "G of row 1"), ("l", "L of row 1")])
@pytest.mark.parametrize("value", [1.5, -0.1, float("nan"), float("inf")])
def test_a_value_out_of_range_is_refused_with_its_row(part: str, field: str, value: float) -> None:
    with pytest.raises(RiskInputError) as refused:
        in_columns([a_site(), a_site(**{part: value})])
    assert refused.value.field == field


def test_a_verified_remedy_without_its_day_is_refused() -> None:
    undated = an_item(MAJOR, remedy_state=RemedyState.VERIFIED)
    with pytest.raises(RiskInputError, match="verified_day"):
        in_columns([a_site(evidence=(undated,))])


def columns_of(graph: SiteGraph) -> ResidentGraph:
    place = {site: at for at, site in enumerate(graph.sites)}
    return resident(
        sites=len(graph.sites),
        user=np.array([place[each.site] for each in graph.inputs], np.int64),
        supplier=np.array([place[each.supplier] for each in graph.inputs], np.int64),
        share=np.array([each.share for each in graph.inputs], float),
    )


@given(graphs())
@QUICK
def test_a_graph_in_columns_has_the_same_worst_path_and_exposure(
    given_graph: tuple[SiteGraph, dict[str, float]],
) -> None:
    graph, r = given_graph
    one, place = graph_numbers(graph, r), {site: at for at, site in enumerate(graph.sites)}
    columns, own = columns_of(graph), np.array([r[site] for site in graph.sites])
    found, worst = exposures(columns, own), worst_paths(columns, own)
    assert found.has_converged is one.has_converged
    for site, at in place.items():
        assert worst[at] == one.worst_path[site]
        assert found.values[at] == pytest.approx(one.exposure[site], rel=0, abs=EQUAL)
    finals = np.array([place[site] for site, _ in graph.finals])
    p, x = product_numbers(worst, found.values, finals=finals, shares=np.array([v for _, v in graph.finals]))
    assert (p, x) == (one.product_worst_path, pytest.approx(one.product_exposure, rel=0, abs=EQUAL))


def test_a_graph_without_edges_is_its_sites() -> None:
    nothing = np.zeros(0, np.int64)
    graph, own = resident(sites=2, user=nothing, supplier=nothing, share=np.zeros(0)), np.array([0.25, 0.75])
    assert exposures(graph, own).values.tolist() == worst_paths(graph, own).tolist() == [0.25, 0.75]


def test_a_cycle_in_columns_that_does_not_settle_counts_as_wholly_exposed() -> None:
    loop = np.zeros(1, np.int64)
    found = exposures(resident(sites=1, user=loop, supplier=loop, share=np.ones(1)), np.array([1e-7]))
    assert (found.values[0], found.has_converged) == (1.0, False)


@pytest.mark.parametrize(("user", "share", "field"), [(5, 1.0, "user"), (-1, 1.0, "user"), (0, -1.0, "share of row 0")])
def test_an_edge_that_is_none_is_refused(user: int, share: float, field: str) -> None:
    with pytest.raises(RiskInputError) as refused:
        resident(sites=2, user=np.array([user]), supplier=np.array([1]), share=np.array([share]))
    assert refused.value.field == field


@given(st.lists(shared_sites, min_size=1, max_size=5), st.lists(st.floats(0.01, 10), min_size=5, max_size=5))
@example([a_site()], [1.0] * 5)
@QUICK
def test_a_tier_in_columns_scores_as_by_itself(given_sites: list[SiteInputs], volumes: list[float]) -> None:
    scored, shares = in_columns(given_sites), np.array([volumes[: len(given_sites)]])
    flags = site_columns(given_sites, as_of=AS_OF)
    found = score_tiers(scored, shares, is_pseudo=flags.is_pseudo_site, has_hold=flags.has_hold)
    members = [
        SiteShare(score_site(site, as_of=AS_OF), v) for site, v in zip(given_sites, shares[0].tolist(), strict=True)
    ]
    one = score_tier(1, members)
    for name in ("score", "lo", "hi", "completeness", "unknown_share"):
        assert getattr(found, name)[0] == pytest.approx(getattr(one, name), rel=0, abs=EQUAL), name
    assert BANDS[found.band[0]] is one.band
    assert [count for _, count in one.band_counts] == found.band_counts[0].tolist()


def test_shares_reach_deeper_tiers_and_what_is_unknown_stays_so() -> None:
    """a takes half of its input from b and half from the unknown; b takes all from c."""
    graph = resident(sites=4, user=np.array([0, 0, 1]), supplier=np.array([1, 3, 2]), share=np.array([2.0, 2.0, 7.0]))
    is_pseudo = np.array([False, False, False, True])
    found = tier_shares(graph, finals=np.array([0]), shares=np.array([9.0]), tiers=3, is_pseudo=is_pseudo)
    assert found.tolist() == [[1, 0, 0, 0], [0, 0.5, 0, 0.5], [0, 0, 0.5, 0.5]]


def test_a_tier_that_nothing_reaches_is_refused_by_its_number() -> None:
    scored = in_columns([a_site()])
    none = np.zeros(1, bool)
    with pytest.raises(RiskInputError, match="shares of tier 2"):
        score_tiers(scored, np.array([[1.0], [0.0]]), is_pseudo=none, has_hold=none)
