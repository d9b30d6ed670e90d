"""How two descriptions of a place are alike, as reasons that a person can check."""

from collections.abc import Iterator
from functools import lru_cache

from rapidfuzz import fuzz

from ledger.model.bodies import FacilityBody
from ledger.provenance.distance import kilometres
from ledger.reference.company_names import plain_name

ALIKE_NAME = 88.0  # of 100 (indel similarity of the sorted words); below, spelling variants and strangers overlap
ALIKE_ADDRESS = 85.0
NEAR_KM = 1.0
FAR_KM = 25.0  # two stated locations this far apart are two places, whatever they are called


def reasons_to_match(one: FacilityBody, other: FacilityBody) -> Iterator[str]:
    """Give why the two may be one place; nothing where they are in two countries or far apart by their own word."""
    if one.country != other.country:
        return
    far = kilometres(one.location, other.location) if one.location and other.location else None
    if far is not None and far > FAR_KM:
        return
    if shared := shared_identifiers(one, other):
        yield f"Both give the identifier {', '.join(shared)}."
    name = _ratio(one.name, other.name, least=ALIKE_NAME)
    if not name:
        return
    address = _ratio(one.address, other.address, least=ALIKE_ADDRESS)
    if far is not None and far <= NEAR_KM:
        yield f"The names are alike ({name:.0f} of 100) and the stated locations are {far:.1f} km apart."
    elif address:
        yield f"The names ({name:.0f} of 100) and the addresses ({address:.0f} of 100) are alike."
    elif far is None and not (one.address and other.address):
        yield f"The names are alike ({name:.0f} of 100), in the same country; nothing else can be compared."


def shared_identifiers(one: FacilityBody, other: FacilityBody) -> list[str]:
    """Give the identifiers that both give, in order."""
    return sorted(set(one.identifiers) & set(other.identifiers)) if one.identifiers and other.identifiers else []


def _ratio(one: str | None, other: str | None, *, least: float) -> float:
    """Give how alike the words are, whatever their order, 0 to 100; 0 where that is below `least`."""
    return fuzz.ratio(_words_in_order(one), _words_in_order(other), score_cutoff=least) if one and other else 0.0


@lru_cache(maxsize=65_536)
def _words_in_order(name: str) -> str:
    return " ".join(sorted(plain_name(name).split()))
