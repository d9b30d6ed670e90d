"""What holds for every supply graph, whatever the records say."""

import random
from collections import defaultdict
from math import isclose

from hypothesis import given, settings
from hypothesis import strategies as st
from provenance_builders import SHIRTS, a_finished_lot, a_graph, a_lot, grown, made, numbered, packed, shipped

from ledger.model.graph import LotEdge, SupplyGraph
from ledger.model.record import Record
from ledger.provenance import provenance_of, trace
from ledger.provenance.cycles import cut_cycles

LOTS = st.sampled_from([f"l{number}" for number in range(8)])
SITES = st.sampled_from(["s1", "s2", "s3"])
AMOUNTS = st.tuples(LOTS, st.integers(1, 50)) | st.tuples(LOTS, st.integers(1, 50), st.just("GRM")) | st.tuples(LOTS)
SOME = st.lists(AMOUNTS, min_size=1, max_size=3, unique_by=lambda named: named[0])
DAYS = st.integers(1, 28)
STEPS = st.sampled_from(["commissioning", "repackaging"])
EVENTS = st.one_of(
    st.builds(lambda lot, site, day: grown(lot, site, day=day), LOTS, SITES, DAYS),
    st.builds(lambda i, o, site, day, step: made(i, o, site, day=day, bizStep=step), SOME, SOME, SITES, DAYS, STEPS),
    st.builds(lambda lots, day: shipped(lots, "s1", "s2", day=day), SOME, DAYS),
    st.builds(lambda lots, day: packed("box", lots, day=day), SOME, DAYS),
)
CHAINS = st.lists(EVENTS, max_size=12).map(
    lambda events: numbered([*events, a_finished_lot("l0"), a_finished_lot("l1")])
)


def is_acyclic(graph: SupplyGraph) -> bool:
    left = {lot: len(edges) for lot, edges in graph.inputs_of.items()}
    ready = [lot for lot in graph.lots if lot not in left]
    done = 0
    while ready:
        done += 1
        for edge in graph.outputs_of.get(ready.pop(), ()):
            left[edge.output_lot] -= 1
            if not left[edge.output_lot]:
                ready.append(edge.output_lot)
    return done == len(graph.lots)


@given(CHAINS, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_in_which_records_are_read_does_not_matter(records: list[Record], shuffle: random.Random) -> None:
    shuffled = records[:]
    shuffle.shuffle(shuffled)
    assert a_graph(*shuffled) == a_graph(*records)


@given(CHAINS)
@settings(max_examples=100, deadline=None)
def test_no_cycle_survives(records: list[Record]) -> None:
    assert is_acyclic(a_graph(*records))


@given(CHAINS)
@settings(max_examples=100, deadline=None)
def test_the_shares_of_the_inputs_of_a_lot_add_up_to_one(records: list[Record]) -> None:
    for edges in a_graph(*records).inputs_of.values():
        assert isclose(sum(edge.share for edge in edges), 1.0)


@given(CHAINS)
@settings(max_examples=100, deadline=None)
def test_the_shares_of_a_tier_and_its_unknown_part_add_up_to_one(records: list[Record]) -> None:
    for tier in provenance_of(a_graph(*records), SHIRTS).tiers:
        assert isclose(sum(site.share for site in tier.sites) + tier.unknown_share, 1.0)


@given(CHAINS)
@settings(max_examples=100, deadline=None)
def test_depth_grows_by_one_where_the_producing_site_changes_and_nowhere_else(records: list[Record]) -> None:
    graph = a_graph(*records)
    told = trace(graph, a_lot("l0"))
    tiers: dict[str, set[int]] = defaultdict(set)
    for lot in told.lots:
        tiers[lot.lot].add(lot.tier)
    for edge in told.edges:
        output, given_lot = graph.lots[edge.output_lot], graph.lots[edge.input_lot]
        is_same = output.is_repacked or (
            output.site is not None and output.site == given_lot.site and not given_lot.is_repacked
        )
        for tier in tiers[edge.output_lot]:
            assert tier + (not is_same) in tiers[edge.input_lot]


@given(CHAINS)
@settings(max_examples=60, deadline=None)
def test_every_lot_of_unknown_origin_in_a_trace_is_a_gap(records: list[Record]) -> None:
    graph = a_graph(*records)
    told = trace(graph, a_lot("l0"))
    unknown = {(lot.lot, lot.tier) for lot in told.lots if not graph.lots[lot.lot].is_disclosed}
    assert {(gap.lot, gap.tier) for gap in told.gaps} == unknown


def leads_to(edges: list[LotEdge], start: str, end: str) -> bool:
    waiting, seen = [start], {start}
    while waiting:
        at = waiting.pop()
        if at == end:
            return True
        further = {edge.output_lot for edge in edges if edge.input_lot == at} - seen
        seen |= further
        waiting.extend(further)
    return False


@given(st.lists(st.tuples(LOTS, LOTS), max_size=40))
def test_exactly_the_edges_that_close_a_cycle_with_earlier_ones_are_cut(pairs: list[tuple[str, str]]) -> None:
    edges = [LotEdge(first, second, None, None, 0.0, bytes([place])) for place, (first, second) in enumerate(pairs)]
    expected: list[LotEdge] = []
    for edge in edges:
        if not leads_to(expected, edge.output_lot, edge.input_lot):
            expected.append(edge)
    kept, findings = cut_cycles(edges)
    assert kept == expected
    assert len(findings) == len(edges) - len(kept)
