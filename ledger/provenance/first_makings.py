"""Who told first that goods were made: at a place by its own name, and of a lot that another is accepted to have made.

Decision: the graph goes by what is said now and by every decision about operators, anchored or not. What holds against
a maker must not move with these (see ledger.jobs.screening.operated_before), so the graph keeps beside its answer the
first making of each place, also one that was declared an error, and the makings of a lot that were told before those of
its accepted maker. Neither makes anybody an operator or a maker.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping

from ledger.model.event import SupplyEvent
from ledger.model.graph import FirstMakings, Lot, Making
from ledger.provenance.makers import LogOrder, makings_told, order_in_log
from ledger.provenance.replay import Deed, Story
from ledger.provenance.statements import Statements
from ledger.provenance.tellings import log_order

_First = dict[str, tuple[LogOrder, str]]


def first_makings(
    events: Collection[SupplyEvent], standing: Collection[SupplyEvent], said: Statements, index: Mapping[bytes, int]
) -> dict[str, FirstMakings]:
    """Give the first makings by place. `standing` are those of `events` that nobody took back by an error declaration.

    Places go by the names in `events` and `said`: what was joined is told apart only where these come unjoined.
    """
    stands = _first(makings_told(standing, said, index))
    told = [event for event in events if event.corrects is None] if len(standing) < len(events) else standing
    ever = stands if told is standing else _first(makings_told(told, said, index))
    return {
        place: FirstMakings(_making(first), _making(stands[place]) if place in stands else None)
        for place, first in ever.items()
    }


def told_before(
    lots: Mapping[str, Lot],
    story: Story,
    foreign: Mapping[str, Iterable[Deed]],
    said: Statements,
    index: Mapping[bytes, int],
) -> dict[str, tuple[bytes, ...]]:
    """Give by lot the records of makings, at a place that they name, that others than its accepted maker told before.

    `foreign` are the makings by event that count for nothing. A lot whose place nobody discloses has none.
    """
    found = {}
    for name in foreign.keys() | {lot for lot, told in said.lots.items() if len(told) > 1 or lot in story.made}:
        accepted = _accepted(name, lots, story, said, index)
        if accepted is not None:
            others = sorted(each for each in _told_of(name, foreign, said, index) if each < accepted)
            found[name] = tuple(order[2] for order, issuer in others if issuer != accepted[1])
    return {name: told for name, told in sorted(found.items()) if told}


def _first(makings: Iterable[tuple[str, LogOrder, str]]) -> _First:
    first: _First = {}
    for place, order, issuer in makings:
        known = first.get(place)
        if known is None or order < known[0]:
            first[place] = (order, issuer)
    return first


def _making(first: tuple[LogOrder, str]) -> Making:
    (is_pending, place, record_id), issuer = first
    return Making(record_id, None if is_pending else place, issuer)


def _accepted(
    name: str, lots: Mapping[str, Lot], story: Story, said: Statements, index: Mapping[bytes, int]
) -> tuple[LogOrder, str] | None:
    """Give where the accepted making of the lot stands and who tells it, None where nobody discloses its place."""
    lot = lots.get(name)
    if lot is None or lot.site is None:
        return None
    if name in story.made:
        return min((log_order(deed.event), deed.event.issuer) for deed in story.made[name])
    stated = {record_id: issuer for issuer, record_id, _ in said.lots.get(name, ())}
    is_stated = bool(lot.records) and lot.records[0] in stated
    return (order_in_log(lot.records[0], index), stated[lot.records[0]]) if is_stated else None


def _told_of(
    name: str, foreign: Mapping[str, Iterable[Deed]], said: Statements, index: Mapping[bytes, int]
) -> Iterator[tuple[LogOrder, str]]:
    events = (deed.event for deed in foreign.get(name, ()) if deed.event.site is not None)
    yield from ((log_order(event), event.issuer) for event in events)
    for issuer, record_id, body in said.lots.get(name, ()):
        if body.facility is not None:
            yield order_in_log(record_id, index), issuer
