"""Who was the first at a place: to call it its own, withdrawn or not, or to make goods there, taken back or not.

A place counts by its own name, whatever it was joined to, and with the whole site that it lies within. NOT seen: a
making that was erased, or that is sealed from those downstream.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from ledger.jobs.per_graph import PerGraph
from ledger.jobs.supply import ever_said, is_shared, withdrawn_events
from ledger.model.bodies import FacilityBody
from ledger.model.graph import Making, SupplyGraph
from ledger.model.record import Record
from ledger.model.statement import Kind
from ledger.ports import World
from ledger.proof.event_hash import canonical_uri
from ledger.provenance import typed_body
from ledger.provenance.makers import is_making, place_of
from ledger.provenance.supply_events import read_events


@dataclass(frozen=True, slots=True)
class _Word:
    """One record by who said it and where it stands in the log."""

    record_id: bytes
    by: str
    order: tuple[bool, int]

    def is_before(self, other: "_Word") -> bool:
        """Say whether somebody else said this before the other."""
        return self.by != other.by and self.order < other.order


@dataclass(slots=True)
class _Firsts:
    """The first words by place, and by the whole site that places lie within."""

    at: dict[str, _Word] = field(default_factory=dict)
    within: dict[str, _Word] = field(default_factory=dict)

    def put(self, place: str, word: _Word) -> None:
        """Keep the word where it is the first."""
        for words, name in ((self.at, place), (self.within, place_of(place))):
            known = words.get(name)
            if known is None or word.order < known.order:
                words[name] = word

    def about(self, name: str) -> list[_Word]:
        """Give the first at the place of this name and the first within the whole site, if any, once."""
        found = (self.at.get(name), self.within.get(place_of(name)))
        return list(dict.fromkeys(each for each in found if each is not None))


@dataclass(slots=True)
class _Told:
    """The first descriptions, the first by who calls itself the operator, and those by each that still does so: by the
    whole site, the place that it described with its first word."""

    described: _Firsts = field(default_factory=_Firsts)
    claimed: _Firsts = field(default_factory=_Firsts)
    by_each: dict[str, dict[tuple[str, str], _Word]] = field(default_factory=dict)
    still: set[tuple[str, str]] = field(default_factory=set)

    def standing(self, name: str) -> Iterator[tuple[str, _Word]]:
        """Give the places of this whole site with the first word of each that still calls one of them its own."""
        for (place, did), word in self.by_each.get(place_of(name), {}).items():
            if (place, did) in self.still:
                yield place, word


@dataclass(slots=True)
class _Made:
    """The first makings, and those that nobody took back."""

    ever: _Firsts = field(default_factory=_Firsts)
    still: _Firsts = field(default_factory=_Firsts)


_told: PerGraph[_Told] = PerGraph()
_made: PerGraph[_Made] = PerGraph()


def first_there(world: World, graph: SupplyGraph, name: str, *, may_read: Callable[[Record], bool]) -> tuple[str, ...]:
    """Give who (DIDs) beside the operator that the graph knows was the first at the place of this name, or at the whole
    site, by what `may_read` lets through.

    Who calls it its own where somebody else made goods before takes nothing over, as in the graph, and counts for
    nothing. Who made them counts, and so does the first maker at any place that the graph knows no operator of who
    called it its own before. What was taken back makes its teller count, and keeps nobody from counting.
    """
    told, made = _all_told(world, graph), _all_made(world, graph)
    here = made.still.at.get(name)
    own = [claim for claim in told.claimed.about(name) if here is None or not here.is_before(claim)]
    settled = [claim for place, claim in told.standing(name) if claim.by in _operators_known(graph, name, place)]
    makers = [word for word in made.ever.about(name) if not any(claim.is_before(word) for claim in settled)]
    site = graph.sites.get(graph.joined.get(name, name))
    others = [word for word in (*own, *makers) if site is None or word.by != site.operator]
    return tuple(dict.fromkeys(word.by for word in others if _is_readable(world, word, may_read)))


def sides_at(world: World, graph: SupplyGraph, name: str) -> frozenset[str]:
    """Give who (DIDs) described the place of this name or the whole site first, or made goods there first."""
    told, made = _all_told(world, graph), _all_made(world, graph)
    words = (*told.described.about(name), *told.claimed.about(name), *made.ever.about(name))
    return frozenset(word.by for word in words)


def _operators_known(graph: SupplyGraph, *names: str) -> set[str]:
    """Give whom the graph calls the operator of one of these places or of the whole site."""
    sites = (graph.sites.get(graph.joined.get(each, each)) for each in {*names, *map(place_of, names)})
    return {site.operator for site in sites if site is not None and site.operator is not None}


def _is_readable(world: World, word: _Word, may_read: Callable[[Record], bool]) -> bool:
    record = world.store.record(word.record_id)
    return record is not None and may_read(record)


def _all_told(world: World, graph: SupplyGraph) -> _Told:
    def read() -> _Told:
        found = _Told()
        for record, is_withdrawn in ever_said(world, (Kind.FACILITY,), size=graph.log_size):
            body = typed_body(record) if is_shared(record) else None
            if isinstance(body, FacilityBody):
                place, word = canonical_uri(body.facility), _word(record)
                found.described.put(place, word)
                if body.operator == word.by:
                    found.claimed.put(place, word)
                    found.by_each.setdefault(place_of(place), {}).setdefault((place, word.by), word)
                    found.still |= set() if is_withdrawn else {(place, word.by)}
        return found

    return _told.of(graph, None, read)


def _all_made(world: World, graph: SupplyGraph) -> _Made:
    def read() -> _Made:
        found = _Made()
        for place, first in graph.first_made.items():
            found.ever.put(place, _of_graph(first.ever))
            if first.standing is not None:
                found.still.put(place, _of_graph(first.standing))
        for place, word in _taken_back(world, graph):
            found.ever.put(place, word)
        return found

    return _made.of(graph, None, read)


def _taken_back(world: World, graph: SupplyGraph) -> Iterator[tuple[str, _Word]]:
    """Give the makings, by place, that their issuers withdrew by a record: the graph is built without them."""
    for record in withdrawn_events(world, size=graph.log_size):
        if is_shared(record):
            yield from ((e.site, _word(record)) for e in read_events([record]) if e.site is not None and is_making(e))


def _of_graph(making: Making) -> _Word:
    return _Word(making.record_id, making.by, (making.log_index is None, making.log_index or 0))


def _word(record: Record) -> _Word:
    return _Word(record.record_id, record.signed.statement.issuer, (record.index is None, record.index or 0))
