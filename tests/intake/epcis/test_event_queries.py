"""What an EPCIS query means: each parameter, by an event that it names and by one that it does not."""

from typing import Any

import pytest
from epcis_builders import GS1, a_document, a_transformation, an_event, captured

from ledger.errors import Unacceptable
from ledger.intake.epcis.matching import EventQuery
from ledger.intake.epcis.parameters import PARAMETERS, read_query
from ledger.proof.event_hash.vocabulary import WELL_KNOWN

EXAMPLE = "https://ns.example.com/epcis/"
MEANINGS = {**WELL_KNOWN, "ex": EXAMPLE}
SENSED = an_event(
    sensorElementList=[
        {
            "sensorMetadata": {
                "time": "2026-03-04T10:00:00Z",
                "startTime": "2026-03-04T09:00:00Z",
                "endTime": "2026-03-04T10:00:00Z",
                "deviceID": "urn:epc:id:giai:4000001.111",
                "bizRules": "https://example.com/rules",
            },
            "sensorReport": [
                {"type": "Temperature", "value": 26.0, "uom": "CEL"},
                {"type": "gs1:Humidity", "minValue": 12.1, "maxValue": 14, "uom": "A93", "percRank": 50},
                {"type": "example:DoorOpen", "booleanValue": True, "stringValue": "open, wide"},
            ],
        }
    ]
)
WITHDRAWN = an_event(
    eventID="urn:uuid:00000000-0000-4000-8000-000000000001",
    errorDeclaration={
        "declarationTime": "2026-03-05T00:00:00Z",
        "reason": "incorrect_data",
        "correctiveEventIDs": ["urn:uuid:00000000-0000-4000-8000-000000000002"],
        "example:by": "clerk",
    },
)
TRADED = an_event(
    bizTransactionList=[{"type": "po", "bizTransaction": "urn:epcglobal:cbv:bt:4012345000009:12"}],
    sourceList=[{"type": "owning_party", "source": "urn:epc:id:pgln:4012345.00001"}],
    destinationList=[{"type": "cbv:SDT-possessing_party", "destination": "did:web:mill.example"}],
)
MADE = a_transformation(
    transformationID="urn:epc:id:gdti:4012345.11111.1",
    ilmd={"cbvmda:lotNumber": "A1", "example:weight": 12.50, "example:box": {"example:inner": "deep", "example:n": 7}},
    **{"example:at": "2026-03-01T00:00:00Z", "example:note": ["one", "two"]},
)
PACKED = {
    "type": "AggregationEvent",
    "eventTime": "2026-03-04T11:00:30.000+01:00",
    "eventTimeZoneOffset": "+01:00",
    "action": "ADD",
    "parentID": "urn:epc:id:sscc:4012345.1111111111",
    "childEPCs": ["urn:epc:id:sgtin:4012345.011111.9876"],
    "childQuantityList": [{"epcClass": "urn:epc:idpat:sgtin:4012345.011112.*", "quantity": 200, "uom": "EA"}],
}


def asked(*pairs: tuple[str, str]) -> EventQuery:
    given: dict[str, list[str]] = {}
    for name, text in pairs:
        given.setdefault(name, []).append(text)
    return read_query(given, meanings=MEANINGS)


def found(event: dict[str, Any], *pairs: tuple[str, str]) -> bool:
    [one] = captured(a_document(event))
    return asked(*pairs).matches(one)


