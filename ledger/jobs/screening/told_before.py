"""Who told first that it made a lot which the graph now says was made elsewhere, by site where it now says so.

Decision: a lot is its accepted maker's, and who is accepted follows what decisions say of operators, anchored or not.
Else a listed maker's lot would leave what holds against it as soon as an accomplice, by such a decision, tells its
making elsewhere. So who told it before, at a place where it counts as the first or as the operator, counts at the site
where the graph puts the lot, until a decision that may end a hold takes that place of its own from it.
"""

from collections import defaultdict
from dataclasses import dataclass

from ledger.jobs.per_graph import PerGraph
from ledger.jobs.supply import is_shared
from ledger.model.bodies import LotBody
from ledger.model.graph import SupplyGraph
from ledger.model.record import Record
from ledger.model.statement import Kind
from ledger.ports import World
from ledger.proof.event_hash import canonical_uri
from ledger.provenance import typed_body
from ledger.provenance.supply_events import read_events


@dataclass(frozen=True, slots=True)
class ToldBefore:
    """Somebody (a DID) told in this record that it made a lot at this place, called by its own name."""

    record_id: bytes
    by: str
    place: str


_kept: PerGraph[dict[str, tuple[ToldBefore, ...]]] = PerGraph()


def told_before_at(world: World, graph: SupplyGraph, site: str) -> tuple[ToldBefore, ...]:
    """Give who told the making of lots of this site before whoever the graph says made them."""
    return _kept.of(graph, None, lambda: _by_site(world, graph)).get(site, ())


def _by_site(world: World, graph: SupplyGraph) -> dict[str, tuple[ToldBefore, ...]]:
    found: dict[str, dict[ToldBefore, None]] = defaultdict(dict)
    for lot, records in graph.told_before.items():
        made = graph.lots.get(lot)
        for record_id in records if made is not None and made.site is not None else ():
            record = world.store.record(record_id)
            place = _place_of(record) if record is not None and is_shared(record) else None
            if record is not None and place is not None and made is not None:
                found[made.site or ""][ToldBefore(record_id, record.signed.statement.issuer, place)] = None
    return {site: tuple(told) for site, told in found.items()}


def _place_of(record: Record) -> str | None:
    if record.signed.statement.kind == Kind.LOT:
        body = typed_body(record)
        return canonical_uri(body.facility) if isinstance(body, LotBody) and body.facility is not None else None
    return next((event.site for event in read_events([record])), None)
