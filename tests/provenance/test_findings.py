"""Each contradiction is found and names its records; its clean twin has none."""

import pytest
from provenance_builders import (
    a_facility,
    a_finished_lot,
    a_graph,
    a_lot,
    a_purchase,
    a_site,
    an_event,
    codes,
    did,
    grown,
    made,
    on,
    packed,
    shipped,
)

from ledger.provenance import trace


def test_a_lot_used_at_two_sites_beyond_what_was_made_names_both_records() -> None:
    first = made([("lint", 100)], [("a", 90)], "mill1", index=1)
    second = made([("lint", 100)], [("b", 90)], "mill2", index=2)
    graph = a_graph(grown("lint", "gin"), first, second)
    [finding] = graph.findings
    assert (finding.code, finding.subject) == ("lot-claimed-twice", a_lot("lint"))
    assert finding.records == (first.record_id, second.record_id)
    assert trace(graph, a_lot("a")).findings == (finding,)


def test_a_lot_divided_between_two_sites_is_no_finding() -> None:
    uses = [made([("lint", 50)], [(f"o{mill}", 45)], f"mill{mill}", index=mill) for mill in (1, 2)]
    assert codes(a_graph(grown("lint", "gin"), *uses)) == set()


def test_a_lot_sold_whole_to_two_buyers_is_found() -> None:
    sales = [shipped([("lint", 100)], "gin", buyer, index=index) for index, buyer in enumerate(("m1", "m2"), start=1)]
    [finding] = a_graph(grown("lint", "gin"), *sales).findings
    assert finding.code == "lot-claimed-twice"
    assert finding.records == tuple(sale.record_id for sale in sales)


def test_a_lot_passed_on_is_not_sold_twice() -> None:
    graph = a_graph(
        grown("lint", "gin"),
        shipped([("lint", 100)], "gin", "trader"),
        shipped([("lint", 100)], "trader", "mill", day=4),
    )
    assert codes(graph) == set()


def test_a_trader_cannot_pass_on_more_than_it_was_given() -> None:
    graph = a_graph(
        a_facility("trader"),
        grown("lint", "gin"),
        shipped([("lint", 100)], "gin", "trader"),
        shipped([("lint", 100)], "trader", "m1", day=4),
        shipped([("lint", 100)], "trader", "m2", day=5),
    )
    assert codes(graph) == {"lot-claimed-twice"}


def test_a_lot_that_came_back_may_be_sold_again() -> None:
    graph = a_graph(
        a_facility("m1"),
        grown("lint", "gin"),
        shipped([("lint", 100)], "gin", "m1"),
        shipped([("lint", 100)], "m1", "gin", day=4),
        shipped([("lint", 100)], "gin", "m2", day=5),
    )
    assert codes(graph) == set()


def test_a_container_shipped_twice_claims_what_is_in_it() -> None:
    def box_to(buyer: str, day: int) -> object:
        return shipped([], "gin", buyer, day=day, epcList=["urn:example:container:box"])

    boxed = (grown("lint", "gin"), packed("box", [("lint", 100)], issuer=did("gin")))
    assert codes(a_graph(*boxed, box_to("m1", 3))) == set()
    assert codes(a_graph(*boxed, box_to("m1", 3), box_to("m2", 4))) == {"lot-claimed-twice"}


def test_purchases_of_one_lot_by_two_buyers_are_compared_with_what_was_made() -> None:
    def orders(quantity: str) -> set[str]:
        bought = [
            a_purchase("lint", "gin", buyer, quantity, index=place, issuer=did("gin"))
            for place, buyer in enumerate(("m1", "m2"))
        ]
        return codes(a_graph(grown("lint", "gin"), *bought))

    assert orders("100") == {"lot-claimed-twice"}
    assert orders("50") == set()


def test_the_same_delivery_told_as_purchase_and_as_shipment_is_one() -> None:
    graph = a_graph(grown("lint", "gin"), a_purchase("lint", "gin", "m1", "100"), shipped([("lint", 100)], "gin", "m1"))
    assert codes(graph) == set()


def test_a_serial_item_has_one_maker_use() -> None:
    item = "urn:epc:id:sgtin:4012345.011111.9876"
    born = grown("x", "plant", quantityList=..., epcList=[item])
    uses = [made([], [(f"o{site}", 1)], f"s{site}", inputEPCList=[item], index=site, day=4 + site) for site in (1, 2)]
    assert codes(a_graph(born, uses[0])) == set()
    assert codes(a_graph(born, *uses)) == {"lot-claimed-twice"}


