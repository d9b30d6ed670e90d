"""The supply graph of one log size, from records alone."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from ledger.model.graph import LotEdge, SupplyGraph
from ledger.model.record import Record
from ledger.model.statement import Kind
from ledger.proof.event_hash import canonical_uri
from ledger.provenance.checks import Scene, findings_of
from ledger.provenance.cycles import cut_cycles, inputs_first
from ledger.provenance.decided import decided_operators
from ledger.provenance.first_makings import AsTold, displaced, first_makings, makers_undecided
from ledger.provenance.hands import holders_of, party_of, said_from_of
from ledger.provenance.links import links_of, with_shares
from ledger.provenance.makers import (
    DecidedOperators,
    is_own,
    keepers_of,
    leave_out_pretenders,
    operators_of,
    set_apart,
)
from ledger.provenance.matching import at_one_site, joined_sites
from ledger.provenance.nodes import inherit_sites, lots_of, products_of, sites_of
from ledger.provenance.packing import Network, pack
from ledger.provenance.replay import Deed, Story, replay
from ledger.provenance.sealing import Makings, disclosed_beside, keep_sealed, makings_of, sealed_makers, sealed_of
from ledger.provenance.standing import Standing, heard_recruitments
from ledger.provenance.statements import Statements, read_statements
from ledger.provenance.strength import Origins
from ledger.provenance.supply_events import read_events
from ledger.provenance.tellings import Tellings, standing, told_once


def build_graph(records: Iterable[Record], *, log_size: int, narrower: Iterable[Record] = ()) -> SupplyGraph:
    """Give the graph that these records make. The order they come in does not matter; their log indexes do.

    A record without an index counts as last. `log_size` is the label of the answer: the caller chose the records.
    `narrower` are records for fewer than all downstream: of them the graph shows only that the making of a lot is
    recorded, where nobody discloses it. Does not judge who may see what, nor whether a record still counts: a withdrawn
    one is left out by the caller, and so is a decision of somebody who may not decide about sites.
    Both are read once, `records` first, and no record of an event is held: a million of them would take gigabytes.
    """
    origins, others = Origins(), list[Record]()
    events = list(read_events(_events_among(origins.noted(records), others)))
    statements, hidden = _in_log(others), _in_log(origins.noted(narrower))
    joined = joined_sites(statements)
    told, said = standing(events), read_statements(statements, joined)
    as_told = AsTold.of(told.events, _unjoined(statements) if joined else said, joined, origins.index)
    first = first_makings(events, told.events, as_told.said, origins.index)
    told = replace(told, events=tuple(at_one_site(told.events, joined)))
    decided = decided_operators(statements, joined)
    network = _assemble(told, said, as_told, makings_of(hidden), origins, decided)
    return SupplyGraph(pack(replace(network, log_size=log_size, first_made=first)))


def _events_among(records: Iterable[Record], others: list[Record]) -> Iterator[Record]:
    """Give the records of events one by one, and put the others aside."""
    for record in records:
        if record.signed.statement.kind == Kind.EVENT:
            yield record
        else:
            others.append(record)


def _unjoined(statements: Iterable[Record]) -> Statements:
    """Give what is stated of places and lots, with each place called by its own name."""
    kinds = (Kind.LOT, Kind.FACILITY)
    return read_statements(record for record in statements if record.signed.statement.kind in kinds)


def _in_log(records: Iterable[Record]) -> list[Record]:
    return sorted(records, key=lambda record: (record.index is None, record.index or 0, record.record_id))


def _assemble(
    tellings: Tellings, said: Statements, told: AsTold, hidden: Makings, origins: Origins, decided: DecidedOperators
) -> Network:
    operators = operators_of(tellings.events, said, origins.index, decided)
    once = told_once(tellings.events, lambda event: is_own(event, operators))
    events = once.events
    leave_out_pretenders(said, operators, decided)
    keepers = keepers_of(events, operators, decided)
    undecided = makers_undecided(told, keepers)
    story = replay(events, lambda named: party_of(named, keepers))
    sealed = sealed_makers(hidden, origins.index)
    foreign = set_apart(story, keepers, decided, sealed)
    _list_claims(said, foreign)
    links, too_large = links_of(story.batches.values())
    kept, cycles = cut_cycles([link.edge for link in links])
    lots = lots_of(story, said, kept, keepers, undecided)
    resealed = tuple(keep_sealed(lots, sealed, story, said, origins.index))
    beside = disclosed_beside(lots, story, sealed)
    holders = holders_of(lots.values(), story, said, keepers)
    inputs = {lot: with_shares(into) for lot, into in _grouped(kept).items()}
    inherit_sites(inputs_first(lots, kept), lots, inputs, _repacked(story), holders)
    found = findings_of(Scene(events, story, said, lots, inputs, foreign), Standing(holders, keepers, decided))
    odd = (*tellings.findings, *once.findings, *story.findings, *too_large, *cycles, *resealed, *beside.values())
    return Network(
        log_size=0,
        sites=sites_of(story, said, decided),
        lots=lots,
        edges=(edge for into in inputs.values() for edge in into),
        products=products_of(said),
        containers=story.travelled_in,
        recruitments=heard_recruitments(said, operators),
        findings=tuple(sorted((*odd, *found), key=lambda found: (found.code, found.subject, found.records))),
        transactions=_transactions(story, said),
        holders=holders,
        said_from=said_from_of(story, said, keepers),
        sealed=sealed_of(lots, hidden, beside),
        joined=told.joined,
        displaced=displaced(undecided, lots, story, said, told.joined),
        origins=origins,
    )


def _list_claims(said: Statements, foreign: Mapping[str, list[Deed]]) -> None:
    """List what others than its maker say of a lot's making among the records about it, whatever that weighs."""
    for lot, deeds in foreign.items():
        said.about.setdefault(lot, {}).update({deed.event.record_id: None for deed in deeds})


def _grouped(edges: Iterable[LotEdge]) -> dict[str, list[LotEdge]]:
    into: dict[str, list[LotEdge]] = {}
    for edge in edges:
        into.setdefault(edge.output_lot, []).append(edge)
    return into


def _repacked(story: Story) -> set[str]:
    """Give the lots that only logistics made: one output of a real process is enough to be a product of it."""
    packed = {deed.lot for batch in story.batches.values() if batch.is_repacking for deed in batch.outputs}
    processed = {deed.lot for batch in story.batches.values() if not batch.is_repacking for deed in batch.outputs}
    return packed - processed


def _transactions(story: Story, said: Statements) -> dict[str, dict[str, None]]:
    tied = {lot: dict(found) for lot, found in story.transactions.items()}
    for _, _, body in said.purchases:
        for lot in body.lots:
            tied.setdefault(canonical_uri(lot), {})[body.order] = None
    return tied
