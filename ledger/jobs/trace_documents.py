"""Walks over the supply graph as JSON documents: each edge with its record, how well it is evidenced, and how far its
record is proven.

`strength` is named, custodial, signed or agreed (see EdgeStrength); `status` is where its record stands: pending,
sealed (so far only the operator's word), mined (on chain, not yet final) or final. Neither says that it is true.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from ledger.jobs.documents import finding_documents, gap_documents
from ledger.model.graph import Gap, LotEdge, LotTrace, LotTrack, SupplyGraph
from ledger.model.log import OutboxState
from ledger.model.record import RecordStatus
from ledger.ports import World
from ledger.proof.canonical import Json
from ledger.proof.wire import hex_text
from ledger.risk.rounding import nine_places


@dataclass(frozen=True, slots=True)
class ProofStanding:
    """How far the log is proven: entries below `final_size` are final, below `mined_size` on chain."""

    final_size: int
    mined_size: int

    def status(self, log_index: int | None) -> RecordStatus:
        """Give where the record at this place of the log stands."""
        if log_index is None:
            return RecordStatus.PENDING
        if log_index < self.final_size:
            return RecordStatus.FINAL
        return RecordStatus.MINED if log_index < self.mined_size else RecordStatus.SEALED


def standing_of(world: World) -> ProofStanding:
    """Give how far this log is proven now."""
    final = world.store.sizes().final_size
    mined = (item.sealed.head.size for item in world.store.outbox() if item.state is OutboxState.MINED)
    return ProofStanding(final, max(mined, default=final))


def trace_document(graph: SupplyGraph, traced: LotTrace, standing: ProofStanding) -> dict[str, Json]:
    """Give a lot walked back to raw material."""
    return {
        "lot": traced.lot,
        "log_size": traced.log_size,
        "lots": [
            {
                "lot": each.lot,
                "tier": each.tier,
                **_place(graph, each.site),
                "origin": graph.lots[each.lot].origin,
                "share": nine_places(each.share),
                "records": [hex_text(record) for record in each.records],
            }
            for each in traced.lots
        ],
        "edges": _edges(traced.edges, standing),
        "gaps": gaps_with_seals(traced.gaps, standing),
        "findings": finding_documents(graph, traced.findings),
    }


def track_document(graph: SupplyGraph, tracked: LotTrack, standing: ProofStanding) -> dict[str, Json]:
    """Give a lot walked forward. `is_finished` marks lots that a product declares."""
    return {
        "lot": tracked.lot,
        "log_size": tracked.log_size,
        "lots": [
            {
                "lot": each.lot,
                "steps": each.steps,
                **_place(graph, each.site),
                "origin": graph.lots[each.lot].origin,
                "share": nine_places(each.share),
                "amount": str(each.amount) if each.amount is not None else None,
                "unit": each.unit,
                "is_finished": bool(each.products),
                "products": list(each.products),
                "records": [hex_text(record) for record in each.records],
            }
            for each in tracked.lots
        ],
        "edges": _edges(tracked.edges, standing),
        "gaps": gaps_with_seals(tracked.gaps, standing),
        "findings": finding_documents(graph, tracked.findings),
    }


def _place(graph: SupplyGraph, site: str | None) -> dict[str, Json]:
    known = graph.sites.get(site) if site else None
    return {
        "site": site,
        "site_name": known.name if known else None,
        "country": known.country if known else None,
    }


def _edges(edges: Iterable[LotEdge], standing: ProofStanding) -> list[Json]:
    return [
        {
            "input_lot": edge.input_lot,
            "output_lot": edge.output_lot,
            "amount": str(edge.amount) if edge.amount is not None else None,
            "unit": edge.unit,
            "share": nine_places(edge.share),
            "record_id": hex_text(edge.record_id),
            "strength": edge.strength.word if edge.strength is not None else None,
            "strength_reads": edge.strength.reads if edge.strength is not None else None,
            "status": standing.status(edge.log_index).value,
        }
        for edge in edges
    ]


def gaps_with_seals(gaps: tuple[Gap, ...], standing: ProofStanding) -> list[Json]:
    """Give the gaps; `sealed` are records that tell who made the lot, to fewer than all downstream."""
    return [
        {
            **told,
            "sealed": [
                {"record_id": hex_text(each.record_id), "status": standing.status(each.log_index).value}
                for each in gap.sealed
            ],
        }
        for gap, told in zip(gaps, gap_documents(gaps), strict=True)
    ]
