"""Who was the first at a place: to call it its own, withdrawn or not, or to make goods there.

A place counts by its own name, whatever it was joined to, and with the whole site that it lies within: what others made
elsewhere says nothing about who was the first here. NOT seen: a making that was taken back or erased.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from ledger.jobs.per_graph import PerGraph
from ledger.jobs.supply import ever_said, is_shared
from ledger.model.bodies import FacilityBody, LotBody
from ledger.model.graph import SupplyGraph
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
class _Described:
    """The first description, and the first by who calls itself the operator: by place, and by whole site."""

    first: dict[str, _Word] = field(default_factory=dict)
    claimed: dict[str, _Word] = field(default_factory=dict)
    claimed_within: dict[str, _Word] = field(default_factory=dict)


_described: PerGraph[_Described] = PerGraph()
_made: PerGraph[dict[str, tuple[_Word, ...]]] = PerGraph()


def first_there(world: World, graph: SupplyGraph, name: str, *, may_read: Callable[[Record], bool]) -> tuple[str, ...]:
    """Give who (DIDs) beside the operator that the graph knows was the first at the place of this name, or at the whole
    site, by what `may_read` lets through.

    Who calls it its own where somebody else made goods before takes nothing over, as in the graph, and counts for
    nothing. Who made them counts, and so does the first maker at any place that the graph knows no operator of who
    called it its own before.
    """
    claims, makings = _claims(world, graph, name), _makings(world, graph, name)
    here, known = _made_at(world, graph, name), _operators_known(graph, name)
    own = [claim for claim in claims if not any(making.is_before(claim) for making in here)]
    settled = [claim for claim in claims if claim.by in known]
    makers = [making for making in makings if not any(claim.is_before(making) for claim in settled)]
    site = graph.sites.get(graph.joined.get(name, name))
    others = [word for word in (*own, *makers) if site is None or word.by != site.operator]
    return tuple(dict.fromkeys(word.by for word in others if _is_readable(world, word, may_read)))


def sides_at(world: World, graph: SupplyGraph, name: str) -> frozenset[str]:
    """Give who (DIDs) described the place of this name or the whole site first, or made goods there first."""
    told = _all_described(world, graph)
    described = (told.first[each] for each in {name, place_of(name)} if each in told.first)
    words = (*described, *_claims(world, graph, name), *_makings(world, graph, name))
    return frozenset(word.by for word in words)


def _operators_known(graph: SupplyGraph, name: str) -> set[str]:
    """Give whom the graph calls the operator of the place or of the whole site."""
    sites = (graph.sites.get(graph.joined.get(each, each)) for each in {name, place_of(name)})
    return {site.operator for site in sites if site is not None and site.operator is not None}


def _claims(world: World, graph: SupplyGraph, name: str) -> list[_Word]:
    told, place = _all_described(world, graph), place_of(name)
    found = (told.claimed.get(name), told.claimed_within.get(place))
    return list(dict.fromkeys(each for each in found if each is not None))


def _makings(world: World, graph: SupplyGraph, name: str) -> list[_Word]:
    places = dict.fromkeys((name, place_of(name)))
    return [making for place in places for making in _made_at(world, graph, place)]


def _is_readable(world: World, word: _Word, may_read: Callable[[Record], bool]) -> bool:
    record = world.store.record(word.record_id)
    return record is not None and may_read(record)


def _all_described(world: World, graph: SupplyGraph) -> _Described:
    """Give the first shared descriptions of each place, withdrawn or not."""

    def read() -> _Described:
        found = _Described()
        for record, _ in ever_said(world, (Kind.FACILITY,), size=graph.log_size):
            body = typed_body(record) if is_shared(record) else None
            if isinstance(body, FacilityBody):
                place, word = canonical_uri(body.facility), _word(record)
                found.first.setdefault(place, word)
                if body.operator == word.by:
                    found.claimed.setdefault(place, word)
                    found.claimed_within.setdefault(place_of(place), word)
        return found

    return _described.of(graph, None, read)


def _made_at(world: World, graph: SupplyGraph, name: str) -> tuple[_Word, ...]:
    """Give the first making that names the place itself, if any, as zero or one word. Kept for the graph."""
    known = _made.of(graph, None, dict[str, tuple[_Word, ...]])
    if name not in known:
        first = next(_told_at(world, graph, name), None)
        known[name] = () if first is None else (_word(first),)
    return known[name]


def _told_at(world: World, graph: SupplyGraph, name: str) -> Iterator[Record]:
    """Give the makings at the place in the order of the log, of lots whose maker goes by its name or the joined one.

    What the keeper of the place states of a lot of its own, without an event, counts as its making.
    """
    for record_id in graph.records_of_lots_at(graph.joined.get(name, name)):
        record = world.store.record(record_id)
        if record is None or not is_shared(record):
            continue
        makings = (is_making(event) and event.site == name for event in read_events([record]))
        if _is_stated_here(graph, record, name) or any(makings):
            yield record


def _is_stated_here(graph: SupplyGraph, record: Record, name: str) -> bool:
    body = typed_body(record) if record.signed.statement.kind == Kind.LOT else None
    if not isinstance(body, LotBody) or body.facility is None or canonical_uri(body.facility) != name:
        return False
    lot = graph.lots.get(canonical_uri(body.lot))
    return lot is not None and lot.records[:1] == (record.record_id,)


def _word(record: Record) -> _Word:
    return _Word(record.record_id, record.signed.statement.issuer, (record.index is None, record.index or 0))
