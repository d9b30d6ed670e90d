"""An identifier as it is compared: canonical where its kind is known by its prefix or by its form.

Decision: judged is what names its scheme (osid:, lei:, gln:, unlocode:), a URI, and a bare text that has the form of an
OS ID, an LEI or a GLN. Anything else is somebody's own label: five letters bare may be a UN/LOCODE or a name.
"""

import re
from collections.abc import Callable

from ledger.errors import Unacceptable
from ledger.proof.event_hash import canonical_uri
from ledger.proof.identifiers.gs1 import gln
from ledger.proof.identifiers.identifier import Identifier
from ledger.proof.identifiers.places import lei, os_id, un_locode

_READERS: dict[str, Callable[[str], Identifier]] = {"osid": os_id, "lei": lei, "gln": gln, "unlocode": un_locode}
_BY_FORM = (
    (re.compile(r"\d{13}", re.ASCII), gln),
    (re.compile(r"[A-Z]{2}-?\d{7}-?[0-9A-Z]{5}-?[0-9A-Z]", re.ASCII), os_id),
    (re.compile(r"[0-9A-Z]{18}\d{2}", re.ASCII), lei),
)


def one_spelling(text: str) -> str:
    """Give the identifier as it is compared: canonical where its kind is known and it has no fault, else unchanged."""
    reader = reader_of(text)
    if reader is None:
        return canonical_uri(text)
    try:
        return reader(text.rpartition(":")[2]).canonical
    except Unacceptable:
        return text


def reader_of(text: str) -> Callable[[str], Identifier] | None:
    """Give the function that reads identifiers of this text's kind, None for somebody's own label."""
    scheme, colon, _ = text.partition(":")
    if colon:
        return _READERS.get(scheme.lower())
    return next((reader for form, reader in _BY_FORM if form.fullmatch(text.upper())), None)
