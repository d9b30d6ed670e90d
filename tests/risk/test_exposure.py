"""Worst path and exposure over the site graph: P23, P25 to P30 as laws, cycles, and what may be dropped."""

from dataclasses import replace
from itertools import pairwise, permutations
from math import fsum, isfinite

import pytest
from hypothesis import given
from hypothesis import strategies as st
from risk_builders import NEAR, QUICK, a_score

from ledger.errors import RiskInputError
from ledger.model.risk import Action, SiteGraph, SiteInput
from ledger.risk import weights
from ledger.risk.components import components
from ledger.risk.exposure import GraphNumbers, graph_numbers, kept
from ledger.risk.method_v1 import score_product

NAMES = "abcdefgh"
# A loop of sites at r = 0 keeps its exposure; one very near 0 creeps, so it is a case of its own below.
risks = st.one_of(st.just(0.0), st.floats(0.01, 1))
CUSTODY = [None, "book-and-claim", "mass-balance", "segregated", "identity-preserved"]


@st.composite
def graphs(draw: st.DrawFn) -> tuple[SiteGraph, dict[str, float]]:
    """Any graph of up to eight sites, cycles and self-loops included, with the r of each."""
    sites = NAMES[: draw(st.integers(1, 8))]
    pairs = draw(st.lists(st.tuples(st.sampled_from(sites), st.sampled_from(sites)), max_size=20, unique=True))
    inputs = tuple(SiteInput(site, supplier, draw(st.floats(0.01, 1))) for site, supplier in pairs)
    finals = tuple((site, draw(st.floats(0.01, 1))) for site in draw(st.sets(st.sampled_from(sites), min_size=1)))
    return kept(SiteGraph(tuple(sites), inputs, finals)), {site: draw(risks) for site in sites}


def both(numbers: GraphNumbers) -> tuple[float, float]:
    return numbers.product_worst_path, numbers.product_exposure


def a_chain(*links: tuple[str, str, float], finals: tuple[tuple[str, float], ...] = (("a", 1.0),)) -> SiteGraph:
    inputs = tuple(SiteInput(*link) for link in links)
    names = {name for link in links for name in link[:2]} | {site for site, _ in finals}
    return SiteGraph(tuple(sorted(names)), inputs, finals)


@given(graphs())
@QUICK
def test_p1_worst_path_and_exposure_are_finite_and_within_bounds(
    given_graph: tuple[SiteGraph, dict[str, float]],
) -> None:
    found = graph_numbers(*given_graph)
    values = [*both(found), *found.worst_path.values(), *found.exposure.values()]
    assert all(isfinite(value) and 0 <= value <= 1 for value in values)


@given(graphs(), st.randoms(use_true_random=False))
@QUICK
def test_p3_the_order_of_sites_and_edges_changes_nothing(
    given_graph: tuple[SiteGraph, dict[str, float]], random: st.DrawFn
) -> None:
    graph, r = given_graph
    sites, inputs, finals = list(graph.sites), list(graph.inputs), list(graph.finals)
    for each in (sites, inputs, finals):
        random.shuffle(each)  # type: ignore[attr-defined]
    shuffled = graph_numbers(SiteGraph(tuple(sites), tuple(inputs), tuple(finals)), r)
    found = graph_numbers(graph, r)
    assert both(shuffled) == both(found)
    assert dict(shuffled.exposure) == dict(found.exposure)


def test_p3_sums_over_inputs_are_exact_in_any_order() -> None:
    r = {"a": 0.05, "b": 0.1, "c": 0.7, "d": 0.3, "e": 0.9, "f": 0.2}
    shares = [("b", 0.1), ("c", 0.2), ("d", 0.3), ("e", 0.15), ("f", 0.25)]
    found = {
        graph_numbers(a_chain(*(("a", supplier, share) for supplier, share in order)), r).product_exposure
        for order in permutations(shares)
    }
    assert len(found) == 1


@given(graphs(), st.floats(1e-3, 1e3))
@QUICK
def test_p23_the_unit_of_volume_changes_neither_p_nor_x(
    given_graph: tuple[SiteGraph, dict[str, float]], factor: float
) -> None:
    graph, r = given_graph
    scaled = replace(
        graph,
        inputs=tuple(replace(each, share=each.share * factor) for each in graph.inputs),
        finals=tuple((site, share * factor) for site, share in graph.finals),
    )
    assert both(graph_numbers(kept(scaled), r)) == pytest.approx(both(graph_numbers(graph, r)), abs=NEAR * 10)


