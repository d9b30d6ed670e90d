"""Each contradiction names both records, and its clean twin is none; a stranger cannot plant one."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from provenance_builders import a_facility as facility
from provenance_builders import (
    a_finished_lot,
    a_graph,
    a_lot,
    a_purchase,
    a_record,
    a_site,
    an_event,
    codes,
    did,
    grown,
    made,
    on,
    shipped,
    told_graph,
)

from ledger.model.bodies import Location
from ledger.model.graph import SupplyGraph
from ledger.model.record import Record
from ledger.provenance.distance import kilometres

ITEM = "urn:epc:id:sgtin:4012345.011111.9876"
MUMBAI = {"latitude": "18.95", "longitude": "72.83"}
DHAKA = {"latitude": "23.81", "longitude": "90.41"}


def seen(at: str, time: str, *, index: int, issuer: str = "") -> Record:
    return an_event(
        type="ObjectEvent", action="OBSERVE", bizStep="inspecting", epcList=[ITEM], eventTime=time,
        bizLocation={"id": a_site(at)}, issuer=issuer or did(at), index=index,
    )  # fmt: skip


def only(graph: SupplyGraph, code: str) -> tuple[bytes, ...]:
    [finding] = [found for found in graph.findings if found.code == code]
    return finding.records


@pytest.mark.parametrize(
    ("dates", "code"),
    [
        ({"opened_on": "2026-03-07"}, "event-before-site-opened"),
        ({"closed_on": "2026-03-03"}, "event-after-site-closed"),
    ],
)
def test_an_event_outside_the_dates_of_its_site_names_event_and_facility(dates: dict[str, str], code: str) -> None:
    event, site = grown("cotton", "farm", day=5, index=1), facility("farm", **dates)
    assert only(told_graph(site, event), code) == (event.record_id, site.record_id)


@pytest.mark.parametrize("dates", [{"opened_on": "2026-03-06"}, {"closed_on": "2026-03-05"}, {}])
def test_a_day_that_some_time_zone_still_has_is_no_contradiction(dates: dict[str, str]) -> None:
    assert codes(told_graph(facility("farm", **dates), grown("cotton", "farm", day=5, index=1))) == set()


def test_one_item_at_two_places_in_one_moment_is_found() -> None:
    one, other = seen("mill", on(3), index=1), seen("dock", on(3), index=2)
    assert set(only(told_graph(one, other), "two-places-at-once")) == {one.record_id, other.record_id}


def test_a_lot_may_lie_in_two_places_at_once() -> None:
    uses = [made([("lint", 40)], [(f"o{mill}", 35)], f"mill{mill}", index=mill) for mill in (1, 2)]
    assert codes(told_graph(grown("lint", "gin"), *uses)) == set()


def test_who_does_not_speak_for_a_place_puts_nothing_there() -> None:
    stranger = seen("dock", on(3), index=3, issuer=did("stranger"))
    [finding] = told_graph(facility("dock"), seen("mill", on(3), index=1), stranger).findings
    assert (finding.code, finding.records) == ("claim-without-standing", (stranger.record_id,))


@pytest.mark.parametrize(("hour", "is_found"), [("13", True), ("14", False)])
def test_a_journey_faster_than_a_freight_aircraft_is_found(hour: str, is_found: bool) -> None:
    sites = [facility("mill", location=MUMBAI), facility("dock", location=DHAKA, index=1)]
    there = [seen("mill", on(3), index=2), seen("dock", f"2026-03-03T{hour}:00:00Z", index=3)]
    assert ("impossible-transport" in codes(told_graph(*sites, *there))) is is_found


def test_a_lot_used_far_away_an_hour_after_it_was_made_is_found() -> None:
    sites = [facility("gin", location=MUMBAI), facility("mill", location=DHAKA, index=1)]
    born = grown("lint", "gin", day=5, index=2)
    used = made([("lint", 90)], [("yarn", 80)], "mill", index=3, eventTime="2026-03-05T13:00:00Z")
    assert only(a_graph(*sites, born, used), "impossible-transport") == (born.record_id, used.record_id)


def test_a_place_without_a_location_is_never_too_far() -> None:
    sites = [facility("mill", location=MUMBAI), facility("dock", index=1)]
    assert (
        codes(told_graph(*sites, seen("mill", on(3), index=2), seen("dock", "2026-03-03T12:00:01Z", index=3))) == set()
    )


def test_a_lot_used_before_it_was_made_is_found() -> None:
    used, born = made([("lint", 90)], [("yarn", 80)], "mill", day=3, index=1), grown("lint", "gin", day=5, index=2)
    assert only(a_graph(used, born), "used-before-made") == (used.record_id, born.record_id)


def handed(step: str, at: str, time: str, *, index: int, amount: float = 90) -> Record:
    """The gin ships the lot to the mill, or the mill receives it, at a place of its own."""
    return shipped(
        [("lint", amount)], "gin", "mill", bizStep=step, eventTime=time, bizLocation={"id": a_site(at)},
        issuer=did(at), index=index,
    )  # fmt: skip


def two_far_places() -> list[Record]:
    return [facility("gin", location=MUMBAI), facility("mill", location=DHAKA, index=1)]


@pytest.mark.parametrize(("hour", "is_found"), [("13", True), ("14", False)])
def test_a_lot_received_sooner_than_any_transport_is_found(hour: str, is_found: bool) -> None:
    sent, got = (
        handed("shipping", "gin", on(3), index=2),
        handed("receiving", "mill", f"2026-03-03T{hour}:00:00Z", index=3),
    )
    graph = told_graph(*two_far_places(), sent, got)
    assert ("impossible-transport" in codes(graph)) is is_found
    assert not is_found or only(graph, "impossible-transport") == (sent.record_id, got.record_id)


def test_an_earlier_shipment_of_the_same_lot_explains_the_receipt() -> None:
    sent = [handed("shipping", "gin", time, index=place, amount=45) for place, time in ((2, on(1)), (3, on(3)))]
    got = handed("receiving", "mill", "2026-03-03T13:00:00Z", index=4)
    assert codes(told_graph(*two_far_places(), *sent, got)) == set()


def test_a_lot_received_before_it_was_shipped_names_both() -> None:
    sent, got = handed("shipping", "gin", on(5), index=2), handed("receiving", "mill", on(4), index=3)
    assert only(told_graph(*two_far_places(), sent, got), "received-before-shipped") == (got.record_id, sent.record_id)


def test_a_shipment_to_somebody_else_is_not_the_one_received() -> None:
    sent = shipped([("lint", 90)], "gin", "dock", day=5, index=2)
    assert codes(told_graph(*two_far_places(), sent, handed("receiving", "mill", on(4), index=3))) == set()


@given(st.floats(-89, 89), st.floats(-179, 179), st.floats(-89, 89), st.floats(-179, 179))
def test_distance_is_symmetric_and_at_most_half_the_circumference(a: float, b: float, c: float, d: float) -> None:
    one, other = Location(f"{a:.5f}", f"{b:.5f}"), Location(f"{c:.5f}", f"{d:.5f}")
    assert kilometres(one, other) == pytest.approx(kilometres(other, one))
    assert 0 <= kilometres(one, other) <= 20_016


def test_a_known_distance() -> None:
    assert kilometres(Location(**MUMBAI), Location(**DHAKA)) == pytest.approx(1_890, rel=0.02)


def certificate(subject: str, *, index: int = 5, **changes: Any) -> Record:
    body = {
        "certificate": "ORG-1", "subject": subject, "scheme": "organic", "payer": did("mill"),
        "valid_from": "2026-01-01", "valid_until": "2026-12-31", "goods": ["Cotton lint"], **changes,
    }  # fmt: skip
    return a_record("certificate", body, index=index, issuer=did("certifier"))


def claimed(good: str, under: Record, *, index: int = 6, **changes: Any) -> Record:
    claim = {"certificate": "0x" + under.record_id.hex(), "quantity": "5", "unit": "KGM"}
    return a_finished_lot("x", index=index, good=good, claims=[claim], **changes)


def test_a_certificate_for_another_good_is_out_of_scope() -> None:
    paper = certificate(a_lot("x"))
    lot = a_finished_lot("x", index=1)
    made_it, refers = grown("x", "mill", index=7), claimed("Cotton lint", paper, issuer=did("mill"))
    graph = a_graph(paper, lot, made_it, refers)
    assert (paper.record_id, lot.record_id) in [
        f.records for f in graph.findings if f.code == "certificate-out-of-scope"
    ]


def test_a_claim_under_a_certificate_for_another_good_is_out_of_scope() -> None:
    paper = certificate(a_site("mill"))
    lot = claimed("Garments", paper)
    assert only(told_graph(paper, lot), "certificate-out-of-scope") == (lot.record_id, paper.record_id)


def test_a_certificate_of_its_own_good_and_time_is_no_contradiction() -> None:
    paper = certificate(a_site("mill"))
    assert codes(told_graph(paper, claimed("cotton LINT", paper), grown("x", "mill", index=7))) == set()


def test_a_lot_made_after_its_certificate_ended_is_found() -> None:
    paper = certificate(a_site("mill"), valid_until="2026-02-28")
    lot = claimed("Cotton lint", paper)
    records = only(a_graph(paper, lot, grown("x", "mill", index=7)), "certificate-not-valid-then")
    assert records == (lot.record_id, paper.record_id)


def attested(subject: str, *origins: str, issuer: str, index: int = 9) -> Record:
    body = {"subject": subject, "claim": "origin", "text": "All of it.", "origins": list(origins)}
    return a_record("attestation", body, index=index, issuer=issuer)


def a_yarn_of_indian_cotton() -> list[Record]:
    born = grown("cotton", "farm", index=1)
    return [facility("farm"), born, made([("cotton", 90)], [("yarn", 80)], "mill", index=2)]


def test_an_origin_that_the_raw_material_excludes_is_found() -> None:
    story, word = a_yarn_of_indian_cotton(), attested(a_lot("yarn"), "US", "TR", issuer=did("mill"))
    assert only(told_graph(*story, word), "origin-excluded-by-inputs")[0] == word.record_id


@pytest.mark.parametrize(("origins", "issuer"), [(("US", "IN"), did("mill")), (("US",), did("stranger"))])
def test_a_true_origin_or_a_strangers_word_is_no_contradiction(origins: tuple[str, ...], issuer: str) -> None:
    assert codes(told_graph(*a_yarn_of_indian_cotton(), attested(a_lot("yarn"), *origins, issuer=issuer))) == set()


@pytest.mark.parametrize(("origin", "is_found"), [("US", True), ("IN", False), ("unknown", False)])
def test_a_site_that_used_what_it_says_it_never_buys_is_found(origin: str, is_found: bool) -> None:
    lot = a_record(
        "lot",
        {"lot": a_lot("cotton"), "product": "cotton", "product_name": "Cotton", "good": "Cotton", "quantity": "100",
         "unit": "KGM"},
        index=3, issuer=did("farm"),
    )  # fmt: skip
    mill = facility("mill", index=4, inputs=[{"good": "Cotton", "origin": origin}])
    graph = a_graph(*a_yarn_of_indian_cotton(), lot, mill)
    assert ("origin-excluded-by-inputs" in codes(graph)) is is_found


def an_invoice(quantity: str, *, index: int, issuer: str = "") -> Record:
    return a_purchase("lint", "gin", "mill", quantity, index=index, issuer=issuer, document="invoice")


def delivered(quantity: float, *, index: int, issuer: str = "", day: int = 3) -> Record:
    parties: dict[str, Any] = {
        "sourceList": [{"type": "owning_party", "source": did("gin")}],
        "destinationList": [{"type": "owning_party", "destination": did("mill")}],
    }
    return shipped(
        [("lint", quantity)], "gin", "mill", index=index, day=day, **parties, **({"issuer": issuer} if issuer else {})
    )


def test_an_invoice_above_its_order_names_both() -> None:
    order, invoice = a_purchase("lint", "gin", "mill", "80", index=1), an_invoice("100", index=2)
    assert only(told_graph(order, invoice), "document-quantities-disagree") == (order.record_id, invoice.record_id)


def test_an_invoice_for_part_of_an_order_is_no_contradiction() -> None:
    assert codes(told_graph(a_purchase("lint", "gin", "mill", "80", index=1), an_invoice("40", index=2))) == set()


@pytest.mark.parametrize(("shipped_amount", "is_found"), [(100, False), (97, False), (80, True), (120, True)])
def test_a_shipment_that_is_not_what_was_invoiced_is_found(shipped_amount: float, is_found: bool) -> None:
    graph = told_graph(grown("lint", "gin"), an_invoice("100", index=1), delivered(shipped_amount, index=2))
    assert ("document-quantities-disagree" in codes(graph)) is is_found


def test_two_part_shipments_add_up_to_the_invoice() -> None:
    parts = [delivered(50, index=2), delivered(50, index=3, day=4)]
    assert codes(told_graph(grown("lint", "gin"), an_invoice("100", index=1), *parts)) == set()


def test_a_strangers_invoice_or_shipment_counts_nothing() -> None:
    stranger = did("stranger")
    graph = told_graph(
        an_invoice("100", index=1),
        an_invoice("900", index=2, issuer=stranger),
        delivered(7, index=3, issuer=stranger),
    )
    assert codes(graph) == set()
