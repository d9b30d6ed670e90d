"""The arrays of a supply graph say what the plain values say, for any network."""

from decimal import Decimal
from typing import Any

from graph_oracle import ahead, behind, packed
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.model.finding import Finding, FindingKind
from ledger.model.graph import (
    EdgeStrength,
    FirstMakings,
    Holding,
    Lot,
    LotEdge,
    Making,
    Material,
    PlacedMaking,
    Product,
    Recruitment,
    Site,
    SupplyGraph,
)
from ledger.provenance import ahead as ahead_of
from ledger.provenance import behind as behind_of
from ledger.provenance import track
from ledger.provenance.packing import Network
from ledger.provenance.strength import Origins

NAMES = [f"lot {number} \u00e9\U0001f9f5"[: 5 + number] for number in range(9)]
DIDS = ["did:web:a.example", "did:web:b.example", "did:web:\u00fc.example"]
SITES = ["site one", "site \u00fctwo"]
VIEWS = (
    *("sites", "lots", "products", "containers", "recruitments", "transactions", "holders", "said_from"),
    *("joined", "first_made", "displaced"),
)
some = st.sampled_from
record = st.binary(min_size=32, max_size=32)
records = st.lists(record, max_size=3, unique=True).map(tuple)
texts = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=5), max_size=3, unique=True).map(tuple)
amount = st.none() | st.decimals(0, 10**20, places=3) | st.just(Decimal("1E+30"))
unit = st.none() | some(["KGM", "LBR"])
word = st.none() | some(["UZ", "Cotton", "2026-03-04"])
lot_fields = st.tuples(
    st.none() | some(SITES), amount, unit, st.booleans(), records, st.booleans(), word, word, word, word
)
workers = st.none() | st.integers(0, 10_000_000)
days = some(["2026-01-01", "2026-06-30"])
recruiting = st.builds(
    Recruitment, some(DIDS), some(["NP", "MM"]), some(["IN"]), days, days, some(["worker", "unknown"]), workers, record
)
bills = st.lists(st.builds(Material, some(["Cotton", "Thread"]), some(["1.2", "3"]), some(["KGM"])), max_size=2).map(
    tuple
)
holdings = st.dictionaries(some(DIDS), st.builds(Holding, st.none() | some(DIDS), record), min_size=1, max_size=3)


@st.composite
def networks(draw: Any) -> tuple[Network, list[LotEdge]]:
    names = draw(st.lists(some(NAMES), min_size=1, unique=True))
    lots = {name: Lot(name, *draw(lot_fields)) for name in names}
    pairs = draw(st.lists(st.tuples(some(names), some(names)), max_size=14))
    edges = [
        LotEdge(a, b, draw(amount), draw(unit), draw(st.floats(0, 1)), draw(record), draw(st.none() | some(DIDS)))
        for a, b in pairs
        if names.index(a) < names.index(b)  # so there is no cycle
    ]
    called = st.none() | st.just("A mill")
    sites = {name: Site(name, draw(called), None, "IN", draw(texts), draw(records)) for name in SITES}
    told = [
        Finding(code, subject, "It disagrees.", draw(records), draw(some(list(FindingKind))), draw(some(["", "mend"])))
        for code, subject in draw(st.lists(st.tuples(some(["a", "b"]), some([*names, "elsewhere"])), max_size=4))
    ]
    spoken = st.tuples(some(names), some(DIDS))
    index = {each: place for place, each in enumerate(e.record_id for e in edges)}
    makings = st.builds(lambda told, by: Making(told, index.get(told), by), record, some(DIDS))
    network = Network(
        log_size=draw(st.integers(0, 2**32 - 1)),
        sites=sites,
        lots=lots,
        edges=(),
        products={"p": Product("p", "Shirt", "Garments", DIDS[0], tuple(names[:2]), draw(bills))},
        containers=draw(st.dictionaries(some(NAMES), texts.filter(bool))),
        recruitments=draw(st.dictionaries(some([*SITES, "nowhere"]), st.lists(recruiting, min_size=1).map(tuple))),
        findings=tuple(told),
        transactions=draw(st.dictionaries(some(NAMES), texts.filter(bool))),
        holders=draw(st.dictionaries(some(names), holdings)),
        said_from=draw(st.dictionaries(spoken, some(DIDS))),
        sealed=draw(st.dictionaries(some(names), records.filter(bool))),
        joined=draw(st.dictionaries(some([*SITES, "nowhere"]), some(SITES))),
        first_made=draw(
            st.dictionaries(some([*SITES, "nowhere"]), st.builds(FirstMakings, makings, st.none() | makings))
        ),
        displaced=draw(st.dictionaries(some(names), st.builds(PlacedMaking, record, some(DIDS), some(SITES)))),
        origins=Origins(index=index),
    )
    return network, edges


