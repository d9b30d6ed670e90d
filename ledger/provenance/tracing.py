"""A lot walked back to raw material, tier by tier."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ledger.errors import NotFound
from ledger.model.finding import Finding
from ledger.model.graph import NONE, Gap, LotTrace, SupplyGraph, TracedLot
from ledger.model.graph.supply import IS_DISCLOSED, IS_REPACKED
from ledger.proof.event_hash import canonical_uri


@dataclass(slots=True)
class Unproven:
    """What stands where the walk stops because nobody who had the lot confirms handing it to its receiver."""

    through: float = 0.0
    entered: float = 0.0


@dataclass(slots=True)
class Flow:
    """What of the starting lots passes through each lot in each tier, as parts of 1. Lots and edges by number.

    `through` counts every pass; `entered` only what comes from another tier, so that two steps at one site count once
    in its tier. `order` and both hold only what is followed; what is not stands in `unproven`.
    """

    order: list[int]
    through: dict[int, dict[int, float]] = field(default_factory=dict)
    entered: dict[int, dict[int, float]] = field(default_factory=dict)
    used_in: dict[tuple[int, int], int] = field(default_factory=dict)  # the first edge that leads to a lot in a tier
    unproven: dict[tuple[int, int, str | None], Unproven] = field(default_factory=dict)  # by lot, tier and receiver


def trace(graph: SupplyGraph, lot: str) -> LotTrace:
    """Give everything that a lot is made of: lots by tier, edges, findings, and gaps with who should fill them.

    Tier 1 is the final producer; the depth grows where the producing site changes. A lot stands in each tier it occurs
    in. Stops at a lot that nobody confirms handing over, as provenance_of does. Linear in what it walks, without
    recursion. Raises NotFound.
    """
    start = number_of(graph, lot)
    flow = walk(graph, {start: 1.0})
    return LotTrace(
        lot=graph.names[start],
        log_size=graph.log_size,
        lots=tuple(sorted(_traced(graph, flow), key=lambda each: (each.tier, -each.share, each.lot))),
        edges=tuple(map(graph.edges.value, edges_of(graph, flow))),
        gaps=gaps_of(graph, flow, asked_of=None),
        findings=findings_on(graph, flow),
    )


def number_of(graph: SupplyGraph, lot: str) -> int:
    """Give the number of a lot, in any spelling of its name. Raises NotFound."""
    name = canonical_uri(lot)
    found = graph.names.find(name) if name in graph.lots else None
    if found is None:
        raise NotFound(what="lot", identifier=lot)
    return found


def walk(graph: SupplyGraph, starts: Mapping[int, float], *, receiver: str | None = None) -> Flow:
    """Follow the parts in `starts` to raw material through every input that its receiver was given.

    `receiver` is the DID that must have been given the starting lots; None asks that of nobody.
    """
    followed = [lot for lot in starts if receiver is None or is_followed(graph, lot, receiver)]
    flow = Flow(order=_outputs_first(graph, followed))
    for lot, part in starts.items():
        if lot in followed:
            _add(flow, lot, 1, part, enters=True)
        else:
            _hold(flow, (lot, 1, receiver), part, enters=True)
    given, share, goes_on = graph.edges.input, graph.edges.share, graph.edges.followed
    for lot in flow.order:
        for tier, part in sorted(flow.through.get(lot, {}).items()):
            for edge in graph.inputs.span(lot):
                deeper, enters = _step(graph, lot, given[edge], tier)
                if goes_on[edge]:
                    _add(flow, given[edge], deeper, part * share[edge], enters=enters)
                    flow.used_in.setdefault((given[edge], deeper), edge)
                else:
                    where = (given[edge], deeper, graph.edges.used_by(edge))
                    _hold(flow, where, part * share[edge], enters=enters)
    return flow


def is_followed(graph: SupplyGraph, lot: int, receiver: str | None) -> bool:
    """Say whether a walk goes on to this lot: its receiver was given it, or there is nothing behind it to learn."""
    is_bare = not graph.flags[lot] & IS_DISCLOSED and not graph.inputs.has(lot)
    return is_bare or graph.is_held(lot, receiver)


def gaps_of(graph: SupplyGraph, flow: Flow, *, asked_of: str | None) -> tuple[Gap, ...]:
    """Give where the walk ends without an answer. `asked_of` answers for the starting lots themselves."""
    gaps = []
    for lot in flow.order:
        if graph.flags[lot] & IS_DISCLOSED:
            continue
        for tier, part in sorted(flow.through.get(lot, {}).items()):
            edge = flow.used_in.get((lot, tier))
            asked = asked_of if edge is None else _user(graph, edge)
            sealed = graph.sealed_makings(lot)
            sentence = _sentence(graph, lot, edge, is_sealed=bool(sealed))
            gaps.append(Gap(graph.names[lot], tier, part, asked, sentence, sealed))
    for (lot, tier, receiver), held in flow.unproven.items():
        gaps.append(unproven_gap(graph, lot, tier, receiver, held.through))
    return tuple(sorted(gaps, key=lambda gap: (gap.tier, -gap.share, gap.lot)))


def edges_of(graph: SupplyGraph, flow: Flow) -> Iterator[int]:
    """Give the edges that the walk went over, from the product backwards."""
    return (edge for lot in flow.order for edge in graph.inputs.span(lot))


def findings_on(graph: SupplyGraph, flow: Flow) -> tuple[Finding, ...]:
    """Give the findings about a lot of the walk, or resting on records of the walk.

    A finding about somebody else's lot is left out unless all its records are of the walk: else whoever says something
    about a lot would learn what others say of it.
    """
    if not graph.findings:
        return ()
    records = {record for lot in flow.order for record in graph.record_numbers_of(lot)}
    records.update(map(graph.edges.record, edges_of(graph, flow)))
    return graph.findings_about(flow.order, records)


def unproven_gap(graph: SupplyGraph, lot: int, tier: int, receiver: str | None, part: float) -> Gap:
    """Ask whom the receiver says it had the lot from; where it says nobody, the receiver. Never names others."""
    name = graph.names[lot]
    giver = graph.said_from.get((name, receiver or ""))
    to = receiver or "whoever used it"
    sentence = (
        f"{giver} has not confirmed handing this lot to {to}."
        if giver is not None
        else f"Nobody who had this lot has confirmed handing it to {to}, who does not say where it came from."
    )
    return Gap(name, tier, part, giver or receiver, sentence)


def _step(graph: SupplyGraph, output: int, given: int, tier: int) -> tuple[int, bool]:
    """Give the tier of an input, and whether it enters that tier from another: depth counts changes of maker."""
    if graph.flags[output] & IS_REPACKED:
        return tier, True
    site = graph.site_of[given]
    is_same = site != NONE and site == graph.site_of[output] and not graph.flags[given] & IS_REPACKED
    return (tier, False) if is_same else (tier + 1, True)


def _add(flow: Flow, lot: int, tier: int, part: float, *, enters: bool) -> None:
    through = flow.through.setdefault(lot, {})
    through[tier] = through.get(tier, 0.0) + part
    if enters:
        entered = flow.entered.setdefault(lot, {})
        entered[tier] = entered.get(tier, 0.0) + part


def _hold(flow: Flow, where: tuple[int, int, str | None], part: float, *, enters: bool) -> None:
    held = flow.unproven.setdefault(where, Unproven())
    held.through += part
    held.entered += part if enters else 0.0


def _outputs_first(graph: SupplyGraph, starts: Iterable[int]) -> list[int]:
    """Give every lot behind the starts, each before what it is made of (depth first, without recursion)."""
    given, goes_on, inputs = graph.edges.input, graph.edges.followed, graph.inputs
    done: list[int] = []
    seen: set[int] = set()
    stack: list[tuple[int, Iterator[int]]] = []
    for start in starts:
        if start not in seen:
            seen.add(start)
            stack.append((start, iter(inputs.span(start))))
        while stack:
            lot, edges = stack[-1]
            below = next((given[edge] for edge in edges if goes_on[edge] and given[edge] not in seen), None)
            if below is None:
                done.append(lot)
                stack.pop()
            else:
                seen.add(below)
                stack.append((below, iter(inputs.span(below))))
    return done[::-1]


def _traced(graph: SupplyGraph, flow: Flow) -> Iterator[TracedLot]:
    for lot in flow.order:
        name, site, records = graph.names[lot], graph.site_names.get(graph.site_of[lot]), graph.records_of(lot)
        for tier, part in flow.through.get(lot, {}).items():
            yield TracedLot(lot=name, tier=tier, site=site, share=part, records=records)


def _user(graph: SupplyGraph, edge: int) -> str | None:
    """Give the party to ask: the operator of the site that used the lot, else who signed the use."""
    site = graph.sites.get(graph.site_names.get(graph.site_of[graph.edges.output[edge]]) or "")
    return (site.operator if site is not None else None) or graph.edges.used_by(edge)


def _sentence(graph: SupplyGraph, lot: int, edge: int | None, *, is_sealed: bool) -> str:
    told = "an event makes this lot but names no place" if graph.inputs.has(lot) else "nobody says who made this lot"
    if is_sealed:
        told = "who made this lot is recorded, and not disclosed here"
    into = "." if edge is None else f", which went into {graph.names[graph.edges.output[edge]]}."
    return f"{told[0].upper()}{told[1:]}{into}"
