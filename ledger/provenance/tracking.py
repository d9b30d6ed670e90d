"""A lot walked forward: which lots and finished products contain it, and how much of it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from ledger.model.graph import Gap, Lot, LotTrack, SupplyGraph, TrackedLot
from ledger.provenance.links import to_places
from ledger.provenance.reach import ahead
from ledger.provenance.tracing import number_of, unproven_gap


def track(graph: SupplyGraph, lot: str) -> LotTrack:
    """Give every lot that contains this one, as far as each hand-over is confirmed, nearest first.

    The inverse of trace: a lot is in the track of another exactly where the other is in its trace. The part that each
    contains follows from the shares of inputs, so it supposes that a process mixes what goes into it. `tier` of a gap
    counts transformations from the tracked lot. Linear in what it walks and what goes into that, without recursion.
    Does not judge who may see which of these lots. Raises NotFound.
    """
    start = number_of(graph, lot)
    steps = ahead(graph, (start,))
    parts = _parts(graph, start, steps)
    edges = [edge for each in steps for edge in graph.outputs[each] if graph.edges.followed[edge]]
    records = {record for each in steps for record in graph.record_numbers_of(each)}
    records.update(map(graph.edges.record, edges))
    return LotTrack(
        lot=graph.names[start],
        log_size=graph.log_size,
        lots=tuple(sorted(_tracked(graph, steps, parts), key=lambda each: (each.steps, -each.share, each.lot))),
        edges=tuple(map(graph.edges.value, edges)),
        gaps=tuple(sorted(_gaps(graph, steps, parts), key=lambda gap: (gap.tier, -gap.share, gap.lot))),
        findings=graph.findings_about(steps, records),
    )


def narrowed(tracked: LotTrack, seen: Collection[str]) -> LotTrack:
    """Give of a track what one may know who sees only these lots: nothing then tells of the others, or that they are.

    A finding about a lot that is seen, resting on somebody else's records, would tell of them: it is left out.
    """
    lots = tuple(each for each in tracked.lots if each.lot in seen)
    edges = tuple(edge for edge in tracked.edges if edge.output_lot in seen and edge.input_lot in seen)
    if len(lots) == len(tracked.lots):
        return tracked
    records = {record for each in lots for record in each.records} | {edge.record_id for edge in edges}
    findings = tuple(found for found in tracked.findings if found.subject in seen and records.issuperset(found.records))
    return replace(tracked, lots=lots, edges=edges, gaps=(), findings=findings)


def _parts(graph: SupplyGraph, start: int, walked: Collection[int]) -> dict[int, float]:
    """Give which part of each walked lot's input is the starting lot, inputs before what is made of them."""
    given, share, goes_on = graph.edges.input, graph.edges.share, graph.edges.followed
    into = {
        lot: [edge for edge in graph.inputs.span(lot) if goes_on[edge] and given[edge] in walked]
        for lot in walked
        if lot != start
    }
    waiting_for = {lot: len(edges) for lot, edges in into.items()}
    parts, ready = {start: 1.0}, [start]
    for lot in ready:  # grows while it is walked
        if lot != start:
            parts[lot] = sum(share[edge] * parts[given[edge]] for edge in into[lot])
        for edge in graph.outputs[lot]:
            output = graph.edges.output[edge]
            if goes_on[edge]:
                waiting_for[output] -= 1
                if not waiting_for[output]:
                    ready.append(output)
    return parts


def _tracked(graph: SupplyGraph, steps: Mapping[int, int], parts: Mapping[int, float]) -> Iterator[TrackedLot]:
    for number, count in steps.items():
        lot, part = graph.lot(number), parts[number]
        amount = _amount(lot, part)
        if count:
            yield TrackedLot(
                lot=lot.lot,
                steps=count,
                site=lot.site,
                share=part,
                amount=amount,
                unit=lot.unit if amount is not None else None,
                products=graph.products_of.get(lot.lot, ()),
                records=lot.records,
            )


def _amount(lot: Lot, part: float) -> Decimal | None:
    return to_places(lot.produced * Decimal(part)) if lot.produced is not None else None


def _gaps(graph: SupplyGraph, steps: Mapping[int, int], parts: Mapping[int, float]) -> Iterator[Gap]:
    """Give the uses that are not followed, each with the part of the output that came from this lot, if it did."""
    for lot, count in steps.items():
        for edge in graph.outputs[lot]:
            if not graph.edges.followed[edge]:
                part = parts[lot] * graph.edges.share[edge]
                yield unproven_gap(graph, lot, count + 1, graph.edges.used_by(edge), part)
