"""The JSON form of a frozen value gives the same value back, and nothing but that form is taken."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import Unacceptable
from ledger.proof.canonical import canonicalise, parse
from ledger.proof.frozen_form import form_of, read_form


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Number(IntEnum):
    ONE = 1


@dataclass(frozen=True, slots=True)
class Inner:
    name: str
    octets: bytes


@dataclass(frozen=True, slots=True)
class Outer:
    inner: Inner
    others: tuple[Inner, ...]
    pair: tuple[str, int]
    colours: frozenset[Colour]
    by_colour: Mapping[Colour, int]
    number: Number
    share: float
    is_so: bool
    maybe: str | None
    told: Mapping[str, str] = field(default_factory=dict)


inners = st.builds(Inner, st.text(st.characters(codec="utf-8", exclude_characters="\x00")), st.binary())
outers = st.builds(
    Outer,
    inners,
    st.lists(inners).map(tuple),
    st.tuples(st.just("x"), st.integers(-(2**53) + 1, 2**53 - 1)),
    st.frozensets(st.sampled_from(Colour)),
    st.dictionaries(st.sampled_from(Colour), st.integers(0, 9)),
    st.just(Number.ONE),
    st.sampled_from([0.25, 1.5]),
    st.booleans(),
    st.none() | st.just("said"),
    st.dictionaries(st.sampled_from(["a", "b"]), st.just("c")),
)


@given(outers)
def test_a_value_comes_back_from_its_form_and_from_its_bytes(value: Outer) -> None:
    form = form_of(value)
    assert read_form(Outer, form) == value
    assert read_form(Outer, parse(canonicalise(form), floats=True)) == value


GOOD: dict[str, Any] = {
    "inner": {"name": "n", "octets": "0x00ff"},
    "others": [],
    "pair": ["x", 1],
    "colours": ["blue"],
    "by_colour": {"red": 1},
    "number": 1,
    "share": 0.5,
    "is_so": True,
    "maybe": None,
}


def test_what_has_a_default_may_be_left_out() -> None:
    assert read_form(Outer, GOOD).told == {}


@pytest.mark.parametrize(
    ("change", "field_name"),
    [
        ({"inner": {"name": "n"}}, "inner.octets"),
        ({"inner": {"name": "n", "octets": "0x00", "more": 1}}, "inner.more"),
        ({"inner": {"name": "n", "octets": "0xZZ"}}, "inner.octets"),
        ({"inner": {"name": "n", "octets": "00"}}, "inner.octets"),
        ({"inner": {"name": 1, "octets": "0x"}}, "inner.name"),
        ({"inner": []}, "inner"),
        ({"others": {}}, "others"),
        ({"others": ["x"]}, r"others\[0\]"),
        ({"pair": ["x"]}, "pair"),
        ({"pair": ["x", True]}, r"pair\[1\]"),
        ({"colours": ["red", "red"]}, "colours"),
        ({"colours": ["green"]}, r"colours\[0\]"),
        ({"by_colour": {"green": 1}}, "by_colour"),
        ({"by_colour": {"red": "1"}}, "by_colour.red"),
        ({"number": True}, "number"),
        ({"number": 2}, "number"),
        ({"share": "0.5"}, "share"),
        ({"is_so": 1}, "is_so"),
        ({"maybe": 1}, "maybe"),
        ({"told": {"a": 1}}, "told.a"),
        ({"unknown": 1}, "unknown"),
    ],
    ids=str,
)
def test_any_other_form_is_refused_by_the_name_of_its_field(change: dict[str, Any], field_name: str) -> None:
    with pytest.raises(Unacceptable, match=rf"field: {field_name}\b|field: {field_name},"):
        read_form(Outer, GOOD | change)


def test_a_refusal_does_not_hold_what_was_sent() -> None:
    with pytest.raises(Unacceptable) as refused:
        read_form(Outer, GOOD | {"inner": {"name": 77_123, "octets": "0x"}})
    assert "77123" not in str(refused.value)


def test_what_has_no_form_is_a_mistake_of_ours() -> None:
    with pytest.raises(TypeError, match="object"):
        form_of(object())
