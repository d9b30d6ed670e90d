"""Two events are one where they say the same, never where only their hash agrees."""

from decimal import Decimal
from typing import Any

from provenance_builders import (
    a_facility,
    a_lot,
    a_site,
    amounts,
    an_event,
    confirmed,
    did,
    grown,
    made,
    numbered,
    on,
    told_graph,
)

from ledger.model.finding import FindingKind
from ledger.model.graph import SupplyGraph
from ledger.model.record import Record

USE: dict[str, Any] = {
    "type": "TransformationEvent", "eventTime": on(5), "bizLocation": {"id": a_site("mill")},
    "outputQuantityList": amounts(("yarn", 90)),
}  # fmt: skip
FOLDED = a_lot("cotton") + "quantity=100uom=KGMquantityElementepcClass=" + a_lot("other")


def real(issuer: str = "mill", **changes: Any) -> Record:
    return an_event(**USE, inputQuantityList=amounts(("cotton", 100), ("other", 5)), issuer=did(issuer), **changes)


def twin(issuer: str) -> Record:
    folded = [{"epcClass": FOLDED, "quantity": 5, "uom": "KGM"}]
    return an_event(**USE, inputQuantityList=folded, issuer=did(issuer))


def event_hash(record: Record) -> bytes:
    return record.signed.statement.body.split(b'"event_hash"')[1]


def amounts_used(graph: SupplyGraph) -> set[tuple[str, Decimal | None]]:
    return {(edge.input_lot, edge.amount) for edge in graph.inputs_of[a_lot("yarn")]}


def test_an_event_written_to_have_the_hash_of_another_does_not_replace_it() -> None:
    mill, first, later = numbered([a_facility("mill"), twin("mallory"), real()])
    assert event_hash(first) == event_hash(later)
    graph = told_graph(mill, first, later)
    assert amounts_used(graph) == {(a_lot("cotton"), Decimal(100)), (a_lot("other"), Decimal(5))}
    [finding] = [each for each in graph.findings if each.code == "event-hash-shared"]
    assert (finding.records, finding.kind) == ((first.record_id, later.record_id), FindingKind.UNCHECKED)


def test_a_maker_cannot_hide_a_double_use_behind_a_twin_of_its_own_event() -> None:
    other = made([("cotton", 100)], [("cloth", 90)], "weaver")
    given = [confirmed(a_lot("cotton"), did("farm"), did(each), index=0) for each in ("mill", "weaver")]
    graph = told_graph(*numbered([twin("mill"), grown("cotton", "farm"), real(), other, *given]))
    found = {each.code: each.kind for each in graph.findings}
    assert found["event-hash-shared"] == found["lot-claimed-twice"] == FindingKind.DISAGREES


def test_the_same_event_told_by_two_counts_once() -> None:
    graph = told_graph(*numbered([real("mallory"), real()]))
    assert amounts_used(graph) == {(a_lot("cotton"), Decimal(100)), (a_lot("other"), Decimal(5))}
    assert "event-hash-shared" not in {each.code for each in graph.findings}


def test_the_order_in_its_lists_and_its_own_id_make_no_other_event() -> None:
    turned = an_event(
        **USE, inputQuantityList=amounts(("other", 5), ("cotton", 100)), eventID="urn:example:event:2",
        recordTime=on(6),
    )  # fmt: skip
    graph = told_graph(*numbered([real(), turned]))
    assert amounts_used(graph) == {(a_lot("cotton"), Decimal(100)), (a_lot("other"), Decimal(5))}
    assert graph.findings == told_graph(*numbered([real()])).findings
