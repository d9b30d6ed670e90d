"""What a brand is downstream of: the lots, places, parties and records behind its own finished lots."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ledger.model.graph import SupplyGraph


@dataclass(slots=True)
class Chain:
    """Lots that one brand was given, with all that is behind them as far as every hand-over is confirmed.

    `parties` made, used or passed on these lots; `records` say so, or speak of the lots.
    """

    lots: set[str] = field(default_factory=set)
    sites: set[str] = field(default_factory=set)
    parties: set[str] = field(default_factory=set)
    records: set[bytes] = field(default_factory=set)


def chain_of(graph: SupplyGraph, starts: Iterable[str], *, receiver: str) -> Chain:
    """Give the chain behind the starting lots that `receiver` (a DID) was given. Linear, without recursion."""
    chain, lots = Chain(), set[int]()
    numbers = (number for lot in starts if (number := graph.names.find(lot)) is not None)
    waiting = list(_entered(graph, chain, lots, ((number, receiver) for number in numbers)))
    while waiting:
        edges = graph.inputs.span(waiting.pop())
        chain.records.update(graph.edges.record_id(edge) for edge in edges)
        given = ((graph.edges.input[edge], graph.edges.used_by(edge)) for edge in edges)
        waiting.extend(_entered(graph, chain, lots, given))
    chain.lots.update(graph.names[lot] for lot in lots)
    return chain


def _entered(
    graph: SupplyGraph, chain: Chain, lots: set[int], given: Iterable[tuple[int, str | None]]
) -> Iterator[int]:
    """Take in what was given, with every hand that it went through, and give the lots that are new."""
    for lot, receiver in given:
        hand, holders = receiver, graph.holders_of(lot)
        is_new = hand in holders and lot not in lots
        while hand is not None and hand in holders:
            chain.parties.add(hand)
            chain.records.add(holders[hand].record_id)
            hand = holders[hand].given_by
        if not is_new:
            continue
        lots.add(lot)
        chain.records.update(graph.records_of(lot))
        site = graph.site_names.get(graph.site_of[lot])
        if site is not None:
            chain.sites.add(site)
        yield lot
