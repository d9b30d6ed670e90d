"""Patterns of identifiers: what one names, and that the database may narrow by its beginning."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.intake.epcis.patterns import Pattern, read_pattern, with_parts
from ledger.proof.event_hash import canonical_uri

ITEMS = (
    "urn:epc:id:sgtin:4012345.011111.9876",
    "urn:epc:class:lgtin:4012345.011111.4444",
    "urn:epc:idpat:sgtin:4012345.011111.*",
    "urn:epc:id:sscc:4012345.1111111111",
    "urn:epc:id:sgln:4012345.00011.987",
    "urn:epc:id:sgln:4012345.00011.0",
    "urn:epc:id:grai:4012345.99999.1234",
    "urn:epc:id:giai:4000001.111",
    "urn:epc:id:gdti:4012345.55555.987",
    "urn:epc:id:pgln:4012345.00001",
)
PATTERNS = (
    *ITEMS,
    "urn:epc:idpat:sgtin:*.*.*",
    "urn:epc:idpat:sgtin:4012345.*.*",
    "urn:epc:idpat:sscc:4012345.*",
    "urn:epc:idpat:sgln:4012345.*.*",
    "urn:epc:idpat:sgln:4012345.00011.*",
    "urn:epc:idpat:grai:4012345.99999.*",
    "urn:epc:idpat:giai:4000001.*",
    "urn:epc:idpat:gdti:4012345.*.*",
    "https://id.gs1.org/01/04012345111118/10/*",
)


def pattern(text: str) -> Pattern:
    found = read_pattern(text, {})
    assert found is not None
    return found


def named(text: str) -> set[str]:
    return {item for item in ITEMS if pattern(text).matches(canonical_uri(item))}


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("urn:epc:idpat:sgtin:*.*.*", {*ITEMS[:3]}),
        ("urn:epc:idpat:sgtin:4012345.*.*", {*ITEMS[:3]}),
        ("urn:epc:idpat:sgtin:4012345.011111.*", {*ITEMS[:3]}),
        ("https://shop.example/01/04012345111118/10/*", {ITEMS[1]}),
        ("urn:epc:idpat:sscc:4012345.*", {ITEMS[3]}),
        ("urn:epc:idpat:sgln:4012345.00011.*", {ITEMS[4], ITEMS[5]}),
        ("urn:epc:id:sgln:4012345.00011.0", {ITEMS[5]}),
        ("urn:epc:idpat:grai:4012345.99999.*", {ITEMS[6]}),
        ("urn:epc:idpat:grai:4012345.*.*", {ITEMS[6]}),
        ("urn:epc:idpat:giai:4000001.*", {ITEMS[7]}),
        ("urn:epc:idpat:gdti:4012345.*.*", {ITEMS[8]}),
    ],
)
def test_a_pattern_names_its_own_kind_of_item_and_no_other(text: str, items: set[str]) -> None:
    assert named(text) == items


def test_a_place_with_its_parts_is_the_place_and_each_extension() -> None:
    place = with_parts(canonical_uri(ITEMS[5]))
    assert [place.matches(canonical_uri(item)) for item in ITEMS[4:6]] == [True, True]
    assert not place.matches(canonical_uri("urn:epc:id:sgln:4012345.00012.0"))


@pytest.mark.parametrize(
    "text",
    [
        "urn:epc:idpat:sgtin:*.011111.*",
        "urn:epc:idpat:sgtin:4012345.0111.*",
        "urn:epc:idpat:sgtin:4012.*.*",
        "urn:epc:idpat:nothing:*.*",
        "urn:epc:idpat:sgtin:4012345.01111*.*",
    ],
)
def test_a_wildcard_that_no_rule_reads_is_no_pattern(text: str) -> None:
    assert read_pattern(text, {}) is None


@given(st.sampled_from(PATTERNS), st.one_of(st.sampled_from(ITEMS).map(canonical_uri), st.text()))
def test_whatever_a_pattern_matches_begins_as_it_says(text: str, item: str) -> None:
    found = pattern(text)
    if found.matches(item):
        assert item == found.exact or (found.exact is None and item.startswith(found.prefix))


@given(st.sampled_from(ITEMS))
def test_an_identifier_is_a_pattern_of_itself(item: str) -> None:
    assert pattern(canonical_uri(item)).matches(canonical_uri(item))
