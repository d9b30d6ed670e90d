"""Why a URI cannot be the GS1 identifier that it looks like: its check digit, or its form.

Decision. A wrong check digit in a Digital Link is a fault on any host, since any host's link is read as the GS1 key in
it, so two such links would become one item. A form that cannot be read is a fault only where the text claims to be
GS1's: an EPC URN, or a link at id.gs1.org; elsewhere `/01/` may be January. `link_fault` asks only about id.gs1.org:
the addresses of orders, certificates and files hold such numbers by accident. An EPC URN carries no check digit, and a
GIAI has none, so a wrong character there can only be seen where the form breaks. What would change our mind: real
documents refused for a number that was never meant as a key. Source: GS1 General Specifications 7.9, Digital Link URI
Syntax, Tag Data Standard 6.
"""

import re
from typing import NamedTuple

from ledger.proof.event_hash.gs1_uri import DOMAIN, check_digit, gs1_link

# key -> how many digits at its front end in a check digit
CHECKED = {
    "00": 18, "01": 14, "253": 13, "255": 13, "402": 17, "414": 13, "417": 13, "8003": 14, "8006": 14, "8017": 18,
    "8018": 18,
}  # fmt: skip
_FAMILIES = "id|class|idpat|pat|tag|raw"
_READ_BY_US = "sgtin|sscc|sgln|pgln|grai|giai|gdti|sgcn|gsrn|gsrnp|gsin|ginc|cpi|itip|upui|lgtin"
_URN_FAMILY = re.compile(rf"urn:epc:({_FAMILIES}):")
_URN_KNOWN = re.compile(rf"urn:epc:(id|class|idpat):({_READ_BY_US}):")
_URN_OTHER = re.compile(r"urn:epc:(id|idpat):(gid|usdod|adi|bic|imovn):.+|urn:epc:(pat|tag|raw):.+")
_URN_TEXT = re.compile(r"(?:[A-Za-z0-9!'()*+,.:;=_-]|%[0-9A-Fa-f]{2})+")
_OURS = re.compile(r"https?://id\.gs1\.org(:\d+)?(?=[/?#]|$)", re.IGNORECASE)
_START = len(DOMAIN) + 1


class Fault(NamedTuple):
    """What is wrong with an identifier, and how to mend it."""

    reason: str
    mend: str


def uri_fault(uri: str) -> Fault | None:
    """Say what is wrong with a URI that names an item, a place or a party; None where nothing can be seen."""
    is_urn = uri.startswith("urn:epc:")
    if is_urn and not _URN_TEXT.fullmatch(uri):
        return Fault("holds a character that no EPC has", "write it as % and two hexadecimal digits")
    link = gs1_link(uri)
    if link is None:
        return _urn_fault(uri) if is_urn else _address_fault(uri)
    return None if is_urn else _digit_fault(link)


def link_fault(uri: str) -> Fault | None:
    """Say what is wrong with a URI that may name anything: an EPC URN or a link at id.gs1.org is judged."""
    return uri_fault(uri) if uri.startswith("urn:epc:") or _OURS.match(uri) else None


def _digit_fault(link: str) -> Fault | None:
    key, value = link[_START:].split("/", 2)[:2]
    digits = value[: CHECKED.get(key, 0)]
    if not digits or check_digit(digits[:-1]) == digits[-1]:
        return None
    return Fault(
        f"has a wrong check digit: {digits} should end in {check_digit(digits[:-1])}", "compare it with the label"
    )


def _address_fault(uri: str) -> Fault | None:
    if not _OURS.match(uri):
        return None
    return Fault(
        "is no GS1 Digital Link that can be read",
        "write the key and its value, for example https://id.gs1.org/01/<14 digits>/10/<lot>, uncompressed",
    )


def _urn_fault(uri: str) -> Fault | None:
    if _URN_OTHER.fullmatch(uri):
        return None
    if not _URN_FAMILY.match(uri) or not _URN_KNOWN.match(uri):
        return Fault("is of no EPC scheme", "check the spelling, for example urn:epc:id:sgtin: or urn:epc:class:lgtin:")
    return Fault(
        f"is no EPC of the scheme {uri.split(':')[3]}",
        "count the digits of company prefix and reference, and send lot or serial where the scheme has one",
    )
