"""Query parameters whose names carry a type, a unit of measure, or a field of somebody's own."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ledger.errors import Unacceptable
from ledger.intake.epcis import matching
from ledger.intake.epcis.comparing import COMPARISONS, a_flag, a_number, an_instant, explained, single, split
from ledger.intake.epcis.matching import Clause
from ledger.intake.epcis.patterns import Pattern
from ledger.intake.epcis.telling import Area, Telling, milliseconds
from ledger.model.event_query import TermRole
from ledger.proof.event_hash.values import text_value
from ledger.proof.event_hash.vocabulary import expanded_key
from ledger.proof.event_terms import identifier, word

_QUANTITY = re.compile(r"(EQ|GT|GE|LT|LE)_quantity(?:_([A-Z0-9]{2,3}))?", re.ASCII)
_MEASURED = re.compile(
    r"(EQ|GT|GE|LT|LE)_(value|minValue|maxValue|meanValue|sDev|percValue|percRank)(?:_([A-Z0-9]{2,3}))?", re.ASCII
)
_LISTED = re.compile(r"EQ_(bizTransaction|source|destination)_(\S+)")
_OWN = re.compile(
    r"(EQ|GT|GE|LT|LE|EXISTS)_(INNER_)?"
    r"(?:(ILMD|ERROR_DECLARATION|SENSORELEMENT|SENSORMETADATA|SENSORREPORT|readPoint|bizLocation)_)?(\S+:\S+)"
)
_ROLES = {
    "bizTransaction": TermRole.TRANSACTION,
    "source": TermRole.SOURCE,
    "destination": TermRole.DESTINATION,
}


@dataclass(frozen=True, slots=True)
class EventFamily:
    """A parameter's name, and what reads its values."""

    name: str
    found: "re.Match[str]"
    read: Callable[[str, "re.Match[str]", Sequence[str], Mapping[str, str]], Clause | None]

    def clauses(self, texts: Sequence[str], meanings: Mapping[str, str]) -> list[Clause]:
        """Give the clause of these values; none where it asks for nothing. Raises Unacceptable."""
        clause = self.read(self.name, self.found, texts, meanings)
        return [] if clause is None else [clause]


def family_of(name: str) -> EventFamily | None:
    """Give the family that this name belongs to, or None."""
    for rule, read in ((_QUANTITY, _quantity), (_MEASURED, _measured), (_LISTED, _listed), (_OWN, _own)):
        if found := rule.fullmatch(name):
            return EventFamily(name, found, read)
    return None


def _quantity(name: str, found: "re.Match[str]", texts: Sequence[str], _meanings: Mapping[str, str]) -> Clause:
    comparison, unit = found.groups()
    return matching.has_quantity(COMPARISONS[comparison], _numbers(name, comparison, texts), unit)


def _measured(name: str, found: "re.Match[str]", texts: Sequence[str], _meanings: Mapping[str, str]) -> Clause:
    comparison, field, unit = found.groups()
    return matching.measures(field, COMPARISONS[comparison], _numbers(name, comparison, texts), unit)


def _listed(name: str, found: "re.Match[str]", texts: Sequence[str], meanings: Mapping[str, str]) -> Clause:
    field, kind = found.groups()
    patterns = tuple(Pattern(exact=identifier(each, meanings)) for each in split(name, texts))
    return matching.lists(field, word(kind, field, meanings), patterns, _ROLES[field])


def _own(name: str, found: "re.Match[str]", texts: Sequence[str], meanings: Mapping[str, str]) -> Clause | None:
    comparison, inner, area, field = found.groups()
    explained(name, field, meanings)
    key, where = expanded_key(field, meanings), Area(area or "")
    test = _own_test(name, comparison, texts, meanings)
    return None if test is None else matching.has_own(where, key, test, is_inner=inner is not None)


def _own_test(
    name: str, comparison: str, texts: Sequence[str], meanings: Mapping[str, str]
) -> Callable[[Any, Telling], bool] | None:
    if comparison == "EXISTS":
        return (lambda _found, _told: True) if a_flag(name, single(name, texts)) else None
    if comparison == "EQ":
        wanted = {text_value(each.strip(), "", meanings) for each in split(name, texts)}
        return lambda found, told: not wanted.isdisjoint(told.canonical(found))
    text = single(name, texts)
    compare, is_time = COMPARISONS[comparison], "T" in text
    bound = Decimal(an_instant(name, text)) if is_time else a_number(name, text)

    def test(found: Any, told: Telling) -> bool:
        values = (_comparable(each, is_time=is_time) for each in told.canonical(found))
        return any(compare(each, bound) for each in values if each is not None)

    return test


def _comparable(text: str, *, is_time: bool) -> Decimal | None:
    if is_time:
        at = milliseconds(text)
        return None if at is None else Decimal(at)
    try:
        return a_number("", text)
    except Unacceptable:
        return None


def _numbers(name: str, comparison: str, texts: Sequence[str]) -> tuple[Decimal, ...]:
    values = split(name, texts) if comparison == "EQ" else (single(name, texts),)
    return tuple(a_number(name, each) for each in values)