@pytest.mark.parametrize(
    ("event", "name", "hit", "miss"),
    [
        (an_event(), "eventType", "ObjectEvent,TransactionEvent", "AssociationEvent"),
        (an_event(), "EQ_action", "ADD|OBSERVE", "DELETE"),
        (an_event(disposition="in_transit"), "EQ_disposition", "cbv:Disp-in_transit", "active"),
        (
            an_event(),
            "EQ_readPoint",
            "https://any.example/414/4012345000115/254/987",
            "urn:epc:id:sgln:4012345.00011.0",
        ),
        (an_event(), "WD_readPoint", "urn:epc:id:sgln:4012345.00011.0", "urn:epc:id:sgln:4012345.00012.0"),
        (an_event(bizLocation={"id": "geo:1,2"}), "EQ_bizLocation", "geo:1,2", "geo:2,1"),
        (
            an_event(persistentDisposition={"set": ["completeness_verified"], "unset": ["unknown"]}),
            "EQ_persistentDisposition_unset",
            "https://ref.gs1.org/cbv/Disp-unknown",
            "completeness_verified",
        ),
        (MADE, "EQ_transformationID", "https://id.gs1.org/253/40123451111181", "urn:epc:id:gdti:4012345.11111.2"),
        (an_event(), "MATCH_epc", "https://id.gs1.org/01/04012345111118/21/9876", "urn:epc:id:sgtin:4012345.011111.1"),
        (an_event(), "MATCH_epc", "urn:epc:idpat:sgtin:4012345.011111.*", "urn:epc:idpat:sgtin:4012345.011112.*"),
        (an_event(), "MATCH_anyEPC", "urn:epc:idpat:sgtin:4012345.*.*", "urn:epc:idpat:sgtin:4012346.*.*"),
        (PACKED, "MATCH_parentID", "urn:epc:idpat:sscc:4012345.*", "urn:epc:idpat:sscc:4012346.*"),
        (PACKED, "MATCH_epc", "urn:epc:id:sgtin:4012345.011111.9876", "urn:epc:id:sscc:4012345.1111111111"),
        (PACKED, "MATCH_anyEPC", "urn:epc:id:sscc:4012345.1111111111", "urn:epc:idpat:sgtin:4012345.011112.*"),
        (PACKED, "MATCH_epcClass", "https://id.gs1.org/01/04012345111125", "urn:epc:idpat:sgtin:4012345.011111.*"),
        (
            MADE,
            "MATCH_inputEPCClass",
            "urn:epc:class:lgtin:4012345.011111.4444",
            "urn:epc:class:lgtin:4012345.011112.1",
        ),
        (
            MADE,
            "MATCH_outputEPCClass",
            "urn:epc:class:lgtin:4012345.011112.1",
            "urn:epc:class:lgtin:4012345.011111.4444",
        ),
        (
            MADE,
            "MATCH_anyEPCClass",
            "https://id.gs1.org/01/04012345111118/10/*",
            "https://id.gs1.org/01/04012345111118/10/5/*",
        ),
        (
            a_transformation(inputEPCList=["urn:epc:id:giai:4000001.7"]),
            "MATCH_inputEPC",
            "urn:epc:idpat:giai:4000001.*",
            "urn:epc:idpat:giai:4000002.*",
        ),
        (
            a_transformation(outputEPCList=["urn:epc:id:grai:4012345.99999.1"]),
            "MATCH_outputEPC",
            "urn:epc:idpat:grai:4012345.99999.*",
            "urn:epc:idpat:grai:4012345.99998.*",
        ),
        (MADE, "EQ_quantity", "10.0|3", "11"),
        (MADE, "GT_quantity", "9.9", "10"),
        (MADE, "GE_quantity_KGM", "10", "10.5"),
        (MADE, "LE_quantity", "9.50", "9.4"),
        (MADE, "LT_quantity_KGM", "9.6", "9.5"),
        (PACKED, "EQ_quantity_EA", "200", "10"),
        (WITHDRAWN, "EQ_eventID", "urn:uuid:00000000-0000-4000-8000-000000000001", "urn:uuid:1"),
        (WITHDRAWN, "GE_errorDeclarationTime", "2026-03-05T00:00:00Z", "2026-03-05T00:00:01Z"),
        (WITHDRAWN, "LT_errorDeclarationTime", "2026-03-05T01:00:01+01:00", "2026-03-05T00:00:00Z"),
        (WITHDRAWN, "EQ_errorReason", "urn:epcglobal:cbv:er:incorrect_data", "did_not_occur"),
        (WITHDRAWN, "EQ_correctiveEventID", "urn:uuid:00000000-0000-4000-8000-000000000002", "urn:uuid:2"),
        (WITHDRAWN, "EQ_ERROR_DECLARATION_ex:by", "clerk", "mayor"),
        (
            TRADED,
            "EQ_bizTransaction_po",
            "urn:epcglobal:cbv:bt:4012345000009:12",
            "urn:epcglobal:cbv:bt:4012345000009:13",
        ),
        (TRADED, "EQ_source_owning_party", "https://id.gs1.org/417/4012345000016", "did:web:mill.example"),
        (TRADED, "EQ_destination_possessing_party", "did:web:mill.example", "did:web:maker.example"),
        (MADE, "EQ_ILMD_cbvmda:lotNumber", "B2|A1", "B2"),
        (MADE, "EQ_ILMD_ex:weight", "12.5", "12"),
        (MADE, "GE_ILMD_ex:weight", "12.5", "12.51"),
        (MADE, "EQ_INNER_ILMD_ex:inner", "deep", "shallow"),
        (MADE, "LT_INNER_ILMD_ex:n", "8", "7"),
        (MADE, "EQ_ex:note", "two", "three"),
        (MADE, f"EQ_{EXAMPLE}note", "one", "three"),
        (MADE, "GE_ex:at", "2026-03-01T00:00:00Z", "2026-03-01T00:00:00.001Z"),
        (SENSED, "EQ_type", "Temperature|Speed", "Speed"),
        (SENSED, "EQ_type", "https://gs1.org/voc/Humidity", "gs1:Speed"),
        (SENSED, "GE_value_CEL", "26", "27"),
        (SENSED, "EQ_value_CEL", "26.00", "25"),
        (SENSED, "LT_value_CEL", "27", "26"),
        (SENSED, "GT_minValue_A93", "12", "12.1"),
        (SENSED, "LE_maxValue_A93", "14", "13"),
        (SENSED, "LE_percRank", "50", "49"),
        (SENSED, "EQ_deviceID", "urn:epc:id:giai:4000001.111", "urn:epc:id:giai:4000001.112"),
        (SENSED, "EQ_bizRules", "https://example.com/rules", "https://example.com/other"),
        (SENSED, "EQ_booleanValue", "true", "false"),
        (SENSED, "EQ_stringValue", "open, wide", "open"),
        (SENSED, "GE_startTime", "2026-03-04T09:00:00Z", "2026-03-04T09:00:01Z"),
        (SENSED, "LT_endTime", "2026-03-04T10:00:01Z", "2026-03-04T10:00:00Z"),
        (SENSED, "GE_time", "2026-03-04T10:00:00Z", "2026-03-04T10:00:01Z"),
    ],
)
def test_a_parameter_finds_what_it_names_and_nothing_else(
    event: dict[str, Any], name: str, hit: str, miss: str
) -> None:
    assert found(event, (name, hit))
    assert not found(event, (name, miss))


