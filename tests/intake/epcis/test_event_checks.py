"""What GS1's schema lets through and we do not, each with the JSON pointer of the fault."""

from typing import Any

import pytest
from epcis_builders import GS1, a_document, a_transformation, an_event, captured

from ledger.errors import TooLarge, Unacceptable
from ledger.intake.epcis import EVENT_ID_MISMATCH, MAX_EVENTS

EPC = "urn:epc:id:sgtin:4012345.011111.9876"
SAME_EPC = "https://id.gs1.org/01/04012345111118/21/9876"
AGGREGATION: dict[str, Any] = {
    "type": "AggregationEvent",
    "epcList": ...,
    "parentID": "urn:epc:id:sscc:4012345.0111111111",
}


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"type": "ObjectEvnt"}, "type"),
        ({"type": "example:ObjectEvent"}, "type"),
        ({"type": ...}, "type"),
        ({"eventTime": ...}, "eventTime"),
        ({"eventTime": "2026-03-04T11:00:30"}, "eventTime"),
        ({"eventTime": "last Tuesday"}, "eventTime"),
        ({"eventTime": "2026-02-30T11:00:30Z"}, "eventTime"),
        ({"eventTime": "0001-01-01T00:00:00+14:00"}, "eventTime"),
        ({"eventTimeZoneOffset": ...}, "eventTimeZoneOffset"),
        ({"eventTimeZoneOffset": "Z"}, "eventTimeZoneOffset"),
        ({"eventTimeZoneOffset": "+25:00"}, "eventTimeZoneOffset"),
        ({"recordTime": "soon"}, "recordTime"),
        ({"action": ...}, "action"),
        ({"action": "MOVE"}, "action"),
        ({"bizStep": "shiping"}, "bizStep"),
        ({"disposition": "in_orbit"}, "disposition"),
        ({"epcList": []}, "epcList"),
        ({"epcList": [EPC, EPC]}, "epcList/1"),
        ({"epcList": [EPC, SAME_EPC]}, "epcList/1"),
        ({"epcList": ["no uri"]}, "epcList/0"),
        ({"epcList": EPC}, "epcList"),
        ({"quantityList": [{"epcClass": EPC, "quantity": -1}]}, "quantityList/0/quantity"),
        ({"quantityList": [{"epcClass": EPC, "quantity": "1"}]}, "quantityList/0/quantity"),
        ({"quantityList": [{"epcClass": EPC, "quantity": True}]}, "quantityList/0/quantity"),
        ({"quantityList": [{"epcClass": EPC, "uom": "kilo"}]}, "quantityList/0/uom"),
        ({"quantityList": [{"quantity": 1}]}, "quantityList/0/epcClass"),
        ({"colour": "red"}, "colour"),
        ({"nobody:colour": "red"}, "nobody:colour"),
        ({"example:a": {"nobody:colour": "red"}}, "example:a/nobody:colour"),
        ({"example:a": [{"colour": "red"}]}, "example:a/0/colour"),
        ({"example:a": None}, "example:a"),
        ({"ilmd": {"lotNumber": "1"}}, "ilmd/lotNumber"),
        ({"readPoint": {"name": "gate"}}, "readPoint/id"),
        ({"sourceList": [{"source": "urn:x:1"}]}, "sourceList/0/type"),
        ({"persistentDisposition": {}}, "persistentDisposition"),
        ({"errorDeclaration": {}}, "errorDeclaration/declarationTime"),
        ({"sensorElementList": [{"sensorReport": []}]}, "sensorElementList/0/sensorReport"),
        ({"@context": "https://elsewhere.example/context.jsonld"}, "@context"),
        ({"@context": {"example": "https://another.example/"}}, "@context/example"),
        ({**AGGREGATION, "action": "ADD"}, "childEPCs"),
        ({**AGGREGATION, "parentID": ..., "action": "ADD", "childEPCs": [EPC]}, "parentID"),
        ({"type": "AssociationEvent", "epcList": ..., "childEPCs": [EPC]}, "parentID"),
        ({"type": "TransactionEvent"}, "bizTransactionList"),
    ],
)
def test_an_event_is_refused_where_its_fault_is(changes: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Unacceptable) as refusal:
        captured(a_document(an_event(), an_event(**changes)))
    field = refusal.value.field
    assert field.removeprefix("/epcisBody/eventList/1/").replace("~1", "/") == pointer


