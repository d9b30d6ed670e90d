"""A refused body is told in plain words: what the value is not, what mends it, and where it stands."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from builders import an_attestation

from ledger.errors import Unacceptable
from ledger.intake.bodies import body_schema, read_body
from ledger.intake.refused_values import patterns
from ledger.model.bodies import BODY_OF
from ledger.model.statement import Kind, Statement

SITE = {"facility": "urn:example:site:quorvane", "operator": "did:web:quorvane.example", "country": "ZW"}
_NOT_FOR_PEOPLE = re.compile(
    r"pattern|\^|\\|constrained|literal\[|function|Input|String should|Tuple|Value error|_of\("
)


def of(kind: Kind, body: object) -> Statement:
    made = an_attestation().statement
    return replace(made, kind=kind.value, body=json.dumps(body).encode(), audience="private")


def refused(kind: Kind, body: object) -> Unacceptable:
    with pytest.raises(Unacceptable) as found:
        read_body(of(kind, body))
    return found.value


def migrants(share: str) -> dict[str, Any]:
    return {"workforce": {"migrant": {"status": "answered", "share": share}}}


@pytest.mark.parametrize("share", ["-0.1", "1.5", "NaN", "0,5", ".5", "1e-1"])
def test_a_share_that_is_none_is_refused_in_words(share: str) -> None:
    found = refused(Kind.FACILITY, SITE | migrants(share))
    assert (found.field, found.reason) == ("body.workforce.migrant.share", f"{share} is no share")
    assert found.mend.startswith("write a number from 0 to 1")


def test_a_country_that_is_none_is_refused_at_its_own_field_with_what_else_may_stand_there() -> None:
    found = refused(Kind.FACILITY, SITE | {"inputs": [{"good": "Cotton", "origin": "Q9"}]})
    assert (found.field, found.reason) == ("body.inputs.0.origin", "Q9 is no country code of ISO 3166-1")
    assert found.mend.endswith("or 'unknown'")


@pytest.mark.parametrize(
    ("changed", "field", "reason"),
    [
        ({"country": "Q9"}, "country", "Q9 is no country code of ISO 3166-1"),
        ({"country": 5}, "country", "is no text"),
        ({"headcount": -1}, "headcount", "-1 is below 0"),
        ({"headcount": 10**9}, "headcount", "1000000000 is above 10000000"),
        ({"headcount": 1.5}, "headcount", "1.5 is no whole number"),
        ({"goods": "Cotton"}, "goods", "is no list"),
        ({"goods": [""]}, "goods.0", "has fewer than 1 characters"),
        ({"goods": ["x" * 1001]}, "goods.0", "has more than 1000 characters"),
        ({"identifiers": ["a"] * 21}, "identifiers", "has more than 20 entries"),
        ({"name": "a\nb"}, "name", "this is no single line of text"),
        ({"last_assessment": "2020-13-01"}, "last_assessment", "2020-13-01 is no day that exists"),
        ({"last_assessment": "soon"}, "last_assessment", "soon is no day"),
        ({"location": "here"}, "location", "is no group of fields"),
        ({"subcontracting": "no"}, "subcontracting", "no is none of 'none', 'declared' or 'undeclared'"),
        ({"colour": 1}, "colour", "is no field of this statement"),
        ({"constrained-str": 1}, "constrained-str", "is no field of this statement"),
        ({"output": {"quantity": "1e5", "unit": "KGM", "period": "year"}}, "output.quantity", "1e5 is no amount"),
    ],
)
def test_what_is_wrong_with_a_field_of_a_site_is_said_in_words(changed: Any, field: str, reason: str) -> None:
    found = refused(Kind.FACILITY, SITE | changed)
    assert (found.field, found.reason) == (f"body.{field}", reason)


def test_a_setting_that_is_none_is_told_the_names_of_settings() -> None:
    assert refused(Kind.SETTINGS, {"setting": "weather"}).reason.startswith("weather is none of 'anchoring-place'")
    assert refused(Kind.SETTINGS, {}).reason.startswith("nothing is none of")


def test_attack_a_refusal_says_no_long_or_unprintable_value_back() -> None:
    for share in ("9" * 4_000, "1\u202e", "\x1b[2J"):
        assert refused(Kind.FACILITY, SITE | migrants(share)).reason == "this is no share"


@pytest.mark.parametrize("kind", BODY_OF)
@pytest.mark.parametrize("body", [{}, [], 5, {"": 1}, {"setting": 1}, {"share": "x", "sealed": 1, "did": "x"}])
def test_no_refusal_names_a_type_or_a_regular_expression(kind: Kind, body: object) -> None:
    with pytest.raises(Unacceptable) as found:
        read_body(of(kind, body))
    assert not _NOT_FOR_PEOPLE.search(f"{found.value.field} {found.value.reason} {found.value.mend}")
    assert "Body" not in found.value.reason


def _patterns_in(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(schema.get("pattern"), str):
            yield schema["pattern"]
        schema = list(schema.values())
    if isinstance(schema, list):
        for each in schema:
            yield from _patterns_in(each)


def test_every_constrained_text_of_every_body_has_its_words() -> None:
    used = {each for kind in BODY_OF for each in _patterns_in(body_schema(kind))}
    assert used - patterns().keys() == set()
    assert len(used) > 15
