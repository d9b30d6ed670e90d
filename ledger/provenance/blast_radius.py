"""From a site, a party, a recruiter or an origin to every lot and product that contains something of it.

Decision: an unconfirmed hand-over is followed here, and marked, though `track` stops at it. There it would let anybody
read on by naming a lot; here the reader may see the whole graph, or gets only the part it may see anyway (the caller
cuts the answer), and a lot that is left out because nobody confirmed it would be called safe.
"""

import numpy as np

from ledger.model.blast_radius import AffectedLot, BlastRadius, Cause, Question
from ledger.model.graph import Site, SupplyGraph
from ledger.proof.event_hash import canonical_uri
from ledger.provenance.makers import place_of
from ledger.provenance.reach import ahead


def blast_radius(graph: SupplyGraph, question: Question) -> BlastRadius:
    """Give what the cause touches. Linear in what is touched, after one look at each site.

    A good is compared with the goods that a site states; a site that states none may make any, and is taken in.
    Nothing touched is an empty answer, not an error: the log may simply not know the cause.
    """
    sites = tuple(name for name, site in graph.sites.items() if _is_of(graph, name, site, question))
    starts = {
        number
        for site in sites
        for lot in graph.lots_made_at.get(site, ())
        if (number := graph.names.find(lot)) is not None
    }
    if question.cause is Cause.PARTY:
        starts |= held_by(graph, question.value)
    confirmed = ahead(graph, starts)
    every = ahead(graph, starts, unconfirmed=True)
    lots = tuple(
        _affected(graph, number, steps, is_confirmed=number in confirmed)
        for number, steps in sorted(every.items(), key=lambda each: (each[1], each[0]))
    )
    return BlastRadius(question, graph.log_size, sites, lots)


def held_by(graph: SupplyGraph, did: str) -> set[int]:
    """Give the numbers of the lots that this party made or was given."""
    holders, starts = graph.columns["holder.did"], graph.columns["holder.at"]
    for number in np.unique(holders).tolist():
        if graph.text(number) == did:
            places = np.flatnonzero(holders == number)
            return set((np.searchsorted(starts, places, side="right") - 1).tolist())
    return set()


def _is_of(graph: SupplyGraph, name: str, site: Site, question: Question) -> bool:
    match question.cause:
        case Cause.SITE:
            wanted = canonical_uri(question.value)
            return name == wanted or place_of(name) == wanted
        case Cause.PARTY:
            return site.operator == question.value
        case Cause.RECRUITER:
            return question.value in graph.recruiters.get(name, ())
        case Cause.ORIGIN | Cause.LIST_ENTRY:
            return site.country == question.value and _may_make(site, question.good)


def _may_make(site: Site, good: str | None) -> bool:
    return good is None or not site.goods or good.casefold() in {each.casefold() for each in site.goods}


def _affected(graph: SupplyGraph, number: int, steps: int, *, is_confirmed: bool) -> AffectedLot:
    lot = graph.lot(number)
    return AffectedLot(lot.lot, steps, is_confirmed, lot.site, graph.products_of.get(lot.lot, ()), lot.records)