@pytest.mark.parametrize(
    ("inputs", "output", "found"),
    [
        ([("a", 100)], ("c", 105), set()),
        ([("a", 100)], ("c", 105.1), {"mass-balance"}),
        ([("a", 100)], ("c", 200_000, "GRM"), {"mass-balance"}),
        ([("a", 100)], ("c", 300, "LBR"), {"mass-balance"}),
        ([("a", 100)], ("c", 220, "LBR"), set()),
        ([("a", 100), ("dye", 5, "LTR")], ("c", 200), {"balance-unknown"}),
        ([("a", 100), ("dye", 5, "LTR")], ("c", 100), set()),
        ([("a", 100)], ("c", 200, "MTR"), set()),
        ([("a",)], ("c", 200), {"balance-unknown"}),
    ],
)
def test_more_mass_out_than_in_is_found(inputs: list[tuple[str]], output: tuple[str], found: set[str]) -> None:
    assert codes(a_graph(made(inputs, [output], "mill"))) == found


def test_one_site_using_more_of_a_lot_than_was_made_is_an_imbalance() -> None:
    uses = [made([("lint", 60)], [(f"o{index}", 50)], "mill", index=index, day=index) for index in (4, 5)]
    assert codes(a_graph(grown("lint", "gin"), uses[0])) == set()
    assert codes(a_graph(grown("lint", "gin"), *uses)) == {"mass-balance"}


def test_a_cycle_of_lots_is_cut_at_its_later_record() -> None:
    forth = made([("a", 1)], [("b", 1)], "mill", index=1)
    back = made([("b", 1)], [("a", 1)], "mill", index=2)
    graph = a_graph(back, forth)
    [finding] = [finding for finding in graph.findings if finding.code == "lot-cycle"]
    assert finding.records == (forth.record_id, back.record_id)
    assert list(graph.inputs_of) == [a_lot("b")]


def test_a_joined_transformation_counts_from_its_last_record() -> None:
    batch = {"transformationID": "urn:example:batch:1"}
    opened = made([("a", 1)], [], "mill", index=1, **batch)
    back = made([("b", 1)], [("a", 1)], "mill", index=2)
    closed = made([], [("b", 1)], "mill", index=3, **batch)
    assert list(a_graph(opened, back, closed).inputs_of) == [a_lot("a")]


def test_a_lot_cannot_go_into_itself() -> None:
    graph = a_graph(made([("a", 1)], [("a", 1)], "mill"))
    assert (codes(graph), graph.inputs_of) == ({"lot-cycle"}, {})


def test_rework_into_another_lot_is_no_cycle() -> None:
    graph = a_graph(made([("a", 1)], [("b", 1)], "mill"), made([("b", 1)], [("c", 1)], "mill"))
    assert codes(graph) == set()


def test_a_wrong_hash_as_event_id_is_found() -> None:
    claimed = "ni:///sha-256;" + "0" * 64 + "?ver=CBV2.0"
    assert codes(a_graph(grown("a", "farm", eventID=claimed))) == {"event-id-mismatch"}
    assert codes(a_graph(grown("a", "farm", eventID="urn:example:event:1"))) == set()


def test_two_makers_of_one_lot_are_found() -> None:
    handed_over = shipped([("a", 1)], "farm1", "farm2", index=2)
    both = (grown("a", "farm1"), grown("a", "farm2", index=1), a_facility("farm2", index=3), handed_over)
    assert codes(a_graph(*both)) == {"maker-disputed"}
    assert codes(a_graph(grown("a", "farm1"), grown("a", "farm1", index=1, day=2))) == set()
    stated = a_finished_lot("a", facility=a_site("elsewhere"), index=1)
    assert codes(a_graph(grown("a", "farm1"), stated)) == {"maker-disputed"}


def test_a_transformation_too_large_to_follow_is_found_and_not_followed() -> None:
    events = [
        made([(f"i{part}-{each}", 1) for each in range(300)], [(f"o{part}-{each}", 1) for each in range(300)], "mill",
             index=part, day=part + 1, transformationID="urn:example:batch:1")
        for part in range(2)
    ]  # fmt: skip
    graph = a_graph(*events)
    assert (codes(graph), graph.inputs_of) == ({"transformation-too-large"}, {})


def test_later_events_do_not_count_before_they_happen() -> None:
    box = "urn:example:container:box"
    used = made([], [("c", 1)], "mill", day=2, inputEPCList=[box])
    graph = a_graph(packed("box", [("late", 1)], day=4), used)
    assert [edge.input_lot for edge in graph.inputs_of[a_lot("c")]] == [box]
    assert on(2) < on(4)


def test_an_event_without_a_place_leaves_the_maker_unknown() -> None:
    nowhere = an_event(type="ObjectEvent", action="ADD", quantityList=[{"epcClass": a_lot("a"), "quantity": 1}])
    assert not a_graph(nowhere).lots[a_lot("a")].is_disclosed
