"""A lot walked back to raw material, tier by tier."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ledger.errors import NotFound
from ledger.model.finding import Finding
from ledger.model.graph import Gap, Lot, LotEdge, LotTrace, SupplyGraph, TracedLot
from ledger.proof.event_hash import canonical_uri


@dataclass(slots=True)
class Unproven:
    """What stands where the walk stops because nobody who had the lot confirms handing it to its receiver."""

    through: float = 0.0
    entered: float = 0.0


@dataclass(slots=True)
class Flow:
    """What of the starting lots passes through each lot in each tier, as parts of 1.

    `through` counts every pass; `entered` only what comes from another tier, so that two steps at one site count once
    in its tier. `order` and both hold only what is followed; what is not stands in `unproven`.
    """

    order: list[str]
    through: dict[str, dict[int, float]] = field(default_factory=dict)
    entered: dict[str, dict[int, float]] = field(default_factory=dict)
    used_in: dict[tuple[str, int], LotEdge] = field(default_factory=dict)  # the first edge that leads there
    unproven: dict[tuple[str, int, str | None], Unproven] = field(default_factory=dict)  # by lot, tier and receiver


def trace(graph: SupplyGraph, lot: str) -> LotTrace:
    """Give everything that a lot is made of: lots by tier, edges, findings, and gaps with who should fill them.

    Tier 1 is the final producer; the depth grows where the producing site changes. A lot stands in each tier it occurs
    in. Stops at a lot that nobody confirms handing over, as provenance_of does. Linear in what it walks, without
    recursion. Raises NotFound.
    """
    name = canonical_uri(lot)
    if name not in graph.lots:
        raise NotFound(what="lot", identifier=lot)
    flow = walk(graph, {name: 1.0})
    edges = edges_of(graph, flow)
    return LotTrace(
        lot=name,
        log_size=graph.log_size,
        lots=tuple(sorted(_traced(graph, flow), key=lambda each: (each.tier, -each.share, each.lot))),
        edges=edges,
        gaps=gaps_of(graph, flow, asked_of=None),
        findings=findings_on(graph, flow, edges),
    )


def walk(graph: SupplyGraph, starts: Mapping[str, float], *, receiver: str | None = None) -> Flow:
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
    for name in flow.order:
        for tier, part in sorted(flow.through.get(name, {}).items()):
            for edge in graph.inputs_of.get(name, ()):
                deeper, enters = _step(graph.lots[name], graph.lots[edge.input_lot], tier)
                if is_followed(graph, edge.input_lot, edge.used_by):
                    _add(flow, edge.input_lot, deeper, part * edge.share, enters=enters)
                    flow.used_in.setdefault((edge.input_lot, deeper), edge)
                else:
                    _hold(flow, (edge.input_lot, deeper, edge.used_by), part * edge.share, enters=enters)
    return flow


def is_followed(graph: SupplyGraph, lot: str, receiver: str | None) -> bool:
    """Say whether a walk goes on to this lot: its receiver was given it, or there is nothing behind it to learn."""
    is_bare = not graph.lots[lot].is_disclosed and lot not in graph.inputs_of
    return is_bare or graph.is_confirmed(lot, receiver)


def gaps_of(graph: SupplyGraph, flow: Flow, *, asked_of: str | None) -> tuple[Gap, ...]:
    """Give where the walk ends without an answer. `asked_of` answers for the starting lots themselves."""
    gaps = []
    for name in flow.order:
        if graph.lots[name].is_disclosed:
            continue
        for tier, part in sorted(flow.through.get(name, {}).items()):
            edge = flow.used_in.get((name, tier))
            asked = asked_of if edge is None else _user(graph, edge)
            gaps.append(Gap(name, tier, part, asked, _sentence(graph, name, edge)))
    for (name, tier, receiver), held in flow.unproven.items():
        gaps.append(_unproven_gap(graph, name, tier, receiver, held.through))
    return tuple(sorted(gaps, key=lambda gap: (gap.tier, -gap.share, gap.lot)))


def edges_of(graph: SupplyGraph, flow: Flow) -> tuple[LotEdge, ...]:
    """Give the edges that the walk went over, from the product backwards."""
    return tuple(edge for name in flow.order for edge in graph.inputs_of.get(name, ()))


def findings_on(graph: SupplyGraph, flow: Flow, edges: Iterable[LotEdge]) -> tuple[Finding, ...]:
    """Give the findings about a lot of the walk, or resting on records of the walk.

    A finding about somebody else's lot is left out unless all its records are of the walk: else whoever says something
    about a lot would learn what others say of it.
    """
    if not graph.findings:
        return ()
    lots = set(flow.order)
    records = {record for name in flow.order for record in graph.lots[name].records}
    records.update(edge.record_id for edge in edges)
    return tuple(found for found in graph.findings if found.subject in lots or _rests_on(graph, found, records))


def _rests_on(graph: SupplyGraph, found: Finding, records: set[bytes]) -> bool:
    return (
        not records.isdisjoint(found.records) if found.subject not in graph.lots else records.issuperset(found.records)
    )


def _step(output: Lot, given: Lot, tier: int) -> tuple[int, bool]:
    """Give the tier of an input, and whether it enters that tier from another: depth counts changes of maker."""
    if output.is_repacked:
        return tier, True
    is_same = given.site is not None and given.site == output.site and not given.is_repacked
    return (tier, False) if is_same else (tier + 1, True)


def _add(flow: Flow, lot: str, tier: int, part: float, *, enters: bool) -> None:
    through = flow.through.setdefault(lot, {})
    through[tier] = through.get(tier, 0.0) + part
    if enters:
        entered = flow.entered.setdefault(lot, {})
        entered[tier] = entered.get(tier, 0.0) + part


def _hold(flow: Flow, where: tuple[str, int, str | None], part: float, *, enters: bool) -> None:
    held = flow.unproven.setdefault(where, Unproven())
    held.through += part
    held.entered += part if enters else 0.0


def _outputs_first(graph: SupplyGraph, starts: Iterable[str]) -> list[str]:
    """Give every lot behind the starts, each before what it is made of (depth first, without recursion)."""
    done: list[str] = []
    seen: set[str] = set()
    stack: list[tuple[str, Iterator[LotEdge]]] = []
    for start in starts:
        if start not in seen:
            seen.add(start)
            stack.append((start, iter(graph.inputs_of.get(start, ()))))
        while stack:
            name, edges = stack[-1]
            below = next((edge.input_lot for edge in edges if _leads_on(graph, edge, seen)), None)
            if below is None:
                done.append(name)
                stack.pop()
            else:
                seen.add(below)
                stack.append((below, iter(graph.inputs_of.get(below, ()))))
    return done[::-1]


def _leads_on(graph: SupplyGraph, edge: LotEdge, seen: set[str]) -> bool:
    return edge.input_lot not in seen and is_followed(graph, edge.input_lot, edge.used_by)


def _traced(graph: SupplyGraph, flow: Flow) -> Iterator[TracedLot]:
    for name in flow.order:
        lot = graph.lots[name]
        for tier, part in flow.through.get(name, {}).items():
            yield TracedLot(lot=name, tier=tier, site=lot.site, share=part, records=lot.records)


def _user(graph: SupplyGraph, edge: LotEdge) -> str | None:
    """Give the party to ask: the operator of the site that used the lot, else who signed the use."""
    site = graph.sites.get(graph.lots[edge.output_lot].site or "")
    return (site.operator if site is not None else None) or edge.used_by


def _unproven_gap(graph: SupplyGraph, lot: str, tier: int, receiver: str | None, part: float) -> Gap:
    """Ask whom the receiver says it had the lot from; where it says nobody, the receiver. Never names others."""
    giver = graph.said_from.get((lot, receiver or ""))
    to = receiver or "whoever used it"
    sentence = (
        f"{giver} has not confirmed handing this lot to {to}."
        if giver is not None
        else f"Nobody who had this lot has confirmed handing it to {to}, who does not say where it came from."
    )
    return Gap(lot, tier, part, giver or receiver, sentence)


def _sentence(graph: SupplyGraph, name: str, edge: LotEdge | None) -> str:
    told = (
        "an event makes this lot but names no place" if graph.inputs_of.get(name) else "nobody says who made this lot"
    )
    return f"{told[0].upper()}{told[1:]}{'.' if edge is None else f', which went into {edge.output_lot}.'}"
