"""The supply graph of one log size, from records alone."""

from collections.abc import Iterable, Sequence

from ledger.model.event import SupplyEvent
from ledger.model.finding import Finding
from ledger.model.graph import LotEdge, SupplyGraph
from ledger.model.record import Record
from ledger.proof.event_hash import canonical_uri
from ledger.provenance.claims import balance_findings
from ledger.provenance.contradictions import Told, contradictions
from ledger.provenance.cycles import cut_cycles, inputs_first
from ledger.provenance.hands import holders_of, said_from_of
from ledger.provenance.links import links_of, with_shares
from ledger.provenance.makers import keepers_of, set_apart
from ledger.provenance.nodes import inherit_sites, lots_of, products_of, sites_of
from ledger.provenance.purchases import sales_of
from ledger.provenance.replay import Story, replay
from ledger.provenance.statements import Statements, read_statements
from ledger.provenance.supply_events import read_event
from ledger.provenance.tellings import settle


def build_graph(records: Iterable[Record], *, log_size: int) -> SupplyGraph:
    """Give the graph that these records make. The order they come in does not matter; their log indexes do.

    A record without an index counts as last. `log_size` is the label of the answer: the caller chose the records.
    Does not judge who may see what, nor whether a record still counts: a withdrawn one is left out by the caller.
    """
    in_log = sorted(records, key=lambda record: (record.index is None, record.index or 0, record.record_id))
    told = settle(event for record in in_log if (event := read_event(record)) is not None)
    return _assemble(told.events, read_statements(in_log), told.findings, log_size)


def _assemble(events: Sequence[SupplyEvent], said: Statements, odd: Iterable[Finding], log_size: int) -> SupplyGraph:
    story, keepers = replay(events), keepers_of(events, said)
    foreign = set_apart(story, keepers)
    links, too_large = links_of(story.batches.values())
    kept, cycles = cut_cycles([link.edge for link in links])
    lots, disputed = lots_of(story, said, kept, foreign)
    holders = holders_of(lots.values(), story, said, keepers)
    inputs = {lot: with_shares(into) for lot, into in _grouped(kept).items()}
    inherit_sites(inputs_first(lots, kept), lots, inputs, _repacked(story), holders)
    sales = sales_of(said.purchases)
    told = Told(events, story, said, lots, inputs, keepers)
    findings = (*odd, *too_large, *cycles, *disputed, *balance_findings(story, lots, sales), *contradictions(told))
    return SupplyGraph(
        log_size=log_size,
        sites=sites_of(story, said),
        lots=lots,
        inputs_of=inputs,
        outputs_of=_outputs(inputs),
        products=products_of(said),
        containers={lot: tuple(found) for lot, found in sorted(story.travelled_in.items())},
        recruiters={site: tuple(found) for site, found in said.recruiters.items()},
        findings=tuple(sorted(findings, key=lambda found: (found.code, found.subject, found.records))),
        transactions=_transactions(story, said),
        holders=holders,
        said_from=said_from_of(story, said, keepers),
    )


def _grouped(edges: Iterable[LotEdge]) -> dict[str, list[LotEdge]]:
    into: dict[str, list[LotEdge]] = {}
    for edge in edges:
        into.setdefault(edge.output_lot, []).append(edge)
    return into


def _outputs(inputs: dict[str, tuple[LotEdge, ...]]) -> dict[str, tuple[LotEdge, ...]]:
    out: dict[str, list[LotEdge]] = {}
    for edges in inputs.values():
        for edge in edges:
            out.setdefault(edge.input_lot, []).append(edge)
    return {lot: tuple(edges) for lot, edges in out.items()}


def _repacked(story: Story) -> set[str]:
    """Give the lots that only logistics made: one output of a real process is enough to be a product of it."""
    packed = {deed.lot for batch in story.batches.values() if batch.is_repacking for deed in batch.outputs}
    processed = {deed.lot for batch in story.batches.values() if not batch.is_repacking for deed in batch.outputs}
    return packed - processed


def _transactions(story: Story, said: Statements) -> dict[str, tuple[str, ...]]:
    tied = {lot: dict(found) for lot, found in story.transactions.items()}
    for _, _, body in said.purchases:
        for lot in body.lots:
            tied.setdefault(canonical_uri(lot), {})[body.order] = None
    return {lot: tuple(found) for lot, found in sorted(tied.items())}
