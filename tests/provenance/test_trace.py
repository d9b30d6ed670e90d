"""A lot is walked to raw material: depth, shares, gaps and containers."""

import pytest
from provenance_builders import (
    a_chain,
    a_facility,
    a_graph,
    a_lot,
    a_site,
    an_event,
    did,
    grown,
    made,
    numbered,
    on,
    packed,
)

from ledger.errors import NotFound
from ledger.model.graph import LotTrace, SupplyGraph
from ledger.provenance import trace


def tiers(told: LotTrace) -> dict[tuple[str, int], float]:
    return {(lot.lot.rpartition(":")[2], lot.tier): round(lot.share, 9) for lot in told.lots}


def traced(graph: SupplyGraph, name: str) -> dict[tuple[str, int], float]:
    return tiers(trace(graph, a_lot(name)))


def test_depth_counts_changes_of_producing_site() -> None:
    assert traced(a_graph(*a_chain()), "shirts") == {
        ("shirts", 1): 1.0, ("fabric", 2): 1.0, ("lint", 3): 1.0, ("cotton", 4): 1.0,
    }  # fmt: skip


def test_two_steps_at_one_site_are_one_tier() -> None:
    graph = a_graph(
        grown("cotton", "farm"),
        made([("cotton", 9)], [("yarn", 9)], "mill"),
        made([("yarn", 9)], [("cloth", 9)], "mill"),
    )
    assert traced(graph, "cloth") == {("cloth", 1): 1.0, ("yarn", 1): 1.0, ("cotton", 2): 1.0}


def test_a_lot_stands_in_each_tier_it_occurs_in() -> None:
    graph = a_graph(
        grown("cotton", "farm"),
        made([("cotton", 10)], [("yarn", 10)], "mill"),
        made([("yarn", 10), ("cotton", 30)], [("cloth", 40)], "weaver"),
    )
    assert traced(graph, "cloth") == {("cloth", 1): 1.0, ("yarn", 2): 0.25, ("cotton", 2): 0.75, ("cotton", 3): 0.25}


@pytest.mark.parametrize(
    ("inputs", "share"),
    [
        ([("a", 10), ("b", 30)], 0.25),
        ([("a", 1000, "GRM"), ("b", 3)], 0.25),
        ([("a", 10), ("b", 30, "MTR")], 0.5),
        ([("a", 10), ("b",)], 0.5),
        ([("a", 5, "MTR"), ("b", 15, "MTR")], 0.25),
    ],
)
def test_inputs_share_by_quantity_where_units_agree_else_equally(inputs: list[tuple[str]], share: float) -> None:
    graph = a_graph(made(inputs, [("c", 40)], "mill"))
    assert traced(graph, "c")[("a", 2)] == share


def test_joined_events_are_one_transformation() -> None:
    graph = a_graph(
        made([("a", 10)], [], "mill", transformationID="urn:example:batch:7"),
        made([("b", 30)], [("c", 40)], "mill", transformationID="urn:example:batch:7", day=6),
    )
    assert traced(graph, "c") == {("c", 1): 1.0, ("a", 2): 0.25, ("b", 2): 0.75}


def test_a_stranger_cannot_join_my_transformation() -> None:
    graph = a_graph(
        made([("a", 10)], [("c", 10)], "mill", transformationID="urn:example:batch:7"),
        made([("evil", 10)], [], "mill", transformationID="urn:example:batch:7", issuer=did("mallory")),
    )
    assert traced(graph, "c") == {("c", 1): 1.0, ("a", 2): 1.0}


def test_a_container_that_is_used_stands_for_what_is_in_it_then() -> None:
    graph = a_graph(
        packed("box", [("early", 10)], day=1),
        packed("box", [("early", 10)], action="DELETE", day=2),
        packed("box", [("a", 10), ("b", 10)], day=3),
        made([], [("c", 20)], "mill", day=4, inputEPCList=["urn:example:container:box"]),
        packed("box", [("late", 10)], day=5),
    )
    assert traced(graph, "c") == {("c", 1): 1.0, ("a", 2): 0.5, ("b", 2): 0.5}
    assert graph.containers[a_lot("a")] == ("urn:example:container:box",)


def test_containers_in_containers_are_opened() -> None:
    pallet = packed("pallet", [], day=2, childEPCs=["urn:example:container:box"])
    graph = a_graph(
        packed("box", [("a", 10)], day=1),
        pallet,
        made([], [("c", 10)], "mill", inputEPCList=["urn:example:container:pallet"]),
    )
    assert traced(graph, "c") == {("c", 1): 1.0, ("a", 2): 1.0}


def test_an_association_is_a_link_and_never_a_derivation() -> None:
    link = an_event(
        type="AssociationEvent", action="ADD", parentID="urn:example:asset:1", childEPCs=[a_lot("a")], eventTime=on(1)
    )
    graph = a_graph(link, made([("a", 1)], [("c", 1)], "mill"))
    assert graph.containers[a_lot("a")] == ("urn:example:asset:1",)
    assert "urn:example:asset:1" not in graph.lots


def test_a_transaction_ties_lots_to_its_papers() -> None:
    tied = an_event(
        type="TransactionEvent",
        action="ADD",
        epcList=[a_lot("a")],
        bizTransactionList=[{"type": "po", "bizTransaction": "urn:example:po:1"}],
    )
    assert a_graph(tied).transactions == {a_lot("a"): ("urn:example:po:1",)}


