"""The exact matcher: what an EPCIS query means, decided event by event, and what the database may narrow by.

Every condition of a query must hold; of the values of one condition, one is enough (EPCIS 2.0, 8.2.7.1).
Decisions: master data is not kept, so "with descendants" knows a GLN and its extensions alone. Units are not
converted: a quantity or measurement is compared where its uom is the one in the parameter's name.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from ledger.intake.epcis.comparing import Compare
from ledger.intake.epcis.patterns import Pattern
from ledger.intake.epcis.telling import Area, Telling, milliseconds, telling_of
from ledger.model.event import CapturedEvent
from ledger.model.event_query import EventFilter, TermFilter, TermRole
from ledger.proof.event_terms import word

Condition = Callable[[Telling], bool]

_EPCS: Mapping[TermRole, tuple[str, ...]] = {
    TermRole.EPC: ("epcList", "childEPCs"),
    TermRole.INPUT: ("inputEPCList",),
    TermRole.OUTPUT: ("outputEPCList",),
}
_QUANTITIES: Mapping[TermRole, tuple[str, ...]] = {
    TermRole.CLASS: ("quantityList", "childQuantityList"),
    TermRole.INPUT_CLASS: ("inputQuantityList",),
    TermRole.OUTPUT_CLASS: ("outputQuantityList",),
}


@dataclass(frozen=True, slots=True)
class EventQuery:
    """A query as it was understood. `limit` ends the answer, `at_most` refuses a longer one."""

    narrowing: EventFilter
    conditions: tuple[Condition, ...] = ()
    limit: int | None = None
    at_most: int | None = None

    def matches(self, event: CapturedEvent) -> bool:
        """Say whether the event meets every condition. Windows of time are exact in the narrowing already."""
        if not self.conditions:
            return True
        told = telling_of(event)
        return all(condition(told) for condition in self.conditions)

    def also(self, clause: "Clause") -> "EventQuery":
        """Give the query that asks for this clause too."""
        terms = self.narrowing.terms if clause.narrowing is None else (*self.narrowing.terms, clause.narrowing)
        narrowing = replace(self.narrowing, terms=terms)
        return replace(self, narrowing=narrowing, conditions=(*self.conditions, clause.condition))


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition, with what the database may narrow by where it can."""

    condition: Condition
    narrowing: TermFilter | None = None


def has_type(kinds: Sequence[str]) -> Clause:
    return Clause(lambda told: told.text("type") in kinds, TermFilter((TermRole.EVENT_TYPE,), exact=tuple(kinds)))


def has_text(field: str, texts: Sequence[str], role: TermRole | None = None) -> Clause:
    """A field is one of these texts, as they were sent."""
    narrowing = TermFilter((role,), exact=tuple(texts)) if role else None
    return Clause(lambda told: told.text(field) in texts, narrowing)


def has_word(field: str, words: Sequence[str], role: TermRole) -> Clause:
    """A vocabulary field is one of these words, given as full URIs."""
    return Clause(lambda told: told.word(field) in words, TermFilter((role,), exact=tuple(words)))


def sets_disposition(change: str, words: Sequence[str]) -> Clause:
    return Clause(lambda told: any(each in words for each in told.dispositions(change)))


def is_at(field: str, patterns: Sequence[Pattern], role: TermRole) -> Clause:
    """The place is named by one of these patterns."""
    return Clause(lambda told: _any_match([told.place(field)], patterns), _narrowing((role,), patterns))


def has_identifier(field: str, patterns: Sequence[Pattern], role: TermRole) -> Clause:
    return Clause(lambda told: _any_match([told.single(field)], patterns), _narrowing((role,), patterns))


def names(roles: Sequence[TermRole], patterns: Sequence[Pattern]) -> Clause:
    """An identifier in one of these roles is named by one of these patterns."""
    return Clause(lambda told: _any_match(_identifiers(told, roles), patterns), _narrowing(roles, patterns))


def lists(name: str, kind: str, patterns: Sequence[Pattern], role: TermRole) -> Clause:
    """A business transaction, source or destination of this type is named by one of these patterns."""
    return Clause(
        lambda told: _any_match(told.named(f"{name}List", name, kind), patterns), _narrowing((role,), patterns)
    )


def has_quantity(compare: Compare, numbers: Sequence[Decimal], unit: str | None) -> Clause:
    def condition(told: Telling) -> bool:
        fields = (field for listed in _QUANTITIES.values() for field in listed)
        found = (each for field in fields for each in told.elements(field) if "quantity" in each)
        return any(
            compare(each["quantity"], number)
            for each in found
            if unit is None or each.get("uom") == unit
            for number in numbers
        )

    return Clause(condition)


def declares_error(test: Callable[[Mapping[str, Any], Telling], bool] = lambda _found, _told: True) -> Clause:
    """The event carries an error declaration, of which the test holds."""

    def condition(told: Telling) -> bool:
        found = told.error()
        return found is not None and test(found, told)

    return Clause(condition)


def in_time(field: str, *, since: int | None = None, until: int | None = None) -> Callable[[Mapping[str, Any]], bool]:
    """Give the test that a time of an object lies within these epoch milliseconds."""

    def test(found: Mapping[str, Any]) -> bool:
        at = milliseconds(str(found.get(field, "")))
        return at is not None and (since is None or at >= since) and (until is None or at < until)

    return test


def senses(test: Callable[[Mapping[str, Any], Telling], bool], *, only_reports: bool = False) -> Clause:
    """A sensor report, or a sensor's metadata, meets the test."""
    return Clause(lambda told: any(test(found, told) for found in (told.reports() if only_reports else told.sensed())))


def measures(name: str, compare: Compare, numbers: Sequence[Decimal], unit: str | None) -> Clause:
    """A sensor report's number compares so, in this unit of measure where one is named."""

    def test(found: Mapping[str, Any], _told: Telling) -> bool:
        is_ours = name in found and (unit is None or found.get("uom") == unit)
        return is_ours and any(compare(found[name], number) for number in numbers)

    return senses(test, only_reports=True)


def has_own(area: Area, key: str, test: Callable[[Any, Telling], bool], *, is_inner: bool) -> Clause:
    """A field of somebody's own, by its {namespace}local name, has a value that meets the test."""
    return Clause(lambda told: any(test(found, told) for found in told.own_values(area, key, is_inner=is_inner)))


def reason_among(words: Sequence[str]) -> Callable[[Mapping[str, Any], Telling], bool]:
    return lambda found, told: "reason" in found and word(found["reason"], "reason", told.meanings) in words


def _identifiers(told: Telling, roles: Sequence[TermRole]) -> Iterator[str | None]:
    for role in roles:
        if role is TermRole.PARENT:
            yield told.single("parentID")
        yield from (found for field in _EPCS.get(role, ()) for found in told.listed(field))
        yield from (found for field in _QUANTITIES.get(role, ()) for found in told.named(field, "epcClass"))


def _any_match(found: Iterable[str | None], patterns: Sequence[Pattern]) -> bool:
    return any(pattern.matches(each) for each in found if each is not None for pattern in patterns)


def _narrowing(roles: Sequence[TermRole], patterns: Sequence[Pattern]) -> TermFilter:
    return TermFilter(
        roles=tuple(roles),
        exact=tuple(each.exact for each in patterns if each.exact is not None),
        prefixes=tuple(each.prefix for each in patterns if each.exact is None),
    )
