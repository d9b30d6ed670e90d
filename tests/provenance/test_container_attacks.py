"""Nobody fills, empties, opens or makes a container, or turns a lot into one, for anybody else."""

from typing import Any

import pytest
from provenance_builders import (
    a_facility,
    a_lot,
    a_site,
    an_event,
    codes,
    did,
    grown,
    made,
    numbered,
    on,
    packed,
    told_graph,
)

from ledger.model.finding import FindingKind
from ledger.model.graph import SupplyGraph
from ledger.model.record import Record
from ledger.provenance import trace

BOX = "urn:example:container:box"
SSCC = "urn:epc:id:sscc:9506000.0000000001"
MALLORY = did("mallory")


def handed(box: str, giver: str, *receivers: str, day: int = 3, step: str = "shipping", **changes: Any) -> Record:
    return an_event(
        type="ObjectEvent", action="OBSERVE", bizStep=step, epcList=[box], eventTime=on(day), issuer=did(giver),
        destinationList=[{"type": "owning_party", "destination": did(each)} for each in receivers], **changes,
    )  # fmt: skip


def woven(box: str = BOX, by: str = "mill", **changes: Any) -> Record:
    return made([], [("fabric", 90)], by, day=9, inputEPCList=[box], **changes)


def inputs(graph: SupplyGraph, lot: str = "fabric") -> list[str]:
    return [edge.input_lot.removeprefix("urn:example:") for edge in graph.inputs_of.get(a_lot(lot), ())]


def told(*records: Record) -> SupplyGraph:
    return told_graph(*numbered(records))


def records_of(graph: SupplyGraph, code: str) -> set[bytes]:
    [finding] = [each for each in graph.findings if each.code == code]
    return set(finding.records)


FARM = [
    grown("cotton", "farm"),
    a_facility("mill"),
    packed("box", [("cotton", 100)], issuer=did("farm")),
    handed(BOX, "farm", "mill"),
]
DIRT = [grown("dirt", "mallory"), packed("box", [("dirt", 100)], issuer=MALLORY)]


def test_the_receiver_opens_what_the_packer_handed_to_it() -> None:
    graph = told(*FARM, woven())
    assert (inputs(graph), trace(graph, a_lot("fabric")).gaps) == (["lot:cotton"], ())


def test_a_trader_hands_a_box_on_unopened() -> None:
    graph = told(*FARM[:3], handed(BOX, "farm", "trader"), handed(BOX, "trader", "mill", day=4), woven())
    assert (inputs(graph), trace(graph, a_lot("fabric")).gaps) == (["lot:cotton"], ())


@pytest.mark.parametrize(
    "attack",
    [
        [],
        [handed(BOX, "mallory", "mill", day=4)],
        [handed(BOX, "mallory", "farm", day=2, step="departing"), handed(BOX, "mallory", "mill", day=4)],
        [made([("dirt", 100)], [], "mallory", day=4, outputEPCList=[BOX]), handed(BOX, "mallory", "mill", day=5)],
    ],
    ids=["packed into it", "and handed to the mill", "and first to the farm", "made as goods"],
)
def test_a_strangers_dirt_does_not_enter_what_the_mill_makes_of_the_farms_box(attack: list[Record]) -> None:
    assert inputs(told(*FARM, *DIRT, *attack, woven())) == ["lot:cotton"]


def test_who_hands_other_goods_over_in_a_box_is_found_and_not_followed() -> None:
    records = numbered([*FARM, *DIRT, handed(BOX, "mallory", "mill", day=4), woven()])
    assert records_of(told_graph(*records), "container-contested") == {records[3].record_id, records[6].record_id}


@pytest.mark.parametrize("day", [2, 4])
def test_a_hand_over_that_is_only_dated_earlier_displaces_nothing(day: int) -> None:
    late = [packed("box", [("dirt", 1)], issuer=MALLORY, day=1), handed(BOX, "mallory", "mill", day=day)]
    assert inputs(told(*FARM, *late, woven())) == ["lot:cotton"]


@pytest.mark.parametrize(
    "attack",
    [
        packed("box", [], action="DELETE", day=4, issuer=MALLORY),
        packed("box", [("cotton", 100)], action="DELETE", day=4, issuer=MALLORY),
        made([], [("loot", 1)], "mallory", day=4, inputEPCList=[BOX]),
    ],
    ids=["all taken out", "one lot taken out", "used"],
)
def test_a_stranger_does_not_empty_a_box_for_others(attack: Record) -> None:
    assert inputs(told(*FARM, attack, woven())) == ["lot:cotton"]


