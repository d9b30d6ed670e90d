import json
import math
from typing import Any

import orjson
import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st
from proof_builders import octets, vectors

from ledger.errors import Malformed
from ledger.proof.canonical import Json, canonicalise, contains_float, is_canonical, parse

SAFE = st.integers(min_value=1 - 2**53, max_value=2**53 - 1)
TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=12)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


def values(scalars: st.SearchStrategy[Any], keys: st.SearchStrategy[str] = TEXT) -> st.SearchStrategy[Json]:
    leaves = st.none() | st.booleans() | SAFE | TEXT | scalars
    return st.recursive(leaves, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(keys, inner, max_size=6))


@pytest.mark.parametrize("vector", vectors("canonical.json")["vectors"], ids=lambda vector: vector["text"][:20])
def test_our_bytes_equal_those_of_an_ecmascript_engine(vector: dict[str, str]) -> None:
    assert canonicalise(json.loads(vector["text"])) == octets(vector["canonical"])


@given(values(NUMBERS))
def test_the_quick_way_and_rfc8785_give_the_same_bytes(value: Json) -> None:
    assert canonicalise(value) == rfc8785.dumps(value)  # type: ignore[arg-type]


@given(values(TEXT, keys=st.text(alphabet=st.characters(max_codepoint=127), max_size=8)))
def test_plain_values_with_ascii_keys_are_equal_too(value: Json) -> None:
    assert canonicalise(value) == rfc8785.dumps(value)  # type: ignore[arg-type]


@given(values(SAFE))
def test_canonical_bytes_read_back_to_the_same_value(value: Json) -> None:
    raw = canonicalise(value)
    if b"\\u0000" not in raw:
        assert parse(raw) == value
        assert is_canonical(raw, value)


@given(st.floats(allow_nan=False, allow_infinity=False, max_value=2**53 - 1, min_value=1 - 2**53))
def test_every_float_that_can_be_read_survives_its_canonical_form(number: float) -> None:
    assert parse(canonicalise(parse(repr(number).encode(), floats=True)), floats=True) == number


def test_keys_sort_by_utf_16_where_code_points_sort_otherwise() -> None:
    assert canonicalise({"\ufb33": 1, "\U0001f600": 2}) == '{"\U0001f600":2,"\ufb33":1}'.encode()
    assert orjson.dumps({"\ufb33": 1, "\U0001f600": 2}, option=orjson.OPT_SORT_KEYS).index(b"2") > 10


@pytest.mark.parametrize(
    "value", [2**53, -(2**53), math.nan, math.inf, "\ud800", {"\ud800": 1}, {1: 2}, {"a": b"x"}, {"a": {1, 2}}]
)
def test_a_value_without_canonical_form_is_refused(value: Any) -> None:
    with pytest.raises(Malformed):
        canonicalise(value)


def test_a_value_nested_too_deeply_is_refused_not_a_crash() -> None:
    value: Json = []
    for _ in range(100_000):
        value = [value]
    with pytest.raises(Malformed):
        canonicalise(value)


@pytest.mark.parametrize("raw", [b'{"a": 1}', b'{"b":1,"a":2}', b"1.0", b'"\\u0041"'])
def test_other_bytes_of_the_same_value_are_not_canonical(raw: bytes) -> None:
    assert not is_canonical(raw, parse(raw, floats=True))


def test_a_float_is_found_wherever_it_stands() -> None:
    assert contains_float({"a": [1, {"b": 0.5}]})
    assert not contains_float({"a": [1, {"b": "0.5"}, True, None]})