@given(graphs(), st.data())
@QUICK
def test_p25_a_riskier_site_lowers_neither_p_nor_x(
    given_graph: tuple[SiteGraph, dict[str, float]], data: st.DataObject
) -> None:
    graph, r = given_graph
    site = data.draw(st.sampled_from(graph.sites))
    riskier = graph_numbers(graph, r | {site: data.draw(st.floats(r[site], 1))})
    p, x = both(graph_numbers(graph, r))
    assert riskier.product_worst_path >= p
    assert riskier.product_exposure >= x - NEAR * 1000  # a cycle stops within 1e-12 of a step, not of its limit


@given(graphs(), st.data())
@QUICK
def test_p26_hiding_a_better_site_does_not_lower_p(
    given_graph: tuple[SiteGraph, dict[str, float]], data: st.DataObject
) -> None:
    graph, r = given_graph
    hidden = data.draw(st.sampled_from(graph.sites))
    unknown = r | {"?": data.draw(st.floats(r[hidden], 1))}
    inputs = tuple(replace(each, supplier="?") if each.supplier == hidden else each for each in graph.inputs)
    below = tuple(replace(each, site="?") if each.site == hidden else each for each in inputs)
    finals = tuple(("?" if site == hidden else site, share) for site, share in graph.finals)
    found = graph_numbers(SiteGraph((*graph.sites, "?"), below, finals), unknown)
    assert found.product_worst_path >= graph_numbers(graph, r).product_worst_path


@given(graphs())
@QUICK
def test_p27_no_site_stands_better_than_itself(given_graph: tuple[SiteGraph, dict[str, float]]) -> None:
    found = graph_numbers(*given_graph)
    for site, own in given_graph[1].items():
        assert found.worst_path[site] >= own
        assert found.exposure[site] >= own - NEAR


@given(graphs(), st.data())
@QUICK
def test_p28_another_supplier_never_lowers_p(
    given_graph: tuple[SiteGraph, dict[str, float]], data: st.DataObject
) -> None:
    graph, r = given_graph
    site, supplier = (data.draw(st.sampled_from(graph.sites)) for _ in range(2))
    more = kept(replace(graph, inputs=(*graph.inputs, SiteInput(site, supplier, 0.1))))
    assert graph_numbers(more, r).product_worst_path >= graph_numbers(graph, r).product_worst_path


def test_p28_a_better_supplier_beside_a_bad_one_takes_nothing_away() -> None:
    r = {"a": 0.1, "b": 0.9, "c": 0.2}
    assert graph_numbers(a_chain(("a", "b", 0.01), ("a", "c", 0.99)), r).product_worst_path == 0.9


def test_p29_a_cycle_is_the_least_fixed_point() -> None:
    """Two sites that supply each other half: X_a = 1 - (1 - r_a)(1 - (X_b + X_c)/2), solved by hand."""
    graph = a_chain(("a", "b", 0.5), ("a", "c", 0.5), ("b", "a", 1.0))
    ra, rb, rc = 0.2, 0.1, 0.4
    # X_b = rb + (1-rb) X_a and X_a = ra + (1-ra)(X_b + rc)/2
    expected = (ra + (1 - ra) * (rb + rc) / 2) / (1 - (1 - ra) * (1 - rb) / 2)
    found = graph_numbers(graph, {"a": ra, "b": rb, "c": rc})
    assert found.exposure["a"] == pytest.approx(expected, abs=1e-11)
    assert found.worst_path["b"] == 0.4


def test_p29_a_self_loop_of_a_risky_site_is_exposed_wholly_in_the_limit() -> None:
    found = graph_numbers(a_chain(("a", "a", 1.0)), {"a": 0.3})
    assert found.exposure["a"] == pytest.approx(1, abs=1e-11)
    assert found.has_converged


def test_p29_what_does_not_settle_counts_as_wholly_exposed_and_says_so() -> None:
    found = graph_numbers(a_chain(("a", "a", 1.0)), {"a": 1e-7})
    assert (found.exposure["a"], found.has_converged) == (1.0, False)


@pytest.mark.parametrize("custody", CUSTODY)
@pytest.mark.parametrize("is_balanced", [False, True])
def test_p30_only_separated_lots_with_a_closed_balance_drop_an_input(custody: str | None, is_balanced: bool) -> None:
    other = SiteInput("a", "c", 0.5, custody, is_elsewhere=True, is_balanced=is_balanced)
    graph = SiteGraph(("a", "b", "c"), (SiteInput("a", "b", 0.5, custody, is_balanced=is_balanced), other), (("a", 1),))
    found = graph_numbers(kept(graph), {"a": 0.1, "b": 0.2, "c": 0.9})
    is_dropped = is_balanced and custody in ("segregated", "identity-preserved")
    assert found.product_worst_path == (0.2 if is_dropped else 0.9)


