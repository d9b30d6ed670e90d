"""Who told first that goods were made at a place, and who would be a lot's maker if nobody had decided anything.

Decision: the graph goes by what is said now and by every decision about sites, anchored or not. What holds against a
maker must not move with these (see ledger.jobs.screening.operated_before), so the graph keeps beside its answer the
first making of each place, also one that was declared an error, and the maker of each lot as it would be without any
decision. Neither makes anybody an operator or a maker. Places go by their own names here, whatever they are joined to.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from ledger.model.event import LotQuantity, SupplyEvent
from ledger.model.graph import FirstMakings, Lot, Making, PlacedMaking
from ledger.proof.event_hash import canonical_uri
from ledger.provenance.makers import LogOrder, is_making, makings_told, place_of, speakers_undecided
from ledger.provenance.replay import Story, is_class
from ledger.provenance.statements import Statements
from ledger.provenance.tellings import log_order

_First = dict[str, tuple[LogOrder, str]]


@dataclass(frozen=True, slots=True)
class AsTold:
    """Events that stand and statements, with each place called by its own name; `joined` gives its other one.

    `speakers`: who would speak for each place if nobody had decided anything.
    """

    events: Collection[SupplyEvent]
    said: Statements
    joined: Mapping[str, str]
    speakers: Mapping[str, str]

    @classmethod
    def of(
        cls,
        events: Collection[SupplyEvent],
        said: Statements,
        joined: Mapping[str, str],
        index: Mapping[bytes, int],
    ) -> "AsTold":
        """Give it before anything is left out of the statements."""
        return cls(events, said, joined, speakers_undecided(events, said, index))


def first_makings(
    events: Collection[SupplyEvent], standing: Collection[SupplyEvent], said: Statements, index: Mapping[bytes, int]
) -> dict[str, FirstMakings]:
    """Give the first makings by place. `standing`: those of `events` that nobody took back by an error declaration."""
    stands = _first(makings_told(standing, said, index))
    if len(standing) == len(events):
        return {place: FirstMakings(_making(first), _making(first)) for place, first in stands.items()}
    told = _first(makings_told([event for event in events if event.corrects is None], said, index))
    ever = {place: min(firsts[place] for firsts in (told, stands) if place in firsts) for place in told | stands}
    return {
        place: FirstMakings(_making(first), _making(stands[place]) if place in stands else None)
        for place, first in ever.items()
    }


def makers_undecided(told: AsTold, keepers: Mapping[str, str]) -> dict[str, PlacedMaking]:
    """Give the maker by lot as it would be without any decision, for lots of places where that makes a difference.

    `keepers` are those who speak for each place after the decisions. A maker that names no place has none.
    """
    names = (((place, place_of(told.joined.get(place, place))), did) for place, did in told.speakers.items())
    moved = {place for (place, now), did in names if keepers.get(now) != did} | set(map(place_of, told.joined))
    if not moved:
        return {}
    found = {}
    makings = _makings_of_lots(told, moved)
    for lot, events in makings.items():
        making = _made(events, told.speakers) if events else _stated(lot, told)
        if making is not None:
            found[lot] = making
    return found


def displaced(
    undecided: Mapping[str, PlacedMaking],
    lots: Mapping[str, Lot],
    story: Story,
    said: Statements,
    joined: Mapping[str, str],
) -> dict[str, PlacedMaking]:
    """Give those of these that are not the lot's maker, or not its place, where the lot has a place."""
    found = {}
    for name, making in sorted(undecided.items()):
        lot = lots.get(name)
        if lot is None or lot.site is None:
            continue
        accepted = _accepted(lot, story, said)
        if (accepted, lot.site) != (making.by, joined.get(making.place, making.place)):
            found[name] = making
    return found


def _makings_of_lots(told: AsTold, moved: Collection[str]) -> dict[str, list[SupplyEvent]]:
    """Give all events that make lots of which any making, or statement, names one of these places."""
    lots: dict[str, list[SupplyEvent]] = {
        lot: []
        for lot, statements in told.said.lots.items()
        if any(body.facility and place_of(canonical_uri(body.facility)) in moved for _, _, body in statements)
    }
    for event in told.events:
        if is_making(event) and event.site is not None and place_of(event.site) in moved:
            lots |= {item.lot: [] for item in _made_in(event)}
    for event in told.events if lots else ():
        for item in _made_in(event) if is_making(event) else ():
            if item.lot in lots:
                lots[item.lot].append(event)
    return lots


def _made_in(event: SupplyEvent) -> Iterator[LotQuantity]:
    return (item for item in (*event.items, *event.outputs) if not is_class(item.lot))


def _made(events: Iterable[SupplyEvent], speakers: Mapping[str, str]) -> PlacedMaking | None:
    in_log = sorted(events, key=log_order)
    own = (event for event in in_log if event.site is None or speakers.get(place_of(event.site)) == event.issuer)
    maker = next(own, in_log[0]).issuer
    placed = ((event.record_id, event.site) for event in in_log if event.issuer == maker and event.site is not None)
    return next((PlacedMaking(record_id, maker, site) for record_id, site in placed), None)


def _stated(lot: str, told: AsTold) -> PlacedMaking | None:
    for issuer, record_id, body in told.said.lots.get(lot, ()):
        place = canonical_uri(body.facility) if body.facility is not None else None
        if place is not None and told.speakers.get(place_of(place)) == issuer:
            return PlacedMaking(record_id, issuer, place)
    return None


def _accepted(lot: Lot, story: Story, said: Statements) -> str | None:
    if lot.lot in story.made:
        return story.made[lot.lot][0].event.issuer
    stated = (issuer for issuer, record_id, _ in said.lots.get(lot.lot, ()) if record_id in lot.records[:1])
    return next(stated, None)


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
