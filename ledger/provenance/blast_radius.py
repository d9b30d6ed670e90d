"""From a site, a party, a recruiter or an origin to every lot and product that contains something of it.

Decision: an unconfirmed hand-over is followed here, and marked, though `track` stops at it. There it would let anybody
read on by naming a lot; here the reader may see the whole graph, or gets only the part it may see anyway (the caller
cuts the answer), and a lot that is left out because nobody confirmed it would be called safe.
"""

from collections.abc import Iterable
from datetime import date

import numpy as np

from ledger.model.blast_radius import AffectedLot, BlastRadius, Cause, Question
from ledger.model.graph import NONE, Lot, Recruitment, Site, SupplyGraph
from ledger.proof.event_hash import canonical_uri
from ledger.provenance.makers import place_of
from ledger.provenance.reach import ahead


def blast_radius(graph: SupplyGraph, question: Question) -> BlastRadius:
    """Give what the cause touches. Linear in what is touched, after one look at each site.

    A good is compared with what a lot is called by its maker, else with the goods that its site states; a site that
    states none may make any, and is taken in. A lot is of a country where its own stated origin is that country, or its
    site's. A recruiter's lot is left out only where it is known to have been made outside every period that the
    recruiter is said to recruit for its site in, whatever the time zone.
    Nothing touched is an empty answer, not an error: the log may simply not know the cause.
    """
    sites = tuple(name for name, site in graph.sites.items() if _is_of(graph, name, site, question))
    starts = _made_by(graph, sites, question)
    if question.cause is Cause.PARTY:
        starts |= held_by(graph, question.value)
    if question.cause in (Cause.ORIGIN, Cause.LIST_ENTRY):
        every_lot = starts | _stating(graph, question.value)
        starts = {number for number in every_lot if _is_good(graph, number, question.good)}
    confirmed = ahead(graph, starts)
    every = ahead(graph, starts, unconfirmed=True)
    lots = tuple(
        _affected(graph, number, steps, is_confirmed=number in confirmed, question=question)
        for number, steps in sorted(every.items(), key=lambda each: (each[1], each[0]))
    )
    makers = tuple(site for site in sites if _may_make(graph, site, question))
    return BlastRadius(question, graph.log_size, makers, lots)


def _made_by(graph: SupplyGraph, sites: Iterable[str], question: Question) -> set[int]:
    lots = (graph.names.find(lot) for site in sites for lot in graph.lots_made_at.get(site, ()))
    numbers = {number for number in lots if number is not None}
    if question.cause is not Cause.RECRUITER:
        return numbers
    return {number for number in numbers if _in_period(graph, graph.lot(number), question.value) is not False}


def _in_period(graph: SupplyGraph, lot: Lot, recruiter: str) -> bool | None:
    """Say whether the lot was made in a period of this recruiter at its site; None where nobody says when it was."""
    if lot.made_from is None or lot.made_until is None:
        return None
    told = (each for each in graph.recruitments.get(lot.site or "", ()) if each.recruiter == recruiter)
    return any(_touches(each, lot.made_from, lot.made_until) for each in told)


def _touches(told: Recruitment, made_from: str, made_until: str) -> bool:
    """Compare days; a day in UTC may be the day before or after where the site is."""
    days = (made_from, made_until, told.period_from, told.period_until)
    first, last, begins, ends = (date.fromisoformat(each).toordinal() for each in days)
    return begins <= last + 1 and first - 1 <= ends


def _stating(graph: SupplyGraph, country: str) -> set[int]:
    """Give the numbers of the lots whose making event states this origin."""
    origins = graph.columns["lot.origin"]
    same = [number for number in np.unique(origins).tolist() if number != NONE and graph.text(number) == country]
    return set(np.flatnonzero(np.isin(origins, same)).tolist())


def _is_good(graph: SupplyGraph, number: int, good: str | None) -> bool:
    """Say whether the lot may be of this good: by what its maker calls it, else by what its site makes."""
    if good is None:
        return True
    lot = graph.lot(number)
    site = graph.sites.get(lot.site or "")
    goods = (lot.good,) if lot.good is not None else site.goods if site is not None else ()
    return not goods or good.casefold() in {each.casefold() for each in goods}


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
            return any(each.recruiter == question.value for each in graph.recruitments.get(name, ()))
        case Cause.ORIGIN | Cause.LIST_ENTRY:
            return site.country == question.value


def _may_make(graph: SupplyGraph, name: str, question: Question) -> bool:
    goods = {each.casefold() for each in graph.sites[name].goods}
    return question.good is None or not goods or question.good.casefold() in goods


def _affected(graph: SupplyGraph, number: int, steps: int, *, is_confirmed: bool, question: Question) -> AffectedLot:
    lot = graph.lot(number)
    is_start = question.cause is Cause.RECRUITER and steps == 0
    in_period = _in_period(graph, lot, question.value) if is_start else None
    products = graph.products_of.get(lot.lot, ())
    return AffectedLot(lot.lot, steps, is_confirmed, lot.site, products, lot.records, in_period)
