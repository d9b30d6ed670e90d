"""The words and identifiers by which an event is found, each in its one spelling.

What is not read as it should be is left out: an event is found by fewer terms then, and never refused here.
"""

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import orjson

from ledger.model.event_query import TermRole
from ledger.proof.event_hash.gs1_uri import canonical_uri
from ledger.proof.event_hash.vocabulary import CBV, context_parts, expanded_word, terms_of

_LONGEST = 2_000  # bytes: an index of Postgres takes no longer key
_WORDS = {"bizStep": TermRole.BIZ_STEP, "disposition": TermRole.DISPOSITION}
_PLACES = {"readPoint": TermRole.READ_POINT, "bizLocation": TermRole.BIZ_LOCATION}
_SINGLE = {"parentID": TermRole.PARENT, "transformationID": TermRole.TRANSFORMATION}
_LISTS = {
    "epcList": TermRole.EPC,
    "childEPCs": TermRole.EPC,
    "inputEPCList": TermRole.INPUT,
    "outputEPCList": TermRole.OUTPUT,
}
_ELEMENTS = {
    "quantityList": ("epcClass", TermRole.CLASS),
    "childQuantityList": ("epcClass", TermRole.CLASS),
    "inputQuantityList": ("epcClass", TermRole.INPUT_CLASS),
    "outputQuantityList": ("epcClass", TermRole.OUTPUT_CLASS),
    "bizTransactionList": ("bizTransaction", TermRole.TRANSACTION),
    "sourceList": ("source", TermRole.SOURCE),
    "destinationList": ("destination", TermRole.DESTINATION),
}

Term = tuple[TermRole, str]


def event_terms(event: bytes, context: bytes, event_hash: str) -> frozenset[Term]:
    """Give what the event is found by. `event` and `context` are the RFC 8785 texts that it was captured with."""
    told = orjson.loads(event)
    own = told.get("@context")
    meanings = context_terms(context, orjson.dumps(own) if own is not None else b"")
    return frozenset((role, shortened(value)) for role, value in _terms(told, meanings, event_hash))


@lru_cache(maxsize=1_024)
def context_terms(context: bytes, own: bytes = b"") -> Mapping[str, str]:
    """Give what each prefix stands for in an event of this @context, and of its own one where it brings that."""
    parts = [json.loads(context), *([json.loads(own)] if own else [])]
    return terms_of([part for whole in parts for part in context_parts(whole)])


def identifier(text: str, meanings: Mapping[str, str]) -> str:
    """Give the one spelling of an identifier: URN, Digital Link and CURIE of one key are one."""
    return canonical_uri(text if text.startswith(("urn:", "http")) else expanded_word(text, "", meanings))


def word(text: str, field: str, meanings: Mapping[str, str]) -> str:
    """Give the full URI of a vocabulary word: bare, CURIE, URN and URI spellings are one."""
    if field == "reason" and ":" not in text:
        return f"{CBV}ER-{text}"
    return expanded_word(text, field, meanings)


def shortened(value: str) -> str:
    """Give the value as the database keeps it: the first 2,000 bytes of one that is longer."""
    raw = value.encode()
    return value if len(raw) <= _LONGEST else raw[:_LONGEST].decode(errors="ignore")


def _terms(event: Mapping[str, Any], meanings: Mapping[str, str], event_hash: str) -> Iterator[Term]:
    yield TermRole.EVENT_ID, event_hash
    yield TermRole.EVENT_TYPE, str(event.get("type"))
    for field, found in event.items():
        if field == "eventID":
            yield TermRole.EVENT_ID, str(found)
        elif field in _WORDS:
            yield _WORDS[field], word(str(found), field, meanings)
        elif field in _PLACES:
            yield _PLACES[field], identifier(str(found["id"]), meanings)
        elif field in _SINGLE:
            yield _SINGLE[field], identifier(str(found), meanings)
        elif field in _LISTS:
            yield from ((_LISTS[field], identifier(str(each), meanings)) for each in found)
        elif field in _ELEMENTS:
            name, role = _ELEMENTS[field]
            yield from ((role, identifier(str(each[name]), meanings)) for each in found)
