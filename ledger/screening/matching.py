"""One subject beside the entries of an index: by identifier, by name, by place and goods."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ledger.model.screening import (
    EntryScope,
    EntryStanding,
    ListEntry,
    ListMatch,
    MatchReason,
    ScreenedSubject,
    ScreeningVerdict,
)
from ledger.reference.company_names import in_latin
from ledger.reference.snapshot import ReferenceSnapshot
from ledger.screening.addresses import ALIKE
from ledger.screening.addresses import likeness as address_likeness
from ledger.screening.candidates import Index
from ledger.screening.goods import Fit, fit
from ledger.screening.identifiers import is_registered, spelled
from ledger.screening.likeness import likeness
from ledger.screening.names import ReadName, names_in, read_name
from ledger.screening.scoring import POSSIBLE, Pair, by_sound, reasons, score_of

_END_UNKNOWN = MatchReason(
    "end-unknown",
    0.0,
    "The day of the order's end is unknown: a later list lacks it, and nobody tells whether it stood on this day.",
)


def matches_of(subject: ScreenedSubject, index: Index, snapshot: ReferenceSnapshot) -> Iterator[ListMatch]:
    """Give the entries that the subject may be, or whose goods it may make, whatever their standing."""
    for pair in _pairs(subject, index):
        given = reasons(pair)
        score = score_of(given)
        if score >= POSSIBLE:
            yield _in_scope(_match(pair, given, score), subject, snapshot)
    yield from _of_places(subject, (index.entries[at] for at in index.by_scope), snapshot)


def readable(subject: ScreenedSubject) -> tuple[ReadName, ...]:
    """Give the names of the subject that hold a word."""
    read = (read_name(name) for text in subject.names for name in names_in(text))
    return tuple(name for name in dict.fromkeys(read) if name.words)


def _pairs(subject: ScreenedSubject, index: Index) -> Iterator[Pair]:
    """Give for each entry that shares an identifier or has a like name the two names that are most alike."""
    shared: dict[int, list[str]] = {}
    for text in subject.identifiers if index.by_identifier else ():
        each = spelled(text, country=subject.country)
        for at in index.by_identifier.get(each, ()):
            shared.setdefault(at, []).append(each)
    best: dict[int, tuple[float, ReadName, ReadName]] = {}
    for name in readable(subject):
        for number in index.near(name):
            listed = index.names[number]
            alike = likeness(name, listed.read, index.weight_of)
            if alike > best.get(listed.entry, (0.0,))[0]:
                best[listed.entry] = (alike, name, listed.read)
    for at in dict.fromkeys((*shared, *best)):
        found = best.get(at)
        alike, own, listed_name = found if found is not None else (0.0, None, None)
        yield Pair(subject, index.entries[at], own, listed_name, alike, tuple(shared.get(at, ())))


def _match(pair: Pair, given: tuple[MatchReason, ...], score: float) -> ListMatch:
    how = (
        "identifier"
        if any(map(is_registered, pair.shared))
        else "name-and-place"
        if _same_name_and_place(pair)
        else None
    )
    return _judged(ListMatch(pair.entry, ScreeningVerdict.POSSIBLE, score, given), how)


def _judged(match: ListMatch, how: str | None) -> ListMatch:
    """Give the match as confirmed where it is by itself; a low-trust row, or one whose end nobody dates, never is.

    Of a modified order a person says whether the subject is in what remains.
    """
    entry = match.entry
    if entry.standing is EntryStanding.UNTOLD:
        return replace(match, reasons=(*match.reasons, _END_UNKNOWN))
    if how is None or entry.is_low_trust:
        return match
    is_in_force = (
        entry.standing is EntryStanding.IN_FORCE
    )  # of a modified one a person says whether it is in what remains
    return replace(match, verdict=ScreeningVerdict.CONFIRMED, confirmed_by=how, may_hold=is_in_force)


def _same_name_and_place(pair: Pair) -> bool:
    """Say whether the two are one by name and place alone: the same telling name in the same script, no other number or
    kind of legal form, the same country, and nothing that is told of region or address against it."""
    name, listed = pair.name, pair.listed
    if name is None or listed is None or pair.likeness != 1.0 or by_sound(pair) or name.is_short or name.is_generic:
        return False
    own, entry = pair.subject, pair.entry
    is_one_form = name.form is None or listed.form is None or name.form == listed.form
    is_one_country = own.country is not None and own.country == entry.country
    return is_one_form and is_one_country and _no_other_place(own, entry)


def _no_other_place(own: ScreenedSubject, entry: ListEntry) -> bool:
    if own.region and entry.region and _folded(own.region) != _folded(entry.region):
        return False
    if not own.addresses or not entry.addresses:
        return True
    return any(address_likeness(one, other) >= ALIKE for one in own.addresses for other in entry.addresses)


def _in_scope(match: ListMatch, subject: ScreenedSubject, snapshot: ReferenceSnapshot) -> ListMatch:
    """An order against some goods of a party holds for a site that makes them; for other goods a person looks."""
    if match.verdict is not ScreeningVerdict.CONFIRMED or not match.entry.commodities:
        return match
    if fit(match.entry.commodities, subject.goods, snapshot) is not Fit.NONE:
        return match
    told = f"{', '.join(subject.goods)}; the order names {', '.join(match.entry.commodities)}"
    other = MatchReason("other-goods", 0.0, "The goods that are told are not those of the order.", told)
    return replace(
        match, verdict=ScreeningVerdict.POSSIBLE, confirmed_by=None, may_hold=False, reasons=(*match.reasons, other)
    )


def _of_places(
    subject: ScreenedSubject, entries: Iterable[ListEntry], snapshot: ReferenceSnapshot
) -> Iterator[ListMatch]:
    if not subject.goods and not subject.inputs:
        return
    for entry in entries:
        place = _place(subject, entry)
        own = fit(entry.commodities, subject.goods, snapshot) if place else Fit.NONE
        bought = [good for good, origin in subject.inputs if origin == entry.country]
        if own in (Fit.SAME, Fit.NEAR):
            yield _by_scope(subject, entry, is_sure=place == "same" and own is Fit.SAME)
        elif bought and fit(entry.commodities, bought, snapshot) in (Fit.SAME, Fit.NEAR):
            yield _by_input(entry, bought)


def _place(subject: ScreenedSubject, entry: ListEntry) -> str | None:
    """Give `same`, `maybe` where the country is the same and the region is not told, None for elsewhere."""
    if subject.country is None or subject.country != entry.country:
        return None
    if entry.scope is EntryScope.COUNTRY_COMMODITY or entry.region is None:
        return "same"
    if subject.region is None:
        return "maybe"
    told, wanted = _folded(subject.region), {_folded(each) for each in (entry.region, *entry.names)}
    if told in wanted:
        return "same"
    return None if _is_code(subject.region) and _is_code(entry.region) else "maybe"


def _by_scope(subject: ScreenedSubject, entry: ListEntry, *, is_sure: bool) -> ListMatch:
    place, goods = (entry.region or entry.country or ""), ", ".join(subject.goods)
    sentence = "Goods and origin are those of the order." if is_sure else "Goods and origin may be those of the order."
    given = (MatchReason("goods-of-a-place", 1.0 if is_sure else POSSIBLE, sentence, f"{goods}, {place}"),)
    match = ListMatch(entry, ScreeningVerdict.POSSIBLE, given[0].points, given)
    return _judged(match, "scope" if is_sure else None)


def _by_input(entry: ListEntry, bought: list[str]) -> ListMatch:
    told = f"{', '.join(bought)} from {entry.country}"
    given = (MatchReason("input-of-a-place", POSSIBLE, "It says that it buys goods that the order names.", told),)
    return _judged(ListMatch(entry, ScreeningVerdict.POSSIBLE, POSSIBLE, given), None)


def _folded(text: str) -> str:
    return " ".join("".join(each if each.isalnum() else " " for each in in_latin(text)).split())


def _is_code(region: str) -> bool:
    return len(region) <= 6 and region[2:3] == "-" and region[:2].isalpha()
