"""Who counts as running a site beside the operator that the graph knows: what they are matched with holds there too.

Decision: the graph goes by every decision, and by what is still said. A hold must not move with either: whoever was
confirmed, or was the first to call the site its own and took that back, or was passed over by a decision, counts until
a decision that may end a hold (see `refusals`) refuses it or confirms another. So neither an auditor's word that is not
anchored nor an accomplice's description takes a listed operator away from its site. Sites that were joined are looked
at one by one: what was confirmed of the one settles nothing of the other, only a refusal does. NOT seen: who let others
speak for its site from the beginning.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from ledger.jobs.per_graph import PerGraph
from ledger.jobs.screening.refusals import that_may_end
from ledger.jobs.screening.told_decisions import decisions_told
from ledger.jobs.supply import ever_said, is_shared
from ledger.model.bodies import DecisionBody, FacilityBody
from ledger.model.graph import SupplyGraph
from ledger.model.record import Record
from ledger.model.statement import Kind
from ledger.ports import World
from ledger.proof.event_hash import canonical_uri
from ledger.provenance import typed_body
from ledger.provenance.makers import place_of

SUBJECT = "site-operator"


@dataclass(frozen=True, slots=True)
class _First:
    """The first description of a place, and the first by who calls itself its operator."""

    description: Record
    claim: Record | None

    @property
    def issuers(self) -> set[str]:
        return {each.signed.statement.issuer for each in (self.description, self.claim) if each is not None}


_first: PerGraph[dict[str, _First]] = PerGraph()


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
    matter, of places that more than one party described or was named for."""
    first, known = _first_descriptions(world, graph), _KnownSides(graph)

    def sides(body: DecisionBody) -> frozenset[str]:
        named = canonical_uri(body.left)
        told = {did for each in (named, place_of(named)) if each in first for did in first[each].issuers}
        return frozenset({body.right, *known.of(named), *told})

    told = decisions_told(world, graph, SUBJECT, as_of=as_of, sides=sides)
    for _, body in told:
        known.name(canonical_uri(body.left), body.right)
    told = [(record, body) for record, body in told if len(sides(body)) > 1]
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
    """Give it of those of these sites where anybody else counts or decisions settle it, from claims that `may_read`
    lets through."""
    first = _first_descriptions(world, graph)

    def claim(place: str) -> Record | None:
        told = first[place].claim if place in first else None
        return told if told is not None and may_read(told) else None

    others: dict[str, list[str]] = defaultdict(list)
    about = _ByPlace(decisions)
    for place, site in graph.joined.items():
        others[site].append(place)
    found = {}
    for site in sites:
        names = (site, *others.get(site, ()))
        parts = [_of_place(world, graph, site, claim(name), about.of(name, site)) for name in names]
        operators = dict.fromkeys(did for part in parts for did in part.operators)
        found[site] = Before(tuple(operators), all(part.is_settled for part in parts))
    return {site: before for site, before in found.items() if before != Before()}


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


def _of_place(
    world: World,
    graph: SupplyGraph,
    site: str,
    claim: Record | None,
    about: Iterable[OperatorDecision],
) -> Before:
    """Give it of one place that goes by the name of this site."""
    known = graph.sites.get(site)
    operator = known.operator if known is not None else None
    counted: dict[str, None] = {}
    by = claim.signed.statement.issuer if claim is not None else ""
    if claim is not None and by != operator and not _was_made_there_before(world, graph, site, claim):
        counted[by] = None
    is_settled = False
    for each in about:
        if each.is_confirmed:
            counted = {each.did: None} if each.counts else counted | {each.did: None}
            is_settled = is_settled or each.counts
        elif each.counts:
            counted.pop(each.did, None)
    return Before(tuple(did for did in counted if did != operator), is_settled)


def _first_descriptions(world: World, graph: SupplyGraph) -> dict[str, _First]:
    """Give the first shared descriptions of each place, withdrawn or not."""

    def firsts() -> dict[str, _First]:
        found: dict[str, _First] = {}
        for record, _ in ever_said(world, (Kind.FACILITY,), size=graph.log_size):
            body = typed_body(record) if is_shared(record) else None
            if not isinstance(body, FacilityBody):
                continue
            place, is_own = canonical_uri(body.facility), body.operator == record.signed.statement.issuer
            known = found.setdefault(place, _First(record, record if is_own else None))
            if is_own and known.claim is None:
                found[place] = _First(known.description, record)
        return found

    return _first.of(graph, None, firsts)


def _was_made_there_before(world: World, graph: SupplyGraph, site: str, claim: Record) -> bool:
    """Say whether somebody else made goods at the site before a party called it its own: then that takes nothing over,
    as in the graph, and counts for nothing."""
    found = (world.store.record(graph.lots[lot].records[0]) for lot in graph.lots_made_at.get(site, ()))
    makings = [record for record in found if record is not None and record.index is not None]
    first = min(makings, key=lambda record: record.index or 0, default=claim)
    is_before = claim.index is None or (first.index is not None and first.index < claim.index)
    return is_before and first.signed.statement.issuer != claim.signed.statement.issuer
