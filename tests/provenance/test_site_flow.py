"""A product's lots folded into sites: who supplies whom, by how much, and what nobody discloses."""

from provenance_builders import SHIRTS, a_chain, a_finished_lot, a_graph, a_lot, grown, made

from ledger.model.graph import SiteFlow, SupplyGraph
from ledger.provenance import site_flow_of

Told = dict[tuple[str, str], float]


def short(name: str | None) -> str:
    return "product" if name is None else name.rpartition(":")[2]


def inputs(graph: SupplyGraph) -> Told:
    return {(short(f.user), short(f.supplier)): round(f.part, 9) for f in site_flow_of(graph, SHIRTS) if not f.is_bare}


def test_each_site_of_a_chain_takes_all_from_the_next() -> None:
    found = inputs(a_graph(*a_chain()))
    assert found == {("product", "sewing"): 1, ("sewing", "mill"): 1, ("mill", "gin"): 1, ("gin", "farm"): 1}


def test_a_site_that_made_lots_without_recorded_inputs_says_so() -> None:
    bare = [flow for flow in site_flow_of(a_graph(*a_chain()), SHIRTS) if flow.is_bare]
    assert [(short(flow.user), flow.supplier, flow.part) for flow in bare] == [("farm", "unknown", 1.0)]


def test_inputs_count_by_quantity_and_steps_within_a_site_are_none() -> None:
    graph = a_graph(
        grown("cotton", "farm"),
        made([("cotton", 10)], [("yarn", 10)], "mill"),
        made([("yarn", 10)], [("cloth", 10)], "mill", day=6),
        grown("wool", "ranch", amount=30),
        made([("cloth", 10), ("wool", 30)], [("shirts", 20)], "sewing", day=9),
        a_finished_lot("shirts"),
    )
    found = inputs(graph)
    assert (found["sewing", "mill"], found["sewing", "ranch"], found["mill", "farm"]) == (0.25, 0.75, 1.0)
    assert ("mill", "mill") not in found


def test_an_input_that_nobody_made_is_unknown() -> None:
    graph = a_graph(made([("x", 1)], [("shirts", 1)], "sewing"), a_finished_lot("shirts"))
    assert inputs(graph)["sewing", "unknown"] == 1.0


def test_parts_of_each_user_add_up_to_one() -> None:
    graph = a_graph(
        grown("cotton", "farm"), made([("cotton", 5), ("x", 5)], [("shirts", 1)], "sewing"), a_finished_lot("shirts")
    )
    sums: dict[str | None, float] = {}
    for flow in site_flow_of(graph, SHIRTS):
        sums[flow.user] = sums.get(flow.user, 0.0) + flow.part
    assert sums == dict.fromkeys(sums, 1.0)


def mixing(*more: object) -> SupplyGraph:
    """The mill makes cloth for this product from the farm alone, and other cloth from the gin, which it knows."""
    return a_graph(
        grown("cotton", "farm", amount=10),
        grown("lint", "gin", amount=20),
        made([("cotton", 10)], [("cloth", 10)], "mill"),
        made([("lint", 10)], [("felt", 10)], "mill", day=6),
        made([("cloth", 10), ("lint", 10)], [("shirts", 20)], "sewing", day=9),
        a_finished_lot("shirts"),
        *more,  # type: ignore[arg-type]
    )


def test_what_a_site_took_for_its_other_lots_counts_as_its_input_and_is_marked() -> None:
    flows = {(short(f.user), short(f.supplier)): f for f in site_flow_of(mixing(), SHIRTS)}
    assert flows["mill", "gin"] == SiteFlow(flows["mill", "gin"].user, flows["mill", "gin"].supplier, 0.5, False, True)
    assert (flows["mill", "farm"].part, flows["mill", "farm"].is_elsewhere) == (0.5, False)


def test_a_supplier_outside_the_products_own_sites_is_not_told() -> None:
    graph = mixing(grown("secret", "stranger", amount=5), made([("secret", 5)], [("other", 5)], "mill", day=12))
    assert not [flow for flow in site_flow_of(graph, SHIRTS) if short(flow.supplier) == "stranger"]


def test_a_lot_whose_maker_is_not_named_stands_between_its_user_and_its_inputs() -> None:
    graph = a_graph(
        grown("cotton", "farm"),
        made([("cotton", 10)], [("yarn", 10)], "mill", bizLocation=...),
        made([("yarn", 10)], [("shirts", 10)], "sewing", day=6),
        a_finished_lot("shirts"),
    )
    hidden = f"unknown {a_lot('yarn')}"
    found = {(flow.user, flow.supplier) for flow in site_flow_of(graph, SHIRTS)}
    assert any(supplier == hidden for _, supplier in found)
    assert any(user == hidden for user, _ in found)
