"""The limits of the gaming tests as this custodian set them, in its encrypted book: who knows them can stay under."""

from dataclasses import fields

from ledger.errors import Unacceptable
from ledger.ports.survey import CustodianBook
from ledger.proof.canonical import Json
from ledger.proof.frozen_form import form_of, read_form
from ledger.surveys.quality.thresholds import Thresholds

_LIMITS, _OWN = "quality limits", "own"


def limits_of(book: CustodianBook) -> Thresholds:
    """Give the limits in force: those of the method where this custodian set none."""
    found = book.get(_LIMITS, _OWN)
    return Thresholds() if found is None else read_form(Thresholds, found)


def keep_limits(book: CustodianBook, given: dict[str, Json]) -> Thresholds:
    """Keep limits by name, the others as the method has them, and give all. Raises Unacceptable naming the entry.

    Refused are unknown names, and rates, shares and factors outside [0, 1]: a factor above 1 would add credit.
    """
    known = {each.name: each.type for each in fields(Thresholds)}
    for name, value in given.items():
        if name not in known:
            raise Unacceptable(field=name, reason="is no limit", mend=f"name one of {', '.join(known)}")
        if name.endswith(("_factor", "_rate", "_share", "_below", "_likeness")) and not _is_fraction(value):
            raise Unacceptable(field=name, reason=f"{value!r} is not in [0, 1]", mend="give a number from 0 to 1")
    document = form_of(Thresholds())
    limits = read_form(Thresholds, {**document, **given} if isinstance(document, dict) else given)
    book.put(_LIMITS, _OWN, form_of(limits))
    return limits


def _is_fraction(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1