def test_a_transformation_needs_inputs_or_outputs() -> None:
    with pytest.raises(Unacceptable):
        captured(a_document(a_transformation(inputQuantityList=..., outputQuantityList=[])))
    assert captured(a_document(a_transformation(outputQuantityList=...)))


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"schemaVersion": "9.9"}, "/schemaVersion"),
        ({"schemaVersion": "2.0-beta"}, "/schemaVersion"),
        ({"schemaVersion": ...}, "/schemaVersion"),
        ({"type": "EPCISDocuments"}, "/type"),
        ({"creationDate": ...}, "/creationDate"),
        ({"@context": ...}, "/@context"),
        ({"@context": {"example": "https://ns.example.com/epcis/"}}, "/@context"),
        ({"@context": [GS1, "https://elsewhere.example/context.jsonld"]}, "/@context/1"),
        ({"@context": [GS1, {"@vocab": "https://ns.example.com/"}]}, "/@context/1/@vocab"),
        ({"@context": [GS1, {"bizStep": "https://ns.example.com/step"}]}, "/@context/1/bizStep"),
        ({"@context": [GS1, {"https": "https://ns.example.com/"}]}, "/@context/1/https"),
        ({"@context": [GS1, {"a": {"@context": "https://elsewhere.example/"}}]}, "/@context/1/a"),
        ({"@context": [GS1, {"a": "https://a.example/"}, {"a": "https://b.example/"}]}, "/@context/2/a"),
        ({"@context": [GS1, {"a": "no uri"}]}, "/@context/1/a"),
        ({"@context": [GS1, 7]}, "/@context/1"),
        ({"epcisBody": {}}, "/epcisBody/eventList"),
        ({"epcisBody": {"eventList": []}}, "/epcisBody/eventList"),
        ({"eventlist": []}, "/eventlist"),
    ],
)
def test_a_document_is_refused_where_its_fault_is(changes: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Unacceptable) as refusal:
        captured(a_document(**changes))
    assert refusal.value.field == pointer


@pytest.mark.parametrize(
    "context",
    [
        GS1,
        [GS1],
        ["https://ref.gs1.org/standards/epcis/epcis-context.jsonld"],
        [{"example": "https://ns.example.com/epcis/"}, "https://gs1.github.io/EPCIS/epcis-context.jsonld"],
    ],
)
def test_each_spelling_of_gs1s_context_is_known(context: Any) -> None:
    assert captured(a_document(**{"@context": context}))


def test_an_event_may_bring_prefixes_of_its_own() -> None:
    own = {"@context": {"own": "https://own.example/"}, "own:grade": "A"}
    [told] = captured(a_document(an_event(**own)))
    [plain] = captured(a_document(an_event(**{"o:grade": "A"}), **{"@context": [GS1, {"o": "https://own.example/"}]}))
    assert told.event_hash == plain.event_hash


def test_a_right_hash_as_event_id_is_no_finding() -> None:
    [plain] = captured(a_document())
    [named] = captured(a_document(an_event(eventID=plain.event_hash)))
    [wrong] = captured(a_document(an_event(eventID=plain.event_hash, bizStep="receiving")))
    assert (named.findings, wrong.findings) == ((), (EVENT_ID_MISMATCH,))


def test_too_many_events_are_refused_before_any_is_read() -> None:
    with pytest.raises(TooLarge):
        captured(a_document(epcisBody={"eventList": [{}] * (MAX_EVENTS + 1)}))


def test_a_transformation_of_too_many_pairs_is_refused() -> None:
    items = [f"urn:epc:id:sgtin:4012345.011111.{serial}" for serial in range(400)]
    with pytest.raises(TooLarge):
        captured(a_document(a_transformation(inputEPCList=items, outputEPCList=items)))


def test_an_event_too_long_for_a_statement_is_refused() -> None:
    with pytest.raises(TooLarge):
        captured(a_document(an_event(**{"example:notes": ["x" * 1000] * 500})))
