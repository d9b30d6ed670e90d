"""How the number of a trade document or container is written as a URI in an event, and read back as people know it.

Decision. EPCIS wants URIs, papers hold bare numbers, and whose numbering a number belongs to is seldom on the paper. So
a number that comes without a URI is written under our own address by its type, exactly as the paper has it; a shipping
container becomes GS1's EPC for ISO 6346 numbers. Reading back takes also CBV's urn:epcglobal:cbv:bt:GLN:NUMBER and any
URI that ends in the number. Two companies may use one number: who looks for it is shown both. GS1 has no word for a
customs entry, so its type is a URI of our own.
"""

import re
from urllib.parse import quote, unquote, urlsplit

from ledger.proof.event_hash.vocabulary import CBV, expanded_word

CBV_WORD_OF = {
    "purchase-order": "po",
    "invoice": "inv",
    "bill-of-lading": "bol",
    "despatch-advice": "desadv",
    "production-order": "prodorder",
}
CUSTOMS_ENTRY = "https://tierlight.example/btt/customs-entry"
REFERENCE_TYPES = (*CBV_WORD_OF, "customs-entry", "container")
EXTENSION = "https://tierlight.example/epcis/"

_TYPE_OF_WORD = {CBV + "BTT-" + word: name for name, word in CBV_WORD_OF.items()} | {CUSTOMS_ENTRY: "customs-entry"}
_OURS = "https://tierlight.example/bt/"
_CBV_NUMBER = re.compile(r"urn:epcglobal:cbv:bt:\d{13}:(.+)", re.DOTALL)
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_CONTAINER = re.compile(r"[A-Z]{3}[UJZ]\d{7}", re.ASCII)
_BIC = "urn:epc:id:bic:"
_LETTER_VALUES = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", (n for n in range(10, 39) if n % 11), strict=True))


def transaction_type(name: str) -> str:
    """Give what an event's bizTransaction has as its type for a reference of this type."""
    return CBV_WORD_OF.get(name, CUSTOMS_ENTRY)


def reference_type(word: object) -> str | None:
    """Give the reference type of a bizTransaction's type, or its last word where it is none of ours."""
    if not isinstance(word, str):
        return None
    full = expanded_word(word, "bizTransaction", {"cbv": CBV})
    return _TYPE_OF_WORD.get(full, full.removeprefix(CBV + "BTT-"))


def transaction_uri(name: str, number: str) -> str:
    """Give a number as a URI: itself where it is one."""
    return number if _URI.fullmatch(number) else f"{_OURS}{name}/{quote(number, safe='')}"


def bare_number(uri: str) -> str:
    """Give the number that a URI ends in, as a paper would write it; other text comes back unchanged."""
    if found := _CBV_NUMBER.fullmatch(uri):
        return unquote(found[1])
    if not _URI.fullmatch(uri):
        return uri
    try:
        path = urlsplit(uri).path.rstrip("/")
    except ValueError:  # for example an unclosed IPv6 host
        return uri
    return unquote(re.split(r"[/:]", path)[-1]) or uri


def folded_number(text: str) -> str:
    """Give a number as it is compared: whose case and white space differ from another's is the same number."""
    return "".join(text.split()).casefold()


def container_number(text: str) -> str:
    """Give a container's number in the one spelling it has: ISO 6346 without spaces and dashes, other text as it is."""
    bare = re.sub(r"[\s./-]", "", bare_number(text)).upper()
    return bare if _CONTAINER.fullmatch(bare) else bare_number(text)


def container_check_digit(number: str) -> str:
    """Give the ISO 6346 check digit of the first ten places of a container number."""
    values = (int(sign) if sign.isdigit() else _LETTER_VALUES[sign] for sign in number[:10])
    return str(sum(value << place for place, value in enumerate(values)) % 11 % 10)


def container_uri(text: str) -> str | None:
    """Give a container as an EPC URI: an ISO 6346 number with a right check digit, else a URI; None for other text."""
    number = container_number(text)
    if _CONTAINER.fullmatch(number):
        return _BIC + number if container_check_digit(number) == number[10] else None
    return text if _URI.fullmatch(text) else None
