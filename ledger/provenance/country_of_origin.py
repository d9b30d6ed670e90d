"""The country of origin in an event's instance or lot master data, in its one spelling."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from ledger.proof.event_hash.vocabulary import expanded_key, expanded_word
from ledger.reference.snapshot import bundled_snapshot

_FIELD = re.compile(  # CBV 2.0 section 9 and the GS1 Web Vocabulary, with or without the separator before the word
    r"\{(?:urn:epcglobal:cbv:mda|https?://(?:www\.|ref\.)?gs1\.org/(?:cbv/mda|voc))[:#/]?\}countryOfOrigin"
)
_GS1_URI = re.compile(r"(?:https?://(?:[a-z]+\.)?gs1\.org/|urn:epcglobal:).*[/#:=-]([A-Za-z]{2,3}|[0-9]{3})")
_MEMBERS = ("@value", "@id", "id", "countryCode")


def country_of_origin(ilmd: object, terms: Mapping[str, str]) -> str | None:
    """Give the ISO 3166-1 alpha-2 code that master data states; None where it states none, several, or no country.

    `terms` are the prefixes of the event's context. A code may be alpha-2, alpha-3 or numeric, alone or as the last
    part of a GS1 URI. Whether the goods come from there is not checked: it is the word of whoever signed the event.
    """
    if not isinstance(ilmd, dict):
        return None
    stated = {
        _country(each, terms)
        for key, value in ilmd.items()
        if _FIELD.fullmatch(expanded_key(key, terms))
        for each in (value if isinstance(value, list) else [value])
    }
    return stated.pop() if len(stated) == 1 else None


def _country(value: Any, terms: Mapping[str, str]) -> str | None:
    if isinstance(value, dict):
        bare = {key.rpartition(":")[2].rpartition("/")[2]: told for key, told in value.items()}
        value = next((bare[name] for name in _MEMBERS if name in bare), None)
    if isinstance(value, int) and not isinstance(value, bool):
        value = f"{value:03}"
    return _code(expanded_word(value, "", terms)) if isinstance(value, str) else None


@lru_cache(maxsize=1024)
def _code(text: str) -> str | None:
    uri = _GS1_URI.fullmatch(text)
    return _alpha2().get((uri[1] if uri else text).strip().upper())


@cache
def _alpha2() -> Mapping[str, str]:
    rows = bundled_snapshot().countries
    return {code: row.iso2 for row in rows for code in (row.iso2, row.iso3, row.numeric)}
