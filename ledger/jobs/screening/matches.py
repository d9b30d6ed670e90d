"""Matches as the risk method reads them: for each site the trade orders that name it, its operator or its goods."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from ledger.jobs.screening.decided import decisions_by
from ledger.jobs.screening.operated_before import operator_decisions
from ledger.jobs.screening.subjects import subjects_of
from ledger.jobs.supply import is_shared
from ledger.model.graph import SupplyGraph
from ledger.model.risk import TradeOrderMatch, TradeOrderStatus
from ledger.model.screening import EntryStanding, ListMatch, ScreeningAnswer, ScreeningVerdict
from ledger.ports import World
from ledger.reference.snapshot import ReferenceSnapshot
from ledger.screening.answer import screen

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
    ran = operator_decisions(world, graph, as_of=as_of)
    subjects = subjects_of(world, graph, snapshot, sites=sites, may_read=is_shared, decisions=ran)
    return screen(subjects, snapshot, as_of=as_of, decisions=decisions_by(world, graph, as_of=as_of))


def confirmed_matches(graph: SupplyGraph, screened: ScreeningAnswer) -> dict[str, tuple[TradeOrderMatch, ...]]:
    """Give by site the confirmed matches of the site and of its operator; a possible one changes no score (P32).

    An order against some goods of the operator holds at its sites, whatever they tell of their goods, until a person
    decides (see `ledger.screening.operated`).
    """
    of_sites = (each for each in screened.answers if each.subject.key in graph.sites)
    told = {each.subject.key: (*each.matches, *each.ended, *each.of_operator) for each in of_sites}
    found = {site: tuple(dict.fromkeys(_as_read(matches))) for site, matches in told.items()}
    return {site: matches for site, matches in found.items() if matches}


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
