"""Who counts as running a site beside the operator that the graph knows: what they are matched with holds there too.

Decision: the graph goes by every decision, and by what is still said. A hold must not move with either: whoever was
confirmed, or was the first to call the site its own and took that back, or was passed over by a decision, counts until
a decision that may end a hold (see `refusals`) refuses it or confirms another. So neither an auditor's word that is not
anchored nor an accomplice's description takes a listed operator away from its site. Who made goods there before anybody
called it its own counts as well: saying nothing of a place must not be better than describing it. So does, at the site
where the graph puts a lot, whose lot it would be if nobody had decided anything (see `displaced`). Sites that were
joined are looked at one by one: what was confirmed of the one settles nothing of the other, only a refusal does,
and goods that were made at the one say nothing about the other. NOT seen: who let others call its site theirs from the
beginning.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ledger.jobs.screening.displaced import displaced_at
from ledger.jobs.screening.first_words import first_there, sides_at
from ledger.jobs.screening.refusals import that_may_end
from ledger.jobs.screening.told_decisions import decisions_told
from ledger.model.bodies import DecisionBody
from ledger.model.graph import SupplyGraph
from ledger.model.record import Record
from ledger.ports import World
from ledger.proof.event_hash import canonical_uri
from ledger.provenance.makers import place_of

SUBJECT = "site-operator"


@dataclass(frozen=True, slots=True)
class OperatorDecision:
    """One decision on who runs a place, by its own name. `counts`: it may end a hold there."""

    place: str
    did: str
    is_confirmed: bool
    counts: bool


@dataclass(frozen=True, slots=True)
class Before:
    """Who else (DIDs) counts as running one site; `is_settled`: decisions that may end a hold name its operator."""

    operators: tuple[str, ...] = ()
    is_settled: bool = False


def operator_decisions(world: World, graph: SupplyGraph, *, as_of: date) -> tuple[OperatorDecision, ...]:
    """Give the decisions on who runs a site that were said by the end of the day, in the order of the log; those that
    matter: refusals, and those of places that more than one party described, made goods at, or was named for."""
    known = _KnownSides(graph)

    def sides(body: DecisionBody) -> frozenset[str]:
        named = canonical_uri(body.left)
        return frozenset({body.right, *known.of(named), *sides_at(world, graph, named)})

    told = decisions_told(world, graph, SUBJECT, as_of=as_of, sides=sides)
    for _, body in told:
        known.name(canonical_uri(body.left), body.right)
    told = [(record, body) for record, body in told if body.outcome == "refused" or len(sides(body)) > 1]
    counted = that_may_end(world, graph, [(record, sides(body)) for record, body in told], as_of=as_of)
    return tuple(
        OperatorDecision(
            place_of(canonical_uri(body.left)), body.right, body.outcome == "confirmed", record.record_id in counted
        )
        for record, body in told
    )


class _KnownSides:
    """Who runs each place as the graph knows it, and whom decisions ever named there."""

    def __init__(self, graph: SupplyGraph) -> None:
        self._graph = graph
        self._named: dict[str, set[str]] = {}

    def name(self, place: str, did: str) -> None:
        self._named.setdefault(place_of(place), set()).add(did)

    def of(self, place: str) -> set[str]:
        site = self._graph.sites.get(self._graph.joined.get(place, place))
        operator = {site.operator} if site is not None and site.operator is not None else set()
        return operator | self._named.get(place_of(place), set())


def operated_before(
    world: World,
    graph: SupplyGraph,
    sites: Collection[str],
    decisions: Sequence[OperatorDecision],
    *,
    may_read: Callable[[Record], bool],
) -> dict[str, Before]:
    """Give it of those of these sites where anybody else counts or decisions settle it, from what `may_read` lets
    through."""
    others: dict[str, list[str]] = defaultdict(list)
    about = _ByPlace(decisions)
    for place, site in graph.joined.items():
        others[site].append(place)

    def at(name: str, site: str) -> Before:
        return _of_place(graph, site, first_there(world, graph, name, may_read=may_read), about.of(name, site))

    found = {}
    for site in sites:
        parts = [at(name, site) for name in (site, *others.get(site, ()))]
        operators = dict.fromkeys(did for part in parts for did in part.operators)
        operators |= dict.fromkeys(_displaced(world, graph, site, at, may_read=may_read))
        found[site] = Before(tuple(operators), all(part.is_settled for part in parts))
    return {site: before for site, before in found.items() if before != Before()}


def _displaced(
    world: World,
    graph: SupplyGraph,
    site: str,
    at: Callable[[str, str], Before],
    *,
    may_read: Callable[[Record], bool],
) -> Iterator[str]:
    """Give whose lots of this site would be, of places where these parties count."""
    here = graph.sites.get(site)
    for making in displaced_at(graph, site):
        its_site = graph.joined.get(making.place, making.place)
        known = graph.sites.get(its_site)
        counted = (known.operator if known is not None else None, *at(making.place, its_site).operators)
        record = world.store.record(making.record_id)
        if making.by in counted and making.by != (here and here.operator) and record is not None and may_read(record):
            yield making.by


class _ByPlace:
    """Decisions by place, in the order of the log."""

    def __init__(self, decisions: Iterable[OperatorDecision]) -> None:
        self._about: dict[str, list[tuple[int, OperatorDecision]]] = defaultdict(list)
        for number, each in enumerate(decisions):
            self._about[each.place].append((number, each))

    def of(self, name: str, site: str) -> list[OperatorDecision]:
        """Give those about a place by its own name, and where it goes by that of another site what is refused there."""
        own, place = place_of(name), place_of(site)
        more = self._about.get(place, []) if place != own else []
        found = [*self._about.get(own, []), *(each for each in more if not each[1].is_confirmed)]
        return [each for _, each in sorted(found, key=lambda pair: pair[0])]


def _of_place(graph: SupplyGraph, site: str, first: Iterable[str], about: Iterable[OperatorDecision]) -> Before:
    """Give it of one place that goes by the name of this site, from who was the first there."""
    known = graph.sites.get(site)
    operator = known.operator if known is not None else None
    counted = dict.fromkeys(first)
    is_settled = False
    for each in about:
        if each.is_confirmed:
            counted = {each.did: None} if each.counts else counted | {each.did: None}
            is_settled = is_settled or each.counts
        elif each.counts:
            counted.pop(each.did, None)
    return Before(tuple(did for did in counted if did != operator), is_settled)
