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
    chain = Chain()
    waiting = list(_entered(graph, chain, ((lot, receiver) for lot in starts)))
    while waiting:
        lot = waiting.pop()
        edges = graph.inputs_of.get(lot, ())
        chain.records.update(edge.record_id for edge in edges)
        waiting.extend(_entered(graph, chain, ((edge.input_lot, edge.used_by) for edge in edges)))
    return chain


def _entered(graph: SupplyGraph, chain: Chain, given: Iterable[tuple[str, str | None]]) -> Iterator[str]:
    """Take in what was given, with every hand that it went through, and give the lots that are new."""
    for lot, receiver in given:
        hand, holders = receiver, graph.holders.get(lot, {})
        is_new = hand in holders and lot not in chain.lots
        while hand is not None and hand in holders:
            chain.parties.add(hand)
            chain.records.add(holders[hand].record_id)
            hand = holders[hand].given_by
        if not is_new:
            continue
        chain.lots.add(lot)
        chain.records.update(graph.lots[lot].records)
        site = graph.lots[lot].site
        if site is not None:
            chain.sites.add(site)
        yield lot
