"""A lot walked forward, sealed nodes, and how well each edge is evidenced."""

from dataclasses import replace
from decimal import Decimal

import pytest
from provenance_builders import SHIRTS, a_chain, a_finished_lot, a_graph, a_lot, did, grown, made, shipped, told_graph

from ledger.errors import NotFound
from ledger.model.graph import EdgeStrength, LotEdge, LotTrack
from ledger.model.record import Record
from ledger.model.statement import Scheme
from ledger.provenance import build_graph, narrowed, trace, track

DEEP = 10_000


def tracked(found: LotTrack) -> dict[str, tuple[int, float]]:
    return {each.lot.removeprefix("urn:example:lot:"): (each.steps, each.share) for each in found.lots}


def custodial(record: Record) -> Record:
    return replace(record, signed=replace(record.signed, scheme=Scheme.CUSTODIAL))


def private(record: Record) -> Record:
    statement = replace(record.signed.statement, audience="private")
    return replace(record, signed=replace(record.signed, statement=statement))


def edge_of(*records: Record) -> LotEdge:
    (edge,) = told_graph(*records).inputs_of[a_lot("lint")]
    return edge


def test_cotton_is_tracked_to_the_shirts_that_contain_it() -> None:
    found = track(a_graph(*a_chain()), a_lot("cotton"))
    assert tracked(found) == {"lint": (1, 1.0), "fabric": (2, 1.0), "shirts": (3, 1.0)}
    assert [each.products for each in found.lots] == [(), (), (SHIRTS,)]
    assert (found.lots[-1].amount, found.lots[-1].unit) == (Decimal(90), "KGM")


def test_a_part_of_a_blend_is_that_part_of_what_was_made() -> None:
    blend = made([("cotton", 25), ("flax", 75)], [("cloth", 80)], "mill", index=2)
    graph = a_graph(grown("cotton", "farm", index=0), grown("flax", "field", index=1), blend)
    (cloth,) = track(graph, a_lot("cotton")).lots
    assert (cloth.share, cloth.amount) == (0.25, Decimal(20))


def test_two_ways_to_one_lot_add_up() -> None:
    spun = [made([("cotton", 50)], [(name, 50)], "mill", index=at) for at, name in ((1, "warp"), (2, "weft"))]
    woven = made([("warp", 30), ("weft", 30), ("flax", 40)], [("cloth", 100)], "weaver", index=3, day=8)
    found = track(a_graph(grown("cotton", "farm", index=0), *spun, woven), a_lot("cotton"))
    assert tracked(found)["cloth"] == (2, pytest.approx(0.6))


def test_a_use_that_nobody_confirms_is_a_gap_and_not_followed() -> None:
    graph = told_graph(grown("cotton", "farm", index=0), made([("cotton", 50)], [("lint", 50)], "gin", index=1))
    found = track(graph, a_lot("cotton"))
    assert found.lots == ()
    assert [(gap.lot, gap.tier, gap.asked_of) for gap in found.gaps] == [(a_lot("cotton"), 1, did("gin"))]


def test_who_sees_some_lots_learns_nothing_of_the_others() -> None:
    other = made([("lint", 10)], [("secret", 10)], "rival", index=9, day=9)
    found = track(a_graph(*a_chain(), other), a_lot("cotton"))
    seen = {a_lot(name) for name in ("cotton", "lint", "fabric", "shirts")}
    told = narrowed(found, seen)
    assert {each.lot for each in told.lots} == seen - {a_lot("cotton")}
    assert "secret" not in repr(told)
    assert "rival" not in repr(told)
    assert narrowed(found, {*seen, a_lot("secret")}) == found


def test_a_chain_of_ten_thousand_lots_is_walked_both_ways() -> None:
    steps = [made([(f"l{at}", 1)], [(f"l{at + 1}", 1)], "mill", index=at + 1) for at in range(DEEP)]
    graph = told_graph(grown("l0", "mill", index=0), *steps)
    assert len(trace(graph, a_lot(f"l{DEEP}")).lots) == DEEP + 1
    found = track(graph, a_lot("l0"))
    assert (len(found.lots), found.lots[-1].steps) == (DEEP, DEEP)


def test_of_a_ring_the_later_statement_is_cut_and_the_rest_is_tracked() -> None:
    ring = [made([("a", 1)], [("b", 1)], "mill", index=1), made([("b", 1)], [("a", 1)], "mill", index=2)]
    graph = told_graph(grown("a", "mill", index=0), *ring[::-1])
    assert tracked(track(graph, a_lot("a"))) == {"b": (1, 1.0)}
    assert track(graph, a_lot("b")).lots == ()


def test_an_unknown_lot_is_not_found() -> None:
    with pytest.raises(NotFound):
        track(a_graph(*a_chain()), "urn:none")


GROWN = grown("cotton", "farm", index=0)
GIVEN = shipped([("cotton", 100)], "farm", "gin", index=1)
USED = made([("cotton", 100)], [("lint", 100)], "gin", index=2)


@pytest.mark.parametrize(
    ("records", "strength"),
    [
        ((GROWN, GIVEN, USED), EdgeStrength.AGREED),
        ((GROWN, USED), EdgeStrength.SIGNED),
        ((GROWN, GIVEN, custodial(USED)), EdgeStrength.SIGNED),
        ((GROWN, custodial(GIVEN), USED), EdgeStrength.SIGNED),
        ((GROWN, custodial(GIVEN), custodial(USED)), EdgeStrength.CUSTODIAL),
        ((GROWN, custodial(USED)), EdgeStrength.CUSTODIAL),
    ],
)
def test_an_edge_is_as_strong_as_who_says_it_with_whose_key(
    records: tuple[Record, ...], strength: EdgeStrength
) -> None:
    assert edge_of(*records).strength is strength


def test_a_mill_that_uses_its_own_lot_agrees_with_nobody() -> None:
    own = made([("cotton", 100)], [("lint", 100)], "farm", index=2)
    assert edge_of(GROWN, own).strength is EdgeStrength.SIGNED


def test_an_edge_names_its_place_in_the_log() -> None:
    assert edge_of(GROWN, GIVEN, USED).log_index == 2


SEWN = made([("lint", 10)], [("shirts", 10)], "sewing", index=5)
HIDDEN = private(made([("cotton", 100)], [("lint", 100)], "gin", index=3))


def test_a_tier_that_is_not_disclosed_still_shows_that_it_is_recorded() -> None:
    graph = build_graph([SEWN, a_finished_lot("shirts", index=6)], log_size=7, narrower=[HIDDEN])
    (gap,) = trace(graph, a_lot("shirts")).gaps
    assert [(each.record_id, each.log_index) for each in gap.sealed] == [(HIDDEN.record_id, 3)]
    assert "not disclosed" in gap.sentence
    assert "gin" not in repr(trace(graph, a_lot("shirts")))
    assert a_lot("cotton") not in graph.lots


def test_a_sealed_record_counts_nothing_and_says_nothing_of_a_lot_whose_maker_is_known() -> None:
    told = [grown("lint", "gin", index=0), SEWN]
    assert build_graph(told, log_size=6, narrower=[HIDDEN]).sealed == {}
    assert build_graph(told, log_size=6, narrower=[HIDDEN]) == build_graph(told, log_size=6)


def test_an_absurd_quantity_does_not_stop_the_graph() -> None:
    graph = told_graph(made([("a", 1e300)], [("b", 1), ("c", 1)], "mill", index=0))
    assert len(graph.edges) == 2
