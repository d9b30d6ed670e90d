"""Which identifier a text is, by its own form or by the scheme written in front of it."""

import re
from collections.abc import Callable

from ledger.proof.identifiers.gs1 import digital_link, epc, giai, gln, gtin, sscc
from ledger.proof.identifiers.identifier import Identifier, refused
from ledger.proof.identifiers.places import lei, os_id, un_locode

_READERS: dict[str, Callable[[str], Identifier]] = {
    "gtin": gtin, "gln": gln, "sscc": sscc, "giai": giai, "unlocode": un_locode, "osid": os_id, "lei": lei,
}  # fmt: skip
_BY_FORM: tuple[tuple[re.Pattern[str], Callable[[str], Identifier]], ...] = (
    (re.compile(r"\d{8}|\d{12}|\d{14}", re.ASCII), gtin),
    (re.compile(r"\d{18}", re.ASCII), sscc),
    (re.compile(r"[A-Z]{2} ?[A-Z2-9]{3}", re.ASCII), un_locode),
    (re.compile(r"[A-Z]{2}[ -]?\d{7}[ -]?[0-9A-Z]{5}[ -]?[0-9A-Z]", re.ASCII), os_id),
    (re.compile(r"[0-9A-Z]{18}\d{2}", re.ASCII), lei),
)


def identify(text: str) -> Identifier:
    """Read any identifier that we know, in any spelling. `identify(x.canonical)` is `x` again.

    Raises Unacceptable for a text of no known form, and for 13 bare digits: they are a GTIN or a GLN, so say which.
    """
    text = text.strip()
    if text.startswith(("https://", "http://")):
        return digital_link(text)
    if text.startswith("urn:epc:"):
        return epc(text)
    scheme, colon, rest = text.partition(":")
    if colon and scheme.lower() in _READERS:
        return _READERS[scheme.lower()](rest.strip())
    for form, read in _BY_FORM:
        if form.fullmatch(text.upper()):
            return read(text)
    if len(text) == 13 and text.isascii() and text.isdigit():
        raise refused("identifier", "is a GTIN or a GLN: both have 13 digits", "write gtin: or gln: in front of it")
    raise refused(
        "identifier",
        "is of no scheme that we know",
        "send a GTIN, SSCC, Digital Link, EPC URN, OS ID, LEI or UN/LOCODE, or write the scheme in front: gln:…",
    )
