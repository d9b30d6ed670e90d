"""What a @context may say: one of GS1's three addresses and plain prefixes. Nothing is ever fetched."""

import re
from collections.abc import Mapping

from ledger.errors import Unacceptable
from ledger.intake.epcis.vocabulary import STANDARD_FIELDS, URI_SCHEMES
from ledger.proof.canonical import Json
from ledger.proof.event_hash.vocabulary import GS1_CONTEXTS, context_parts, terms_of

MAX_PARTS = 50
_TERM = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*(:[A-Za-z0-9_./-]+)?", re.ASCII)
_NAMESPACE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x1f]+", re.ASCII)
_TERM_PARTS = frozenset(("@id", "@type", "@container", "@language"))


def check_context(context: Json, pointer: str) -> dict[str, str]:
    """Give what each prefix of a document's @context stands for. Raises Unacceptable with the JSON pointer.

    Refuses any address but GS1's (a context elsewhere is a request chosen by the sender), JSON-LD keywords, nested
    contexts, one prefix with two meanings, and a redefined standard field.
    """
    parts = _check_parts(context, pointer, {})
    if not any(part in GS1_CONTEXTS for part in parts if isinstance(part, str)):
        raise Unacceptable(
            field=pointer,
            reason="does not name GS1's EPCIS 2.0 context, so no field has a meaning",
            mend=f"add {GS1_CONTEXTS[0]} as its first part",
        )
    return terms_of(context)


def check_own_context(own: Json, context: Json, pointer: str) -> dict[str, str]:
    """Give the terms of an event that brings a @context of its own beside its document's."""
    declared = {
        term: meaning for part in context_parts(context) if isinstance(part, dict) for term, meaning in part.items()
    }
    _check_parts(own, pointer, declared)
    return terms_of([*context_parts(context), *context_parts(own)])


def _check_parts(context: Json, pointer: str, meanings: dict[str, Json]) -> list[Json]:
    parts = context_parts(context)
    if len(parts) > MAX_PARTS:
        raise Unacceptable(field=pointer, reason=f"has more than {MAX_PARTS} parts", mend="merge its prefixes")
    for place, part in enumerate(parts):
        at = f"{pointer}/{place}" if isinstance(context, list) else pointer
        if part in parts[:place]:
            raise Unacceptable(field=at, reason="stands here twice", mend="send each part once")
        match part:
            case str():
                _check_address(part, at)
            case dict():
                _check_terms(part, meanings, at)
            case _:
                raise Unacceptable(
                    field=at, reason="is neither an address nor an object", mend="send an address or a prefix object"
                )
    return parts


def _check_address(address: str, pointer: str) -> None:
    if address not in GS1_CONTEXTS:
        raise Unacceptable(
            field=pointer,
            reason=f"names a context that this ledger does not hold: {address[:200]}",
            mend="name GS1's context and write your own prefixes into the document",
        )


def _check_terms(part: Mapping[str, Json], meanings: dict[str, Json], pointer: str) -> None:
    for term, meaning in part.items():
        at = f"{pointer}/{term.replace('~', '~0').replace('/', '~1')}"
        if term in STANDARD_FIELDS or term in URI_SCHEMES or not _TERM.fullmatch(term):
            raise Unacceptable(
                field=at,
                reason="may not be declared here: a JSON-LD keyword, a standard field, a URI scheme or no plain name",
                mend="declare a prefix of your own",
            )
        if meanings.setdefault(term, meaning) != meaning:
            raise Unacceptable(field=at, reason="is declared twice with two meanings", mend="use two prefixes")
        _check_meaning(meaning, at)


def _check_meaning(meaning: Json, pointer: str) -> None:
    target = meaning
    if isinstance(meaning, dict):
        if not meaning.keys() <= _TERM_PARTS or not all(isinstance(item, str) for item in meaning.values()):
            raise Unacceptable(
                field=pointer, reason="holds more than @id and @type", mend="send a namespace URI as plain text"
            )
        target = meaning.get("@id", "about:blank")
    if not isinstance(target, str) or not _NAMESPACE.fullmatch(target):
        raise Unacceptable(field=pointer, reason="is not an absolute URI", mend="send the namespace as a full URI")