@given(graphs(), st.sampled_from(CUSTODY), st.booleans())
@QUICK
def test_p30_no_statement_drops_what_went_into_the_products_own_lots(
    given_graph: tuple[SiteGraph, dict[str, float]], custody: str | None, is_balanced: bool
) -> None:
    graph, r = given_graph
    stated = tuple(replace(each, custody=custody, is_balanced=is_balanced) for each in graph.inputs)
    found = both(graph_numbers(kept(replace(graph, inputs=stated)), r))
    assert found == pytest.approx(both(graph_numbers(graph, r)), abs=NEAR * 1000)


def test_what_is_left_after_dropping_adds_up_to_one() -> None:
    separated = {"custody": "segregated", "is_balanced": True}
    inputs = (SiteInput("a", "b", 0.3, **separated), SiteInput("a", "c", 0.7, is_elsewhere=True, **separated))  # type: ignore[arg-type]
    found = kept(SiteGraph(("a", "b", "c"), inputs, (("a", 5.0),)))
    assert (fsum(each.share for each in found.inputs), found.finals) == (1.0, (("a", 1.0),))


def test_a_chain_of_ten_thousand_sites_needs_no_recursion() -> None:
    names = [f"s{n}" for n in range(10_000)]
    links = [(site, supplier, 1.0) for site, supplier in pairwise(names)]
    found = graph_numbers(a_chain(*links, finals=(("s0", 1.0),)), dict.fromkeys(names, 0.001))
    assert found.product_exposure == pytest.approx(1 - 0.999**10_000)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=30))
@QUICK
def test_components_come_suppliers_first_and_hold_each_node_once(edges: list[tuple[int, int]]) -> None:
    below: list[list[int]] = [[] for _ in range(10)]
    for site, supplier in edges:
        below[site].append(supplier)
    found = components(below)
    place = {node: at for at, component in enumerate(found) for node in component}
    assert sorted(node for component in found for node in component) == list(range(10))
    assert all(place[supplier] <= place[site] for site, supplier in edges)
    reach = {node: _reached(node, below) for node in range(10)}
    assert all((place[a] == place[b]) == (a in reach[b] and b in reach[a]) for a in range(10) for b in range(10))


def test_a_product_names_the_nearest_severe_site_and_the_shortest_way_to_the_worst() -> None:
    scores = {
        "a": a_score(0.1, site="a", r_lo=0.05, r_hi=0.2),
        "b": a_score(0.75, site="b", action=Action.SEVERE),
        "c": a_score(0.9, site="c", action=Action.SEVERE),
        "?": a_score(0.8, site="?", action=Action.TRACE, is_pseudo_site=True),
    }
    product = score_product(a_chain(("a", "b", 0.5), ("a", "?", 0.5), ("b", "c", 1.0)), scores)
    assert (product.severe_tier, product.severe_path) == (2, ("a", "b"))
    assert (product.path, product.unknown_share) == (("a", "b", "c"), 0.5)
    assert (product.kept_edges, product.cut_edges) == (3, 0)


def test_a_severe_pseudo_site_is_no_severe_tier() -> None:
    scores = {"a": a_score(0.1), "?": a_score(0.8, action=Action.TRACE, is_pseudo_site=True)}
    assert score_product(a_chain(("a", "?", 1.0)), scores).severe_tier is None


@pytest.mark.parametrize(
    ("graph", "r", "field"),
    [
        (a_chain(("a", "b", 1.0)), {"a": 0.5}, "r"),
        (a_chain(("a", "b", 1.0)), {"a": 0.5, "b": 1.5}, "r of b"),
        (SiteGraph(("a",), (SiteInput("a", "b", 1.0),), (("a", 1.0),)), {"a": 0.5}, "inputs"),
        (a_chain(("a", "b", -1.0)), {"a": 0.5, "b": 0.5}, "share"),
        (a_chain(("a", "b", 1.0), finals=(("a", 0.0),)), {"a": 0.5, "b": 0.5}, "shares"),
    ],
)
def test_a_graph_that_cannot_be_scored_is_refused_by_name(graph: SiteGraph, r: dict[str, float], field: str) -> None:
    with pytest.raises(RiskInputError) as refused:
        graph_numbers(kept(graph), r)
    assert refused.value.field == field


def test_the_published_limits_of_iteration_are_those_of_the_method() -> None:
    assert (weights.CYCLE_CHANGE_PLACES, weights.CYCLE_ROUNDS) == (12, 100_000)


def _reached(start: int, below: list[list[int]]) -> set[int]:
    seen, left = {start}, [start]
    while left:
        for node in below[left.pop()]:
            if node not in seen:
                seen.add(node)
                left.append(node)
    return seen
