"""What is wrong with a description of a site by itself: identifiers that cannot be, or are of another country.

Which texts are judged is said in `proof/identifiers/spelling.py`. What has no fault is still a label: nobody is asked
whether it was given to this site.
"""

from ledger.errors import Unacceptable
from ledger.model.bodies import FacilityBody
from ledger.proof.identifiers import Scheme, reader_of, uri_fault

_NAMES = {Scheme.OS_ID: "OS ID", Scheme.UN_LOCODE: "UN/LOCODE"}  # they begin with their country


def fault_of(body: FacilityBody) -> str | None:
    """Say what is wrong with the first identifier at fault, None where none is."""
    named = (body.facility, *body.identifiers)
    return next((fault for each in named if (fault := _fault(each, body.country)) is not None), None)


def _fault(text: str, country: str) -> str | None:
    if text.startswith(("urn:", "https://", "http://")):
        found = uri_fault(text)
        return f"{text} {found.reason}." if found is not None else None
    reader = reader_of(text)
    if reader is None:
        return None
    try:
        read = reader(text.rpartition(":")[2])
    except Unacceptable as error:
        return f"Its {error.field} {error.reason}."
    if read.scheme not in _NAMES or read.value[:2] == country:
        return None
    return f"Its {_NAMES[read.scheme]} {read.value} is of {read.value[:2]}; the site is said to be in {country}."
