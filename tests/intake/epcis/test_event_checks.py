"""What GS1's schema lets through and we do not, each with the JSON pointer of the fault."""

from typing import Any

import pytest
from epcis_builders import GS1, a_document, a_transformation, an_event, captured

from ledger.errors import TooLarge, Unacceptable
from ledger.intake.epcis import EVENT_ID_MISMATCH, MAX_EVENTS

EPC = "urn:epc:id:sgtin:4012345.011111.9876"
SAME_EPC = "https://id.gs1.org/01/04012345111118/21/9876"
_VOCABULARIES = "/epcisHeader/epcisMasterData/vocabularyList"
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
        ({**AGGREGATION}, "childEPCs"),
        ({"ilmd": {"example:grade": "A"}}, "ilmd"),
        ({"example:a": []}, "example:a"),
        ({"bizTransactionList": []}, "bizTransactionList"),
        ({"sourceList": []}, "sourceList"),
        ({"sensorElementList": []}, "sensorElementList"),
        ({"quantityList": []}, "quantityList"),
        ({"certificationInfo": []}, "certificationInfo"),
        ({"persistentDisposition": {"set": []}}, "persistentDisposition/set"),
        ({"persistentDisposition": {"set": ["active", "active"]}}, "persistentDisposition/set/1"),
        ({"recordTime": "2026-03-04T11:00:29.999+01:00"}, "recordTime"),
        ({"bizStep": "nobody:step"}, "bizStep"),
        ({"bizStep": "cbv:BizStep-shiping"}, "bizStep"),
        ({"bizStep": "https://ref.gs1.org/cbv/Disp-active"}, "bizStep"),
        ({"bizStep": "urn:epcglobal:cbv:bizstep:shipping"}, "bizStep"),
        ({"bizTransactionList": [{"type": "nobody:po", "bizTransaction": "urn:x:1"}]}, "bizTransactionList/0/type"),
        ({"sensorElementList": [{"sensorReport": [{"type": "Warmth"}]}]}, "sensorElementList/0/sensorReport/0/type"),
        ({"example:my key": "x"}, "example:my key"),
    ],
)
def test_an_event_is_refused_where_its_fault_is(changes: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Unacceptable) as refusal:
        captured(a_document(an_event(), an_event(**changes)))
    field = refusal.value.field
    assert field.removeprefix("/epcisBody/eventList/1/").replace("~1", "/") == pointer


RIGHT, WRONG = "04012345111118", "04012345111119"


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"epcList": [EPC, f"https://id.gs1.org/01/{WRONG}/21/9"]}, "epcList/1"),
        ({"epcList": [f"https://mill.example/p/01/{WRONG}/21/9"]}, "epcList/0"),
        ({"epcList": ["https://id.gs1.org/00/040123450000003337"]}, "epcList/0"),
        ({"quantityList": [{"epcClass": f"https://id.gs1.org/01/{WRONG}/10/L"}]}, "quantityList/0/epcClass"),
        ({"readPoint": {"id": "https://id.gs1.org/414/4012345000116"}}, "readPoint/id"),
        ({"bizLocation": {"id": "urn:epc:id:sgln:4012345.000111.0"}}, "bizLocation/id"),
        (
            {"sourceList": [{"type": "owning_party", "source": "https://id.gs1.org/417/4012345000001"}]},
            "sourceList/0/source",
        ),
        ({**AGGREGATION, "parentID": "urn:epc:id:sscc:4012345.111111111", "childEPCs": [EPC]}, "parentID"),
        ({"epcList": ["urn:epc:id:giai:4012.111"]}, "epcList/0"),
        ({"epcList": ["urn:epc:id:sgtn:4012345.011111.9"]}, "epcList/0"),
        ({"epcList": ["https://id.gs1.org/AQnYUc1gmg"]}, "epcList/0"),
        (
            {"bizTransactionList": [{"bizTransaction": "https://id.gs1.org/253/4012345111119X"}]},
            "bizTransactionList/0/bizTransaction",
        ),
    ],
)
def test_an_identifier_that_cannot_be_is_refused_where_it_stands(changes: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Unacceptable) as refusal:
        captured(a_document(an_event(**changes)))
    assert refusal.value.field == f"/epcisBody/eventList/0/{pointer}"


def test_an_order_whose_address_happens_to_hold_a_number_is_no_gs1_key() -> None:
    order = {"bizTransaction": f"https://orders.example/2026/01/{WRONG}"}
    assert captured(a_document(an_event(epcList=[f"https://id.gs1.org/01/{RIGHT}"], bizTransactionList=[order])))


def test_an_empty_list_of_items_stands_beside_measurements_only() -> None:
    measured = {"epcList": [], "sensorElementList": [{"sensorReport": [{"type": "Temperature", "value": 4}]}]}
    assert captured(a_document(an_event(**measured)))
    with pytest.raises(Unacceptable) as refusal:
        captured(a_document(an_event(epcList=[], quantityList=[{"epcClass": EPC, "quantity": 1}])))
    assert refusal.value.field.endswith("/epcList")


def test_a_record_made_in_the_very_moment_of_its_event_is_taken() -> None:
    assert captured(a_document(an_event(recordTime="2026-03-04T10:00:30Z")))


def test_a_transformation_needs_inputs_and_outputs_or_an_id_that_ties_its_parts() -> None:
    for missing in ({"inputQuantityList": ..., "outputQuantityList": ...}, {"outputQuantityList": ...}):
        with pytest.raises(Unacceptable):
            captured(a_document(a_transformation(**missing)))
    assert captured(a_document(a_transformation(outputQuantityList=..., transformationID="urn:x:run:7")))


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
        ({"@context": [GS1, GS1]}, "/@context/1"),
        ({"id": "no uri"}, "/id"),
        ({"sender": 7}, "/sender"),
        ({"epcisHeader": {"masterData": {}}}, "/epcisHeader/masterData"),
        ({"epcisHeader": {"epcisMasterData": {"vocabularyList": [{}]}}}, f"{_VOCABULARIES}/0/type"),
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
