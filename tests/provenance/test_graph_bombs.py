"""What a few small events make a build hold is bounded, issuer by issuer, and what is left out is found."""

from itertools import count

from provenance_builders import a_lot, an_event, codes, did, made, numbered, on, packed, told_graph

from ledger.model.event import EventType, LotQuantity, SupplyEvent
from ledger.model.record import Record
from ledger.provenance.containers import MAX_OPENED, MAX_OPENINGS, Containers
from ledger.provenance.links import LINKS_OF_A_LOT, WIDE_LINKS, links_of
from ledger.provenance.replay import Batch, Deed, Story, replay

_NUMBERS = count()


def told(**changes: object) -> SupplyEvent:
    fields = {
        "record_id": next(_NUMBERS).to_bytes(32), "issuer": did("mallory"), "log_index": None,
        "event_type": EventType.OBJECT, "event_time": 0, "action": "OBSERVE", "biz_step": None, "disposition": None,
        "site": None, "parent": None, "items": (), "inputs": (), "outputs": (), "transformation_id": None,
        "transactions": (), "sources": (), "destinations": (),
    }  # fmt: skip
    return SupplyEvent(**{**fields, **changes})  # type: ignore[arg-type]


def lots(number: int, name: str = "lot") -> tuple[LotQuantity, ...]:
    return tuple(LotQuantity(f"urn:x:{name}:{each}") for each in range(number))


def a_packing(number: int, box: str = "urn:x:box", **changes: object) -> SupplyEvent:
    return told(event_type=EventType.AGGREGATION, action="ADD", parent=box, items=lots(number, box), **changes)


def a_shipping(box: str = "urn:x:box", **changes: object) -> SupplyEvent:
    return told(**{"biz_step": "shipping", "items": (LotQuantity(box),), "destinations": (did("eve"),), **changes})


def deeds(story: Story) -> int:
    return sum(len(each) for each in story.handed_over.values())


def test_a_box_named_in_a_thousand_events_is_opened_a_bounded_number_of_times() -> None:
    story = replay([a_packing(100), *(a_shipping() for _ in range(1_000))], lambda named: named)
    assert deeds(story) <= MAX_OPENINGS * 100 + 1_000
    assert {found.code for found in story.findings} == {"container-not-followed"}


def test_pallets_that_share_a_box_open_it_no_oftener() -> None:
    nest = [a_packing(100), *(told(event_type=EventType.AGGREGATION, action="ADD", parent=f"urn:x:pallet:{each}",
                                   items=(LotQuantity("urn:x:box"),)) for each in range(200))]  # fmt: skip
    story = replay([*nest, *(a_shipping(f"urn:x:pallet:{each}") for each in range(200))])
    assert deeds(story) <= MAX_OPENINGS * 100 + 200


def test_an_event_that_opens_too_many_items_leaves_the_box_closed_and_names_itself_and_its_issuer() -> None:
    large = a_shipping()
    story = replay([a_packing(MAX_OPENED + 1), large])
    [finding] = story.findings
    assert (list(story.handed_over), finding.records) == (["urn:x:box"], (large.record_id,))
    assert did("mallory") in finding.sentence


def test_a_bin_that_is_filled_and_emptied_for_years_stays_open() -> None:
    rounds = [
        each
        for _ in range(10 * MAX_OPENINGS)
        for each in (
            a_packing(1),
            a_shipping(destinations=(), biz_step="storing"),
            told(event_type=EventType.AGGREGATION, action="DELETE", parent="urn:x:box", items=lots(1, "urn:x:box")),
        )
    ]
    assert replay([*rounds, a_packing(1), a_shipping()]).findings == ()


def test_one_event_does_not_give_many_boxes_to_many_parties() -> None:
    boxes = [a_packing(1, f"urn:x:box:{each}") for each in range(200)]
    receivers = tuple(did(f"r{each}") for each in range(200))
    everything = tuple(LotQuantity(box.parent or "") for box in boxes)
    events = [*boxes, a_shipping(items=everything, destinations=receivers)]
    containers = Containers(events, lambda named: named)
    for box in boxes:
        containers.pack(box)
    containers.hand_on(events[-1], everything)
    assert [found.code for found in containers.findings] == ["container-not-followed"]


def a_batch(size: int, issuer: str) -> Batch:
    event = told(issuer=issuer, event_type=EventType.TRANSFORMATION)
    return Batch([Deed(lot, event) for lot in lots(size, "in")], [Deed(lot, event) for lot in lots(size, "out")])


def test_many_wide_transformations_of_one_issuer_are_followed_only_to_a_bound() -> None:
    links, findings = links_of([a_batch(200, did("mallory")) for _ in range(20)])
    assert len(links) <= WIDE_LINKS + 20 * LINKS_OF_A_LOT * 400
    assert {found.code for found in findings} == {"transformation-too-large"}
    assert all(did("mallory") in found.sentence for found in findings)


def test_the_room_of_one_issuer_is_not_used_up_by_another() -> None:
    _, findings = links_of([*(a_batch(200, did("mallory")) for _ in range(12)), a_batch(200, did("mill"))])
    assert not any(did("mill") in found.sentence for found in findings)


def test_small_transformations_are_followed_however_many() -> None:
    _, findings = links_of([a_batch(40, did("mill"))] * 100)
    assert findings == []


def test_a_bomb_of_records_leaves_the_honest_part_of_the_graph() -> None:
    box = "urn:example:container:box"
    shipped: list[Record] = [
        an_event(type="ObjectEvent", action="OBSERVE", bizStep="shipping", epcList=[box], eventTime=on(5),
                 destinationList=[{"type": "owning_party", "destination": f"did:web:x{each}"}])
        for each in range(2 * MAX_OPENINGS)
    ]  # fmt: skip
    graph = told_graph(*numbered([packed("box", [("a", 1)]), *shipped, made([("a", 1)], [("b", 1)], "mill")]))
    assert "container-not-followed" in codes(graph)
    assert [edge.input_lot for edge in graph.inputs_of[a_lot("b")]] == [a_lot("a")]
