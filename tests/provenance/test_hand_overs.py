"""Nobody appoints itself downstream: the giver confirms each step, and only a lot's maker says what is in it."""

from dataclasses import replace

import pytest
from provenance_builders import (
    BRAND,
    SHIRTS,
    a_chain,
    a_facility,
    a_finished_lot,
    a_graph,
    a_lot,
    a_purchase,
    a_site,
    did,
    grown,
    made,
    packed,
    shipped,
    told_graph,
)

from ledger.model.graph import Gap, SupplyGraph
from ledger.model.record import Record
from ledger.provenance import chain_of, provenance_of, trace

BOX = "urn:example:container:box"
GROWN, SPUN = grown("cotton", "farm"), made([("cotton", 100)], [("yarn", 90)], "mill", index=9)
GIVEN = shipped([("cotton", 100)], "farm", "mill", index=2)


def gaps(graph: SupplyGraph) -> tuple[Gap, ...]:
    return trace(graph, a_lot("yarn")).gaps


def to(*parties: str) -> list[dict[str, str]]:
    return [{"type": "owning_party", "destination": party} for party in parties]


def test_a_lot_that_nobody_hands_over_is_unknown_and_hides_what_is_behind_it() -> None:
    graph = told_graph(a_facility("farm"), GROWN, SPUN)
    [gap] = gaps(graph)
    assert (gap.lot, gap.tier, gap.share, gap.asked_of) == (a_lot("cotton"), 2, 1.0, did("mill"))
    assert [lot.lot for lot in trace(graph, a_lot("yarn")).lots] == [a_lot("yarn")]
    assert did("farm") not in gap.sentence


def test_the_giver_whom_the_receiver_names_is_asked_to_confirm() -> None:
    received = shipped([("cotton", 100)], "farm", "mill", bizStep="receiving", issuer=did("mill"), index=3)
    [gap] = gaps(told_graph(GROWN, received, SPUN))
    assert gap.asked_of == did("farm")
    assert gap.sentence == f"{did('farm')} has not confirmed handing this lot to {did('mill')}."


@pytest.mark.parametrize(
    "words",
    [
        [GIVEN],
        [shipped([("cotton", 100)], "farm", "mill", destinationList=to(did("mill")), index=2)],
        [a_purchase("cotton", "farm", "mill", "100", issuer=did("farm"))],
        [grown("cotton", "farm", action="OBSERVE", destinationList=to(did("mill")), index=2)],
        [packed("box", [("cotton", 100)], issuer=did("farm"), index=1),
         shipped([], "farm", "mill", epcList=[BOX], index=2)],
        [shipped([("cotton", 100)], "farm", "trader", destinationList=to(did("trader")), index=2),
         shipped([("cotton", 100)], "trader", "mill", destinationList=to(did("mill")), index=3)],
    ],
    ids=["to its site", "to its DID", "sold", "any event of the giver", "in its container", "by a trader"],
)  # fmt: skip
def test_the_givers_own_word_confirms(words: list[Record]) -> None:
    assert gaps(told_graph(GROWN, *words, SPUN)) == ()


@pytest.mark.parametrize(
    "words",
    [
        [shipped([("cotton", 100)], "farm", "mill", issuer=did("mill"), index=2)],
        [a_purchase("cotton", "farm", "mill", "100")],
        [shipped([("cotton", 100)], "trader", "mill", index=2)],
        [shipped([("cotton", 100)], "farm", "other", destinationList=to(did("other")), index=2)],
        [packed("box", [("cotton", 100)], issuer=did("mill"), index=1),
         shipped([], "farm", "mill", epcList=[BOX], index=2)],
        [packed("box", [("cotton", 100)], day=2, issuer=did("farm"), index=1),
         shipped([], "farm", "other", day=3, epcList=[BOX], destinationList=to(did("other")), index=2),
         shipped([], "farm", "mill", day=4, epcList=[BOX], index=3)],
    ],
    ids=["its own event", "its own order", "who never had it", "given to another", "it packed itself", "a reused box"],
)  # fmt: skip
def test_no_other_word_confirms(words: list[Record]) -> None:
    assert len(gaps(told_graph(GROWN, *words, SPUN))) == 1


def test_a_place_that_the_user_only_names_does_not_make_it_the_receiver() -> None:
    theirs = made([("cotton", 100)], [("yarn", 90)], "mill", issuer=did("mallory"), index=9)
    assert len(gaps(told_graph(a_facility("mill"), GROWN, GIVEN, theirs))) == 1


def test_a_site_named_by_others_as_its_own_operators_confirms_nothing() -> None:
    named = a_facility("mallory", operator=did("farm"), index=0)
    graph = told_graph(GROWN, named, made([("cotton", 100)], [("yarn", 90)], "mallory", index=9))
    assert len(gaps(graph)) == 1


def test_one_party_needs_nobodys_word_between_its_sites() -> None:
    spun = made([("cotton", 100)], [("yarn", 90)], "mill", issuer=did("farm"), index=9)
    assert gaps(told_graph(GROWN, spun)) == ()


