"""GS1's schema as an oracle: whatever it refuses with its formats on, our compiled checks refuse too."""

import json
import random
from typing import Any

import fastjsonschema
import pytest
from epcis_builders import OFFICIAL, a_document, an_event, captured, needs_official, official_documents
from event_mutations import a_mutation

from ledger.errors import LedgerError, Malformed
from ledger.proof.canonical import parse

pytestmark = needs_official
MUTATIONS = 400

# Refused by the oracle, captured by us, each for a reason of its own.
DEVIATIONS: dict[str, dict[str, Any]] = {
    "a scheme with + - or . is a URI by RFC 3986, which the oracle's library does not know": {
        "epcList": ["web+mill:lot-7"]
    },
}


@pytest.fixture(scope="module")
def oracle() -> Any:
    return fastjsonschema.compile(json.loads((OFFICIAL.parent / "EPCIS-JSON-Schema.json").read_text()))


@pytest.fixture(scope="module")
def documents() -> list[Any]:
    """Give the documents that a strict parser reads."""
    found = []
    for path in official_documents():
        try:
            found.append(parse(path.read_bytes(), floats=True))
        except Malformed:
            continue
    return found


def _passes(oracle: Any, document: Any) -> bool:
    try:
        oracle(document)
    except fastjsonschema.JsonSchemaValueException:
        return False
    return True


def _is_captured(document: Any) -> bool:
    try:
        captured(document)
    except LedgerError:
        return False
    return True


def test_the_oracle_takes_every_official_document(oracle: Any, documents: list[Any]) -> None:
    assert len(documents) == 46
    assert all(_passes(oracle, document) for document in documents)


@pytest.mark.parametrize("seed", range(10))
def test_whatever_the_schema_refuses_is_refused(seed: int, oracle: Any, documents: list[Any]) -> None:
    chance = random.Random(seed)
    mutations = [a_mutation(chance.choice(documents), chance) for _ in range(MUTATIONS)]
    refused = [(what, document) for what, document in mutations if not _passes(oracle, document)]
    assert len(refused) > MUTATIONS // 2, "the mutations do not try the schema"
    assert [what for what, document in refused if _is_captured(document)] == []


@pytest.mark.parametrize("reason", DEVIATIONS)
def test_a_named_deviation_is_still_one(reason: str, oracle: Any) -> None:
    document = a_document(an_event(**DEVIATIONS[reason]))
    assert (_passes(oracle, document), _is_captured(document)) == (False, True)


@pytest.mark.parametrize(
    "changes",
    [
        {"epcList": ["https://id.gs1.org/01/04012345111119"]},
        {"quantityList": [{"epcClass": "urn:x:1", "quantity": -1}]},
        {"epcList": []},
        {"sourceList": []},
        {"recordTime": "2026-03-04T00:00:00Z"},
        {"nobody:colour": "red"},
        {"bizStep": "nobody:step"},
        {"@context": "https://elsewhere.example/context.jsonld"},
    ],
)
def test_we_refuse_more_than_the_schema(changes: dict[str, Any], oracle: Any) -> None:
    document = a_document(an_event(**changes))
    assert (_passes(oracle, document), _is_captured(document)) == (True, False)
