"""The score of one subject beside one listed entry: a sum of small terms, each with the sentence that explains it.

The first line of a term's docstring is what a person reads. A term answers how many points it gives, None where it
does not apply. Points are set by hand [J]; `scripts/bench/screening.py` prints what they find and miss.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass

from ledger.model.screening import ListEntry, MatchReason, ScreenedSubject
from ledger.screening.addresses import ALIKE
from ledger.screening.addresses import likeness as address_likeness
from ledger.screening.identifiers import is_registered
from ledger.screening.likeness import contained
from ledger.screening.names import ReadName

POSSIBLE = 0.74  # of 1; at least this much is shown to a person


@dataclass(frozen=True, slots=True)
class Pair:
    """What is compared: the subject and an entry, by the two of their names that are most alike."""

    subject: ScreenedSubject
    entry: ListEntry
    name: ReadName | None
    listed: ReadName | None
    likeness: float
    shared: tuple[str, ...] = ()  # identifiers that both give, as compared


Told = tuple[float, str] | None  # points, and what they rest on


def same_identifier(pair: Pair) -> Told:
    """Both give the same number of a register."""
    registered = [each for each in pair.shared if is_registered(each)]
    return (1.0, ", ".join(registered)) if registered else None


def same_label(pair: Pair) -> Told:
    """Both give the same label, which is of no register that we know."""
    labels = [each for each in pair.shared if not is_registered(each)]
    return (0.8, ", ".join(labels)) if labels else None


def same_name(pair: Pair) -> Told:
    """The names are the same, with letter case, accents, word order and legal form set aside."""
    is_same = pair.name is not None and pair.listed is not None and pair.likeness == 1.0 and not by_sound(pair)
    return (0.9, _both(pair)) if is_same else None


def same_sound(pair: Pair) -> Told:
    """The names are written in other letters and are the same by sound."""
    return (0.85, _both(pair)) if pair.likeness == 1.0 and by_sound(pair) else None


def alike_name(pair: Pair) -> Told:
    """The names are alike: spelling, transliteration or a word differs."""
    if pair.likeness in (0.0, 1.0):
        return None
    return 0.9 * pair.likeness, f"{_both(pair)}, {100 * pair.likeness:.0f} of 100"


def may_be_subsidiary(pair: Pair) -> Told:
    """The row takes in subsidiaries, and this name holds the whole listed name."""
    if pair.name is None or pair.listed is None or not pair.entry.includes_subsidiaries or pair.likeness == 1.0:
        return None
    if not contained(pair.listed, pair.name):
        return None
    return max(0.0, 0.8 - 0.9 * pair.likeness), pair.entry.names[0]


def same_country(pair: Pair) -> Told:
    """Both are in the same country."""
    is_same = pair.entry.country is not None and pair.subject.country == pair.entry.country
    return (0.05, str(pair.entry.country)) if is_same else None


def other_country(pair: Pair) -> Told:
    """They are in two countries."""
    own, listed = pair.subject.country, pair.entry.country
    return (-0.15, f"{own}, and {listed} on the list") if own and listed and own != listed else None


def same_address(pair: Pair) -> Told:
    """The addresses are alike."""
    return (0.1, f"{best:.0f} of 100") if (best := _best_address(pair)) >= ALIKE else None


def other_address(pair: Pair) -> Told:
    """Both give an address, and the addresses are not alike."""
    both = pair.subject.addresses and pair.entry.addresses
    return (-0.05, f"{best:.0f} of 100") if both and (best := _best_address(pair)) < ALIKE else None


def other_number(pair: Pair) -> Told:
    """The names hold different numbers: factories, prisons and ships of one name are told apart by them."""
    if pair.name is None or pair.listed is None or pair.name.numbers == pair.listed.numbers:
        return None
    return -0.3, _both(pair)


def other_form(pair: Pair) -> Told:
    """The legal forms differ in kind."""
    forms = {each.form for each in (pair.name, pair.listed) if each is not None and each.form is not None}
    return (-0.03, " and ".join(sorted(forms))) if len(forms) > 1 else None


TERMS: tuple[Callable[[Pair], Told], ...] = (
    same_identifier,
    same_label,
    same_name,
    same_sound,
    alike_name,
    may_be_subsidiary,
    same_country,
    other_country,
    same_address,
    other_address,
    other_number,
    other_form,
)
SENTENCES = {term.__name__: (inspect.getdoc(term) or "").splitlines()[0] for term in TERMS}


def reasons(pair: Pair) -> tuple[MatchReason, ...]:
    """Give the terms that apply, each with its points and its sentence."""
    told = ((term.__name__, term(pair)) for term in TERMS)
    return tuple(
        MatchReason(name.replace("_", "-"), round(found[0], 6), SENTENCES[name], found[1])
        for name, found in told
        if found is not None
    )


def score_of(given: tuple[MatchReason, ...]) -> float:
    """Give the sum of the points, kept in 0 to 1: how much a person should look, not how likely it is."""
    return min(1.0, max(0.0, sum(reason.points for reason in given)))


def by_sound(pair: Pair) -> bool:
    """Say whether the two names are written in other letters, so that only their sound was compared."""
    return pair.name is not None and pair.listed is not None and pair.name.native != pair.listed.native


def _both(pair: Pair) -> str:
    return f"“{pair.name.text}” and “{pair.listed.text}”" if pair.name and pair.listed else ""


def _best_address(pair: Pair) -> float:
    pairs = ((one, other) for one in pair.subject.addresses for other in pair.entry.addresses)
    return max((address_likeness(one, other) for one, other in pairs), default=0.0)