def test_a_stranger_cannot_take_a_place_from_its_operator() -> None:
    stranger = a_facility("farm", operator=did("other"), issuer=did("mallory"))
    assert gaps(told_graph(stranger, a_facility("farm", index=1), GROWN, GIVEN, SPUN)) == ()


def test_an_unconfirmed_part_is_unknown_from_its_tier_on() -> None:
    graph = told_graph(
        grown("seed", "nursery"), shipped([("seed", 9)], "nursery", "farm", index=1),
        made([("seed", 9)], [("cotton", 30)], "farm", index=2), shipped([("cotton", 30)], "farm", "mill", index=3),
        grown("wool", "ranch", index=4), made([("cotton", 30), ("wool", 10)], [("shirts", 40)], "mill", index=5),
        shipped([("shirts", 40)], "mill", "x", destinationList=to(BRAND), day=9, index=6),
        a_finished_lot("shirts", index=7),
    )  # fmt: skip
    tiers = provenance_of(graph, SHIRTS).tiers
    assert [tier.unknown_share for tier in tiers] == [0.0, 0.25, 0.25]
    assert [site.site for tier in tiers for site in tier.sites] == [a_site("mill"), a_site("farm"), a_site("nursery")]


@pytest.mark.parametrize(
    "lot", [a_finished_lot("shirts", index=9), a_finished_lot("x", facility=a_site("mill"), index=9)]
)
def test_a_brand_that_names_anothers_lot_or_site_as_its_own_learns_nothing(lot: Record) -> None:
    graph = told_graph(a_facility("mill"), made([("cotton", 9)], [("shirts", 9)], "mill", index=1), lot)
    told = provenance_of(graph, SHIRTS)
    assert [(tier.sites, tier.unknown_share) for tier in told.tiers] == [((), 1.0)]
    assert [gap.tier for gap in told.gaps] == [1]
    assert chain_of(graph, told.product.lots, receiver=BRAND).lots == set()


def test_repacking_anothers_goods_does_not_give_the_packer_their_site() -> None:
    repack = made([("cotton", 9)], [("bales", 9)], "eve", day=3, bizStep="repackaging", index=5)
    assert told_graph(GROWN, repack).lots[a_lot("bales")].site == a_site("eve")
    assert a_graph(GROWN, repack).lots[a_lot("bales")].site == a_site("farm")


def test_what_others_say_of_a_lot_is_not_told_to_whoever_claims_to_use_it() -> None:
    used = made([("cotton", 100)], [("mine", 90)], "eve", index=10)
    graph = told_graph(GROWN, GIVEN, SPUN, used)
    [finding] = graph.findings
    assert (finding.code, finding.records) == ("claim-without-standing", (used.record_id,))
    assert trace(graph, a_lot("mine")).findings == (finding,)
    assert trace(graph, a_lot("yarn")).findings == ()


def test_a_strangers_inputs_change_no_share_and_are_named() -> None:
    clean = grown("clean", "mallory", amount=9_000_000, index=20)
    poison = made([("clean", 9_000_000)], [("shirts", 90)], "mallory", day=1, index=21)
    graph, before = a_graph(*a_chain(), clean, poison), a_graph(*a_chain())
    assert shares(graph) == shares(before)
    assert provenance_of(graph, SHIRTS).findings == ()
    lot = graph.lots[a_lot("shirts")]
    assert lot.records[-1] == poison.record_id
    assert replace(lot, records=lot.records[:-1]) == before.lots[a_lot("shirts")]
    [finding] = graph.findings
    assert (finding.code, finding.subject) == ("claim-without-standing", "0x" + poison.record_id.hex())


def shares(graph: SupplyGraph) -> list[list[tuple[str | None, float]]]:
    return [[(site.site, site.share) for site in tier.sites] for tier in provenance_of(graph, SHIRTS).tiers]


def test_a_stranger_at_the_makers_own_place_is_a_stranger_even_when_first_in_the_log() -> None:
    poison = made([("clean", 9)], [("yarn", 90)], "mill", issuer=did("mallory"), index=1)
    graph = a_graph(a_facility("mill"), poison, SPUN)
    assert [edge.input_lot for edge in graph.inputs_of[a_lot("yarn")]] == [a_lot("cotton")]
    [finding] = graph.findings
    assert (finding.code, finding.subject) == ("claim-without-standing", "0x" + poison.record_id.hex())
    assert did("mallory") in finding.sentence


def test_a_copy_that_a_stranger_captured_first_does_not_take_the_place_of_the_suppliers_own_word() -> None:
    """The mill tells the farm's making and shipping, word for word, before the farm does."""
    own = [grown("cotton", "farm", index=3), shipped([("cotton", 100)], "farm", "mill", index=4)]
    copied = [grown("cotton", "farm", index=1, issuer=did("mill"))]
    copied += [shipped([("cotton", 100)], "farm", "mill", index=2, issuer=did("mill"))]
    site, used = a_facility("farm", index=0), made([("cotton", 100)], [("yarn", 90)], "mill", index=5)
    graph = told_graph(site, *copied, *own, used)
    clean = told_graph(site, *own, used)
    assert trace(graph, a_lot("yarn")).gaps == trace(clean, a_lot("yarn")).gaps == ()
    assert graph.holders[a_lot("cotton")] == clean.holders[a_lot("cotton")]