def test_repacking_makes_no_tier_of_its_own() -> None:
    repack = made([("cotton", 9)], [("bales", 9)], "depot", day=3, bizStep="repackaging")
    graph = a_graph(grown("cotton", "farm"), repack, made([("bales", 9)], [("yarn", 9)], "mill"))
    assert graph.lots[a_lot("bales")].site == a_site("farm")
    assert traced(graph, "yarn") == {("yarn", 1): 1.0, ("bales", 2): 1.0, ("cotton", 2): 1.0}


def test_goods_of_two_sites_packed_together_keep_their_depth() -> None:
    repack = made([("north", 6), ("south", 2)], [("mix", 8)], "depot", day=3, bizStep="repackaging")
    graph = a_graph(grown("north", "farm1"), grown("south", "farm2"), repack, made([("mix", 8)], [("yarn", 8)], "mill"))
    assert graph.lots[a_lot("mix")].is_repacked
    assert traced(graph, "yarn") == {("yarn", 1): 1.0, ("mix", 2): 1.0, ("north", 2): 0.75, ("south", 2): 0.25}


def test_an_input_that_nobody_makes_is_a_gap_asked_of_its_user() -> None:
    graph = a_graph(a_facility("mill", operator=did("group")), made([("x", 1)], [("yarn", 1)], "mill"))
    [gap] = trace(graph, a_lot("yarn")).gaps
    assert (gap.lot, gap.tier, gap.share, gap.asked_of) == (a_lot("x"), 2, 1.0, did("group"))


def test_without_a_facility_statement_the_signer_of_the_use_is_asked() -> None:
    [gap] = trace(a_graph(made([("x", 1)], [("yarn", 1)], "mill")), a_lot("yarn")).gaps
    assert gap.asked_of == did("mill")


def test_a_chain_whose_makers_are_all_named_has_no_gap() -> None:
    assert trace(a_graph(*a_chain()), a_lot("shirts")).gaps == ()


def test_a_product_class_is_no_lot_that_anyone_made() -> None:
    gtin = "urn:epc:idpat:sgtin:4012345.066666.*"
    graph = a_graph(
        grown("x", "farm", quantityList=[{"epcClass": gtin, "quantity": 5}]),
        made([], [("yarn", 1)], "mill", inputQuantityList=[{"epcClass": gtin, "quantity": 5}]),
    )
    [gap] = trace(graph, a_lot("yarn")).gaps
    assert gap.lot == "https://id.gs1.org/01/04012345666663"


def test_urn_and_digital_link_are_one_lot() -> None:
    urn, link = "urn:epc:class:lgtin:4012345.011111.L1", "https://mill.example/01/04012345111118/10/L1"
    graph = a_graph(
        grown("x", "farm", quantityList=[{"epcClass": urn, "quantity": 5}]),
        made([], [("yarn", 1)], "mill", inputQuantityList=[{"epcClass": link, "quantity": 5}]),
    )
    told = trace(graph, a_lot("yarn"))
    assert told.gaps == ()
    assert trace(graph, urn).lot == "https://id.gs1.org/01/04012345111118/10/L1"


def test_an_unknown_lot_is_not_found() -> None:
    with pytest.raises(NotFound):
        trace(a_graph(*a_chain()), a_lot("nothing"))


def test_a_chain_ten_thousand_deep_is_walked() -> None:
    chain = [grown("0", "0")]
    chain += [made([(str(step), 1)], [(str(step + 1), 1)], str(step + 1)) for step in range(10_000)]
    told = trace(a_graph(*numbered(chain)), a_lot("10000"))
    assert (len(told.lots), told.lots[-1].tier) == (10_001, 10_001)


def test_an_error_declaration_withdraws_the_event_of_its_issuer() -> None:
    wrong = made([("a", 1)], [("c", 1)], "mill", eventID="urn:example:event:1")
    declaration = made(
        [("a", 1)], [("c", 1)], "mill", eventID="urn:example:event:1", errorDeclaration={"declarationTime": on(9)}
    )
    corrected = made([("b", 1)], [("c", 1)], "mill", index=2)
    assert traced(a_graph(wrong, declaration, corrected), "c") == {("c", 1): 1.0, ("b", 2): 1.0}


def test_nobody_else_can_withdraw_an_event() -> None:
    event = made([("a", 1)], [("c", 1)], "mill", eventID="urn:example:event:1")
    attack = made(
        [("a", 1)], [("c", 1)], "mill", eventID="urn:example:event:1", errorDeclaration={"declarationTime": on(9)},
        issuer=did("mallory"), index=1,
    )  # fmt: skip
    graph = a_graph(event, attack)
    assert traced(graph, "c") == {("c", 1): 1.0, ("a", 2): 1.0}
    [finding] = graph.findings
    assert (finding.code, finding.records) == ("foreign-error-declaration", (event.record_id, attack.record_id))


def test_a_second_telling_of_an_event_adds_nothing() -> None:
    again = [grown("cotton", "farm", index=50), made([("cotton", 100)], [("lint", 100)], "gin", index=51, day=5)]
    once, twice = a_graph(*a_chain()), a_graph(*a_chain(), *again)
    assert [twice.lots[a_lot(name)].produced for name in ("cotton", "lint")] == [100, 100]
    assert (twice.inputs_of, twice.findings) == (once.inputs_of, ())


def test_containers_packed_into_each_other_still_end() -> None:
    graph = a_graph(
        packed("box", [("a", 10)], day=1, childEPCs=["urn:example:container:crate"]),
        packed("crate", [("b", 10)], day=2, childEPCs=["urn:example:container:box"]),
        made([], [("c", 20)], "mill", inputEPCList=["urn:example:container:box"]),
    )
    assert traced(graph, "c") == {("c", 1): 1.0, ("a", 2): 0.5, ("b", 2): 0.5}
