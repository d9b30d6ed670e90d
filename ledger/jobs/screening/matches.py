"""Matches as the risk method reads them: for each site the trade orders that name it, its operator or its goods."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date

from ledger.jobs.screening.decided import decisions_by
from ledger.jobs.screening.subjects import parties_around, subjects_of
from ledger.jobs.supply import is_shared
from ledger.model.graph import SupplyGraph
from ledger.model.risk import TradeOrderMatch, TradeOrderStatus
from ledger.model.screening import EntryStanding, ListMatch, ScreeningAnswer, ScreeningVerdict
from ledger.ports import World
from ledger.reference.snapshot import ReferenceSnapshot
from ledger.screening.answer import screen
from ledger.screening.goods import Fit, fit

_STATUS = {
    EntryStanding.IN_FORCE: TradeOrderStatus.ACTIVE,
    EntryStanding.MODIFIED: TradeOrderStatus.MODIFIED,
    EntryStanding.ENDED: TradeOrderStatus.REVOKED,
    EntryStanding.UNTOLD: TradeOrderStatus.REVOKED,
}


def screen_sites(
    world: World, graph: SupplyGraph, sites: Collection[str], snapshot: ReferenceSnapshot, *, as_of: date
) -> ScreeningAnswer:
    """Give the screening of these sites, their operators and their recruiters, by what all downstream may read."""
    around = parties_around(graph, sites)
    subjects = subjects_of(world, graph, snapshot, sites=sites, parties=around, may_read=is_shared)
    return screen(subjects, snapshot, as_of=as_of, decisions=decisions_by(world, graph, as_of=as_of))


def confirmed_matches(
    graph: SupplyGraph, screened: ScreeningAnswer, snapshot: ReferenceSnapshot
) -> dict[str, tuple[TradeOrderMatch, ...]]:
    """Give by site the confirmed matches of the site and of its operator; a possible one changes no score (P32).

    An order against some goods of the operator holds at a site of which these goods, or none, are told.
    """
    by_key: Mapping[str, tuple[ListMatch, ...]] = {
        each.subject.key: (*each.matches, *each.ended) for each in screened.answers
    }
    found: dict[str, tuple[TradeOrderMatch, ...]] = {}
    for site in (each.subject for each in screened.answers if each.subject.key in graph.sites):
        operator = graph.sites[site.key].operator
        of_operator = (
            match
            for match in by_key.get(operator or "", ())
            if fit(match.entry.commodities, site.goods, snapshot) is not Fit.NONE
        )
        matches = tuple(dict.fromkeys(_as_read((*by_key[site.key], *of_operator))))
        if matches:
            found[site.key] = matches
    return found


def _as_read(matches: Iterable[ListMatch]) -> Iterator[TradeOrderMatch]:
    for match in matches:
        entry = match.entry
        if match.verdict is ScreeningVerdict.CONFIRMED and entry.market is not None:
            yield TradeOrderMatch(
                market=entry.market,
                order=f"{entry.title}: {entry.names[0]}",
                status=_STATUS[entry.standing],
                as_of=entry.as_of,
                source=entry.source,
                confirmed=True,
                low_trust=entry.is_low_trust,
                in_remaining_scope=match.may_hold,
            )