@pytest.mark.parametrize(
    "spelling",
    [
        "shipping",
        "cbv:BizStep-shipping",
        "https://ref.gs1.org/cbv/BizStep-shipping",
        "urn:epcglobal:cbv:bizstep:shipping",
    ],
)
def test_a_word_is_found_in_every_spelling_of_query_and_event(spelling: str) -> None:
    for told in ("shipping", "https://ref.gs1.org/cbv/BizStep-shipping", "cbv:BizStep-shipping"):
        assert found(an_event(bizStep=told), ("EQ_bizStep", spelling))
    assert not found(an_event(bizStep="receiving"), ("EQ_bizStep", spelling))


def test_several_parameters_must_all_hold_and_one_of_several_values() -> None:
    assert found(an_event(), ("EQ_bizStep", "packing|shipping"), ("EQ_action", "OBSERVE"))
    assert found(an_event(), ("EQ_bizStep", "packing"), ("EQ_bizStep", "shipping"))
    assert not found(an_event(), ("EQ_bizStep", "shipping"), ("EQ_action", "ADD"))


@pytest.mark.parametrize(
    ("event", "name"),
    [
        (WITHDRAWN, "EXISTS_errorDeclaration"),
        (WITHDRAWN, "EXISTS_ERROR_DECLARATION_ex:by"),
        (SENSED, "EXISTS_sensorElementList"),
        (MADE, "EXISTS_ILMD_cbvmda:lotNumber"),
        (MADE, "EXISTS_INNER_ILMD_ex:n"),
        (MADE, "EXISTS_ex:note"),
    ],
)
def test_existence_is_asked_for_by_true_and_not_asked_for_by_false(event: dict[str, Any], name: str) -> None:
    assert found(event, (name, "true"))
    assert not found(an_event(), (name, ""))
    assert found(an_event(), (name, "false"))


def test_a_field_of_ones_own_is_found_by_its_namespace_whatever_its_prefix() -> None:
    [event] = captured(a_document(an_event(**{"mine:x": "1"}), **{"@context": [GS1, {"mine": EXAMPLE}]}))
    [other] = captured(a_document(an_event(**{"ex:x": "1"}), **{"@context": [GS1, {"ex": "https://else.example/"}]}))
    assert asked(("EQ_ex:x", "1")).matches(event)
    assert not asked(("EQ_ex:x", "1")).matches(other)


def test_a_quantity_is_compared_as_it_is_written_not_as_a_double() -> None:
    event = a_transformation(inputQuantityList=[{"epcClass": "urn:epc:class:lgtin:4012345.011111.4", "quantity": 0.1}])
    assert found(event, ("EQ_quantity", "0.10"))
    assert not found(event, ("EQ_quantity", "0.10000000000000001"))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("MATCH_epc", "urn:epc:idpat:sgtin:*.011111.*"),
        ("MATCH_epc", "urn:epc:idpat:sgtin:4012345.01.*"),
        ("MATCH_epc", "nobody:knows"),
        ("EQ_bizStep", "undeclared:word"),
        ("EQ_undeclared:field", "1"),
        ("EQ_action", "MOVE"),
        ("eventType", "Rumour"),
        ("EQ_quantity", "many"),
        ("GE_quantity", "1|2"),
        ("GE_value_CEL", ""),
        ("GE_eventTime", "2026-02-30T00:00:00Z"),
        ("orderBy", "bizStep"),
        ("orderDirection", "ASC"),
        ("eventCountLimit", "0"),
        ("maxEventCount", "-1"),
        ("EQ_booleanValue", "maybe"),
        ("HASATTR_bizLocation", "x"),
        ("EQ_bizstep", "shipping"),
        ("EQ_eventID", "a\x00b"),
    ],
)
def test_what_is_not_understood_is_refused_by_its_name(name: str, text: str) -> None:
    with pytest.raises(Unacceptable) as refused:
        asked((name, text))
    assert refused.value.field == name


def test_the_two_limits_exclude_each_other() -> None:
    with pytest.raises(Unacceptable):
        asked(("eventCountLimit", "1"), ("maxEventCount", "1"))


def test_no_parameter_is_described_that_is_not_read() -> None:
    for name in set(PARAMETERS) - {"perPage", "nextPageToken"}:
        try:
            asked((name, "1"))
        except Unacceptable as refused:
            assert "does not answer" not in refused.reason  # noqa: PT017 - the others are refused for their value
