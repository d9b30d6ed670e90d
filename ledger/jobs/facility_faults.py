"""What is wrong with a description of a site by itself: identifiers that cannot be, or are of another country.

Decision: judged is what names its scheme (osid:, lei:, gln:, unlocode:), a URI, and a bare text that has the form of an
OS ID, an LEI or a GLN. Anything else is somebody's own label: five letters bare may be a UN/LOCODE or a name. What has
no fault is still a label: nobody is asked whether it was given to this site.
"""

import re
from collections.abc import Callable

from ledger.errors import Unacceptable
from ledger.model.bodies import FacilityBody
from ledger.proof.event_hash import canonical_uri
from ledger.proof.identifiers import Identifier, Scheme, gln, lei, os_id, un_locode, uri_fault

_READERS: dict[str, Callable[[str], Identifier]] = {"osid": os_id, "lei": lei, "gln": gln, "unlocode": un_locode}
_BY_FORM = (
    (re.compile(r"\d{13}", re.ASCII), gln),
    (re.compile(r"[A-Z]{2}-?\d{7}-?[0-9A-Z]{5}-?[0-9A-Z]", re.ASCII), os_id),
    (re.compile(r"[0-9A-Z]{18}\d{2}", re.ASCII), lei),
)
_NAMES = {Scheme.OS_ID: "OS ID", Scheme.UN_LOCODE: "UN/LOCODE"}  # they begin with their country


def fault_of(body: FacilityBody) -> str | None:
    """Say what is wrong with the first identifier at fault, None where none is."""
    named = (body.facility, *body.identifiers)
    return next((fault for each in named if (fault := _fault(each, body.country)) is not None), None)


def one_spelling(text: str) -> str:
    """Give the identifier as it is compared: canonical where its kind is known and it has no fault, else unchanged."""
    reader = _reader(text)
    if reader is None:
        return canonical_uri(text)
    try:
        return reader(text.rpartition(":")[2]).canonical
    except Unacceptable:
        return text


def _fault(text: str, country: str) -> str | None:
    if text.startswith(("urn:", "https://", "http://")):
        found = uri_fault(text)
        return f"{text} {found.reason}." if found is not None else None
    reader = _reader(text)
    if reader is None:
        return None
    try:
        read = reader(text.rpartition(":")[2])
    except Unacceptable as error:
        return f"Its {error.field} {error.reason}."
    if read.scheme not in _NAMES or read.value[:2] == country:
        return None
    return f"Its {_NAMES[read.scheme]} {read.value} is of {read.value[:2]}; the site is said to be in {country}."


def _reader(text: str) -> Callable[[str], Identifier] | None:
    scheme, colon, _ = text.partition(":")
    if colon:
        return _READERS.get(scheme.lower())
    return next((reader for form, reader in _BY_FORM if form.fullmatch(text.upper())), None)
