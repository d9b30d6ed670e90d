"""The CBV 2.0 event hash: equal to the reference vectors, equal for one event told twice, never refusing."""

import json
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.proof.event_hash import canonical_uri, event_hash, pre_hash
from ledger.proof.event_hash.gs1_uri import check_digit
from ledger.proof.event_hash.values import number, utc

VECTORS = Path(__file__).resolve().parent.parent / "vectors" / "cbv_hash"
SETS = sorted(path.stem for path in VECTORS.glob("*.jsonld"))
CONTEXT: list[Any] = [
    "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
    {"example": "https://ns.example.com/epcis/"},
]


def a_vector(name: str) -> tuple[dict[str, Any], Any]:
    document = json.loads((VECTORS / f"{name}.jsonld").read_text())
    return document["epcisBody"]["eventList"][0], document["@context"]


def an_event(**changes: Any) -> dict[str, Any]:
    event = {
        "type": "ObjectEvent",
        "eventTime": "2026-03-04T11:00:30.000+01:00",
        "eventTimeZoneOffset": "+01:00",
        "action": "OBSERVE",
        "bizStep": "shipping",
        "epcList": ["urn:epc:id:sgtin:4012345.011111.9876"],
    }
    return {**event, **changes}


def test_there_are_three_reference_sets() -> None:
    assert len(SETS) == 3


@pytest.mark.parametrize("name", SETS)
def test_the_canonical_string_equals_the_reference(name: str) -> None:
    assert pre_hash(*a_vector(name)) == (VECTORS / f"{name}.prehashes").read_text().strip()


@pytest.mark.parametrize("name", SETS)
def test_the_hash_equals_the_reference(name: str) -> None:
    assert event_hash(*a_vector(name)) == (VECTORS / f"{name}.hashes").read_text().strip()


@pytest.mark.parametrize(
    "changes",
    [
        {"recordTime": "2026-03-05T00:00:00Z"},
        {"eventID": "urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8"},
        {"errorDeclaration": {"declarationTime": "2026-03-05T00:00:00Z"}},
        {"rdfs:comment": "seen twice"},
        {"eventTime": "2026-03-04T10:00:30Z"},
        {"eventTime": "2026-03-04T11:00:30.0003+01:00"},
        {"bizStep": "cbv:BizStep-shipping"},
        {"bizStep": "https://ref.gs1.org/cbv/BizStep-shipping"},
        {"bizStep": "urn:epcglobal:cbv:bizstep:shipping"},
        {"epcList": ["https://id.gs1.org/01/04012345111118/21/9876"]},
        {"epcList": ["https://shop.example/p/01/04012345111118/10/LOT/21/9876?x=1#y"]},
        {"epcList": ["https://shop.example/gtin/4012345111118/ser/9876"]},
        {"bizTransactionList": []},
    ],
)
def test_another_telling_of_the_event_has_the_same_hash(changes: dict[str, Any]) -> None:
    assert event_hash(an_event(**changes), CONTEXT) == event_hash(an_event(), CONTEXT)


@pytest.mark.parametrize(
    "changes",
    [
        {"eventTime": "2026-03-04T11:00:30.001+01:00"},
        {"eventTimeZoneOffset": "+02:00"},
        {"action": "ADD"},
        {"epcList": ["urn:epc:id:sgtin:4012345.011111.9877"]},
        {"certificationInfo": "https://certificates.example/1"},
        {"persistentDisposition": {"set": ["completeness_verified"]}},
        {"example:grade": "A"},
        {"ilmd": {"example:grade": "A"}},
        {"sourceList": [{"type": "location", "source": "urn:epc:id:sgln:4012345.00225.0"}]},
    ],
)
def test_another_event_has_another_hash(changes: dict[str, Any]) -> None:
    assert event_hash(an_event(**changes), CONTEXT) != event_hash(an_event(), CONTEXT)


def test_the_order_of_lists_and_keys_does_not_count() -> None:
    places = [{"type": "location", "source": "urn:x:1"}, {"source": "urn:x:2", "type": "location"}]
    event = an_event(sourceList=places, **{"example:b": ["2", "1"], "example:a": {"example:y": "1", "example:x": "2"}})
    turned = dict(reversed(deepcopy(event).items()))
    turned["sourceList"].reverse()
    turned["example:b"].reverse()
    assert event_hash(turned, CONTEXT) == event_hash(event, CONTEXT)


def test_a_prefix_is_only_a_name_for_its_namespace() -> None:
    other = [CONTEXT[0], {"ex": "https://ns.example.com/epcis/"}]
    assert event_hash(an_event(**{"ex:grade": "A"}), other) == event_hash(an_event(**{"example:grade": "A"}), CONTEXT)