@given(networks())
@settings(max_examples=80, deadline=None)
def test_every_view_gives_the_values_that_were_packed(told: tuple[Network, list[LotEdge]]) -> None:
    network, edges = told
    graph = packed(network, edges)
    assert graph.log_size == network.log_size
    for name in VIEWS:
        assert dict(getattr(graph, name)) == getattr(network, name), name
        assert len(getattr(graph, name)) == len(getattr(network, name))
        assert dict(getattr(graph, name).items()) == getattr(network, name)
    assert graph.findings == network.findings
    assert {lot: tuple(each.record_id for each in sealed) for lot, sealed in graph.sealed.items()} == network.sealed
    assert "elsewhere" not in graph.lots
    assert graph.lots.get("elsewhere") is None


@given(networks())
@settings(max_examples=80, deadline=None)
def test_edges_keep_the_order_of_the_log_from_both_sides(told: tuple[Network, list[LotEdge]]) -> None:
    network, edges = told
    graph = packed(network, edges)
    plain = [edge_as_told(edge) for found in graph.inputs_of.values() for edge in found]
    assert plain == [edge_as_told(edge) for edge in sorted(edges, key=lambda edge: edge.output_lot)]
    for lot, found in graph.outputs_of.items():
        out = sorted((edge for edge in edges if edge.input_lot == lot), key=lambda edge: edge.output_lot)
        assert list(map(edge_as_told, found)) == list(map(edge_as_told, out))


def edge_as_told(edge: LotEdge) -> tuple[Any, ...]:
    amount = None if edge.amount is None else str(edge.amount)
    return (edge.input_lot, edge.output_lot, amount, edge.unit, edge.share, edge.record_id, edge.used_by)


@given(networks())
@settings(max_examples=80, deadline=None)
def test_a_walk_reaches_what_a_plain_search_reaches(told: tuple[Network, list[LotEdge]]) -> None:
    network, edges = told
    graph = packed(network, edges)
    for name, number in ((name, graph.names.find(name)) for name in network.lots):
        assert number is not None
        assert by_name(graph, behind_of(graph, number)) == behind(network, edges, name)
        assert by_name(graph, ahead_of(graph, (number,))) == ahead(network, edges, name)


@given(networks())
@settings(max_examples=60, deadline=None)
def test_tracking_is_the_inverse_of_tracing(told: tuple[Network, list[LotEdge]]) -> None:
    network, edges = told
    graph = packed(network, edges)
    numbers = {name: graph.names.find(name) for name in network.lots}
    back = {name: by_name(graph, behind_of(graph, number)) for name, number in numbers.items() if number is not None}
    for name in network.lots:
        assert {each.lot for each in track(graph, name).lots} == {up for up in back if name in back[up]} - {name}


def by_name(graph: SupplyGraph, found: dict[int, int]) -> dict[str, int]:
    return {graph.names[number]: steps for number, steps in found.items()}


@given(networks(), st.data())
@settings(max_examples=60, deadline=None)
def test_findings_are_found_by_what_they_name(told: tuple[Network, list[LotEdge]], data: Any) -> None:
    network, edges = told
    graph = packed(network, edges)
    lots = data.draw(st.sets(some(sorted(network.lots))))
    known = sorted({each for found in network.findings for each in found.records})
    ours = data.draw(st.sets(some(known))) if known else set()
    every = [graph.findings._records.id(number) for number in range(len(graph.columns["record.index"]))]
    found = graph.findings_about({graph.names.find(lot) or 0 for lot in lots}, {every.index(each) for each in ours})
    assert found == tuple(
        each
        for each in network.findings
        if each.subject in lots
        or (bool(ours.intersection(each.records)) and each.subject not in network.lots)
        or (bool(each.records) and each.subject in network.lots and ours.issuperset(each.records))
    )


def test_an_edge_keeps_its_strength_and_its_place_in_the_log() -> None:
    lots = {name: Lot(name, None, None, None, True, ()) for name in ("a", "b")}
    edge = LotEdge("a", "b", None, None, 1.0, b"\x01" * 32, DIDS[0])
    holders = {"a": {DIDS[0]: Holding(DIDS[1], b"\x02" * 32)}}
    network = Network(9, {}, lots, (), holders=holders, origins=Origins(index={b"\x01" * 32: 7}))
    (found,) = packed(network, [edge]).inputs_of["b"]
    assert (found.strength, found.log_index) == (EdgeStrength.AGREED, 7)