def test_the_receiver_empties_its_own_box() -> None:
    emptied = packed("box", [("cotton", 100)], action="DELETE", day=4, issuer=did("mill"))
    assert inputs(told(*FARM, emptied, woven())) == ["container:box"]


@pytest.mark.parametrize("box", [BOX, SSCC])
def test_who_was_not_handed_a_box_reads_nothing_of_what_is_in_it(box: str) -> None:
    packing = packed("box", [("cotton", 100)], issuer=did("farm"), parentID=box)
    graph = told(grown("cotton", "farm"), packing, handed(box, "farm", "mill"), woven(box, "eve"))
    asked = trace(graph, a_lot("fabric"))
    assert (len(asked.edges), len(asked.gaps)) == (1, 1)
    assert a_lot("cotton") not in {each.lot for each in asked.lots}


def test_who_hands_on_a_box_that_it_never_had_gives_nothing_of_it_away() -> None:
    graph = told(*FARM, handed(BOX, "mallory", "eve", day=4), woven(by="eve"))
    assert (inputs(graph), did("eve") in graph.holders[a_lot("cotton")]) == (["container:box"], False)


def test_a_box_that_was_given_away_and_packed_again_holds_only_the_new_goods() -> None:
    again = packed("box", [("second", 100)], issuer=did("farm"), day=4)
    graph = told(*FARM, again, handed(BOX, "farm", "other", day=5), woven(by="other"))
    assert inputs(graph) == ["lot:second"]


def dust_in(lot: str, *receivers: str, issuer: str = MALLORY, **changes: Any) -> list[Record]:
    packing = packed("", [("dust", 1)], parentID=lot, issuer=issuer, day=2, **changes)
    return [packing, handed(lot, "mallory", *receivers)] if receivers else [packing]


@pytest.mark.parametrize("receivers", [(), ("mill",)])
def test_dust_packed_into_a_lot_does_not_make_the_lot_vanish(receivers: tuple[str, ...]) -> None:
    spun = made([("fluff", 9)], [("yarn", 9)], "spinner", day=1)
    used = made([("yarn", 9)], [("fabric", 9)], "mill", day=9)
    records = numbered([spun, *dust_in(a_lot("yarn"), *receivers), used])
    graph = told_graph(*records)
    assert (inputs(graph), inputs(graph, "yarn")) == (["lot:yarn"], ["lot:fluff"])
    assert records_of(graph, "lot-as-container") == {records[0].record_id, records[1].record_id}
    assert {each.kind for each in graph.findings} == {FindingKind.UNCHECKED}


def test_dust_packed_into_a_lot_that_nobody_used_leaves_it_known() -> None:
    assert a_lot("yarn") in told(made([("fluff", 9)], [("yarn", 9)], "spinner"), *dust_in(a_lot("yarn"))).lots


def test_a_batch_is_no_container_even_where_the_packing_came_first_in_the_log() -> None:
    yarn = "https://id.gs1.org/01/09506000120508/10/Y1"
    used = made([], [("fabric", 9)], "mill", day=9, inputEPCList=[yarn])
    spun = made([("fluff", 9)], [], "spinner", day=1, outputQuantityList=[{"epcClass": yarn, "quantity": 9}])
    graph = told(*dust_in(yarn, "mill"), spun, used)
    assert inputs(graph) == [yarn]


def test_who_says_itself_that_its_own_lot_is_a_container_contradicts_itself() -> None:
    graph = told(made([("fluff", 9)], [("yarn", 9)], "mallory", day=1), *dust_in(a_lot("yarn")))
    assert {(each.code, each.kind) for each in graph.findings} == {("lot-as-container", FindingKind.DISAGREES)}


def test_a_container_that_its_packer_commissioned_is_no_lot() -> None:
    new = an_event(
        type="ObjectEvent", action="ADD", epcList=[BOX], bizLocation={"id": a_site("farm")}, eventTime=on(1),
        issuer=did("farm"),
    )  # fmt: skip
    graph = told(new, *FARM, woven())
    assert (inputs(graph), BOX in graph.lots, codes(graph)) == (["lot:cotton"], False, set())