def test_the_hash_of_an_event_does_not_depend_on_events_hashed_before() -> None:
    before = event_hash(an_event(**{"other:grade": "A"}), CONTEXT)
    event_hash(an_event(), [CONTEXT[0], {"other": "https://other.example/"}])
    assert event_hash(an_event(**{"other:grade": "A"}), CONTEXT) == before


@pytest.mark.parametrize(
    ("urn", "link"),
    [
        ("urn:epc:id:sscc:4012345.0000000333", "00/040123450000003338"),
        ("urn:epc:id:sgln:4012345.00011.987", "414/4012345000115/254/987"),
        ("urn:epc:id:sgln:4012345.00005.0", "414/4012345000054"),
        ("urn:epc:id:pgln:4012345.00000", "417/4012345000009"),
        ("urn:epc:id:giai:4000001.111", "8004/4000001111"),
        ("urn:epc:id:grai:4012345.55555.987", "8003/04012345555554987"),
        ("urn:epc:id:gdti:4012345.11111.123", "253/4012345111118123"),
        ("urn:epc:id:gsrn:4012345.9876540000", "8018/401234598765400000"),
        ("urn:epc:class:lgtin:4012345.012345.998877", "01/04012345123456/10/998877"),
        ("urn:epc:class:lgtin:4012345.012345.A(1)", "01/04012345123456/10/A%281%29"),
        ("urn:epc:idpat:sgtin:4012345.098765.*", "01/04012345987652"),
        ("urn:epc:id:itip:4012345.012345.01.02.999", "8006/040123451234560102/21/999"),
        ("urn:epc:id:cpi:4012345.ABC.123", "8010/4012345ABC/8011/123"),
        ("urn:epc:id:upui:4012345.012345.AB12", "01/04012345123456/235/AB12"),
        ("urn:epc:id:gsin:4012345.999987654", "402/40123459999876541"),
        ("urn:epc:id:ginc:4012345.333", "401/4012345333"),
        ("urn:epc:id:sgcn:4012345.99999.044", "255/4012345999990044"),
    ],
)
def test_an_epc_urn_becomes_its_digital_link(urn: str, link: str) -> None:
    assert canonical_uri(urn) == f"https://id.gs1.org/{link}"


@pytest.mark.parametrize(
    "text",
    [
        "urn:epc:id:sgtin:4012345.0111111.9876",
        "urn:epc:id:sgtin:abc.def.1",
        "urn:epc:class:sgtin:4012345.011111.1",
        "https://transaction.example/po/12345678",
        "https://id.gs1.org/01/123/21/x",
        "https://id.gs1.org/01/04012345111118/21",
        "https://[broken/01/04012345111118",
        "geo:50.9,6.9",
    ],
)
def test_what_is_no_gs1_key_stays_as_it_is(text: str) -> None:
    assert canonical_uri(text) == text


@given(st.text(alphabet="0123456789", min_size=1, max_size=17))
def test_a_check_digit_makes_the_weighted_sum_a_multiple_of_ten(digits: str) -> None:
    whole = digits + check_digit(digits)
    assert sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(reversed(whole))) % 10 == 0


@given(st.text(max_size=80))
def test_a_canonical_uri_is_its_own_canonical_uri(text: str) -> None:
    for uri in (text, f"https://x.example/{text}", f"urn:epc:id:{text}"):
        assert canonical_uri(canonical_uri(uri)) == canonical_uri(uri)


@given(st.decimals(min_value=-(10**14), max_value=10**14, places=4))
def test_a_number_keeps_its_value_and_loses_its_zeros(amount: Decimal) -> None:
    written = number(f"{amount:f}")
    assert Decimal(written) == amount
    assert "." not in written or not written.endswith("0")


def test_long_serial_numbers_that_differ_stay_different() -> None:
    assert number("111100001111000011110000") != number("111100001111000011110001")


@pytest.mark.parametrize(
    ("told", "canonical"),
    [
        ("2026-03-04T11:00:30+01:00", "2026-03-04T10:00:30.000Z"),
        ("2026-12-31T23:59:59.9996Z", "2027-01-01T00:00:00.000Z"),
        ("2026-03-04T11:00:30", "2026-03-04T11:00:30"),
        ("yesterday", "yesterday"),
        ("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00+14:00"),
    ],
)
def test_a_time_is_written_in_utc_to_the_millisecond(told: str, canonical: str) -> None:
    assert utc(told) == canonical


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=12,
)
FIELDS = ("eventTime", "epcList", "quantityList", "bizTransactionList", "readPoint", "sensorElementList", "ilmd", "a:b")


@given(st.dictionaries(st.sampled_from(FIELDS), JSON))
def test_whatever_the_event_holds_it_has_a_hash(fields: dict[str, Any]) -> None:
    assert event_hash(an_event(**fields), CONTEXT).startswith("ni:///sha-256;")
